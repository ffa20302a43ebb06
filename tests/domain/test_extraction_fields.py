"""The name of a field is never its value."""

import pytest

from domain.extraction import extract


@pytest.mark.parametrize(
    "words",
    [
        "Abridged:",
        "Abridged: ",
        "Abridged......:",
        "Abridged : -",
        "Abridged: ---",
        "Abridged: ?",
        "Abridged: unknown",
        "Abridged: N/A",
        "Unabridged: n.a.",
        "Abridged: not specified",
        "Unabridged: TBD",
        "Abridged: see below",
        "Abridged: yes/no",
        "Abridged: Yes or No",
        "Abridged: No?",
        "Abridged = ",
        "Abridged version:",
        "Abridged edition: see description",
        "Abridged/Unabridged:",
        "Abridged or unabridged?",
        "Abridged?",
        "Is it abridged?",
        "**Abridged:** ",
        "Abridged: [ ]",
        "Abridged [ ] Unabridged [ ]",
        "☐ Abridged",
        "Abridged\t?",
        "Abridged - unknown",
        "Abridged (unknown)",
        "Abridged: no idea",
        "Abridged: no information",
        "Abridged: Tom Weiner",
        "Runtime (abridged): 3 hrs",
        "Abridged runtime: 3 hrs",
        "Abridged by: Jane Roe",
        "Abridged Publisher: Tantor Audio",
        "Notes: compare the abridged one",
        "Gekürzt:",
        "Gekürzt: k.A.",
        "Gekürzt: unbekannt",
        "Gekürzte Fassung: nicht bekannt",
        "Ungekürzt: keine Angabe",
        "Abrégé : inconnu",
        "Abrégé : non précisé",
        "Version abrégée :",
        "Abreviado: desconocido",
        "Abreviado: no especificado",
        "Skrócony: brak danych",
        "Сокращённая: неизвестно",
        "Сокращённая версия: не указано",
        "Ingekort: onbekend",
        "Abbreviato: non specificato",
        "短縮版：不明",
        "短縮版:",
    ],
)
def test_a_field_that_says_nothing_says_nothing(words: str) -> None:
    """Left empty, or answered by words that are neither yes nor no: in tags, in a description and in a title."""
    template = f"Title: Salt\n{words}\n\nFile Information\n====\nNumber of MP3s: 24"

    assert extract(description=template).abridged is None
    assert extract(tags=f"MP3 | {words} | 64 kbps").abridged is None
    assert extract(tags=f"MP3, {words}, 64 kbps").abridged is None
    assert extract(title=f"Salt ({words})").abridged is None


@pytest.mark.parametrize(
    ("words", "abridged"),
    [
        ("Abridged: No", False),
        ("Abridged............: No", False),
        ("Abridged___: no", False),
        ("Abridged ….: No", False),
        ("ABRIDGED = NO", False),
        ("Abridged: No.", False),
        ("Abridged: No (complete)", False),
        ("Abridged version: No", False),
        ("Abridged edition? No", False),
        ("Abridged - No", False),
        ("Abridged – no", False),
        ("Abridged (No)", False),
        ("Abridged --> No", False),
        ("**Abridged:** No", False),
        ("[Abridged] No", False),
        ("Abridged：No", False),
        ("Abridged\xa0:\xa0No", False),
        ("Unabridged? Yes", False),
        ("Unabridged: y", False),
        ("Unabridged: No", True),
        ("Abridged: Yes", True),
        ("Abridged: true", True),
        ("Abridged / Unabridged: Unabridged", False),
        ("Version: Abridged", True),
        ("Gekürzt: nein", False),
        ("Gekürzt......: Nein", False),
        ("Gekuerzt: ja", True),
        ("Gek\u0075\u0308rzt: nein", False),
        ("Ungekürzt: ja", False),
        ("Fassung: ungekürzt", False),
        ("Lesung: gekürzt", True),
        ("Abrégé : non", False),
        ("Abrégé : oui", True),
        ("Abreviado: no", False),
        ("Abreviado: sí", True),
        ("Versión: íntegra", False),
        ("Skrócony: nie", False),
        ("Skrócona: tak", True),
        ("Сокращённая: нет", False),
        ("Сокращенная: да", True),
        ("Ingekort: nee", False),
        ("Abbreviato: no", False),
        ("Abreviado: não", False),
        ("短縮版：いいえ", False),
    ],
)
def test_a_field_says_what_stands_behind_its_separator(words: str, abridged: bool | None) -> None:
    """Whatever the separator and the language are."""
    assert extract(description=f"Genre: Fantasy\n{words}\nMP3s: 24").abridged is abridged
    assert extract(tags=f"MP3 | {words} | 64 kbps").abridged in {abridged, None}


