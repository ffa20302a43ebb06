"""Whether qBittorrent calls this daemon on completion."""

from daemon.doctor.finding import Fix, Seen, broken, good, warning
from daemon.doctor.patient import Patient
from daemon.hook.line import Standing, arguments

_MEND = "run `shelfhook hook install`"


async def look(patient: Patient) -> Seen:
    """Read the program that it runs on completion. Without it the reconcile cycle finds completions, later."""
    plan = await patient.hook.plan()
    # Only its name: the arguments of other programs may hold their keys.
    beside = f", and runs {arguments(plan.kept, {})[0]} too" if plan.kept.strip() else ""
    if plan.standing is Standing.HERE:
        return good(f"qBittorrent calls {patient.hook.line.url}{beside}")
    if plan.standing is Standing.BY_HAND:
        return good("qBittorrent runs a line made by hand that calls a shelfhook")
    where = (
        "calls a shelfhook at another place"
        if plan.standing is Standing.ELSEWHERE
        else "does not call shelfhook"
    )
    mend = _MEND if plan.refused is None else plan.refused
    fix = Fix.INSTALL_HOOK if plan.refused is None else None
    if patient.settings.reconcile_cron:
        return warning(
            f"qBittorrent {where}: completions are found by the reconcile cycle only "
            f"({patient.settings.reconcile_cron})",
            mend,
            fix=fix,
        )
    return broken(f"qBittorrent {where}, and RECONCILE_CRON is empty", mend, fix=fix)
