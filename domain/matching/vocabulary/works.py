"""Words that mark another work than the book of that title; phrases separated by a bar."""

from typing import Final

FORMS: Final = {
    "en": "a play|the play|play in|stage play|stageplay|for the stage|stage version|stage adaptation|acts"
    "|in one act|one act|comedy in|tragedy in|drama in|adapted for|adapted from|adapted by|adaptation"
    "|screenplay|shooting script|script|playscript|teleplay|libretto|musical|opera|comic|comics|comic book"
    "|manga|manhwa|webtoon|light novel|picture book|picturebook|board book|activity book|pop up book"
    "|sticker book|cookbook|for children|for kids|for younger readers|childrens edition|junior edition"
    "|easy reader|abridged for|simplified edition|retelling|retold|novelization|novelisation|the movie"
    "|the film|soundtrack|songbook|quiz|calendar|postcards|photo novel|storyboard|audio commentary",
    "de": "theaterstück|ein stück|stück in|schauspiel|lustspiel|trauerspiel|bühnenfassung|bühnenstück"
    "|für die bühne|akten|akte|drehbuch|das musical|comicroman|für kinder|kinderbuchfassung|nacherzählt"
    "|nacherzählung|neu erzählt|bilderbuch|malbuch|roman zum film|buch zum film|filmbuch|kochbuch",
    "fr": "pièce en|pièce de théâtre|théâtre|comédie en|tragédie en|actes|pour la scène|adapté|adaptée"
    "|adapté pour|scénario|bande dessinée|roman graphique|pour enfants|pour les enfants|pour la jeunesse"
    "|raconté aux enfants|album illustré|le film|livret",
    "es": "obra de teatro|teatro|obra en|comedia en|actos|guion|guión|novela gráfica|cómic|tebeo|historieta"
    "|para niños|para jóvenes|adaptación|adaptado|adaptada|la película|cuento infantil|libreto",
    "it": "commedia in|dramma in|atti|opera teatrale|sceneggiatura|fumetto|fumetti|per bambini|adattamento"
    "|il film|romanzo a fumetti|libretto",
    "pt": "peça de teatro|peça em|atos|roteiro|quadrinhos|para crianças|adaptação|história em quadrinhos",
    "nl": "toneelstuk|voor kinderen|stripverhaal|beeldroman|bewerking|draaiboek",
    "sv": "pjäs|seriealbum|för barn|filmmanus|bearbetning",
    "pl": "sztuka w|sztuka teatralna|dramat w|aktach|scenariusz|komiks|powieść graficzna|dla dzieci"
    "|adaptacja|w opracowaniu|na scenę",
    "cs": "divadelní hra|komiks|pro děti|scénář",
    "ru": "пьеса|в трёх действиях|действиях|сценарий|киносценарий|комикс|графический роман|манга|ранобэ"
    "|для детей|в пересказе|пересказ|адаптация|адаптированная|инсценировка|либретто|мюзикл",
    "ja": "漫画|マンガ|まんが|コミック|コミカライズ|絵本|脚本|戯曲|舞台版|劇場版|ノベライズ|児童書",
    "zh": "漫画版|剧本|话剧|绘本|儿童版|改编",
    "ko": "만화|대본|희곡|그림책",
}
"""The story in another form: performed, drawn, filmed, or retold."""

RELATED: Final = {
    "en": "prequel|prequels|sequel|sequels|spin off|spinoff|interquel|side story|side stories|bonus|outtakes"
    "|deleted scenes|prologue|epilogue|lost tales|origins",
    "de": "vorgeschichte|prequel|fortsetzung|spin off|bonuskapitel|vorspiel|nachspiel",
    "fr": "préquelle|prélude|hors série|la suite",
    "es": "precuela|secuela|la continuación",
    "it": "il prequel|il seguito|l'antefatto",
    "pl": "kontynuacja|prolog|dodatek",
    "ru": "приквел|сиквел|продолжение|предыстория|пролог|спин офф",
    "ja": "外伝|前日譚|続編|番外編|後日談",
    "zh": "前传|外传|续集|番外",
}
"""Another story in the same world."""

ABOUT: Final = {
    "en": "guide|handbook|reference|unofficial guide|annotations|teachers edition|lesson plan|lesson plans"
    "|quotes|quotations|reading group|discussion questions|literature guide|sidekick|review of|a review|notes on"
    "|literary guide|the world of|behind the scenes|commentary|concordance",
    "de": "zusammenfassung|analyse|interpretation|interpretationen|erläuterungen|lektürehilfe|lektüreschlüssel"
    "|begleitbuch|arbeitsbuch|arbeitsheft|leitfaden|lexikon|lernhilfe|das making of|königs erläuterungen",
    "fr": "résumé|analyse|fiche de lecture|guide|cahier|compagnon|commentaire|étude de|analyse de",
    "es": "resumen|análisis|guía|guía de estudio|guía de lectura|cuaderno|cuaderno de trabajo|comentario",
    "it": "riassunto|analisi|guida|guida alla lettura|quaderno|commento|saggio su",
    "pt": "resumo|análise|guia|caderno",
    "nl": "samenvatting|analyse|gids|werkboek",
    "sv": "sammanfattning|analys|handledning",
    "pl": "streszczenie|opracowanie|analiza|przewodnik|zeszyt ćwiczeń|omówienie",
    "cs": "shrnutí|průvodce|rozbor",
    "ru": "краткое содержание|краткий пересказ|анализ|путеводитель|рабочая тетрадь|разбор|саммари"
    "|энциклопедия|комментарии к",
    "ja": "要約|解説|攻略|ガイド|ファンブック|読本|入門",
    "zh": "导读|解读|摘要|赏析",
}
"""A book about the book; English has a further pattern for it."""

