"""The import on a download's page: what goes where, what became of it, and what a person may do."""

from typing import Any, Final

from daemon.http.api.context import Api
from daemon.http.api.import_orders import PlannedShown, planned_shown
from daemon.http.api.imports import choices_of
from daemon.http.api.plans import plan_shown
from domain.errors import ShelfhookError
from domain.facts import ImportStatus
from domain.importing.plan import Plan
from store.downloads import Download
from store.views.imported import NamedImport

_RETRIED: Final = frozenset({ImportStatus.UNDONE, ImportStatus.FAILED, ImportStatus.NEEDS_PERSON})
_UNDOABLE: Final = frozenset({ImportStatus.PLACED, ImportStatus.PLACING, ImportStatus.NEEDS_PERSON})


async def import_of(api: Api, download: Download) -> dict[str, Any]:
    """What the page shows of the import; of a torrent that is not imported, what an import would do."""
    found = await api.parts.store.views.imported.of_download(download.id)
    preview = await _preview(api, download) if found is None else None
    plan = None if found is None or found.plan is None else Plan.model_validate(found.plan)
    return {
        "imported": found,
        "import_plan": None if plan is None else plan_shown(plan),
        "import_choices": () if found is None else choices_of(found, plan),
        "preview": preview,
        "where": None if found is None else (await api.imported.whereabouts([found])).get(found.id),
        "import_calls": f"/api/imports/{download.id}",
        "may_import": _may(found, preview),
    }


def _may(found: NamedImport | None, preview: PlannedShown | None) -> dict[str, bool]:
    """The buttons besides the choices."""
    if found is None:
        return {"place": preview is not None and preview.is_open, "undo": False}
    return {"place": found.status in _RETRIED, "undo": found.status in _UNDOABLE}


async def _preview(api: Api, download: Download) -> PlannedShown | None:
    """What an import would do; None where there is none to be made."""
    if not api.importing.is_on or download.info_hash is None or download.completed_at is None:
        return None
    try:
        return planned_shown(await api.importing.plan(download.id))
    except ShelfhookError as error:
        return PlannedShown(
            download=download.id,
            title=download.title or "",
            status=ImportStatus.FAILED,
            problem_kind=None,
            detail=str(error),
            plan=None,
        )
