"""Dutch, the Nordic languages, Polish, Russian and Japanese."""

from typing import Final

from domain.extraction.languages._words import Words

DUTCH: Final = Words(
    yes=r"ja|waar",
    no=r"nee|neen|onwaar",
    unsaid=r"onbekend|niet\s+(?:bekend|opgegeven|vermeld|beschikbaar|van\s+toepassing)|n\.?\s?v\.?\s?t\.?|geen(?:\s+idee)?|zie\s+(?:onder|beneden|beschrijving)",
    abridged=r"ingekorte?|verkorte?",
    unabridged=r"onverkorte?|niet\s+ingekorte?",
    negation=r"niet|geen",
    versions=r"versie|uitgave|editie|formaat|opname|luisterboek",
    recordings=r"luisterboek(?:en)?|versie|uitgave|opname|editie",
    days=r"dag(?:en)?",
    hours=r"uur|uren",
    minutes=r"minuut|minuten",
    seconds=r"seconden?",
    joint=r"en",
    half=r"en\s+een\s+half|½",
    half_behind=r"en\s+een\s+half",
    about=r"ongeveer|circa|plusminus",
    bounds=r"meer\s+dan|minder\s+dan|minstens|bijna|ruim|tot|tussen|na|voor|elke?|per",
    between=r"tot|of",
    lengths=r"speelduur|luistertijd|looptijd|speeltijd|duur|lengte",
    totals=r"totale|gehele|volledige",
    parts=r"hoofdstuk(?:ken)?|delen|deel|boek(?:en)?|afleveringen|aflevering|fragment|gemiddelde",
    publishers=r"uitgever|uitgeverij",
    elsewhere=r"""
ook = \s+(?:verkrijgbaar|beschikbaar|van|verschenen)\b
eveneens = \s+(?:verkrijgbaar|verschenen)\b
andere = \s+(?:formaten|edities|versies|uitgaven|titels|boeken|luisterboeken)\b
van = \s+dezelfde\s+(?:auteur|schrijver|voorlezer)\b
luisteraars|lezers|klanten|anderen = \b[\w\s,]{0,40}\book\b
meer = \s+(?:van|uit|boeken)\b
volgende|volgend|vorige|vorig = \s+(?:deel|boek)\b
binnenkort =
boeken = \s+in\s+(?:de|deze)\s+(?:serie|reeks)\b
vergelijkbare = \s+(?:titels|boeken)\b
zie = \s+ook\b
""",
    here=r"(?:over\s+)?(?:dit|deze)\s+(?:luisterboek|opname|uitgave|editie|versie|torrent)\b|technische\s+(?:gegevens|informatie)|algemene\s+informatie",
    placeholders=r"onbekende?|diverse[n]?|verschillende|meerdere|geen|niemand|niet\s+(?:bekend|vermeld|opgegeven)|n\.?\s?v\.?\s?t",
    roles=r"auteurs?|schrijvers?|voorlezers?|vertellers?|stemmen|uitgevers?|artiesten",
    read_by=r"voorgelezen\s+door|gelezen\s+door|voorlezer|verteller|verteld\s+door",
    volumes=r"boek|deel|aflevering",
    statements=r"speelduur|duur|lengte|uitgever\w*|verschenen|onverkort|ingekort|genre|auteur|taal|vertal\w+|serie|reeks",
    of_all=r"totale?|alle|beide|samen|gehele|trilogie|verzameling|elk",
)

