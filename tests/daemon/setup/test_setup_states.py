"""How far the steps of the set-up are, without asking any service."""

import pytest

from daemon.config.settings import Settings
from daemon.setup.desk import SetupDesk
from daemon.setup.drafts import Draft, Drafts
from daemon.setup.steps import Step, StepState
from daemon.setup.tried import Tried
from daemon.wiring.daemon import build
from tests.daemon.setup.conftest import NOTHING
from tests.fixtures.healthy_world import healthy


async def test_nothing_is_done_where_nothing_is_set(desk, stage):
    """Every step is to be taken, but for the folders, without which it works as well; and no service was asked."""
    states = await desk.states()

    assert list(states) == list(Step)
    assert states.pop(Step.FOLDERS) is StepState.OPTIONAL
    assert set(states.values()) == {StepState.OPEN}
    assert (stage.mam.visits, stage.client.requests) == ([], [])


async def test_a_step_is_done_when_its_service_answers(stage, clock, make_settings):
    """Values from .env are set, and done only once they worked; a refusal shows that they do not."""
    async with build(make_settings(), clock) as daemon:
        desk = SetupDesk(patient=daemon.patient, drafts=Drafts())
        before = await desk.states()
        await daemon.patient.connections.mam.account()
        stage.client.password = "another"
        await desk.try_values(Step.QBITTORRENT, {})
        after = await desk.states()

    assert {before[step] for step in (Step.MAM, Step.AUDIOBOOKSHELF, Step.QBITTORRENT)} == {StepState.SET}
    assert before[Step.FOLDERS] is StepState.DONE
    assert after[Step.MAM] is StepState.DONE
    assert after[Step.QBITTORRENT] is StepState.WRONG


async def test_half_a_login_is_a_step_to_take(stage, clock, make_settings):
    """The other half is to come, perhaps as a credential."""
    async with build(make_settings(qbittorrent_password=None), clock) as daemon:
        states = await SetupDesk(patient=daemon.patient, drafts=Drafts()).states()

    assert states[Step.QBITTORRENT] is StepState.OPEN


@pytest.mark.parametrize("half", ["QBITTORRENT_USERNAME", "QBITTORRENT_PASSWORD"])
async def test_half_a_login_is_never_tried(tmp_path, half):
    """Failed logins bring a ban: with one half nothing is sent, and the doctor names the other."""
    async with healthy(tmp_path) as world:
        del world.environment[half]
        before = world.client.asked("auth/login")
        found = await world.examine()

    assert half in found["settings"].evidence
    assert world.client.asked("auth/login") == before


async def test_an_installed_hook_is_known_after_a_restart(tmp_path):
    """Once qBittorrent is known to answer it is asked for the hook, a single time."""
    async with healthy(tmp_path) as world, world.daemon() as daemon:
        before = await daemon.api.setup.states()
        await daemon.patient.connections.qbittorrent.version()
        asked = world.client.asked("app/preferences")
        after = [(await daemon.api.setup.states())[Step.HOOK] for _ in range(3)]
        asked = world.client.asked("app/preferences") - asked

    assert (before[Step.HOOK], after, asked) == (StepState.OPEN, [StepState.DONE] * 3, 1)


async def test_a_later_step_calls_no_earlier_one_wrong(clock, make_settings):
    """At its default address qBittorrent is asked for the hook: until a person tests it, it is a step to take."""
    default = Settings.model_fields["qbittorrent_url"].default
    async with build(make_settings(**NOTHING, qbittorrent_url=default), clock) as daemon:
        desk = SetupDesk(patient=daemon.patient, drafts=Drafts())
        qbittorrent = daemon.parts.dependencies["qbittorrent"]
        qbittorrent.failed("no connection, as nothing listens there")
        before = (await desk.states())[Step.QBITTORRENT]
        desk.drafts.keep(Step.QBITTORRENT, Draft({}, Tried(ok=False)))
        after = (await desk.states())[Step.QBITTORRENT]

    assert (before, after) == (StepState.OPEN, StepState.WRONG)


async def test_an_address_that_was_set_is_wrong_where_it_fails(desk):
    """A qBittorrent that lets this machine in needs no login: its address alone says that it is meant."""
    desk.patient.parts.dependencies["qbittorrent"].failed("answered 503")

    assert (await desk.states())[Step.QBITTORRENT] is StepState.WRONG
