"""Steps of a person who runs it without the service: in a shell, by cron, by pipx or uv, on PostgreSQL."""

from typing import Final

from tests.boot.page import Play, Steps
from tests.boot.world import PASSWORD, World

STEPS: Final = Steps()
before: Final = STEPS.before

DATABASE_PASSWORD: Final = "a word"


@before("cd ~/shelfhook && shelfhook serve")
async def in_a_shell(world: World, play: Play) -> None:
    """It serves until Ctrl-C."""
    await world.run(
        "systemctl disable --now shelfhook.socket shelfhook.service; systemctl revert shelfhook.service"
    )
    settings = world.settings(**world.secrets_by_setting())
    del settings["STATE_DIR"]
    world.inside("/home/alice/shelfhook/.env").write_text(world.example(settings))

    said = await play(serving=True)

    assert "daemon_ready" in said
    assert "daemon_stopped" in said


@before("PATH=")
async def by_cron(world: World, play: Play) -> None:
    """Each line starts it."""
    await play(serving=True)

    assert world.inside("/home/alice/shelfhook.log").read_text().count("daemon_ready") == 2


@before("pipx inject")
async def with_pipx(world: World, play: Play) -> None:
    """The demo is there, and what else is injected."""
    await play()

    assert "--once" in await world.run("~/.local/bin/shelfhook demo --help", user="alice")
    await world.run("pipx inject shelfhook asyncpg apprise", user="alice")


@before("uv tool install")
async def with_uv(world: World, play: Play) -> None:
    """In place of what pipx made."""
    await world.run("pipx uninstall shelfhook", user="alice")

    await play()

    assert "--once" in await world.run("~/.local/bin/shelfhook demo --help", user="alice")


@before("0 3 * * *")
async def a_cycle_by_cron(world: World, play: Play) -> None:
    """The running daemon starts the cycle."""
    await world.run("systemd-run --quiet --unit=ours --uid=alice --working-directory=/home/alice/shelfhook "
                    "'--setenv=SEARCH_QUERIES=[[\"Andy Weir\", \"Artemis\"]]' /home/alice/.local/bin/shelfhook serve")  # fmt: skip
    await world.until(lambda: world.ask("/health"))

    await play()

    await world.run("systemctl stop ours")


@before("sudo -u postgres createuser")
async def a_database(_world: World, play: Play) -> None:
    """A user with a password and a database."""
    await play(given={"createuser": f"{DATABASE_PASSWORD}\n{DATABASE_PASSWORD}"})


@before("shelfhook store copy")
async def copied_to_postgresql(world: World, play: Play) -> None:
    """The store is there; the password comes from ~/.pgpass."""
    await world.run("uv tool uninstall shelfhook", user="alice")  # the package's has the driver
    passwords = world.inside("/home/alice/.pgpass")
    passwords.write_text(f"db.example:*:*:*:{DATABASE_PASSWORD}\n")
    await world.run("chown alice: ~alice/.pgpass && chmod 0600 ~alice/.pgpass")

    await play()

    assert PASSWORD not in await world.journal()