NORDIC: Final = Words(
    yes=r"ja|sant",
    no=r"nej|nei|falskt?",
    unsaid=r"okända?|ukjent|ukendt|ej\s+angivet|ikke\s+(?:oppgitt|angivet)|saknas",
    abridged=r"förkortad|forkortet|avkortad",
    unabridged=r"oavkortad|oförkortad|uforkortet|uavkortet",
    negation=r"inte|ej|ikke",
    versions=r"utgåva|utgave|udgave|inspelning",
    recordings=r"ljudbok|lydbok|lydbog|utgåva",
    days=r"dagar|dager|dage|dygn|dag",
    hours=r"timm(?:e|ar)|timer|tim",
    minutes=r"minuter|minutter",
    seconds=r"sekunder",
    joint=r"och|og",
    half=r"och\s+en\s+halv|og\s+en\s+halv",
    half_behind=r"och\s+en\s+halv|og\s+en\s+halv",
    about=r"cirka|ungefär|omtrent",
    bounds=r"över|over|mer\s+än|mer\s+enn|minst|nästan|nesten|upp\s+till|opptil|mellan|mellom",
    between=r"till|til|eller",
    lengths=r"speltid|längd|spilletid|lengde|længde|varighet|varighed",
    parts=r"kapit(?:el|tel|let)|avsnitt|delar",
    publishers=r"förlag|forlag|utgivare|forlægger",
    elsewhere=r"""
finns = \s+också\b
andra|andre = \s+(?:utgåvor|böcker|format|utgaver|bøker|bøger|udgaver|formater)\b
av = \s+samm[ae]\s+(?:författare|forfatter)\b
nästa|neste|næste = \s+(?:bok|bog|del)\b
också|også = \s+(?:tillgänglig|tilgjengelig|tilgængelig)\w*
mer = \s+av\b
lyssnare = \b[\w\s]{0,30}\bockså\b
""",
    here=r"om\s+(?:denna|denne)\s+(?:ljudbok|lydbok|lydbog|utgåva|utgave|inspelning)",
    placeholders=r"okända?|ukjent|ukendt|diverse|flera|flere|ingen|ej\s+angivet",
    roles=r"författare|forfatter|uppläsare|oppleser|oplæser|förlag|forlag",
    read_by=r"uppläsare|inläsare|oppleser|oplæser|läst\s+av|lest\s+av|læst\s+af",
    volumes=r"bok|bog|del",
    statements=r"speltid|längd|förlag|forlag|språk|genre|författare|forfatter|oavkortad|uforkortet|serie",
    of_all=r"total\w*|alla|alle|samtliga|hela|hele|trilogi",
)

POLISH: Final = Words(
    yes=r"tak|prawda",
    no=r"nie|fałsz",
    unsaid=r"niezna(?:ny|na|ne)|nie\s+(?:podano|dotyczy|wiadomo|określono)|brak(?:\s+(?:danych|informacji))?|b\.?\s?d\.?|zobacz\s+(?:niżej|opis)",
    abridged=r"skrócon(?:y|a|e|ej|ego)",
    unabridged=r"nieskrócon(?:y|a|e|ej|ego)",
    negation=r"nie",
    versions=r"wersja|wydanie|format|nagranie|tekst|audiobook",
    recordings=r"audiobook\w*|wersja|wydanie|nagranie|tekst",
    days=r"dni|dzień|doba|doby",
    hours=r"godzin(?:a|y|ę)?|godz|g(?=\.?\s?[0-9]{1,2}\s?m)",
    minutes=r"minut(?:a|y|ę)?",
    seconds=r"sekund(?:a|y|ę)?",
    joint=r"i|oraz",
    half=r"i\s+pół",
    half_behind=r"i\s+pół",
    about=r"około|ok\.|mniej\s+więcej",
    bounds=r"ponad|powyżej|poniżej|więcej\s+niż|mniej\s+niż|co\s+najmniej|prawie|niemal|do|od|między|po|przed|każdy|każda",
    between=r"do|lub|albo",
    lengths=r"czas\s+(?:trwania|nagrania|odtwarzania|słuchania)|długość|czas",
    totals=r"łączny|całkowity|łączna|całkowita",
    parts=r"rozdział(?:y|u)?|części|część|płyt[ay]?|tom(?:y|u)?|odcin(?:ek|ki)|plik(?:i|u)?|fragment|film\w*|średni[ay]?",
    publishers=r"wydawca|wydawnictwo",
    elsewhere=r"""
dostępny|dostępna|dostępne = \s+(?:również|także|też)\b
również|także = \s+(?:dostępn\w+|w\s+serii|tego\s+autora)\b
inne = \s+(?:formaty|wydania|wersje|tytuły|książki|nagrania|audiobooki)\b
tego|tej = \s+sam(?:ego|ej)\s+(?:autora|autorki|lektora)\b
słuchacze|czytelnicy|klienci|inni = \b[\w\s,]{0,40}\b(?:również|także|też)\b
więcej = \s+(?:od|tytułów|książek)\b
następny|następna|poprzedni|poprzednia|kolejny|kolejna = \s+(?:tom|część|książka)\b
wkrótce|polecamy =
w = \s+(?:tej\s+)?serii\s*:
podobne = \s+(?:tytuły|książki)\b
zobacz = \s+(?:też|także|również)\b
""",
    here=r"(?:o\s+)?t(?:ym|en|o|ej|a)\s+(?:audiobooku?|nagrani[ue]|wydani[ue]|wersj[ia])\b|(?:informacje|dane)\s+(?:ogólne|techniczne|o\s+pliku)",
    placeholders=r"niezna(?:ny|na|ni)|różni|wielu|brak(?:\s+(?:danych|informacji|lektora))?|nikt|nie\s+(?:podano|dotyczy|wiadomo)|praca\s+zbiorowa",
    roles=r"autor(?:zy|ka)?|lektor(?:zy|ka)?|czyta|wydawc[ay]|wydawnictwo|wykonawc[ay]",
    read_by=r"czyta(?:ją)?|lektor(?:ka|zy)?|w\s+interpretacji",
    volumes=r"tom|część|księga|odcinek|książka",
    statements=r"czas|długość|wydaw\w+|data|nieskrócon\w+|skrócon\w+|gatunek|autor\w*|język|przekład|tłumacz\w*|seria|cykl|format",
    of_all=r"łączn\w+|całkowit\w+|wszystkie|wszystkich|razem|cał[aeyo]\w*|trylogia|kolekcja|każd\w+",
)

