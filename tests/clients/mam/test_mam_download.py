"""The download of a torrent file, and what comes instead of one."""

import pytest
from pydantic import SecretStr

from clients.mam.access import ApiAccess
from clients.mam.torrent_file import TorrentFile
from domain.errors import (
    BadInputError,
    CredentialsError,
    NotFoundError,
    ShelfhookError,
    TransientError,
    UnavailableError,
    UnexpectedAnswerError,
)
from domain.recording import Recording
from sandbox.catalogue import CATALOGUE
from sandbox.mam import Fault

ANYONE = ApiAccess(SecretStr("value"))
LISTING = CATALOGUE[0]


async def test_a_torrent_is_downloaded_by_id_and_key(open_mam, site, api):
    """Both are sent, and nothing else; what comes is the listing's torrent."""
    mam = open_mam(site, api)
    recording = await mam.by_id(LISTING.torrent_id)

    read = await mam.torrent_file(recording)

    assert isinstance(read, TorrentFile)
    assert read.v1 == site.site.torrents.of(LISTING).info_hash
    assert read.torrent_id == LISTING.torrent_id
    assert site.requests[-1].path == f"/tor/download.php/{recording.download_key.get_secret_value()}"
    assert site.requests[-1].query == f"tid={LISTING.torrent_id}"


async def test_a_torrent_is_downloaded_by_id_alone(open_mam, site, api):
    """Where the key is not known, or is no key, the id does."""
    mam = open_mam(site, api)

    for key in (None, "", "../../logout.php", "a?fl=1", "x/y"):
        recording = Recording(
            torrent_id=LISTING.torrent_id, download_key=None if key is None else SecretStr(key)
        )
        assert (await mam.torrent_file(recording)).torrent_id == LISTING.torrent_id

    assert {seen.path for seen in site.requests} == {"/tor/download.php"}
    assert {seen.query for seen in site.requests} == {f"tid={LISTING.torrent_id}"}


async def test_a_recording_without_an_id_has_no_torrent_file(open_mam, site, api):
    """Nothing is asked."""
    with pytest.raises(BadInputError, match="no torrent id"):
        await open_mam(site, api).torrent_file(Recording())

    assert site.requests == []


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (Fault.NOT_FOUND, NotFoundError, "404"),
        (Fault.GONE, NotFoundError, "410"),
        (Fault.LOGIN_PAGE, CredentialsError, "the login page came instead"),
        (Fault.NOT_SIGNED_IN, CredentialsError, "not signed in"),
        (Fault.NO_COOKIE, CredentialsError, "another IP address"),
        (Fault.LOGGED_OUT, CredentialsError, "the session was ended"),
        (Fault.ERROR_TEXT, CredentialsError, "not signed in"),
        (Fault.EMPTY, TransientError, "the answer is empty"),
        (Fault.FORBIDDEN, TransientError, "refused without saying why"),
        (Fault.OTHER_ERROR, TransientError, "no torrent file"),
        (Fault.TOO_MANY, UnavailableError, "429"),
        (Fault.BAD_GATEWAY, UnavailableError, "502"),
    ],
)
async def test_what_comes_instead_of_a_torrent_is_recognised(open_mam, site, api, fault, error, words):
    """Each is reported in its own words, under a path that shows no key."""
    mam = open_mam(site, api)
    site.fail_next(fault)
    recording = Recording(torrent_id=LISTING.torrent_id, download_key=SecretStr("my,own+key="))

    with pytest.raises(error, match=words) as caught:
        await mam.torrent_file(recording)

    assert "my,own+key=" not in repr(caught.value)


@pytest.mark.parametrize(
    ("status", "body", "error", "words"),
    [
        (200, "<html><h1>Torrent is being moved</h1></html>", TransientError, "no torrent file"),
        (200, "denied", UnexpectedAnswerError, "not bencoded"),
        (400, "", UnexpectedAnswerError, "answered 400"),
    ],
)
async def test_other_bodies_are_no_torrent(open_mam, script, status, body, error, words):
    """HTML, words that begin with a d, and other statuses."""
    script.say(status, body)

    with pytest.raises(error, match=words):
        await open_mam(script, ANYONE).torrent_file(Recording(torrent_id=1))


async def test_another_recordings_torrent_is_refused(open_mam, site, api):
    """The comment names another id than the one that was asked for."""
    other = site.site.torrents.of(CATALOGUE[1])
    site.register_torrent(LISTING.torrent_id, other.data, other.info_hash)

    with pytest.raises(UnexpectedAnswerError, match="another recording"):
        await open_mam(site, api).torrent_file(Recording(torrent_id=LISTING.torrent_id))


async def test_an_endless_body_is_cut_off(open_mam, script):
    """More than any torrent file has is not read."""
    script.say(200, "d" * (17 * 1024 * 1024))

    with pytest.raises(UnexpectedAnswerError, match="more than 16777216 bytes"):
        await open_mam(script, ANYONE).torrent_file(Recording(torrent_id=1))


async def test_no_failure_of_a_download_shows_the_key(open_mam, site, api):
    """Nor does its cause."""
    told = []
    for fault in Fault:
        site.fail_next(fault)
        mam = open_mam(site, ApiAccess(SecretStr(site.new_session())))
        recording = Recording(torrent_id=LISTING.torrent_id, download_key=SecretStr("my,own+key="))
        try:
            await mam.torrent_file(recording)
        except ShelfhookError as error:
            told.append(f"{error!r} {error.__cause__!r}")

    assert len(told) > 20
    assert "my,own+key=" not in "".join(told)