MORE: Final = {
    "en": r"(?:and|with) (?:\w+ ){0,2}(?:other|more) (?:\w+ ){0,3}"
    r"(?:stor(?:y|ies)|tales?|poems?|essays?|plays?|writings?|works?|novellas?|novels|fables|sketches|pieces)",
    "de": r"und (?:\w+ )?(?:andere|weitere) (?:\w+ ){0,2}"
    r"(?:erzahlungen|geschichten|novellen|marchen|stucke|texte|gedichte|romane|schriften)",
    "fr": r"et (?:d )?autres (?:\w+ )?(?:nouvelles|recits|contes|textes|histoires|poemes|ecrits)",
    "es": r"y otr[oa]s (?:\w+ )?(?:cuentos|relatos|poemas|historias|textos|ensayos|novelas)",
    "it": r"e altr[ie] (?:\w+ )?(?:racconti|scritti|storie|novelle|poesie)",
    "pt": r"e outr[oa]s (?:\w+ )?(?:contos|historias|poemas|textos)",
    "nl": r"en andere (?:\w+ )?(?:verhalen|gedichten)",
    "sv": r"och andra (?:\w+ )?(?:berattelser|noveller|sagor)",
    "pl": r"i inne (?:\w+ )?(?:opowiadania|historie|nowele|utwory|wiersze)",
    "ru": r"и другие (?:\w+ )?(?:рассказы|истории|повести|произведения|сказки|стихи)",
    "ja": r"ほか|その他の|他[一二三四五六七八九十\d]+[篇編]",
}
"""The story together with others; patterns for folded text."""

PLAYED: Final = {
    "en": "audio drama|audiodrama|radio drama|radio play|radioplay",
    "de": "hörspiel|hoerspiel|hörspielbearbeitung|dramatisierte",
    "fr": "pièce radiophonique|fiction radiophonique|feuilleton radiophonique|dramatique radio",
    "es": "radioteatro|radionovela|audioteatro|ficción sonora|dramatizado|dramatizada",
    "it": "radiodramma|audiodramma|sceneggiato radiofonico",
    "nl": "hoorspel",
    "sv": "radioteater|hörspel",
    "no": "hørespill",
    "da": "hørespil",
    "fi": "kuunnelma",
    "pl": "słuchowisko|superprodukcja",
    "cs": "rozhlasová hra|dramatizace",
    "hu": "hangjáték",
    "ru": "аудиоспектакль|радиоспектакль|аудиопостановка|радиопостановка|радиопьеса|литературный театр",
    "ja": "ドラマcd|ラジオドラマ|オーディオドラマ|ボイスドラマ",
    "zh": "广播剧|有声剧",
}
"""Performed by actors, as on the radio."""

KINDS: Final = {
    "de": "roman|ein roman|thriller|psychothriller|krimi|kriminalroman|historischer roman|fantasyroman"
    "|liebesroman|erzählung|novelle|eine novelle|ein thriller|ein krimi|autobiografie|ein fantasyroman",
    "fr": "roman|un roman|récit|polar|roman policier|roman historique|thriller",
    "es": "novela|una novela|novela histórica|relato|un thriller|memorias",
    "it": "romanzo|un romanzo|romanzo storico|racconto",
    "pt": "romance|um romance|novela",
    "nl": "roman|een roman|thriller",
    "sv": "roman|en roman|deckare",
    "pl": "powieść|powieść historyczna|kryminał|opowiadanie|thriller",
    "ru": "роман|повесть|рассказ|фэнтези|детектив",
    "ja": "小説|長編小説",
}
"""A whole subtitle that only says what kind of book it is; English has a pattern for it."""

DESCRIPTIVE: Final = {
    "en": "history|story|biography|autobiography|memoir|memoirs|account|confessions|prophecies|testimony"
    "|diary|journey|investigation|portrait|theory|anatomy|novel|reckoning",
    "de": "geschichte|biografie|biographie|autobiografie|bericht|erinnerungen|tagebuch|bekenntnisse",
    "fr": "histoire|biographie|autobiographie|récit|mémoires|journal|confessions|enquête",
    "es": "historia|biografía|autobiografía|relato|memorias|diario|confesiones",
    "it": "storia|biografia|autobiografia|racconto|memorie|diario|confessioni",
    "pl": "historia|biografia|autobiografia|wspomnienia|dziennik|opowieść",
    "ru": "история|биография|автобиография|воспоминания|дневник|исповедь",
}
"""Nouns near the start of a subtitle that describes its book: "A Brief History of Humankind"."""