RUSSIAN: Final = Words(
    yes=r"да|есть",
    no=r"нет",
    unsaid=r"неизвестн[оаы]?й?|не\s+(?:указан[оаы]?|известн[оаы]?|определен[оаы]?)|нет\s+(?:данных|информации)|н\s?/\s?д|см\.?\s+(?:ниже|описание)|отсутствует",
    abridged=r"сокращ[её]нн?(?:ый|ая|ое|о|ого|ой)?|с\s+сокращениями",
    unabridged=r"несокращ[её]нн?(?:ый|ая|ое|о|ого|ой)?|без\s+сокращений",
    negation=r"не",
    versions=r"версия|издание|формат|запись|текст|вариант|редакция|аудиокнига",
    recordings=r"аудиокниг[аи]|версия|издание|запись|текст|вариант",
    days=r"дн(?:я|ей)|день|сут(?:ки|ок)|дн",
    hours=r"час(?:а|ов)?|ч",
    minutes=r"минут(?:а|ы)?|мин",
    seconds=r"секунд(?:а|ы)?|сек|с",
    joint=r"и",
    half=r"с\s+половиной",
    half_behind=r"с\s+половиной",
    about=r"около|примерно|приблизительно|~",
    bounds=r"более|больше|менее|меньше|свыше|не\s+менее|почти|до|от|между|после|каждая|каждый|по",
    between=r"до|или",
    lengths=r"(?:продолжительность|длительность)(?:\s+звучания)?|время(?:\s+звучания|\s+воспроизведения)?|хронометраж",
    totals=r"общ(?:ая|ее|ий)|полн(?:ая|ое)|суммарн(?:ая|ое)",
    parts=r"глав[аы]?|част(?:ь|и|ей)|диск(?:и|ов|а)?|файл(?:ы|ов|а)?|том(?:а|ов)?|книг[аи]?|серия|эпизод\w*|выпуск\w*|трек\w*|отрывок|фильм\w*|средняя|сокращ[её]нн\w+",
    publishers=r"издательство|издатель|изд-во",
    elsewhere=r"""
также = \s+(?:доступн\w+|в\s+серии|от|в\s+формате)\b
доступна|доступно|доступен|доступны = \s+также\b
другие|иные|прочие|другая = \s+(?:форматы|издания|версии|версия|книги|записи|произведения|раздачи|озвучки|озвучка)\b
того|той = \s+же\s+(?:автора|чтеца|исполнителя|серии)\b
слушатели|читатели|покупатели = \b[\w\s,]{0,40}\bтакже\b
с = \s+этой\s+книгой\b
вам = \s+(?:может|также)\b
следующая|предыдущая = \s+(?:книга|часть)\b
скоро|рекомендуем = \s*(?::|\Z|\n)
книги = \s+(?:этой\s+)?серии\b
порядок = \s+чтения\b
похожие = \s+(?:книги|раздачи)\b
см|смотрите = \.?\s+также\b
ещё|еще = \s+от\b
""",
    here=r"(?:об?\s+)?эт(?:ой|а|от|о|ом|ому)\s+(?:аудиокниг[еаи]|запис[ьи]|издани[еи]|верси[яи]|раздач[аеи])\b|(?:общая|техническая)\s+информация|технические\s+данные",
    placeholders=r"неизвест(?:ен|на|но|ны|ный|ная|ные)|разные|различные|несколько|коллектив|не\s+указан[аоы]?|нет(?:\s+(?:данных|информации))?|н\s?/\s?д|нет\s+данных|никто|отсутствует",
    roles=r"автор(?:ы|ов)?|чтец(?:ы|ов)?|исполнител(?:ь|и|ей)|издательств[оа]|диктор(?:ы)?|коллектив\s+авторов|артисты|актеры|актёры",
    read_by=r"читает|читают|чтец|исполнитель|озвучил[аи]?|озвучивает|диктор|текст\s+читает",
    volumes=r"книга|том|часть|выпуск",
    statements=r"(?:продолжительность|длительность|время)\b|издатель\w*|год|дата|без\s+сокращений|сокращ\w+|жанр|автор\w*|язык|перевод\w*|серия|цикл|формат|битрейт",
    of_all=r"общ\w+|все\b|всех|всего|вместе|полн\w+|трилогия|сборник|кажд\w+",
)

