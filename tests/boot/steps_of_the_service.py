"""Steps of a service of systemd: its set-up, hook and address, its upgrade, its backups and its package."""

from typing import Final

from sandbox.catalogue import listing
from tests.boot.page import Play, Steps
from tests.boot.world import World

STEPS: Final = Steps()
before: Final = STEPS.before

BOOK: Final = listing(9000401)
SETTINGS: Final = "/etc/shelfhook/.env"
DROP_INS: Final = "/etc/systemd/system/shelfhook.service.d"


@before("git clone")
async def from_the_readme(world: World, play: Play) -> None:
    """A clone and a start: the service runs, and waits for the set-up in its page."""
    await play(values={"<this repository>": "~/origin"})

    assert await world.shown("ActiveState") == "active"
    assert {"step": "mam", "state": "open"} in await world.ask("/api/setup")


@before("sudo make install")
async def installed_again(world: World, play: Play) -> None:
    """The settings that are there stay."""
    settings = world.inside(SETTINGS).read_text()

    await play()

    assert world.inside(SETTINGS).read_text() == settings


@before("sudo install -m 0600 /dev/stdin")
async def secrets_as_files(world: World, play: Play) -> None:
    """The service takes them from there, and no one but root reads them."""
    settings = world.inside(SETTINGS)
    settings.write_text(world.example(world.settings()))
    await world.run("systemctl disable --quiet --now shelfhook.socket shelfhook.service")

    said = await play(given={f"credentials/{name}": value for name, value in world.secrets().items()})

    assert "active (running)" in said
    closed = await world.run("stat --format %a /etc/shelfhook/credentials /etc/shelfhook/credentials/*")
    assert closed.split() == ["700", "600", "600", "600"]
    doctor = await world.attempt("cd /etc/shelfhook && sudo -u shelfhook shelfhook doctor")
    assert {"ok MyAnonamouse", "ok Audiobookshelf", "ok qBittorrent"} <= {
        " ".join(line.partition(":")[0].split()) for line in doctor.said.splitlines()
    }, doctor.said


@before("sudo journalctl")
async def a_wrong_setting(world: World, play: Play) -> None:
    """It ends with 78 and stays down; the journal names the setting, and what is fixed starts."""
    settings = world.inside(SETTINGS)
    right = settings.read_text()
    settings.write_text(f"{right}DAILY_MAX=many\n")
    assert (await world.attempt("systemctl restart shelfhook")).status != 0
    assert await world.shown("ExecMainStatus") == "78"
    settings.write_text(right)

    said = await play()

    assert "DAILY_MAX" in said
    assert await world.shown("ActiveState") == "active"
    assert await world.shown("NRestarts") == "0"


@before("sudo shelfhook status")
async def status(world: World, play: Play) -> None:
    """It shows the daemon's services."""
    assert "Audiobookshelf" in await play()


@before("sudo usermod")
async def qbittorrents_group(world: World, play: Play) -> None:
    """QBittorrent's user reads the hook's token, and no one else does."""
    await play()

    await world.run("sudo -u qbittorrent cat /var/lib/shelfhook/hook.hdr")
    assert (await world.attempt("sudo -u nobody cat /var/lib/shelfhook/hook.hdr")).status != 0


@before("sudo shelfhook hook install")
async def the_hook(world: World, play: Play) -> None:
    """QBittorrent runs it, and a finished torrent's book has what MAM says of it."""
    await world.until(world.signed_in)

    said = await play(given={"hook install": "y", "hook test": "y"})
    await world.finish(BOOK)
    await world.applied(BOOK)

    assert "passed" in said


@before("sudo systemctl stop shelfhook.socket shelfhook.service\n")
async def both_stopped(world: World, play: Play) -> None:
    """It stays stopped; and starts when asked to."""
    await play()

    assert await world.ask("/livez") is None
    assert await world.shown("ActiveState") == "inactive"
    await world.run("systemctl start shelfhook")


