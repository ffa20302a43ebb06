"""A server that answers everything with all that it was sent, in the words of an error."""

from dataclasses import dataclass

from aiohttp import web

from sandbox.server import LoopbackServer

FORMS = {"/login.php"}
LOGIN = '<form action="/takelogin.php"><input type="hidden" name="t" value="1"><input type="hidden" name="a" value="2">'
"""Without it no one sends a password."""

ROTATED = "planted-cookie-that-the-site-rotated"


@dataclass(frozen=True, slots=True)
class Manner:
    """How it answers: with a status, and in some form."""

    status: int
    form: str


MANNERS = [
    *(Manner(status, form) for status in (200, 401, 403, 500) for form in ("json", "mam", "text", "html")),
    *(Manner(status, "json") for status in (400, 404, 409, 429, 502)),
    Manner(302, "redirect"),
    Manner(200, "not json"),
    Manner(200, "list"),
]


class EchoServer(LoopbackServer):
    """Takes the place of any service.

    Attributes for tests: `manner`, and `heard`, all that was said to it.
    """

    def __init__(self) -> None:
        super().__init__(web.Application())
        self.manner = MANNERS[0]
        self.heard: set[str] = set()
        self.app.router.add_route("*", "/{anything:.*}", self._echo)

    async def _echo(self, request: web.Request) -> web.Response:
        body = (await request.read()).decode(errors="replace")
        told = " ".join([str(request.rel_url), *request.headers.values(), body])
        self.heard.add(told)
        answer = (
            web.Response(text=LOGIN, content_type="text/html") if request.path in FORMS else self._said(told)
        )
        answer.headers.add("Set-Cookie", f"mam_id={ROTATED}; path=/; domain=.myanonamouse.net; secure")
        answer.headers.add("Set-Cookie", f"SID={ROTATED}; path=/")
        return answer

    def _said(self, told: str) -> web.Response:
        status, line = self.manner.status, told.replace("\r", " ").replace("\n", " ")
        match self.manner.form:
            case "json":
                error = {
                    "code": status,
                    "message": told,
                    "status": told,
                    "errors": [{"reason": told, "message": told}],
                }
                body = {"error": error, "message": told, "detail": told, "response": told, "id": told}
                return web.json_response(body, status=status)
            case "mam":
                body = {"error": told, "Success": False, "message": told, "username": told, "data": told}
                return web.json_response(body, status=status)
            case "html":
                page = f"<html><head><title>{told}</title></head><body><h1>{told}</h1></body></html>"
                return web.Response(text=page, status=status, content_type="text/html", reason=line[:200])
            case "redirect":
                return web.Response(status=status, headers={"Location": f"http://127.0.0.1:9/?{line[:2000]}"})
            case "list":
                return web.json_response([told, {"error": told}], status=status)
            case "not json":
                return web.Response(text=f'{{"{told}', status=status, content_type="application/json")
        return web.Response(text=told, status=status, reason=line[:200])
