"""The table of routes: the API's operations, each with who may call it, and the pages."""

from http import HTTPStatus
from typing import Final

from aiohttp import web

from daemon.hook.access import PATH as HOOK
from daemon.http.api import (
    acquisition,
    books,
    changes,
    cycles,
    doctor,
    events,
    health,
    hook,
    import_orders,
    imports,
    left_alone,
    mam,
    match_dialog,
    metrics,
    notifications,
    openapi,
    overview,
    provider,
    provider_cover,
    rules,
    runs,
    settings,
    setup,
    webhook,
    workflow,
)
from daemon.http.api.downloads import decisions, proposals, records, wishes
from daemon.http.api.operations import Route
from daemon.http.pages import book, covers, following, items, lists, live, search, static, story
from daemon.http.pages import overview as front
from daemon.http.pages import proposals as proposals_page
from daemon.http.pages import settings as settings_page
from daemon.http.pages import setup as setting_up
from daemon.http.security import login
from daemon.http.security.access import Access

_ACCEPTED, _CREATED = (HTTPStatus.ACCEPTED,), (HTTPStatus.CREATED, HTTPStatus.OK)
_NOTHING: Final = (HTTPStatus.NO_CONTENT,)
_BAD: Final = frozenset({HTTPStatus.BAD_REQUEST})
_LATE: Final = frozenset({HTTPStatus.CONFLICT})
_AWAY: Final = frozenset({HTTPStatus.CONFLICT, HTTPStatus.BAD_GATEWAY})
_FULL: Final = frozenset({HTTPStatus.INSUFFICIENT_STORAGE})
_NONE: Final = _AWAY | {HTTPStatus.NOT_FOUND}