JAPANESE: Final = Words(
    yes=r"はい|有り?|あり",
    no=r"いいえ|無し?|なし",
    unsaid=r"不明|未定|未確認|情報なし|該当なし|下記参照",
    abridged=r"短縮版|省略版|抄録版|要約版",
    unabridged=r"非短縮版?|無省略版?|完全朗読版?|ノーカット版?",
    versions=r"版|バージョン|形式|エディション",
    recordings=r"オーディオブック|朗読",
    days=r"日間?",
    hours=r"時間",
    minutes=r"分",
    seconds=r"秒",
    joint=r"と",
    half_behind=r"半",
    about=r"約|およそ|およそ",
    bounds=r"以上|以下|最大|最低|各",
    between=r"から|〜|~",
    lengths=r"再生時間|収録時間|録音時間|長さ|時間",
    totals=r"合計|総|全",
    parts=r"章|巻|話|部|トラック|ファイル|サンプル",
    publishers=r"出版社|発行元|発売元",
    elsewhere=r"""
その他の形式|その他のフォーマット|その他の版|その他の作品|他の形式|他の版|他の作品|他のフォーマット =
同じ著者の作品|同じ著者|同著者の作品|同著者|同じナレーターの作品|関連作品|関連商品|関連書籍|こちらもおすすめ|おすすめ|おすすめ作品 =
次巻|続刊|前巻|シリーズ作品|シリーズ一覧|この商品を買った人はこんな商品も買っています =
""",
    here=r"この(?:オーディオブック|録音|版|作品)について|基本情報|ファイル情報",
    placeholders=r"不明|未定|未詳|なし|その他|複数|情報なし|各社|他",
    roles=r"著者|作者|ナレーター|朗読者?|声優|出版社",
    read_by=r"ナレーター|朗読|ナレーション|語り",
    volumes=r"第|巻",
    statements=r"再生時間|収録時間|出版社|発売日|著者|言語|短縮版|完全版|形式|朗読",
    of_all=r"合計|全巻|すべて|全て|総",
)
