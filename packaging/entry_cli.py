"""The command ``so-ocop``: what the environment's launcher and the frozen build start."""

from __future__ import annotations

import sys

from app.cli import main

if __name__ == "__main__":
    sys.argv[0] = "so-ocop"
    main()
