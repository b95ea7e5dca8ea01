"""What the program does: each module is one noun; none knows Qt, the window or the command line."""
