"""Numbers as words: cardinals ("three") and ordinals ("third")."""

from typing import Final

CARDINALS: Final = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty",
    "de": "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "it": "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici",
    "pt": "zero um dois três quatro cinco seis sete oito nove dez onze doze",
    "nl": "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf",
    "pl": "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście",
    "ru": "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать",
}
"""From zero up, one word each."""

ORDINALS: Final = {
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
    "de": "erst zweit dritt viert fünft sechst siebt acht neunt zehnt elft zwölft",
    "fr": "premier/première deuxième/second/seconde troisième quatrième cinquième sixième septième huitième "
    "neuvième dixième onzième douzième",
    "es": "primer segund tercer cuart quint sext séptim octav noven décim",
    "it": "prim second terz quart quint sest settim ottav non decim",
    "pt": "primeir segund terceir quart quint sext sétim oitav non décim",
    "nl": "eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde",
    "sv": "första andra tredje fjärde femte sjätte sjunde åttonde nionde tionde",
    "pl": "pierwsz drug/drugi trzec/trzeci czwart piąt szóst siódm ósm dziewiąt dziesiąt",
    "ru": "перв втор трет четверт/четвёрт пят шест седьм восьм девят десят",
}
"""From first up; alternatives are separated by a slash, and `ENDINGS` may follow."""

ENDINGS: Final = {
    "de": "e er es en em",
    "es": "o a os as",
    "it": "o a",
    "pt": "o a os as",
    "pl": "y a e ego ej ym i",
    "ru": "ый ий ой ая ья ое ье ого ей ом",
}
"""The endings of a language's ordinals; a language without an entry has none."""

BARE: Final = frozenset({"primer", "tercer"})
"""Ordinals that also occur without an ending."""

SUFFIXES: Final = "st nd rd th er re e eme ème o a º ª . ter te tes ten го я й е ая ой ий ый"
"""Suffixes that make digits an ordinal: "3rd", "3.", "3e", "3-я"."""

KANJI: Final = "〇一二三四五六七八九十"
"""Chinese and Japanese digits from zero to ten."""
