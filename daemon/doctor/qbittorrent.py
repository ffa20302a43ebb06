"""qBittorrent: whether it answers, its category, and whether its hook reaches us."""

import asyncio
from datetime import datetime
from pathlib import Path

from daemon.doctor.finding import Fix, Seen, broken, good, skipped, unreachable, warning
from daemon.doctor.patient import Patient
from daemon.hook import wording
from daemon.hook.files import HEADER_FILE
from daemon.hook.install import Plan
from daemon.hook.kinds import Kind
from daemon.hook.line import CURL, Standing, arguments
from daemon.hook.trial import Trial
from domain.errors import CredentialsError, UnavailableError, UnexpectedAnswerError
from domain.fixes import RELOAD

_INSTALL = "run `shelfhook hook install`"


async def probe(patient: Patient) -> Seen:
    """Ask for its version."""
    settings = patient.settings
    try:
        version = await patient.connections.qbittorrent.version()
    except UnavailableError as error:
        return unreachable(
            "qbittorrent",
            error,
            f"check that QBITTORRENT_URL ({settings.qbittorrent_url}) is right, and that qBittorrent is running "
            "with its Web UI enabled",
        )
    except CredentialsError as error:
        return broken(
            error.what,
            error.mend or f"set QBITTORRENT_USERNAME and QBITTORRENT_PASSWORD, and {RELOAD}",
        )
    except UnexpectedAnswerError as error:
        return broken(
            str(error),
            f"set QBITTORRENT_URL to the address of its Web UI, and {RELOAD}: it is "
            f"{settings.qbittorrent_url} now",
        )
    return good(f"version {version}, {_login(patient)}")


def _login(patient: Patient) -> str:
    settings = patient.settings
    if settings.qbittorrent_api_key is not None:
        return "by API key"
    return "by name and password" if settings.qbittorrent_username else "without a login"


async def probe_category(patient: Patient) -> Seen:
    """Ask for the categories."""
    wanted = patient.settings.qbittorrent_category
    categories = await patient.connections.qbittorrent.setup.categories()
    if not wanted or wanted in categories:
        place = categories.get(wanted)
        return good(f"{wanted or 'not set'}{f', which saves to {place}' if place else ''}")
    others = ", ".join(sorted(categories)) or "none"
    return warning(
        f"category {wanted} does not exist; existing: {others}",
        f"create the category {wanted} in qBittorrent, or set QBITTORRENT_CATEGORY to yours and {RELOAD}",
        fix=Fix.CREATE_CATEGORY,
    )


async def probe_hook(patient: Patient) -> Seen:
    """Read the program that it runs on completion. Without it the reconcile cycle finds completions, later."""
    plan = await patient.hook.plan()
    # Only its name: the arguments of other programs may hold their keys.
    beside = f", and runs {arguments(plan.kept, {})[0]} too" if plan.kept.strip() else ""
    if plan.standing is Standing.HERE:
        return good(f"qBittorrent calls {patient.hook.line.url}{beside}")
    if plan.standing is Standing.BY_HAND:
        return good("qBittorrent runs a custom command that calls shelfhook")
    if plan.standing is Standing.OUTDATED:
        return warning(
            "qBittorrent calls this shelfhook by an older form of its command",
            _INSTALL,
            fix=Fix.INSTALL_HOOK,
        )
    return _without_hook(plan, reconciled=patient.settings.reconcile_cron)


def _without_hook(plan: Plan, *, reconciled: str) -> Seen:
    """What follows where qBittorrent does not call this shelfhook."""
    elsewhere = plan.standing is Standing.ELSEWHERE
    where = "calls a shelfhook at another address" if elsewhere else "does not call shelfhook"
    mend = _INSTALL if plan.refused is None else plan.refused
    fix = Fix.INSTALL_HOOK if plan.refused is None else None
    if reconciled:
        evidence = f"qBittorrent {where}: completions are found by the reconcile cycle only ({reconciled})"
        return warning(evidence, mend, fix=fix)
    return broken(f"qBittorrent {where}, and RECONCILE_CRON is empty", mend, fix=fix)


async def probe_round_trip(patient: Patient) -> Seen:
    """Send a nonce by the very line in qBittorrent, run from here; see `daemon.hook_trial`."""
    if not patient.listens:
        return skipped("the daemon is not running")
    calls = patient.parts.hook_calls
    if (refused := wording.since_the_last_good_one(calls)) is not None and calls.refused_call is not None:
        return broken(refused, wording.mend(calls.refused_call))
    last = calls.last_at
    _, read = await patient.hook.found()
    if read.standing is Standing.BY_HAND or patient.hook.leads_from_elsewhere:
        return _not_from_here(last)
    if read.standing is not Standing.HERE:
        return skipped("needs: hook")
    trial = await patient.trial.by_line()
    return (
        good(f"{trial.said}; {_last_call(last)}")
        if trial.passed
        else await _failed(patient, trial, read.kind)
    )


async def _failed(patient: Patient, trial: Trial, kind: Kind | None) -> Seen:
    """Why the hook's command of this kind did not get through, as far as can be seen here."""
    if kind is Kind.NOTIFY:
        return broken(trial.said, "install shelfhook again, or run `shelfhook hook install --kind curl`")
    if not await asyncio.to_thread(Path(CURL).exists):
        # Where qBittorrent is, perhaps in another container, there may be one.
        return warning(
            f"{CURL} is not installed", "run `shelfhook hook test --torrent`, and install curl if that fails"
        )
    return broken(
        trial.said,
        f"restart shelfhook, which writes {patient.settings.state_dir / HEADER_FILE} again, and see that "
        f"{patient.parts.access.url} is this machine's",
    )


def _not_from_here(last: datetime | None) -> Seen:
    if last is not None:
        return good(_last_call(last))
    return warning(
        "the hook can only be tested on qBittorrent's machine, which has not called since the start",
        "run `shelfhook hook test --torrent`, which lets qBittorrent run it",
    )


def _last_call(last: datetime | None) -> str:
    if last is None:
        return "qBittorrent itself has not called since the start (`shelfhook hook test --torrent` triggers a call)"
    return f"qBittorrent itself last called at {last:%Y-%m-%d %H:%M} UTC"
