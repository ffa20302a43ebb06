"""The tables. Private to the store: no other package knows the columns.

An index of some rows says which with `sqlite_where`; PostgreSQL's are in the migrations alone, as naming them here
would load its dialect, 3 MiB.
"""

from store.tables.cycles import BUDGETS, CYCLES, NOTICES, RUNS, SESSIONS, SWITCHES
from store.tables.downloads import (
    AWAITED_FILES,
    BESIDES_AS_LISTED,
    CHANGES,
    COMPLETIONS,
    CORRECTIONS,
    DOWNLOADS,
    LEFT_ALONE,
    OTHER_THAN_LISTED,
    RULES,
)
from store.tables.imports import IMPORTS, RELINKS, SIDECARS
from store.tables.inbox import EVENTS
from store.tables.library import (
    BOOK_AUTHORS,
    BOOK_FILES,
    BOOKS,
    LIBRARIES,
    NOT_FROM_MAM,
    WRITES_IN_FLIGHT,
    WRONG_LENGTH,
)
from store.tables.sources import FIELD_LOCKS, SOURCE_ANSWERS

__all__ = [
    "AWAITED_FILES",
    "BESIDES_AS_LISTED",
    "BOOKS",
    "BOOK_AUTHORS",
    "BOOK_FILES",
    "BUDGETS",
    "CHANGES",
    "COMPLETIONS",
    "CORRECTIONS",
    "CYCLES",
    "DOWNLOADS",
    "EVENTS",
    "FIELD_LOCKS",
    "IMPORTS",
    "LEFT_ALONE",
    "LIBRARIES",
    "NOTICES",
    "NOT_FROM_MAM",
    "OTHER_THAN_LISTED",
    "RELINKS",
    "RULES",
    "RUNS",
    "SESSIONS",
    "SIDECARS",
    "SOURCE_ANSWERS",
    "SWITCHES",
    "WRITES_IN_FLIGHT",
    "WRONG_LENGTH",
]
