"""The least that a hook's server can be: it reads the form and answers 202, and keeps nothing."""

import asyncio
import json
import sys

from aiohttp import web


async def _accept(request: web.Request) -> web.Response:
    form = await request.post()
    return web.json_response({"event": len(form), "duplicate": False}, status=202)


async def _serve() -> None:
    app = web.Application()
    app.add_routes([web.post("/webhooks/qbittorrent", _accept)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    print(json.dumps({"url": f"http://127.0.0.1:{runner.addresses[0][1]}/webhooks/qbittorrent"}), flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(_serve())
