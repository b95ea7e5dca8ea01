"""Work in steps, inside the page."""
