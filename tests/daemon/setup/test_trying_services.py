"""The tests of the services in the set-up: what they find, and what they leave alone."""

import pytest

from daemon.setup.steps import Step
from daemon.setup.tried import Fact, FactName
from sandbox.mam import Fault
from tests.daemon.setup.conftest import result_of


def facts(tried):
    return {one.name: one.value for one in tried.found}


async def try_mam(desk, mam_id, **given):
    return await result_of(desk, Step.MAM, {"mam_id": mam_id}, **given)


async def test_mam_names_the_account(desk, stage):
    """One request shows whose session it is; the daemon's own session and what it knows of MAM stay as they are."""
    tried = await try_mam(desk, f" mam_id={stage.mam.mam_id} ")

    assert (tried.ok, facts(tried)[FactName.ACCOUNT]) == (True, stage.mam.account.username)
    assert FactName.RATIO in facts(tried)
    assert len(stage.mam.visits) == 1
    assert stage.mam.violations == []
    assert desk.patient.parts.dependencies["mam"].last_success is None


async def test_a_refused_session_is_not_sent_again(desk, stage):
    """The same value is answered from what is known; another one, and a person's word for the same, are requests."""
    stage.mam.end_sessions()
    dead, good = stage.mam.mam_id, stage.mam.new_session()

    first = await try_mam(desk, dead)
    second = await try_mam(desk, dead)
    untyped = await try_mam(desk, "")
    assert len(stage.mam.visits) == 1
    again = await try_mam(desk, dead, again=True)
    assert len(stage.mam.visits) == 2
    other = await try_mam(desk, good)

    assert [one.ok for one in (first, second, untyped, again, other)] == [False, False, False, False, True]
    assert (first.refused, "not sent again" in second.problem) == (True, True)


async def test_tests_keep_mams_pace(desk, stage):
    """However often a person tests, the requests are two seconds apart."""
    for _ in range(3):
        await try_mam(desk, stage.mam.mam_id)

    assert len(stage.mam.visits) == 3
    assert stage.mam.smallest_spacing().total_seconds() >= 2


async def test_a_renewed_session_goes_on(desk, stage):
    """The site may change the cookie with each answer: the next test shows the newest, and none is lost by a bad day."""
    for fault in (None, Fault.BAD_GATEWAY, None):
        if fault is not None:
            stage.mam.fail_next(fault)
        await try_mam(desk, stage.mam.mam_id)

    draft = desk.drafts.of(Step.MAM)
    assert (draft.tried.ok, stage.mam.violations) == (True, [])
    assert dict(draft.session.cookies) != {"mam_id": stage.mam.mam_id}


HARMLESS = {Fault.NO_COOKIE, Fault.FOREIGN_COOKIE}
"""With these the answer is good all the same."""


@pytest.mark.parametrize("fault", [one for one in Fault if one not in HARMLESS], ids=lambda one: one.name)
async def test_whatever_mam_answers_costs_one_request(desk, stage, fault):
    """A test that fails says why in a sentence, without the session, and asks nothing again by itself."""
    stage.mam.fail_next(fault)

    tried = await try_mam(desk, stage.mam.mam_id)

    assert (tried.ok, bool(tried.problem), len(stage.mam.visits)) == (False, True, 1)
    assert stage.mam.mam_id not in f"{tried.problem}{tried.mend}"


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.UNAVAILABLE, Fault.DROPPED, Fault.TOO_MANY])
async def test_an_outage_is_not_called_a_wrong_key(desk, stage, fault):
    """Who reads that MAM_ID is wrong would make a session in vain."""
    stage.mam.fail_next(fault)

    tried = await try_mam(desk, stage.mam.mam_id)

    assert (tried.ok, tried.refused) == (False, False)
    assert "MAM_ID" not in f"{tried.problem}{tried.mend}"


@pytest.mark.parametrize("text", ["two words", "semi;colon", "ümlaut", "line\nbreak"])
async def test_what_is_no_session_is_not_sent(desk, stage, text):
    """The answer names the setting, does not repeat the value, and nothing is asked."""
    tried = await try_mam(desk, text)

    assert not tried.ok
    assert "MAM_ID" in tried.problem
    assert text not in f"{tried.problem}{tried.mend}"
    assert stage.mam.visits == []


