"""The errors of the program, split by what to do about them.

```
ShelfhookError
├── TransientError            try again; `retry_after` lengthens the wait
│   ├── QuotaGoneError        the day's requests to a service are used up
│   └── UnavailableError      the service does not answer: the event waits and loses no attempt
│       ├── ElsewhereError    another daemon on this store does it: the event is left to that one
│       ├── OutOfSpaceError   there is no room left on the store's disk
│       └── StoreRefusedError the database answered that it does not let us work
├── PermanentError            trying again cannot help
│   ├── NotFoundError         the service answered, and it has no such thing
│   ├── BadInputError         what the user gave is wrong: names the field and the mend
│   └── UnexpectedAnswerError the service answered something that its contract does not hold
└── NeedsPersonError          waits until a person does what the message says
    ├── CredentialsError      a key, password or session was refused
    └── DamagedStoreError     the store's file is no whole database any more: nothing goes on before it is
```

A message names service, path and status; never a query, a header or a secret.
"""

from datetime import timedelta


class ShelfhookError(Exception):
    """Anything the program knows how to tell a person about.

    Args:
        what: What is wrong, in one sentence.
        mend: What to do about it; None where *what* says that, too, or where nobody needs to do anything.
    """

    def __init__(self, what: str, mend: str | None = None) -> None:
        super().__init__(what if mend is None else f"{what}: {mend}")
        self.what = what
        self.mend = mend


class TransientError(ShelfhookError):
    """It may work later.

    Args:
        what: What is wrong, in one sentence.
        mend: What to do about it, where somebody can.
        retry_after: The least time to wait, as the service asked; None when it did not ask.
    """

    def __init__(self, what: str, mend: str | None = None, *, retry_after: timedelta | None = None) -> None:
        super().__init__(what, mend)
        self.retry_after = retry_after


class QuotaGoneError(TransientError):
    """The day's requests to a service are used up; `retry_after` is the time until its next day."""


class UnavailableError(TransientError):
    """A service does not answer, or answers that it is down.

    Args:
        what: What is wrong, in one sentence.
        mend: What to do about it, where somebody can.
        service: Which one: ``mam``, ``audiobookshelf``, ``qbittorrent``, ``google_books``, ``store``.
        retry_after: The least time to wait, as the service asked.
    """

    def __init__(
        self, what: str, mend: str | None = None, *, service: str, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(what, mend, retry_after=retry_after)
        self.service = service


class NotAskedError(UnavailableError):
    """No call was made, since the service is known to be away: there is nothing new to learn from it."""


class ElsewhereError(UnavailableError):
    """Only one of several daemons does this, and it is not this one."""


class OutOfSpaceError(UnavailableError):
    """The store has no room for anything more, until somebody makes room on its disk."""

    def __init__(self, message: str) -> None:
        super().__init__(message, service="store")


class StoreRefusedError(UnavailableError):
    """The database answered that it does not let us work: nothing is lost until a person changes that."""


class PermanentError(ShelfhookError):
    """Trying again cannot help."""


class NotFoundError(PermanentError):
    """The service answered that there is no such thing."""


class BadInputError(PermanentError):
    """What the user gave cannot be used.

    Args:
        field: The setting, parameter or file that is wrong.
        problem: What is wrong with it, and what to write instead; never the value of a secret.
        mend: What to do about it, where *problem* does not say that.
        missing: Whether there is nothing to use at all, rather than something that is wrong.
    """

    def __init__(self, field: str, problem: str, *, mend: str | None = None, missing: bool = False) -> None:
        super().__init__(f"{field}: {problem}", mend)
        self.field = field
        self.problem = problem
        self.missing = missing


class UnexpectedAnswerError(PermanentError):
    """A service answered something that its contract does not hold."""


class NeedsPersonError(ShelfhookError):
    """Only a person can go on.

    Args:
        what: What is wrong.
        mend: What to do about it; None where *what* says that, too.
        service: The service that said so; None where none did.
    """

    def __init__(self, what: str, mend: str | None = None, *, service: str | None = None) -> None:
        super().__init__(what, mend)
        self.service = service


class CredentialsError(NeedsPersonError):
    """A key, password or session was refused. It is not tried again until it changes, or a person says so."""


class DamagedStoreError(NeedsPersonError):
    """What is in the store cannot be trusted any more; the message names the backup to go back to."""
