"""The errors of the program, grouped by what to do about them.

```
ShelfhookError
├── TransientError            try again; `retry_after` lengthens the wait
│   ├── QuotaGoneError        the day's requests to a service are used up
│   ├── ScanningError         the library is scanned, so nothing is written: the event waits and loses no attempt
│   └── UnavailableError      the service does not answer: the event waits and loses no attempt
│       ├── NotSentError      no connection came about, so that nothing was sent
│       ├── DownError         it answers that it is down, so that the way to it is not the trouble
│       ├── ElsewhereError    another daemon on this store does it: the event is left to that daemon
│       ├── OutOfSpaceError   the store's disk is full
│       └── StoreRefusedError the database refuses us
├── PermanentError            trying again cannot help
│   ├── NotFoundError         the service answered that the thing does not exist
│   ├── BadInputError         the user's input is wrong: names the field and the fix
│   └── UnexpectedAnswerError the service's answer breaks its contract
└── NeedsPersonError          waits until a person does what the message says
    ├── CredentialsError      a key, password or session was refused
    └── DamagedStoreError     the store's file is damaged: all work stops until it is restored
```

A message names service, path and status; never a query, a header or a secret.
"""

from datetime import timedelta

from domain.services import after_title


class ShelfhookError(Exception):
    """An error with a message for a person.

    Args:
        said: What is wrong, in one sentence; where *service* is one of `domain.services.SERVICES`, as it follows that
            one's name: "/login answered 403".
        mend: How to fix it; None where *said* says that, too, or where there is nothing to do.
        service: What reported it; None for none.
    """

    def __init__(self, said: str, mend: str | None = None, *, service: str | None = None) -> None:
        super().__init__(said)
        self.said = said
        self.mend = mend
        self.service = service

    @property
    def what(self) -> str:
        """What is wrong, as a whole sentence without the fix."""
        return after_title(self.service, self.said)

    @property
    def reason(self) -> str:
        """The same as it follows the service's name, and the fix: what is kept of a service."""
        return self.said if self.mend is None else f"{self.said}: {self.mend}"

    def __str__(self) -> str:
        """The whole message."""
        return after_title(self.service, self.reason)


class TransientError(ShelfhookError):
    """It may work later.

    Args:
        said: As `ShelfhookError` says.
        mend: How to fix it, where that is possible.
        service: What reported it; None for none.
        retry_after: The shortest wait, as the service asked; None when it did not ask.
    """

    def __init__(
        self,
        said: str,
        mend: str | None = None,
        *,
        service: str | None = None,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(said, mend, service=service)
        self.retry_after = retry_after


class QuotaGoneError(TransientError):
    """The day's requests to a service are used up; `retry_after` is the time until its next day."""


class UnavailableError(TransientError):
    """A service does not answer, or answers that it is down.

    Args:
        said: As `ShelfhookError` says.
        mend: How to fix it, where that is possible.
        service: Which one: ``mam``, ``audiobookshelf``, ``qbittorrent``, ``google_books``, ``store``.
        retry_after: The shortest wait, as the service asked.
    """

    service: str

    def __init__(
        self, said: str, mend: str | None = None, *, service: str, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(said, mend, service=service, retry_after=retry_after)


class ScanningError(TransientError):
    """Audiobookshelf is scanning what is to be written, or was while it was written: a scan may undo a write."""


class NotSentError(UnavailableError):
    """No connection came about, so that nothing was sent: whatever was to be changed is as it was."""


class NotAskedError(NotSentError):
    """No call was made, because the service is known to be unavailable: the error brings no news of it."""


class DownError(UnavailableError):
    """The service, or what stands before it, answers that it is down."""


class ElsewhereError(UnavailableError):
    """Only one of several daemons does this, and it is another one."""


class OutOfSpaceError(UnavailableError):
    """The store's disk is full, until a person frees some space."""

    def __init__(self, message: str) -> None:
        super().__init__(message, service="store")


class StoreRefusedError(UnavailableError):
    """The database refuses us: no data is lost, and a person has to change that."""


class PermanentError(ShelfhookError):
    """Trying again cannot help."""


class NotFoundError(PermanentError):
    """The service answered that it does not exist."""


class BadInputError(PermanentError):
    """The user's input cannot be used.

    Args:
        field: The setting, parameter or file that is wrong.
        problem: What is wrong with it, and what to write instead; never the value of a secret.
        mend: How to fix it, where *problem* does not say that.
        missing: Whether the input is missing, rather than wrong.
    """

    def __init__(self, field: str, problem: str, *, mend: str | None = None, missing: bool = False) -> None:
        super().__init__(f"{field}: {problem}", mend)
        self.field = field
        self.problem = problem
        self.missing = missing


class UnexpectedAnswerError(PermanentError):
    """A service's answer breaks its contract."""


class NeedsPersonError(ShelfhookError):
    """Only a person can resolve it."""


class CredentialsError(NeedsPersonError):
    """A key, password or session was refused. It is not tried again until it changes, or a person allows it."""


class DamagedStoreError(NeedsPersonError):
    """The store's data cannot be trusted any more; the message names the backup to restore."""
