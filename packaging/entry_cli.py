"""The command ``so-ocop``: what the environment's launcher and the frozen build start."""

from __future__ import annotations

import sys

from app.start import hidden_start

if __name__ == "__main__":
    sys.argv[0] = "so-ocop"
    code = hidden_start(sys.argv[1:])
    if code is not None:
        sys.exit(code)
    from app.cli import main

    main()