@before("sudo systemctl edit shelfhook.socket")
async def another_address(world: World, play: Play) -> None:
    """The drop-in is there."""
    await play()

    assert "127.0.0.1:9000" in await world.shown("Listen", "shelfhook.socket")


@before("sudo systemctl restart shelfhook.socket")
async def at_another_address(world: World, play: Play) -> None:
    """It answers there, and again at the old address without the drop-in."""
    await play()

    await world.run("curl -fsS http://127.0.0.1:9000/livez")
    await world.run(
        "systemctl revert shelfhook.socket && systemctl restart shelfhook.socket shelfhook.service"
    )
    assert await world.ask("/health")


@before("sudo systemctl edit shelfhook.service")
async def more_files(world: World, play: Play) -> None:
    """The drop-in is there; the group and the folder are, too."""
    await world.run(
        "groupadd media; install -d -o alice -g media -m 0750 /home/alice/Audiobooks /home/alice/private"
    )
    await world.run("chmod 0755 /home/alice; touch /home/alice/Audiobooks/book.m4b")

    await play()


@before("sudo systemctl restart shelfhook\n")
async def sees_the_library(world: World, play: Play) -> None:
    """The service sees this folder of the home, and no other."""
    await play()

    service = await world.shown("MainPID")
    assert (await world.run(f"nsenter --target {service} --mount ls /home/alice")).split() == ["Audiobooks"]
    groups = await world.run(f"grep ^Groups: /proc/{service}/status; getent group media | cut -d: -f3")
    assert groups.split()[-1] in groups.split()[:-1]


@before("git pull")
async def upgraded(world: World, play: Play) -> None:
    """The new program runs, with the settings and the store of before."""
    await world.run("cd ~/origin && touch new && git add new && git commit -qm newer", user="alice")
    held = await world.ask("/api/downloads")

    await play()

    assert await world.ask("/api/downloads") == held


@before("sudo -u shelfhook mkdir")
async def folder_for_backups(_world: World, play: Play) -> None:
    """The folder is made."""
    await play()


@before("30 2 * * *")
async def nightly_backup(world: World, play: Play) -> None:
    """A file by the day's name that only its owner can read."""
    await play()

    [backup] = world.inside("/var/lib/shelfhook/backups").iterdir()
    assert backup.stat().st_mode & 0o777 == 0o600


@before("sudo systemctl stop shelfhook.socket shelfhook.service\ncd")
async def restored(world: World, play: Play) -> None:
    """The history of the backup is there again."""
    [backup] = world.inside("/var/lib/shelfhook/backups").iterdir()

    await play(values={"Mon.db": backup.name})

    assert [download["title"] for download in await world.ask("/api/downloads")] == [BOOK.title]


@before("make deb")
async def the_package(world: World, play: Play) -> None:
    """In place of `make install`, which leaves nothing but what it says; settings and store are taken over."""
    await world.run("cd shelfhook && sudo make uninstall", user="alice")
    assert set(await world.left()) <= {"/etc/shelfhook", "/var/lib/shelfhook", DROP_INS}

    await play()
    await world.run("systemctl enable --now shelfhook")

    assert [download["title"] for download in await world.ask("/api/downloads")] == [BOOK.title]
    await a_newer_package(world)


async def a_newer_package(world: World) -> None:
    """Installed over the other one: the running service is replaced, and the settings stay."""
    settings, before = world.inside(SETTINGS).read_text(), await world.shown("MainPID")
    await world.run(
        "dpkg-deb -R ~alice/shelfhook/dist/shelfhook_*.deb /srv/newer\n"
        "sed -i 's/^Version: .*/&+newer/' /srv/newer/DEBIAN/control\n"
        "dpkg-deb -Zgzip -b /srv/newer /srv/newer.deb\n"
        "apt-get install -y -qq /srv/newer.deb"
    )

    async def replaced() -> bool:
        return await world.shown("ActiveState") == "active" and await world.shown("MainPID") != before

    await world.until(replaced)
    assert world.inside(SETTINGS).read_text() == settings
