"""The window: Qt widgets over the same services as the command line."""
