"""A library as a person has it after some weeks: books with covers, downloads under way, some things to decide."""

import asyncio
from datetime import timedelta

from cover_art import draw
from selenium.webdriver import Chrome
from staging import House

from sandbox.catalogue import listing

READ = (
    9000101, 9000104, 9000105, 9000108, 9000201, 9000202, 9000203, 9000301, 9000303, 9000305, 9000306, 9000401,
    9000404, 9000501, 9000502, 9000604, 9000605, 9000606, 9000609, 9000701, 9000704, 9000801, 9000802, 9000901,
    9000903, 9000904, 9001001, 9001002,
)  # fmt: skip
PROPOSED = (9000106, 9000503, 9000803, 9000905, 9001003)


async def live_in(house: House, driver: Chrome) -> None:
    """Let some weeks pass."""
    for number in READ:
        told = listing(number)
        cover = await asyncio.to_thread(draw, driver, told.title, told.authors[0])
        await house.complete(number, cover=cover)
        house.clock.advance(timedelta(hours=19))
    await house.complete(9000907, length=0.8)
    await house.leave_undecided()
    for cycle in ("library-sync", "enrichment", "reconcile"):
        await house.run(cycle)
    for number in PROPOSED:
        await house.propose(number)
    await house.leave_under_way()
    house.clock.advance(timedelta(minutes=2))
