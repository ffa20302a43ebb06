"""German."""

from typing import Final

from domain.extraction.languages._words import Words

GERMAN: Final = Words(
    yes=r"ja|wahr|j",
    no=r"nein|falsch|nee",
    unsaid=(
        r"unbekannt|k\.?\s?a\.?|keine\s+angaben?|nicht\s+(?:bekannt|angegeben|zutreffend|verfügbar)|siehe\s+(?:unten|oben|beschreibung)"
        r"|weiß\s+nicht|unklar|offen|egal|keine"
    ),
    abridged=r"gek(?:ü|ue)rzt(?:e[rsnm]?)?",
    unabridged=r"ungek(?:ü|ue)rzt(?:e[rsnm]?)?",
    negation=r"nicht|keine?",
    versions=r"ausgabe|fassung|lesung|hörbuch|hoerbuch|textfassung|version|art|k(?:ü|ue)rzung|gek(?:ü|ue)rzt\s*(?:/|oder)\s*ungek(?:ü|ue)rzt",
    recordings=(
        r"lesung(?:en)?|h(?:ö|oe)rb(?:u|ü|ue)ch(?:er|es|s)?|fassung(?:en)?|ausgaben?|autorenlesung|aufnahmen?|original\w*|audiofassung"
    ),
    days=r"tage?n?",
    hours=r"stunden?|stdn?",
    minutes=r"minuten?",
    seconds=r"sekunden?|sek",
    joint=r"und|u\.",
    half=r"und\s+eine\s+halbe|einhalb",
    half_behind=r"und\s+eine\s+halbe|und\s+ein\s+halb",
    about=r"etwa|rund|ungefähr|zirka|knapp\s+gerundet",
    bounds=r"über|unter|mehr\s+als|weniger\s+als|mindestens|höchstens|maximal|fast|knapp|gut|bis(?:\s+zu)?|ab|nach|vor|zwischen|je|jeweils|pro|weitere|alle",
    between=r"bis|oder",
    lengths=r"laufzeit|spieldauer|spielzeit|h(?:ö|oe)rdauer|h(?:ö|oe)rzeit|laufl(?:ä|ae)nge|abspieldauer|dauer|l(?:ä|ae)nge",
    totals=r"gesamt(?:e|er|es)?|insgesamt|gesamt(?=laufzeit|spieldauer|spielzeit|dauer|l(?:ä|ae)nge|h(?:ö|oe)rdauer|zeit)|komplette?",
    parts=r"kapitel|teile?|track|disk|abschnitte?|folgen?|b(?:ä|ae)nde?|b(?:u|ü|ue)ch(?:er)?|hörprobe|leseprobe|h(?:ö|oe)rspiel|filme?s?|seiten?|durchschnittliche?|lese|kürzere|gek(?:ü|ue)rzte?",
    publishers=r"verlag|h(?:ö|oe)rbuchverlag|herausgeber\s?/\s?verlag",
    elsewhere=r"""
auch|ebenfalls|außerdem|ausserdem = \s+(?:erh(?:ä|ae)ltlich|verf(?:ü|ue)gbar|lieferbar|erschienen|von|als\s+(?:cd|mp3|ebook|e-book|h(?:ö|oe)rbuch|download|gek\w+|ungek\w+)|in\s+dieser\s+reihe)\b
weitere|weiteren|andere|anderen|alternative = \s+(?:titel|b(?:ü|ue)cher|h(?:ö|oe)rb(?:ü|ue)cher|werke|ausgaben?|fassung(?:en)?|formate?|versionen|b(?:ä|ae)nde|teile|folgen|lesungen?|aufnahmen?|sprecher|romane)\b
hörer|hoerer|hörern|kunden|leser|käufer|nutzer|zuhörer = \b[\w\s,]{0,40}\b(?:auch|ebenfalls)\b
das = \s+k(?:ö|oe)nnte\s+(?:dir|ihnen|dich|sie|euch)\b
mehr = \s+(?:von|aus|vom|zur|zum|h(?:ö|oe)rb(?:ü|ue)cher)\b
vom = \s+(?:gleichen|selben)\s+(?:autor|sprecher)
von = \s+der(?:selben|\s+gleichen)\s+autorin
nächster|nächstes|nächste|naechster|vorheriger|voriger|folgender = \s+(?:band|teil|titel|folge|buch)\b
bücher|buecher|titel|bände|teile = \s+(?:der|dieser|in\s+der|in\s+dieser|aus\s+der)\s+(?:reihe|serie)\b
reihenfolge|lesereihenfolge|empfehlungen|fortsetzung|vorgeschichte = \s*(?::|\Z|\n)
die = \s+(?:reihe|serie)\s*:|\s+(?:gek(?:ü|ue)rzte|ungek(?:ü|ue)rzte)\s+(?:fassung|ausgabe|lesung)\s+(?:ist|hat|gibt)
demnächst|ähnliche|aehnliche = (?:\s+\w+)?
siehe = \s+auch\b
wenn = \s+(?:dir|ihnen|du|sie)\b
taschenbuch|taschenbuchausgabe|printausgabe|buchausgabe|filmausgabe = \s*(?::|\Z|\n)
""",
    here=r"(?:(?:ü|ue)ber|zu|zur?)?\s*(?:dieses?r?n?|diesem)\s+(?:h(?:ö|oe)rb(?:u|ü|ue)ch|aufnahme|ausgabe|fassung|lesung|upload|torrent)\b|technische\s+(?:daten|angaben)|allgemeine\s+(?:informationen|angaben)|dateiinfo\w*",
    placeholders=r"unbekannte?r?|anonymus\s+unbekannt|k\.?\s?a|keine\s+angaben?|keiner?|diverse[r]?|verschiedene[r]?|mehrere|nicht\s+(?:bekannt|angegeben)|siehe\s+(?:unten|beschreibung)|niemand",
    roles=r"sprecher(?:in(?:nen)?)?|autor(?:en|in|innen)?|verlage?|verfasser|leser|künstler|interpreten?|interpret",
    read_by=r"gelesen\s+von|gesprochen\s+von|sprecher(?:in)?|erz(?:ä|ae)hler(?:in)?|es\s+liest|vorgelesen\s+von",
    volumes=r"band|bd|buch|teil|folge|nr",
    statements=r"(?:un)?gek(?:ü|ue)rzt\w*|laufzeit|spieldauer|dauer|l(?:ä|ae)nge|verlag|erscheinungs\w+|erschienen|genre|autor\w*|von\b|sprache|(?:ü|ue)bersetz\w+|h(?:ö|oe)rbuch\w*|kapitel|reihe",
    of_all=r"gesamt\w*|insgesamt|zusammen|alle[rs]?|beide[r]?|komplett\w*|trilogie|sammlung|jeweils|sämtliche",
)
