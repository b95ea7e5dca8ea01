"""The command line ``so-ocop``: the same services as the window, without Qt."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line with this process's arguments, and end the process with its exit code."""
    try:
        from app.cli.entry import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # before a command had begun
        code = 8
    sys.exit(code)
