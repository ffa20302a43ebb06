"""What the daemon shows and keeps beside its hook."""

from pathlib import Path

import pytest

V1 = "0123456789abcdef0123456789abcdef01234567"
HOOK = "/webhooks/qbittorrent"


async def test_the_token_is_the_users_alone(parts, url):
    """The made token and the header file for curl can be read by no one else."""
    folder = parts.settings.state_dir

    modes = {name: (folder / name).stat().st_mode & 0o777 for name in ("webhook.token", "hook.hdr")}

    assert modes == {"webhook.token": 0o600, "hook.hdr": 0o600}
    token = (folder / "webhook.token").read_text().strip()
    assert (folder / "hook.hdr").read_text() == f"Authorization: Bearer {token}\n"
    assert len(token) >= 40


@pytest.mark.parametrize(("folder", "file", "spool"), [(0o750, 0o640, 0o770), (0o755, 0o600, 0o700)])
async def test_a_shared_folder_lets_the_group_in(parts, folder: int, file: int, spool: int):
    """Where only the group may enter the state directory it gets the header and the spool, never the token."""
    state = parts.settings.state_dir
    state.chmod(folder)

    parts.access.publish("http://127.0.0.1:8787")

    names = ("webhook.token", "hook.hdr", "hook.url", "spool")
    assert [(state / name).stat().st_mode & 0o777 for name in names] == [0o600, file, file, spool]


@pytest.mark.parametrize(
    "path", ["/health", "/livez", "/readyz", "/metrics", "/", "/api/events", "/api/downloads"]
)
async def test_what_is_served_to_this_machine(url, http, path):
    """Health, metrics, pages and API answer a caller on loopback."""
    async with http.get(url + path) as answer:
        assert answer.status == 200


async def test_a_path_that_is_not_there(url, http):
    """Unknown paths are problem details too."""
    async with http.get(url + "/nothing") as answer:
        assert (answer.status, answer.content_type) == (404, "application/problem+json")


@pytest.mark.databases("sqlite", "postgres")
async def test_health_shows_the_inbox_and_each_service(parts, url, http, token, clock):
    """Depth, oldest age, and the last success and error of every service."""
    await http.post(url + HOOK, headers=token, json={"hash": V1})
    parts.dependencies["mam"].succeeded()
    parts.dependencies["audiobookshelf"].failed("Audiobookshelf /status: no connection")

    async with http.get(url + "/health") as answer:
        health = await answer.json()

    assert health["status"] == "degraded"
    assert health["inbox"] == {"depth": 1, "oldest_age_seconds": 0, "buried": 0}
    assert health["dependencies"]["mam"]["last_success"] == "2026-01-15T12:00:00Z"
    assert health["dependencies"]["audiobookshelf"]["last_error_message"].endswith("no connection")


async def test_a_hostile_name_is_text_on_the_page(parts, url, http, clock):
    """What torrents and sites call things is never markup."""
    from domain.recording import Recording
    from store.downloads import Status

    await parts.store.downloads.create(
        Recording(title="<script>alert(1)</script>", torrent_id=1),
        hashes=(V1, V1, None),
        found_by="",
        status=Status.FINISHED,
        now=clock.now(),
    )

    async with http.get(url + "/") as answer:
        page = await answer.text()

    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_state_directory_holds_no_token_when_one_is_set(tmp_path: Path):
    """A configured token is not written into a token file."""
    from daemon.config.settings import Settings
    from daemon.hook.access import open_access

    open_access(Settings(state_dir=tmp_path, webhook_token="chosen-by-the-user"))

    assert not (tmp_path / "webhook.token").exists()
