"""The daemon's parts, made of what lasts and of its settings."""

from importlib.metadata import version

from daemon.config.settings import Settings
from daemon.hook.access import open_access
from daemon.log import hide
from daemon.parts import Parts
from daemon.wiring.lasting import Lasting
from store.budgets import DayBudget, KeyAllowance, google_books_allowance


async def build(lasting: Lasting, settings: Settings) -> Parts:
    """Put them together.

    Raises:
        BadInputError: A file of the state directory cannot be used.
    """
    access = open_access(settings)
    hide("hook", [one.get_secret_value() for one in (access.token, access.provider_token)])
    return Parts(
        settings=settings,
        clock=lasting.clock,
        store=lasting.store,
        leadership=lasting.leadership,
        google_books=_google_books(lasting, settings),
        lookups=_budget("enrichment", settings.daily_max, lasting, settings),
        audible=_budget("audible", settings.abs_provider_per_day, lasting, settings),
        dependencies=await lasting.services(settings),
        mam_pace=lasting.mam_pace,
        tally=lasting.tally,
        access=access,
        kept_log=lasting.kept_log,
        reloading=lasting.reloading,
        started_at=lasting.clock.now(),
        version=version("shelfhook"),
        hook_calls=lasting.hook_calls,
        hooks=lasting.hooks,
    )


def _google_books(lasting: Lasting, settings: Settings) -> KeyAllowance | None:
    return google_books_allowance(
        settings.google_books_api_key,
        budgets=lasting.store.budgets,
        daily_quota=settings.google_books_daily_quota,
        clock=lasting.clock,
    )


def _budget(name: str, limit: int, lasting: Lasting, settings: Settings) -> DayBudget:
    """A budget of the user's own days."""
    return DayBudget(
        budgets=lasting.store.budgets, name=name, limit=limit, zone=settings.timezone, clock=lasting.clock
    )
