"""Attached files in the window: small pictures of them, reading their text, opening them with the system's viewer."""
