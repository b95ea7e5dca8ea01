"""The year's targets: written down, given to the offices below, held against what is known here."""
