"""Words that mark the volume in a title, and how lists of volumes are written."""

from typing import Final

BOOKS: Final = {
    "en": "book books bk bks",
    "de": "buch bücher",
    "fr": "livre livres",
    "es": "libro libros",
    "pt": "livro livros",
    "it": "libri",
    "nl": "boek boeken",
    "sv": "bok böcker",
    "da": "bog bøger",
    "fi": "kirja",
    "pl": "księga księgi",
    "cs": "kniha knihy",
    "ru": "книга книги кн книгу",
    "hu": "könyv",
    "ro": "cartea",
    "tr": "kitap",
    "el": "βιβλίο",
    "la": "liber",
}
"""A number after these counts whole books."""

VOLUMES: Final = {
    "en": "volume volumes vol vols season seasons installment instalment entry series",
    "de": "band bände bd bde teil teile tl staffel",
    "fr": "tome tomes partie parties saison",
    "es": "tomo tomos volumen volúmenes parte partes temporada entrega",
    "it": "parti volumi stagione",
    "nl": "deel delen seizoen",
    "sv": "del delar säsong",
    "da": "bind",
    "fi": "osa osat",
    "pl": "tom tomy część części cz sezon",
    "cs": "díl svazek část",
    "hu": "kötet rész",
    "ro": "volumul partea",
    "tr": "cilt bölüm",
    "ru": "том тома часть части ч сезон",
    "uk": "частина",
    "el": "τόμος μέρος",
}
"""A number after these counts volumes, which may be less than a book or another binding of it."""

AT_THE_END: Final = {
    "en": "no nr number episode episodes ep eps issue",
    "de": "nummer folge folgen heft ausgabe",
    "fr": "numéro n° épisode épisodes",
    "es": "número núm episodio episodios",
    "it": "puntata episodio",
    "nl": "aflevering",
    "sv": "avsnitt",
    "pl": "odcinek numer",
    "ru": "выпуск эпизод серия номер",
}
"""These mean a volume only when nothing follows their number."""

CJK_UNITS: Final = "巻 卷 冊 册 話 话 部 集 권 부 편 화"
"""Counters of volumes and episodes; 第 may precede their number."""

CJK_PARTS: Final = {"上": "1", "中": "2", "下": "3", "前": "1", "後": "2", "后": "2"}
"""First, middle and last, before 巻 or 編 or in a bracket."""

BETWEEN: Final = (
    "to through thru and bis und à a et au al y e до по и do i till tot en - – — ~ ～ 〜 + , / ・ 、"
)
"""What separates the numbers of a list or a range; "&" is read as "and"."""

SEVERAL: Final = {
    "en": "omnibus|boxset|box set|boxed set|book set|bundle|compilation|complete series|complete collection"
    "|complete saga|complete trilogy|collected works|whole series|entire series|all books|all volumes",
    "de": "sammelband|sammelbox|komplettbox|gesamtausgabe|gesamtwerk|doppelband|dreifachband|die komplette"
    "|alle bände|alle teile|alle bücher",
    "fr": "intégrale|l'intégrale|coffret|œuvres complètes|tous les tomes",
    "es": "ómnibus|obras completas|colección completa|serie completa|saga completa|estuche|trilogía completa",
    "it": "cofanetto|opere complete|raccolta|saga completa|serie completa|trilogia completa",
    "pt": "obras completas|coleção completa|série completa",
    "nl": "verzameld werk|verzamelbundel|complete serie",
    "pl": "dzieła zebrane|cała seria|wszystkie tomy|komplet|pakiet",
    "ru": "полное собрание|собрание сочинений|сборник|все книги|вся серия|цикл целиком|омнибус",
    "ja": "全集|合本|全巻|三部作|セット|合集|套装",
}
"""Several books, whatever else is written; phrases separated by a bar."""

WHOLE: Final = {
    "en": "duology|dilogy|trilogy|tetralogy|quadrilogy|pentalogy|quartet|quintet|sextet|septology|hexalogy",
    "de": "trilogie|tetralogie|dilogie|pentalogie",
    "es": "trilogía|tetralogía|bilogía",
    "it": "trilogia|tetralogia",
    "pl": "trylogia|dylogia|tetralogia",
    "ru": "трилогия|дилогия|тетралогия|пенталогия",
    "hu": "trilógia",
}
"""Several books unless a number selects one."""

BESIDE: Final = "the a of in der die das des dem le la les l el los il lo de du del series serie saga cycle reihe cykl серия цикл"
"""Words next to a number that name nothing: "the second in the series", "Der zweite Band"."""
