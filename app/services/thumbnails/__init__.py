"""Small pictures of attached files, made by a child process with limits.

``thumbnailer`` is what the window asks; ``child`` starts and stops the process; ``worker`` is what runs in it.
This package imports none of them, so that the child loads only what it needs.
"""
