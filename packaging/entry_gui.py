"""The window ``so-ocop-window``: what the frozen build starts."""

from __future__ import annotations

import sys

from app.start import hidden_start, open_window

if __name__ == "__main__":
    code = hidden_start(sys.argv[1:])
    sys.exit(open_window(sys.argv[1:]) if code is None else code)
