"""Writes docs/shelfhook.1, the manual page, from the commands themselves."""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import typer

from daemon.cli import app
from daemon.commands.sections import CONFIG, Section

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "docs" / "shelfhook.1"

_HEAD: Final = """\
.\\" Written by `make docs`.
.TH SHELFHOOK 1 "" "shelfhook {version}" "User Commands"
.SH NAME
shelfhook \\- {about}
.SH SYNOPSIS
.B shelfhook
[\\fIOPTIONS\\fR] \\fICOMMAND\\fR [\\fIARGS\\fR]...
.SH DESCRIPTION
A daemon between qBittorrent and Audiobookshelf, and the commands that ask it. Each command explains itself with \\fB\\-h\\fR.
"""
_TAIL: Final = """\
.SH FILES
.TP
.I .env
The settings of a daemon that is started in this folder.
.TP
.I /etc/shelfhook/.env
The settings of the installed service; read from any folder that has no \\fI.env\\fR, by users who may.
.TP
.I /etc/shelfhook/credentials
A file for each secret, named after its setting; systemd hands them to the service.
.TP
.I /var/lib/shelfhook
The service's state directory.
.SH ENVIRONMENT
Every setting may be an environment variable, which wins over the file. \\fBSHELFHOOK_CONFIG\\fR names the settings file as
\\fB\\-\\-config\\fR does.
.SH EXIT STATUS
.TP
.B 0
Success.
.TP
.B 1
Failure: one line on standard error gives the reason and the fix. \\fBdoctor\\fR: there are warnings.
.TP
.B 2
Wrong usage. \\fBdoctor\\fR: something is broken.
.TP
.B 78
A setting is wrong: one line for each.
.SH SEE ALSO
The documents in \\fI/usr/share/doc/shelfhook\\fR or \\fI/usr/local/share/doc/shelfhook\\fR.
"""
_CODE: Final = re.compile(r"`([^`]+)`")


def page() -> str:
    """The whole page, in the language of man(7)."""
    group: Any = typer.main.get_command(app)
    context = typer.Context(group, info_name="shelfhook", **group.context_settings)
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    about = _text(group.help[:1].lower() + group.help[1:].rstrip("."))
    lines = [_HEAD.format(version=version, about=about).rstrip(), ".SH OPTIONS"]
    records = [one.get_help_record(context) for one in group.get_params(context)]
    for record in (*filter(None, records), CONFIG):
        lines += _option(record)
    lines.append(".SH COMMANDS")
    for section in Section:
        lines.append(f".SS {section}")
        for name, command in group.commands.items():
            if command.rich_help_panel == section and not command.hidden:
                lines += _commands(command, context, f"shelfhook {name}")
    return "\n".join([*lines, _TAIL])


def _commands(command: Any, parent: typer.Context, path: str) -> Iterator[str]:
    """A command; of a group all that it has. A hidden one of a group is what the group does by itself."""
    context = typer.Context(command, parent=parent, info_name=path.rpartition(" ")[2])
    for name, sub in getattr(command, "commands", {}).items():
        yield from _commands(sub, context, path if sub.hidden else f"{path} {name}")
    if hasattr(command, "commands"):
        return
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    usage = " ".join(map(_argument, arguments))
    yield from (".TP", f"\\fB{_escaped(path)}\\fR {usage}".rstrip(), _text(command.help))
    records = [one.get_help_record(context) for one in command.params if not getattr(one, "hidden", False)]
    if shown := [record for record in records if record is not None]:
        yield ".RS"
        for record in shown:
            yield from _option(record)
        yield ".RE"


def _argument(one: Any) -> str:
    name = (one.metavar or one.name.upper()).strip("[]")
    name = f"\\fI{_escaped(name)}\\fR" + ("..." if one.nargs < 0 else "")
    return name if one.required else f"[{name}]"


def _option(record: tuple[str, str]) -> Iterator[str]:
    yield from (".TP", f"\\fB{_escaped(record[0])}\\fR", _text(record[1]))


def _text(words: str) -> str:
    """Words of a help, with code in bold."""
    parts = _CODE.split(" ".join(words.split()))
    return _guarded(
        "".join(f"\\fB{_escaped(one)}\\fR" if n % 2 else _escaped(one) for n, one in enumerate(parts))
    )


def _escaped(words: str) -> str:
    return words.replace("\\", "\\e").replace("-", "\\-").replace("…", "...")


def _guarded(line: str) -> str:
    """A line that begins with a sign of the language would be a request."""
    return f"\\&{line}" if line[:1] in {".", "'"} else line


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
