"""What a failed test in the set-up advises: it depends on who has to do something."""

from datetime import timedelta

import pytest

from daemon.setup.steps import Step
from daemon.setup.tried import failed
from domain.errors import (
    CredentialsError,
    DownError,
    NotFoundError,
    NotSentError,
    TransientError,
    UnavailableError,
    UnexpectedAnswerError,
)
from domain.services import TITLES
from sandbox.mam import Fault
from tests.daemon.setup.conftest import result_of

PAUSE = timedelta(minutes=7)
ERRORS = {
    "paused": TransientError("asked for a pause", retry_after=PAUSE),
    "down": DownError("answered 503", service="mam"),
    "not reached": NotSentError("no connection", service="mam"),
    "elsewhere": UnexpectedAnswerError("answered a web page"),
    "troubled": TransientError("answered 500"),
}


def test_each_kind_has_an_advice_of_its_own():
    """To wait, to look at the service, at the network, at the address, at its log."""
    advice = {kind: failed(error, "mam").mend for kind, error in ERRORS.items()}

    assert len(set(advice.values())) == len(advice)
    assert None not in advice.values()
    assert [kind for kind, mend in advice.items() if "network" in mend] == ["not reached"]


@pytest.mark.parametrize("service", ["mam", "audiobookshelf", "qbittorrent"])
def test_a_pause_says_how_long_it_is(service):
    """Also one that a service without a name in its error asks for; nothing else needs to be done."""
    for error in (ERRORS["paused"], UnavailableError("a pause", service=service, retry_after=PAUSE)):
        assert "7 minutes" in failed(error, service).mend


def test_what_is_not_found_is_a_matter_of_the_address():
    """As is any other answer that is not the service's; where the address is no field, its settings are named."""
    for service, named in (("mam", "MAM_URL"), ("audiobookshelf", "address"), ("qbittorrent", "address")):
        assert named in failed(NotFoundError("answered 404"), service).mend


def test_an_error_keeps_its_own_advice():
    """The client that met it knows best; advice to reload is left out, as the values are taken at once."""
    error = CredentialsError(
        "MyAnonamouse /x answered 403", "make another session, and run `shelfhook reload`"
    )

    tried = failed(error, "mam")

    assert (tried.mend, tried.refused) == ("make another session", True)


@pytest.mark.parametrize("service", TITLES)
@pytest.mark.parametrize("kind", [CredentialsError, UnavailableError, DownError])
def test_a_service_is_named_once(service, kind):
    """The client's sentence follows the name, and so does ours."""
    tried = failed(kind("/x answered 403", service=service))

    assert tried.problem.startswith(TITLES[service])
    assert tried.problem.count(TITLES[service]) == 1


@pytest.mark.parametrize(
    ("fault", "network"), [(Fault.TOO_MANY, False), (Fault.UNAVAILABLE, False), (Fault.DROPPED, True)]
)
async def test_the_network_is_suspected_only_where_no_answer_came(desk, stage, fault, network):
    """An answer, whatever it says, came over it."""
    stage.mam.fail_next(fault)

    tried = await result_of(desk, Step.MAM, {"mam_id": stage.mam.mam_id})

    assert ("network" in tried.mend) is network
    assert ": MyAnonamouse" not in tried.problem
