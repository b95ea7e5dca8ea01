"""What a person did wrong on the command line, in the language of the moment."""

from __future__ import annotations

import typer

from app.cli.help import shown_name
from app.translate import _


def usage_sentence(error: typer.TyperException) -> str:
    """One sentence for an unknown command or option, a missing or impossible value; help is returned as it is."""
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        return error.message
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "so-ocop"
    param = getattr(error, "param", None)
    name = _shown(param) if param is not None else str(getattr(error, "option_name", ""))
    if kind == "NoSuchOption":
        said = _("There is no option {name}.").format(name=name)
    elif kind == "MissingParameter":
        said = _("{name} is missing.").format(name=name)
    elif kind == "BadParameter":
        whole = getattr(getattr(param, "type", None), "name", "").startswith("int")
        reason = _("a whole number is expected") if whole else error.message
        said = _("{name} cannot have this value: {reason}").format(name=name, reason=reason)
    elif kind == "BadOptionUsage":
        said = _("The option {name} needs a value, or takes none.").format(name=name)
    elif kind == "UsageError" and context is not None and error.message.startswith("Got unexpected extra"):
        said = _("There are more arguments than the command takes.")
    else:
        said = error.message
    return _("{said} See “{path} --help”.").format(said=said, path=path)


def _shown(param: object) -> str:
    """How a parameter is named in the help: its option, or its place's name."""
    options = [option for option in getattr(param, "opts", []) if option.startswith("-")]
    return options[0] if options else shown_name(param)
