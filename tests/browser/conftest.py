"""A whole daemon on the stand-ins, and a real browser that looks at it."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from browsing import Tab, started_browser
from selenium.webdriver import Chrome
from staged_clock import StagedClock
from staging import House, arrange, opened

from sandbox.stage import Stage


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.parent == here:
            item.add_marker(pytest.mark.browser)
            # By itself a test takes seconds, but each of its waits may take the patience of one.
            item.add_marker(pytest.mark.timeout(600))


@pytest.fixture
def clock() -> StagedClock:
    return StagedClock()


@pytest.fixture
async def stage(tmp_path: Path, clock: StagedClock) -> AsyncIterator[Stage]:
    async with Stage(tmp_path / "world", clock, real=False, view="/audiobooks") as stage:
        yield stage


@pytest.fixture
async def house(stage: Stage, clock: StagedClock, tmp_path: Path) -> AsyncIterator[House]:
    """A daemon at home in the stand-ins' world, which tests move by hand."""
    async with opened(stage, clock, tmp_path / "state") as house:
        yield house


@pytest.fixture
async def lived_in(house):
    """A house with everything on its pages; the number of the download that waits for its item's name."""
    return await arrange(house)


@pytest.fixture(scope="session")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    with started_browser(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture
def tab_of(chrome: Chrome) -> Iterator[Callable[[str], Tab]]:
    """The browser's tab on a daemon; at the end nothing may stand in its console."""
    tabs: list[Tab] = []

    def make(url: str) -> Tab:
        tabs.append(Tab(chrome, url))
        tabs[0].reset()
        return tabs[0]

    yield make
    for tab in tabs:
        complaints = tab.complaints()
        tab.close()
        assert complaints == []


@pytest.fixture
def tab(house: House, tab_of: Callable[[str], Tab]) -> Tab:
    return tab_of(house.url)
