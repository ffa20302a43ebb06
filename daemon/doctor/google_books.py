"""The key of Google Books, and the rest of its day's quota."""

from clients.google_books import GoogleBooks
from daemon.doctor.finding import Seen, broken, good, skipped, warning
from daemon.doctor.patient import Patient
from domain.errors import (
    NeedsPersonError,
    QuotaGoneError,
    TransientError,
    UnexpectedAnswerError,
)
from domain.fixes import RELOAD
from handlers.enriching.google_books import NOT_CONFIGURED

_ANOTHER_KEY = (
    "create a key with the Books API enabled at https://console.cloud.google.com, set GOOGLE_BOOKS_API_KEY to it, "
    f"and {RELOAD}"
)


async def probe(patient: Patient) -> Seen:
    """Spend one request, since nothing else proves a key; none when nothing is left."""
    books, allowance = patient.connections.google_books, patient.parts.google_books
    if books is None or allowance is None:
        return skipped(NOT_CONFIGURED)
    if await allowance.budget.left() and (trouble := await _trouble(books, patient)) is not None:
        return trouble
    left, limit = await allowance.budget.left(), allowance.budget.limit
    if not left:
        return warning(
            f"the day's {limit} requests are used up",
            "no action needed: the quota resets at midnight Pacific time",
        )
    return good(f"the key is accepted; {left} of the day's {limit} requests are left, after this check")


async def _trouble(books: GoogleBooks, patient: Patient) -> Seen | None:
    try:
        await books.check()
    except QuotaGoneError as error:
        return warning(str(error), "no action needed: lookups resume by themselves")
    except NeedsPersonError as error:
        return broken(str(error), _ANOTHER_KEY)
    except TransientError as error:
        mend = error.mend or "retry in a few minutes; if it persists, check this machine's network"
        return warning(error.what, mend)
    except UnexpectedAnswerError as error:
        return broken(
            str(error),
            f"check GOOGLE_BOOKS_URL ({patient.settings.google_books_url}), and {RELOAD}",
        )
    return None
