"""The command line ``so-ocop``: the same services as the window, without Qt."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line with this process's arguments, and end the process with its exit code."""
    from app.cli.entry import run

    sys.exit(run(sys.argv[1:]))
