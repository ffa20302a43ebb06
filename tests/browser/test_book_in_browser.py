"""One view of a book in a real browser: lock a field, take a source's value, undo it."""


async def test_a_field_is_locked_taken_and_undone(house, tab):
    """From the download to the book; each button says what became of it, on a phone's screen, too."""
    await house.complete(9000104)
    [item_id] = {change.item_id for change in await house.daemon.parts.store.changes.recent()}
    book, ours = house.stage.shelf.item(item_id), house.stage.shelf.item(item_id).narrators
    house.stage.shelf.edit(item_id, narrators=["Me"])
    await tab.phone(360)
    await tab.open("/downloads/1")
    await tab.click(f"a[href='/books/{item_id}']")
    await tab.until_said("someone changed it since", "#field-narrators")
    seen = [*await tab.faults(), *await tab.too_wide()]
    calls = f"/api/books/{item_id}"

    told = [await tab.press(f"{calls}/lock")]
    await tab.until_said("locked", "#field-narrators")
    offered = await tab.run(
        "return document.querySelectorAll('#field-narrators form[action$=\"/take\"]').length"
    )
    told += [await tab.press(f"{calls}/unlock"), await tab.press(f"{calls}/take")]
    taken = book.narrators
    [change, *_] = await house.daemon.parts.store.changes.recent()
    told.append(await tab.press(f"/api/changes/{change.id}/undo"))

    assert seen == []
    assert offered == 0
    assert taken == ours
    assert book.narrators == ["Me"]
    assert told == [
        "Narrators: locked, and left as it is from now on",
        "Narrators: unlocked",
        f"Narrators: set to {', '.join(ours)}, from MyAnonamouse",
        "Narrators: put back to Me",
    ]