# fmt: off
API: Final = (
    Route("POST", HOOK, webhook.finished, Access.TOKEN, _ACCEPTED, problems=_FULL, reads=webhook.Hashes),
    Route("GET", "/provider/search", provider.search, Access.PROVIDER, problems=_BAD),
    Route("GET", "/livez", health.lives, Access.ANYONE),
    Route("GET", "/readyz", health.ready, Access.ANYONE),
    Route("GET", "/health", health.health),
    Route("GET", "/metrics", metrics.figures),
    Route("GET", "/openapi.json", openapi.openapi),
    Route("GET", "/api/overview", overview.overview),
    Route("GET", "/api/coverage", overview.coverage),
    Route("GET", "/api/events", events.newest),
    Route("GET", "/api/events/{number}", events.one),
    Route("POST", "/api/events/{number}/retry", events.retry, problems=_LATE),
    Route("POST", "/api/events/{number}/dismiss", events.dismiss, problems=_LATE),
    Route("GET", "/api/downloads", records.newest),
    Route("POST", "/api/downloads", wishes.add, statuses=_CREATED, problems=_NONE),
    Route("GET", "/api/downloads/{number}", records.one),
    Route("POST", "/api/downloads/{number}/approve", proposals.approve, problems=_LATE),
    Route("POST", "/api/downloads/{number}/reject", proposals.reject, problems=_LATE),
    Route("POST", "/api/downloads/{number}/reconsider", proposals.reconsider, problems=_LATE),
    Route("POST", "/api/downloads/{number}/edition", proposals.take_edition, problems=_AWAY),
    Route("POST", "/api/proposals", proposals.several, problems=_NONE),
    Route("GET", "/api/rules", rules.all_rules),
    Route("POST", "/api/rules/{number}/remove", rules.remove),
    Route("POST", "/api/downloads/{number}/link", decisions.link, problems=_LATE),
    Route("POST", "/api/downloads/{number}/unlink", decisions.unlink, problems=_AWAY),
    Route("POST", "/api/downloads/{number}/retry", decisions.retry, problems=_LATE),
    Route("POST", "/api/downloads/{number}/dismiss", decisions.dismiss, problems=_LATE),
    Route("POST", "/api/downloads/{number}/refresh", records.refresh, problems=_AWAY),
    Route("POST", "/api/downloads/{number}/undo", records.undo, problems=_AWAY),
    Route("GET", "/api/left-alone", left_alone.newest),
    Route("POST", "/api/left-alone/{number}/retry", left_alone.retry),
    Route("GET", "/api/transfers", records.transfers),
    Route("GET", "/api/books", books.named),
    Route("GET", "/api/books/{item}", books.one),
    Route("POST", "/api/books/{item}/take", books.take, problems=_NONE),
    Route("POST", "/api/books/{item}/lock", books.lock, problems=_NONE),
    Route("POST", "/api/books/{item}/unlock", books.unlock),
    Route("GET", "/api/imports", imports.newest),
    Route("POST", "/api/imports", import_orders.place_all, statuses=_ACCEPTED, problems=_LATE),
    Route("POST", "/api/imports/plan", import_orders.plan_all),
    Route("POST", "/api/imports/check", imports.check),
    Route("GET", "/api/imports/{number}", imports.one),
    Route("POST", "/api/imports/{number}", import_orders.place, statuses=_ACCEPTED, problems=_LATE),
    Route("POST", "/api/imports/{number}/plan", import_orders.plan, problems=_LATE),
    Route("POST", "/api/imports/{number}/confirm", import_orders.confirm, statuses=_ACCEPTED, problems=_LATE),
    Route("POST", "/api/imports/{number}/undo", import_orders.undo, statuses=_ACCEPTED, problems=_LATE),
    Route("POST", "/api/imports/{number}/link-again", imports.link_again, problems=_LATE),
    Route("POST", "/api/imports/{number}/unlink", imports.unlink, problems=_LATE),
    Route("GET", "/api/changes", changes.newest),
    Route("GET", "/api/changes/{number}", changes.one),
    Route("POST", "/api/changes/{number}/undo", changes.undo, problems=_AWAY),
    Route("POST", "/api/cycles/{cycle}", cycles.start, statuses=_ACCEPTED, problems=_LATE),
    Route("GET", "/api/runs", runs.newest),
    Route("GET", "/api/runs/{number}", runs.one),
    Route("POST", "/api/runs/{number}/undo", runs.undo, problems=_AWAY),
    Route("POST", "/api/runs/{number}/dismiss", runs.dismiss, problems=_LATE),
    Route("GET", "/api/acquisition", acquisition.state),
    Route("POST", "/api/acquisition/pause", acquisition.pause),
    Route("POST", "/api/acquisition/resume", acquisition.resume),
    Route("POST", "/api/mam/search", mam.search, problems=_AWAY),
    Route("POST", "/api/mam/retry", mam.retry, statuses=_NOTHING, problems=_AWAY),
    Route("GET", "/api/setup", setup.steps),
    Route("POST", "/api/setup/{step}/test", setup.test),
    Route("POST", "/api/setup/{step}/save", setup.save, problems=_LATE),
    Route("GET", "/api/hook", hook.plan, problems=_AWAY),
    Route("GET", "/api/hook/lines", hook.lines),
    Route("POST", "/api/hook/install", hook.install, problems=_AWAY),
    Route("POST", "/api/hook/remove", hook.remove, problems=_AWAY),
    Route("POST", "/api/hook/test", hook.send_test, problems=_AWAY),
    Route("GET", "/api/doctor", doctor.last),
    Route("POST", "/api/doctor", doctor.examine_all),
    Route("POST", "/api/doctor/mend", doctor.apply, problems=_AWAY),
    Route("POST", "/api/checks/{service}", doctor.check),
    Route("POST", "/api/provider/show", match_dialog.show, problems=_AWAY),
    Route("POST", "/api/provider/install", match_dialog.install, problems=_AWAY),
    Route("POST", "/api/provider/remove", match_dialog.remove, problems=_AWAY),
    Route("GET", "/api/notifications", notifications.state),
    Route("POST", "/api/notifications/test", notifications.send_test, problems=_LATE),
    Route("GET", "/api/settings", settings.state),
    Route("POST", "/api/settings", settings.change),
    Route("POST", "/api/settings/reload", settings.reload),
    Route("GET", "/api/workflow", workflow.about),
    Route("POST", "/api/workflow/search", workflow.begin_search, statuses=_ACCEPTED, problems=_LATE),
    Route("GET", "/api/workflow/runs/{number}", workflow.progress),
    Route("POST", "/api/workflow/searches/{position}", workflow.search, problems=_AWAY),
    Route("GET", "/api/workflow/enrichment", workflow.enrich),
)
# fmt: on

PAGES: Final = (
    web.get("/", front.front),
    web.get("/check-up", front.check_up),
    web.get(settings_page.PATH, settings_page.settings),
    web.post(settings_page.PATH, settings_page.change),
    web.get("/search", search.search),
    web.get(r"/search/cover/{number:\d{1,9}}", covers.of_result),
    web.get("/setup", setting_up.begin),
    web.get("/setup/{step}", setting_up.step),
    web.get("/downloads", lists.downloads),
    web.get(r"/downloads/{number:\d{1,15}}", story.download),
    web.get(r"/downloads/{number:\d{1,15}}/item", items.item),
    web.get("/proposals", proposals_page.proposals),
    web.get("/books", lists.books),
    web.get("/books/{item}", book.book),
    web.get("/books/{item}/cover", covers.of_book),
    web.get("/imports", lists.imports),
    web.get("/runs", lists.runs),
    web.get(r"/runs/{number:\d{1,15}}", story.run),
    web.get("/history", lists.history),
    web.get("/events", following.events),
    web.get("/events/log", following.lines),
    web.get("/static/{name:.+}", static.file),
    web.get(provider_cover.PATH, covers.picture),
    web.get("/live", live.stream),
    web.get("/login", login.form),
    web.post("/login", login.sign_in),
    web.post("/logout", login.sign_out),
)
