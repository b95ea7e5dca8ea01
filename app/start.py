"""What a start of the program may be besides its commands and its window: a helper process, or the test of itself.

The entries ask here before they import anything else, so that a helper stays small.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence

SELF_TEST = "--self-test"
SEAL = "--seal"
UNSEAL = "--unseal"
THUMBNAILS = "--thumbnail-worker"


def hidden_start(arguments: Sequence[str]) -> int | None:
    """Do what the first argument asks for; its exit code, or ``None`` where it asks for nothing of this kind."""
    first = arguments[0] if arguments else ""
    if first in (SEAL, UNSEAL):
        from app.services.bundles.seal_program import main

        return main(arguments)
    if first == THUMBNAILS:
        from app.services.thumbnails.worker import run_worker

        return run_worker(arguments[1:])
    if first == SELF_TEST:
        from app.self_test import run

        return run()
    return None


def open_window(arguments: Sequence[str]) -> int:
    """Run the window; its exit code.

    What the start makes stays, so looking for garbage in it only costs (an eighth of the time to the first painted
    frame): the window looks for some again once it stands.
    """
    gc.disable()
    from app.ui.application import main

    return main(arguments)
