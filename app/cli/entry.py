"""One run of the command line: language, errors and exit codes around whatever command was named."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import typer

from app.cli.output import complain
from app.cli.root import CallFacts, command_tree
from app.cli.usage import usage_sentence
from app.errors import AppError, Cancelled, StorageError, system_reason
from app.logs import get_logger, log_file, start_logging, stop_logging
from app.paths import DataPaths, data_paths
from app.settings import load_settings
from app.translate import N_, _, set_language

PROGRAM = "so-ocop"
USAGE_ERROR = 2
UNEXPECTED = 70
"""What ``sysexits.h`` calls a fault of the program itself."""

_ANYWHERE = ("--lang", "--data-dir", "--as")


def run(arguments: Sequence[str]) -> int:
    """Run one command; its exit code. Nothing that goes wrong leaves a traceback on the screen."""
    for stream in (sys.stdout, sys.stderr):
        # A Vietnamese letter must not end the program where the console has another code page.
        with suppress(AttributeError, ValueError, OSError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    given, rest = hoist(arguments)
    paths = data_paths(given.get("--data-dir") or None)
    settings = load_settings(paths.settings_file)
    set_language(given.get("--lang", settings.language))
    try:
        code = _run(CallFacts(paths=paths, settings=settings), [*_as_options(given), *rest])
        return _flushed(code, paths)
    except BrokenPipeError:
        _silence_output()
        return 0
    finally:
        stop_logging()


def hoist(arguments: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Take the options that may stand anywhere out of the arguments; the last of each counts.

    Nothing behind ``--`` is an option. One without its value is left where it stands, to be complained of there.
    """
    given: dict[str, str] = {}
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        argument = waiting.pop(0)
        name, equals, value = argument.partition("=")
        if argument == "--":
            return given, [*rest, argument, *waiting]
        if name in _ANYWHERE and equals:
            given[name] = value
        elif argument in _ANYWHERE and waiting:
            given[argument] = waiting.pop(0)
        else:
            rest.append(argument)
    return given, rest


def _as_options(given: dict[str, str]) -> list[str]:
    return [part for name, value in given.items() for part in (name, value)]


def _run(call: CallFacts, arguments: list[str]) -> int:
    try:
        if call.settings.notice:
            complain(_(call.settings.notice).format(**call.settings.notice_params))
        command = command_tree()
        with command.make_context(PROGRAM, arguments, obj=call) as context:
            command.invoke(context)
        return 0
    except typer.Exit as stop:
        return stop.exit_code
    except (typer.Abort, KeyboardInterrupt, EOFError):
        return _told(Cancelled())
    except AppError as error:
        return _told(error)
    except typer.TyperException as error:
        complain(usage_sentence(error))
        return USAGE_ERROR
    except BrokenPipeError:
        raise
    except OSError as error:
        return _told(_storage_error(error, call.paths))
    except Exception:  # noqa: BLE001  the edge: a fault of the program is told in one sentence
        return _unexpected(call.paths)


def _flushed(code: int, paths: DataPaths) -> int:
    """Write out what was printed; the command's code, or that of a disk that did not take it."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _silence_output()
        if code:
            return code  # what failed was told already
        # A pipe whose reader has gone is EINVAL on Windows.
        return 0 if error.errno == errno.EINVAL else _told(_storage_error(error, paths))
    return code


def _told(error: AppError) -> int:
    complain(str(error))
    return error.exit_code


def _storage_error(error: OSError, paths: DataPaths) -> AppError:
    """A disk, a stick or a right that failed where no service foresaw it; the log keeps the place in the program."""
    _log_failure(paths)
    return StorageError(
        N_("{name} could not be read or written: {reason}."),
        kept=N_("What was saved before is unchanged."),
        advice=N_("Check the disk, its room and the rights of the folder, then try again."),
        name=str(error.filename or paths.root),
        reason=system_reason(error),
    )


def _unexpected(paths: DataPaths) -> int:
    logged = _log_failure(paths)
    if logged:
        complain(
            _("An unexpected error: this is a fault of the program. The details are in {log}.").format(
                log=str(log_file(paths))
            )
        )
    else:
        complain(_("An unexpected error: this is a fault of the program, and its log could not be written."))
    return UNEXPECTED


def _log_failure(paths: DataPaths) -> bool:
    """Write the traceback to the log; whether that worked."""
    start_logging(paths)
    get_logger(__name__).exception("a command failed")
    return log_file(paths).is_file()


def _silence_output() -> None:
    """The reader of our output has gone (``| head``): nothing more can be said to it, and Python must not try."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