@pytest.mark.parametrize(
    ("markup_lines", "abridged"),
    [
        ("Abridged | No", False),
        ("Abridged | Unknown", None),
        ("Abridged\nNo", False),
        ("Abridged:\nNo", False),
        ("Abridged:\nFile Information", None),
        ("Unabridged | Yes", False),
        ("Abridged\n\nRead by Ann Reed", True),
    ],
)
def test_a_value_may_stand_in_the_next_cell_or_line(markup_lines: str, abridged: bool | None) -> None:
    """Tables and lists of definitions; a line alone, without an answer below it, is a statement."""
    assert extract(description=f"A tale.\n{markup_lines}").abridged is abridged


@pytest.mark.parametrize(
    ("words", "abridged"),
    [
        ("Ungekürztes Hörbuch", False),
        ("Gekürzte Lesung", True),
        ("Nicht gekürzt", False),
        ("Texte intégral", False),
        ("Version abrégée", True),
        ("Non abrégé", False),
        ("Versión íntegra", False),
        ("Edizione integrale", False),
        ("Versione ridotta", True),
        ("Wersja skrócona", True),
        ("Nieskrócony audiobook", False),
        ("Без сокращений", False),
        ("Сокращённая версия", True),
        ("Onverkorte uitgave", False),
        ("Verkorte versie", True),
        ("非短縮版", False),
        ("短縮版", True),
        ("Oavkortad", False),
    ],
)
def test_a_bare_statement_counts_in_every_language(words: str, abridged: bool) -> None:
    """On a line of its own and as a tag."""
    assert extract(description=f"A tale.\n{words}\n64 kbps").abridged is abridged
    assert extract(tags=f"MP3, {words}, 64 kbps").abridged is abridged


@pytest.mark.parametrize(
    ("words", "publisher"),
    [
        ("Publisher:", None),
        ("Publisher:\nFantasy", None),
        ("Publisher: unknown", None),
        ("Publisher......: N/A", None),
        ("Publisher: -", None),
        ("Publisher: ?", None),
        ("Publisher: see below", None),
        ("Publisher: not listed", None),
        ("Publisher: Self", None),
        ("Publisher: https://example.org", None),
        ("Original publisher: Tor Books", None),
        ("Verlag: unbekannt", None),
        ("Éditeur : inconnu", None),
        ("Editorial: desconocida", None),
        ("Wydawca: brak danych", None),
        ("Издательство: неизвестно", None),
        ("出版社：不明", None),
        ("Publisher...........: Tantor Audio", "Tantor Audio"),
        ("Verlag: Der Hörverlag", "Der Hörverlag"),
        ("Éditeur : Audiolib", "Audiolib"),
        ("Editorial: Planeta", "Planeta"),
        ("Editore: Emons", "Emons"),
        ("Uitgeverij: De Bezige Bij", "De Bezige Bij"),
        ("Wydawnictwo: Znak", "Znak"),
        ("Издательство: АСТ", "АСТ"),
        ("出版社：講談社", "講談社"),
    ],
)
def test_a_publisher_is_what_stands_behind_its_label(words: str, publisher: str | None) -> None:
    """In every language, and never a word that says that it is not known."""
    assert extract(description=f"Genre: Fantasy\n{words}\nMP3s: 24").publisher == publisher
