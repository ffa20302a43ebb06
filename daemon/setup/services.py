"""The tests of the three services, each with as few requests as show that it works."""

import math
from collections.abc import Iterator
from typing import Final

from clients.audiobookshelf.token import TokenKind, kind_of
from clients.mam.account import Account
from clients.qbittorrent import Torrent
from daemon.doctor.audiobookshelf import probe_permissions, probe_precedence
from daemon.doctor.finding import Result
from daemon.doctor.patient import Patient
from daemon.setup.tried import Fact, FactName, Tried

_ENDING: Final = frozenset({TokenKind.ACCESS, TokenKind.REFRESH})
_KEY: Final = "create an API key in Audiobookshelf under Settings, API Keys, and enter that"


async def try_mam(patient: Patient) -> Tried:
    """Ask for the account: one request, in the pace of all others; none for a session that was refused before."""
    account = await patient.connections.mam.account()
    return Tried(ok=True, found=tuple(_of_account(account)))


def _of_account(account: Account) -> Iterator[Fact]:
    yield Fact(FactName.ACCOUNT, account.username)
    if account.classname:
        yield Fact(FactName.CLASS, account.classname)
    if account.ratio is not None:
        yield Fact(FactName.RATIO, account.ratio if math.isfinite(account.ratio) else "∞")
    if account.unsatisfied is not None:
        yield Fact(FactName.UNSATISFIED, account.unsatisfied, account.unsatisfied_limit)


async def try_audiobookshelf(patient: Patient) -> Tried:
    """Ask who answers, whose key it is, and which libraries that user may change."""
    shelf, token = patient.connections.audiobookshelf, patient.settings.abs_token
    status = await shelf.status()
    found = [Fact(FactName.VERSION, status.version)]
    if not status.initialised:
        mend = "open its page, create the first user, then an API key"
        return Tried(ok=False, found=tuple(found), problem="Audiobookshelf has no user yet", mend=mend)
    if token is None:
        return Tried(ok=False, found=tuple(found), problem="it needs an API key", mend=_KEY)
    me = await shelf.me()
    libraries = [library.name for library in await shelf.libraries()]
    found.append(Fact(FactName.USER, me.username))
    if libraries:
        found.append(Fact(FactName.LIBRARIES, ", ".join(libraries)))
    if kind_of(token.get_secret_value()) in _ENDING:
        problem = "this is a session's token, which ends within hours"
        return Tried(ok=False, found=tuple(found), problem=problem, mend=_KEY)
    for probe in (probe_permissions, probe_precedence):
        seen = await probe(patient)
        if seen.result is not Result.OK:
            usable = seen.result is not Result.BROKEN
            return Tried(ok=usable, found=tuple(found), problem=seen.evidence, mend=seen.mend)
    return Tried(ok=True, found=tuple(found))


async def try_qbittorrent(patient: Patient) -> Tried:
    """Ask for its version, its torrents and its categories."""
    client, wanted = patient.connections.qbittorrent, patient.settings.qbittorrent_category
    version = await client.version()
    torrents = await client.torrents()
    categories = await client.setup.categories()
    finished = [one for one in torrents if one.finished]
    found = [
        Fact(FactName.VERSION, version),
        Fact(FactName.TORRENTS, len(torrents)),
        Fact(FactName.FINISHED, _ours(finished, patient), len(finished)),
    ]
    if categories:
        found.append(Fact(FactName.CATEGORIES, ", ".join(sorted(categories))))
    if not wanted or wanted in categories:
        return Tried(ok=True, found=tuple(found))
    return Tried(
        ok=True,
        found=tuple(found),
        problem=f"the category {wanted} does not exist in qBittorrent",
        mend="enter the one that your audiobooks have, or create it there",
    )


def _ours(finished: list[Torrent], patient: Patient) -> int:
    """How many of them shelfhook would follow."""
    rule = patient.settings.category_rule
    return sum(rule.follows(one.category) for one in finished)
