"""What sources said of items and what a person locked, on both databases."""

from dataclasses import replace
from datetime import timedelta

from domain.facts import ChangeSource
from sandbox.clock import START
from store.field_locks import FieldLocks
from store.mirror import Mirror
from store.source_answers import SourceAnswer, SourceAnswers

FOUND = SourceAnswer(
    item_id="old",
    source=ChangeSource.AUDIBLE,
    asked_at=START,
    in_vain=0,
    found=True,
    values={"narrators": ["Ann Lee"], "abridged": False},
    why="its own ASIN",
)


async def test_the_newest_answer_of_a_source_is_kept(db):
    """A later answer takes the place of the same source's, and of no other's."""
    answers = SourceAnswers(db)
    other = replace(FOUND, source=ChangeSource.GOOGLE_BOOKS)
    later = replace(
        FOUND, asked_at=START + timedelta(days=1), in_vain=1, found=False, values={}, why="not found"
    )

    for one in (FOUND, other, later):
        await answers.keep(one)

    assert list(await answers.of("old")) == [later, other]


async def test_a_lock_keeps_its_date_until_it_is_opened(db):
    """Locking again changes nothing; unlocking says whether there was a lock."""
    locks = FieldLocks(db)
    await locks.lock("old", "title", now=START)
    await locks.lock("old", "title", now=START + timedelta(days=1))

    assert await locks.of(["old", "other"]) == {"old": {"title": START}}
    assert await locks.unlock("old", "title")
    assert not await locks.unlock("old", "title")
    assert await locks.of(["old"]) == {}


async def test_an_item_with_a_new_id_keeps_its_answers_and_locks(db):
    """They move along; what the new id has already is newer and stays."""
    answers, locks = SourceAnswers(db), FieldLocks(db)
    newer = replace(FOUND, item_id="new", asked_at=START + timedelta(days=1))
    await answers.keep(FOUND)
    await answers.keep(replace(FOUND, source=ChangeSource.GOOGLE_BOOKS))
    await answers.keep(newer)
    await locks.lock("old", "title", now=START)
    await locks.lock("new", "series", now=START)

    await Mirror(db).renamed("old", "new")

    assert list(await answers.of("new")) == [
        newer,
        replace(FOUND, item_id="new", source=ChangeSource.GOOGLE_BOOKS),
    ]
    assert await locks.of(["old", "new"]) == {"new": {"title": START, "series": START}}
