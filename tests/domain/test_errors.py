"""What an error says, and of which service."""

import pytest

from domain.errors import (
    CredentialsError,
    DownError,
    NotFoundError,
    OutOfSpaceError,
    ShelfhookError,
    TransientError,
    UnavailableError,
)
from domain.services import SERVICES, TITLES

KINDS = (ShelfhookError, TransientError, UnavailableError, DownError, NotFoundError, CredentialsError)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_service_s_name_is_put_before_what_is_said(kind, service):
    """Once, in the sentence and in the whole message; what is kept of a service is without it."""
    error = kind("/x answered 403", "see its log", service=service)

    assert error.what == f"{TITLES[service]} /x answered 403"
    assert str(error) == f"{error.what}: see its log"
    assert (error.said, error.reason) == ("/x answered 403", "/x answered 403: see its log")


@pytest.mark.parametrize(
    "error",
    [
        OutOfSpaceError("the disk is full"),
        UnavailableError("the disk is full", service="daemon"),
        ShelfhookError("the disk is full"),
    ],
)
def test_of_anything_else_it_is_the_sentence(error):
    """The store and the daemon are no services."""
    assert error.said == error.reason == error.what == str(error) == "the disk is full"
