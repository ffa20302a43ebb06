"""`shelfhook book` and the cover."""

from datetime import timedelta

from domain.facts import ChangeSource
from sandbox import pictures
from sandbox.audiobookshelf import write_audio
from store.source_answers import SourceAnswer


async def test_a_cover_is_shown_taken_and_refused(shelfhook, book, books, shelf, daemon, clock, monkeypatch):
    """The source's picture is offered without its address; over another's cover it is not taken, and that is said."""
    monkeypatch.setenv("COLUMNS", "80")
    shelf.editor.upload = shelf.editor.delete = True
    write_audio(books / "Other" / "1.mp3", seconds=60)
    [other] = shelf.scan_library().added
    shelf.covers.upload(shelf.library, other, "jpg", pictures.jpeg(500, 500, mark="audible"))
    clock.advance(timedelta(minutes=1))
    answer = SourceAnswer(
        item_id=book.id,
        source=ChangeSource.AUDIBLE,
        asked_at=clock.now(),
        in_vain=0,
        found=True,
        values={"cover": f"{shelf.url}/api/items/{other.id}/cover?raw=1"},
        why=None,
    )
    await daemon.parts.store.source_answers.keep(answer)

    before = await shelfhook("book", book.id)
    taken = await shelfhook("book", book.id, "take", "cover", "audible")
    after = await shelfhook("book", book.id)
    shelf.covers.upload(shelf.library, book, "jpg", pictures.jpeg(500, 500, mark="mine"))
    refused = await shelfhook("book", book.id, "take", "cover", "audible")

    [held, offered] = [line for line in before.stdout.splitlines() if line.startswith("cover ")]
    assert "a picture" in offered
    assert shelf.url not in before.stdout
    assert taken.stdout == "cover: set to jpeg 500x500, from Audible\n"
    [held, offered] = [line for line in after.stdout.splitlines() if line.startswith("cover ")]
    assert ("jpeg 500x500" in held, "Audible" in held, "yes" in offered) == (True, True, True)
    assert refused.exit_code == 1
    assert "the cover that is there is not shelfhook's" in refused.stderr
