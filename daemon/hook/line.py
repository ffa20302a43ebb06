"""The line that qBittorrent runs on completion: how ours is written, and how a present one is read.

qBittorrent uses no shell. It splits the line at spaces outside of double quotes, takes off the quotes around a whole
argument, and only then puts the values in, each into its own argument (facts/qbittorrent.md 1). So a program that
was there before keeps its meaning, word for word, behind a head of ours.
"""

import re
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, Self

from daemon.hook.access import PATH, HookAccess
from daemon.hook.files import HEADER_FILE
from daemon.hook.kinds import Kind
from domain.errors import BadInputError

CURL: Final = "/usr/bin/curl"
_CURL: Final = (
    f"{CURL} -fsS -m 10 --retry 60 --retry-delay 2 --retry-max-time 120 --retry-connrefused --noproxy"
)
"""curl tries again for two minutes without an answer, or with 408, 429 or 5xx; a refusal is not repeated.

`--retry-all-errors` is left out: curl before 7.71 does not know it and would do nothing at all, and it repeats refusals.
"""
_TAIL: Final = ' & shift 3; exec "$@"" shelfhook "%K" "%I" "%J" '
_HEAD: Final = '/bin/sh -c "'
_CHAIN: Final = re.compile(re.escape(_HEAD) + r".*?" + re.escape(_TAIL) + r"(.*)", re.DOTALL)
_LONE: Final = re.compile(
    r'/usr/bin/curl [^%]* -H "@[^"]*" --data-urlencode "hash=%K" --data-urlencode "v1=%I" --data-urlencode "v2=%J" \S+'
    r'|"[^"]+" notify --state-dir "[^"]*" "%K" "%I" "%J"'
)
_HOW: Final = re.compile(r"/usr/bin/curl .*? --noproxy|[^ \"']*/(?=shelfhook[\"']* notify )")
_BY_HAND: Final = re.compile(re.escape(PATH) + r"|(?:shelfhook|daemon)\S* +notify\b")


class Standing(StrEnum):
    """The relation of qBittorrent's line to this shelfhook; an outdated line is an older version's for this daemon."""

    ABSENT = "absent"
    HERE = "here"
    OUTDATED = "outdated"
    ELSEWHERE = "elsewhere"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Read:
    """A parsed line: `before` is the other program that it runs too; `kind` is None unless it calls this daemon."""

    standing: Standing
    before: str
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class HookLine:
    """The lines that lead to one daemon.

    Args:
        state: Its state directory.
        url: Its address, without a path, as qBittorrent calls it.
        header: The file with the token, as qBittorrent sees it; empty for the one in the state directory.

    Raises:
        BadInputError: A name holds a sign that cannot be written in a line.
    """

    state: Path
    url: str
    header: str = ""

    @classmethod
    def to(cls, access: HookAccess) -> Self:
        """The lines that lead in there."""
        return cls(access.state, access.hook_url or access.url, access.header_file or "")

    def __post_init__(self) -> None:
        """Refuse characters that qBittorrent would change in the line: it cannot escape a quote or a percent sign."""
        for setting, text in (
            ("STATE_DIR", str(self.state)),
            ("HOOK_URL", self.url),
            ("HOOK_HEADER_FILE", self.header),
        ):
            if set('"%\n') & set(text):
                raise BadInputError(setting, "must hold no quotation mark and no % for qBittorrent's hook")

    def alone(self, kind: Kind) -> str:
        """The line where nothing else is run: hashes only, and the token in a file.

        Source: facts/qbittorrent.md 0.1. On the command line the token would be logged at each run.
        """
        if kind is Kind.NOTIFY:
            return f'"{_program()}" notify --state-dir "{self.state}" "%K" "%I" "%J"'
        return (
            f'{_CURL} "*" -o /dev/null -H "@{self._header}" --data-urlencode "hash=%K" '
            f'--data-urlencode "v1=%I" --data-urlencode "v2=%J" {self._address}'
        )

    def with_program(self, kind: Kind, before: str) -> str:
        """The line that also runs *before*, at once and with its own arguments, whether or not ours succeeds."""
        return self._head(kind) + before if before else self.alone(kind)

    @property
    def _header(self) -> str:
        return self.header or str(self.state / HEADER_FILE)

    @property
    def _address(self) -> str:
        return f"{self.url}{PATH}"

    def _head(self, kind: Kind) -> str:
        if kind is Kind.NOTIFY:
            ours = f"{shlex.quote(_program())} notify --state-dir {shlex.quote(str(self.state))} $1 $2 $3"
        else:
            header = shlex.quote(f"@{self._header}")
            values = "--data-urlencode hash=$1 --data-urlencode v1=$2 --data-urlencode v2=$3"
            ours = f"{_CURL} '*' -o /dev/null -H {header} {values} {shlex.quote(self._address)}"
        # Double quotes of the shell would end the argument for qBittorrent: "$@" has them, and no space within.
        return _HEAD + ours + _TAIL

    def read(self, line: str) -> Read:
        """The relation of *line* to the daemon."""
        for kind in Kind:
            if line == self.alone(kind):
                return Read(Standing.HERE, "", kind)
            if line.startswith(head := self._head(kind)):
                return Read(Standing.HERE, line.removeprefix(head), kind)
        if found := _CHAIN.fullmatch(line):
            return self._of_our_form(line.removesuffix(found[1]), found[1])
        if _LONE.fullmatch(line):
            return self._of_our_form(line)
        return Read(Standing.BY_HAND if _BY_HAND.search(line) else Standing.ABSENT, line)

    def _of_our_form(self, ours: str, before: str = "") -> Read:
        """A line that has our form, and is not written as we write it now."""
        for kind in Kind:
            if _bare(ours) in {_bare(self.alone(kind)), _bare(self._head(kind))}:
                return Read(Standing.OUTDATED, before, kind)
        return Read(Standing.ELSEWHERE, before)


def _bare(line: str) -> str:
    """The target of a line, without the way: curl's options, the program's folder and the shell's quotes may change."""
    return _HOW.sub("", line).replace("'", "")


def arguments(line: str, values: Mapping[str, str]) -> list[str]:
    """The program and its arguments as qBittorrent would start them.

    Args:
        line: As in qBittorrent's options.
        values: For ``%K`` and its like.
    """
    found = re.findall(r'(?:"[^"]*(?:"|$)|[^ "])+', line)
    stripped = [one[1:-1] if len(one) > 1 and one[0] == one[-1] == '"' else one for one in found]
    put_in = re.compile("|".join(map(re.escape, values)) or "(?!)")
    return [put_in.sub(lambda match: values[match[0]], one) for one in stripped]


def _program() -> str:
    """Where `shelfhook` is installed: qBittorrent has a search path of its own."""
    return str(Path(sys.executable).parent / "shelfhook")
