"""The session with MAM, and the account as the site sees it."""

from datetime import datetime
from typing import Final

from daemon.doctor.finding import Seen, broken, good, skipped, unreachable, warning
from daemon.doctor.patient import Patient
from daemon.words import units
from daemon.words.account_words import in_words
from domain.errors import CredentialsError, ElsewhereError, UnavailableError
from domain.fixes import RELOAD
from domain.refusals import command

_NEW_SESSION: Final = (
    "create a new session for shelfhook alone on MyAnonamouse under Preferences, Security, set MAM_ID to it, "
    f"and {RELOAD}"
)
_LOGIN: Final = (
    f"correct MAM_USERNAME and MAM_PASSWORD, and {RELOAD}; or make an API session and set MAM_ID. Each run of this "
    f"check, and of `{command('mam')}`, is one more login, and MyAnonamouse locks the login after too many failed ones"
)
_ONLY_SESSIONS: Final = (
    "MyAnonamouse's rules allow programs only an API session: create one under Preferences, Security, set MAM_ID to it, "
    f"and {RELOAD}"
)


async def probe(patient: Patient) -> Seen:
    """Ask the site for the account, in its pace."""
    settings, mam = patient.settings, patient.connections.mam
    by_session = settings.mam_access == "session"
    if settings.mam_access is None:
        return skipped("credentials are not set")
    if not by_session and patient.forgets:
        return skipped("a login is checked by the daemon, which remembers a refusal: start it")
    try:
        before = await mam.last_used()
        account = await mam.account()
    except CredentialsError as error:
        return broken(str(error), _NEW_SESSION if by_session else _LOGIN)
    except ElsewhereError as error:
        return skipped(str(error), "run this command on that daemon's machine")
    except UnavailableError as error:
        if error.service == "store":
            raise
        mend = f"check this machine's network and MAM_URL ({settings.mam_url}), and try again"
        return unreachable("mam", error, mend)
    evidence = f"{_age(before, patient.parts.clock.now())}; {account.username}, {in_words(account)}"
    if not by_session:
        return warning(f"a login by name and password, {evidence}", _ONLY_SESSIONS)
    return good(f"an API session, {evidence}")


def _age(before: datetime | None, now: datetime) -> str:
    if before is None:
        return "used for the first time"
    return f"last used {units.ago(before, now)}"