async def test_audiobookshelf_names_user_and_libraries(desk, stage):
    """The version, whose key it is, and its libraries; nothing is written there."""
    tried = await result_of(
        desk, Step.AUDIOBOOKSHELF, {"abs_url": stage.shelf.url, "abs_token": stage.shelf.token}
    )

    assert (tried.ok, facts(tried)[FactName.LIBRARIES]) == (True, "Audiobooks")
    assert {FactName.VERSION, FactName.USER} < set(facts(tried))
    assert stage.shelf.writes == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"abs_url": "{mam}"}, "ABS_URL"),
        ({"abs_url": "https://{host}"}, "ABS_URL"),
        ({"abs_url": "nonsense"}, "ABS_URL"),
        ({"abs_token": "wrong"}, "401"),
        ({"abs_token": ""}, "API key"),
    ],
)
async def test_what_is_wrong_with_audiobookshelf_is_said(desk, stage, typed, said):
    """Another program, another scheme, a wrong key: each in words, without the key, and no advice to reload."""
    names = {"mam": stage.mam.url, "host": stage.shelf.url.removeprefix("http://")}
    good = {"abs_url": stage.shelf.url, "abs_token": stage.shelf.token}

    tried = await result_of(
        desk, Step.AUDIOBOOKSHELF, good | {k: v.format(**names) for k, v in typed.items()}
    )

    text = f"{tried.problem}: {tried.mend}"
    assert not tried.ok
    assert said in text
    assert stage.shelf.token not in text
    assert "reload" not in text


async def test_a_user_who_may_not_write_is_no_use(desk, stage):
    """The key works and the permission lacks: the test names the user, and where to change that."""
    typed = {"abs_url": stage.shelf.url, "abs_token": stage.shelf.reader.token}

    tried = await result_of(desk, Step.AUDIOBOOKSHELF, typed)

    assert (tried.ok, "Can Update" in tried.mend) == (False, True)


def login(stage, **other):
    client = stage.client
    return {
        "qbittorrent_url": client.url,
        "qbittorrent_username": client.username,
        "qbittorrent_password": client.password,
    } | other


async def test_qbittorrent_counts_its_torrents(desk, stage):
    """All, and of the finished ones those that shelfhook would follow; a category that it lacks is no obstacle."""
    stage.client.hold(hash="a" * 40, category="audiobooks")
    stage.client.hold(hash="b" * 40, category="films")
    stage.client.hold(hash="c" * 40, category="audiobooks", progress=0.5, amount_left=5, completion_on=-1)

    tried = await result_of(desk, Step.QBITTORRENT, login(stage))

    assert (tried.ok, facts(tried)[FactName.TORRENTS]) == (True, 3)
    assert Fact(FactName.FINISHED, 1, 2) in tried.found
    assert "audiobooks" in tried.problem


async def test_qbittorrent_bans_no_one_for_pressing_a_button(desk, stage):
    """Five failed logins bring a ban: the same wrong login is sent once, until the person says so."""
    wrong = login(stage, qbittorrent_password="wrong")
    for _ in range(6):
        tried = await result_of(desk, Step.QBITTORRENT, wrong)
    assert (tried.refused, stage.client.asked("auth/login")) == (True, 1)

    await result_of(desk, Step.QBITTORRENT, wrong, again=True)
    right = await result_of(desk, Step.QBITTORRENT, login(stage))

    assert (right.ok, stage.client.asked("auth/login")) == (True, 3)
    assert "reload" not in f"{tried.problem}{tried.mend}"


async def test_half_a_login_is_not_sent(desk, stage):
    """Without the other half nothing is asked, and the answer names it."""
    tried = await result_of(desk, Step.QBITTORRENT, login(stage, qbittorrent_password=""))

    assert (tried.ok, stage.client.asked("auth/login")) == (False, 0)
    assert "QBITTORRENT_PASSWORD" in f"{tried.problem}{tried.mend}"


async def test_a_secret_that_is_not_typed_again_stays(desk, stage):
    """It is never shown, so a person who corrects the address leaves its field empty."""
    await result_of(desk, Step.QBITTORRENT, login(stage, qbittorrent_url="http://127.0.0.1:9"))

    tried = await result_of(desk, Step.QBITTORRENT, login(stage, qbittorrent_password=""))

    assert tried.ok


async def test_values_of_other_steps_are_left_out(desk, stage):
    """A form brings only its own step's settings."""
    await result_of(desk, Step.MAM, {"mam_id": stage.mam.mam_id, "listen": "0.0.0.0:1", "abs_token": "x"})

    assert set(desk.drafts.of(Step.MAM).values) == {"mam_id"}


async def test_a_draft_shows_no_secret(desk, stage):
    """Not even in an error's text."""
    await result_of(desk, Step.QBITTORRENT, login(stage))
    await try_mam(desk, stage.mam.mam_id)

    shown = repr(desk) + repr([desk.drafts.of(step) for step in Step])
    assert all(secret not in shown for secret in (stage.mam.mam_id, stage.client.password + "'"))
