"""The hand-over file: bag, container, signature, sealing, export, look and take."""
