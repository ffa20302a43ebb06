"""The pages that show what happens."""

from daemon.http.pages.routing import routes

__all__ = ["routes"]
