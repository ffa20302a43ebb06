"""Whether the navigation has imports."""

import pytest

from daemon.wiring.daemon import build
from tests.fixtures.daemons import published


@pytest.mark.parametrize(("before", "there"), [(False, False), (True, True)])
async def test_imports_are_in_the_navigation_only_when_there_may_be_some(
    settings, clock, http, before, there
):
    """`IMPORT` is off: those of a time when it was on are still shown, and without any there is no such page to see."""
    if before:
        async with build(settings, clock) as daemon:
            await daemon.parts.store.imports.begin("a" * 40, 1, now=clock.now())

    async with build(settings, clock) as daemon, published(daemon) as url, http.get(url + "/") as answer:
        page = await answer.text()

    assert ('href="/imports"' in page) is there
