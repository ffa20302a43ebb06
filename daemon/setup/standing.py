"""How far the steps are, without asking any service."""

from collections.abc import Mapping

from daemon.config.problems import missing
from daemon.parts import Parts
from daemon.setup.drafts import Drafts
from daemon.setup.steps import SERVICES, Step, StepState
from daemon.setup.values import with_values


async def states(parts: Parts, drafts: Drafts) -> Mapping[Step, StepState]:
    """The state of every step, in their order."""
    called = parts.hook_calls.last_at is not None or bool(drafts.hook_installed)
    return {step: _of_service(parts, drafts, step) for step in SERVICES} | {
        Step.FOLDERS: StepState.DONE if parts.settings.library_dirs else StepState.OPTIONAL,
        Step.HOOK: StepState.DONE if called else StepState.OPEN,
        Step.LIBRARY: StepState.DONE if await _is_read(parts) else StepState.OPEN,
    }


def _of_service(parts: Parts, drafts: Drafts, step: Step) -> StepState:
    service = parts.dependencies[SERVICES[step]]
    if service.name in {one.service for one in missing(parts.settings)}:
        return StepState.OPEN
    fails = service.refused is not None or bool(service.failures_in_a_row)
    if fails and (service.last_success is not None or _is_meant(parts, drafts, step)):
        return StepState.WRONG
    if service.last_success is not None or _was_tried(parts, drafts, step):
        return StepState.DONE
    return StepState.SET if step is not Step.QBITTORRENT or _has_login(parts) else StepState.OPEN


def _was_tried(parts: Parts, drafts: Drafts, step: Step) -> bool:
    """Whether the values in force are those of the last test, which found that they work."""
    draft = drafts.of(step)
    return (
        draft is not None and draft.tried.ok and with_values(parts.settings, draft.values) == parts.settings
    )


def _is_meant(parts: Parts, drafts: Drafts, step: Step) -> bool:
    """Whether a person set or tested it: a later step asks qBittorrent at its default address, too."""
    if step is not Step.QBITTORRENT or drafts.of(step) is not None or _has_login(parts):
        return True
    address: str = type(parts.settings).model_fields["qbittorrent_url"].default
    return parts.settings.qbittorrent_url != address


def _has_login(parts: Parts) -> bool:
    """Without one its address is only the default."""
    settings = parts.settings
    return settings.qbittorrent_username is not None or settings.qbittorrent_api_key is not None


async def _is_read(parts: Parts) -> bool:
    """Whether every book of every library is known."""
    known = await parts.store.libraries.all()
    return bool(known) and all(library.compared_at is not None for library in known)
