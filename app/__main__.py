"""``python -m app``: opens the window."""

from __future__ import annotations

import sys

from app.start import hidden_start

if __name__ == "__main__":
    code = hidden_start(sys.argv[1:])
    if code is None:
        from app.ui.application import main

        code = main(sys.argv[1:])
    sys.exit(code)
