"""Words around people's names: their roles, pseudonyms, and placeholders."""

from typing import Final

AUTHORS: Final = {
    "en": "author|writer|written by|by|story by|novel by|created by|creator|co author|coauthor",
    "de": "autor|autorin|verfasser|geschrieben von",
    "fr": "auteur|auteure|autrice|écrit par",
    "es": "autor|autora|escrito por",
    "it": "autore|autrice|scritto da",
    "pl": "autor|autorka|napisał",
    "ru": "автор",
    "ja": "著|作|著者|原作",
}
"""Roles of authors."""

OTHERS: Final = {
    "en": "edited|illustrated|narrated|adapted|foreword and notes|translator|translators|translated|translated by|translation|translation by|trans|transl|tr|editor|editors"
    "|edited by|editing|ed|eds|selected by|compiled by|compiler|foreword|forward|foreword by|forewords"
    "|introduction|introductions|introduction by|intro|intro by|introduced by|preface|preface by|prologue by|afterword"
    "|afterword by|epilogue by|contributor|contributors|contribution by|illustrator|illustrators|illustrations"
    "|illustrations by|illustrated by|illus|ill|artist|art by|cover artist|cover art by|cover by|cover|narrator"
    "|narrators|narrated by|narration|read by|reader|readers|performed by|performer|voiced by|voice|cast|director"
    "|directed by|producer|produced by|adapter|adaptor|adapted by|adaptation|adaptation by|dramatized by"
    "|dramatised by|abridged by|abridger|retold by|annotated by|annotator|commentary by|commentary|notes by"
    "|photographer|photographs by|composer|music by|publisher|published by|engineer|consultant|curator"
    "|presented by|presenter|host|hosted by|interviewer|based on|inspired by|designer|series editor",
    "de": "übersetzt|illustriert|gelesen|herausgegeben|übersetzer|übersetzerin|übersetzung|übersetzt von|übers|übertragen von|aus dem englischen von"
    "|aus dem amerikanischen von|herausgeber|herausgeberin|herausgegeben von|hrsg|hg|vorwort|vorwort von"
    "|mit einem vorwort von|nachwort|nachwort von|mit einem nachwort von|einleitung|einleitung von|einführung"
    "|illustratorin|illustriert von|illustrationen|sprecher|sprecherin|gelesen von|erzähler|erzählerin|vorleser"
    "|gesprochen von|bearbeiter|bearbeitung|regie|regisseur|nacherzählt von|zeichnungen von|mitwirkender",
    "fr": "traduit|illustré|traducteur|traductrice|traduction|traduit par|trad|éditeur|éditrice|sous la direction de|dir|préface"
    "|préface de|préfacier|postface|postface de|avant propos|introduction de|illustrateur|illustratrice"
    "|illustré par|illustrations de|narrateur|narratrice|lu par|lecteur|lectrice|raconté par|adapté par"
    "|présenté par|dessins de",
    "es": "traducido|ilustrado|narrado|traductor|traductora|traducción|traducido por|traducción de|edición de|editora|prólogo|prólogo de"
    "|prologuista|epílogo|epílogo de|introducción|introducción de|ilustrador|ilustradora|ilustrado por"
    "|ilustraciones de|narradora|narrado por|leído por|lectura de|adaptado por|adaptación de|locutor"
    "|compilador|con prólogo de",
    "it": "tradotto|illustrato|traduttore|traduttrice|traduzione|tradotto da|traduzione di|curatore|curatrice|a cura di|prefazione"
    "|prefazione di|introduzione|introduzione di|postfazione|postfazione di|illustratore|illustrato da"
    "|narratore|letto da|lettore|adattamento di",
    "pt": "tradutor|tradutora|tradução|traduzido por|tradução de|organizador|prefácio|prefácio de|posfácio"
    "|introdução|ilustrador|ilustrações de|narrador|narrado por|lido por",
    "nl": "vertaler|vertaald door|vertaling|redacteur|voorwoord|voorwoord van|nawoord|inleiding|illustraties"
    "|voorgelezen door|verteller",
    "sv": "översättare|översättning|översatt av|förord|efterord|redaktör|uppläsare|inläsare|illustratör",
    "da": "oversætter|oversat af|forord|redaktør|oplæser|indlæst af",
    "no": "oversetter|oversatt av|innleser|lest av",
    "pl": "tłumacz|tłumaczka|tłumaczenie|tłum|przekład|przełożył|przełożyła|redaktor|redakcja|red|wstęp|przedmowa"
    "|posłowie|ilustrator|ilustracje|ilustrował|lektor|lektorka|czyta|czytał|opracowanie|adaptacja|oprac",
    "cs": "překladatel|překlad|přeložil|předmluva|doslov|ilustrátor|interpret|čte|editor",
    "ru": "переводчик|переводчица|перевод|перевёл|пер|редактор|ред|составитель|сост|предисловие|послесловие"
    "|вступление|вступительная статья|иллюстратор|художник|иллюстрации|чтец|читает|читают|диктор|исполнитель|озвучка"
    "|под редакцией|режиссёр|комментарии",
    "uk": "перекладач|переклад|редактор|передмова|ілюстратор",
    "ja": "訳|翻訳|訳者|翻訳者|編|編集|編者|絵|画|イラスト|朗読|ナレーター|序文|解説|監修|監訳|挿絵",
    "zh": "译|译者|翻译|编|编者|插图|朗读|播讲|序|主编|演播",
    "ko": "옮김|번역|엮음|그림|낭독|서문|역",
}
"""Other roles, which do not prove authorship."""

IN_FRONT: Final = "czyta čte пер читает"
"""The short ones among these that precede a name without punctuation."""

PSEUDONYMS: Final = {
    "en": "pseudonym of|pseudonym for|pseudonym|pseud of|pseud|a pseudonym of|a pseudonym for|pen name of|pen name for"
    "|a pen name of|pen name|writing as|written as|writing under the name|aka|a k a|also known as|w a|alias"
    "|real name|born|né|née|formerly|as",
    "de": "pseudonym von|pseudonym|alias|eigentlich|alter ego von|künstlername von|bürgerlich|schreibt als",
    "fr": "pseudonyme de|pseudonyme|alias|nom de plume de|écrivant sous le nom de|dit",
    "es": "seudónimo de|pseudónimo de|seudónimo|alias|escribiendo como",
    "it": "pseudonimo di|pseudonimo|alias",
    "pl": "pseudonim|pseud|właściwie|vel",
    "ru": "псевдоним|наст имя|настоящее имя|он же|она же",
    "ja": "筆名|本名|別名",
}
"""Both names are the same person's."""

PLACEHOLDERS: Final = {
    "en": "unknown|unknown author|author unknown|unknown narrator|narrator unknown|various|various authors"
    "|various narrators|various readers|various artists|multiple|multiple authors|multiple narrators|several"
    "|several authors|n a|na|none|none listed|not listed|none given|not given|not available|not applicable"
    "|not specified|unspecified|not known|uncredited|unlisted|nil|null|undefined|anonymous|anon|tba|tbd|to be announced"
    "|to be determined|no author|no narrator|no narrator listed|author|narrator|full cast|a full cast|misc"
    "|miscellaneous|others|and others|et al|va|v a|see description|see below",
    "de": "unbekannt|unbekannter autor|diverse|diverse autoren|verschiedene|verschiedene autoren|anonym|keine angabe|k a"
    "|ohne angabe|nicht bekannt|mehrere",
    "fr": "inconnu|inconnue|auteur inconnu|anonyme|divers|auteurs divers|collectif|non renseigné|plusieurs auteurs",
    "es": "desconocido|autor desconocido|anónimo|varios|varios autores|ninguno|no disponible|vv aa|aa vv|sin autor",
    "it": "sconosciuto|anonimo|autori vari|vari|aa vv|nessuno",
    "pt": "desconhecido|anônimo|anónimo|vários|vários autores|nenhum",
    "nl": "onbekend|diverse auteurs|anoniem|geen|verschillende",
    "sv": "okänd|diverse|flera|anonym",
    "pl": "nieznany|autor nieznany|różni|różni autorzy|anonim|brak|praca zbiorowa|brak danych",
    "cs": "neznámý|různí|anonym|kolektiv",
    "ru": "неизвестен|неизвестно|неизвестный|неизвестный автор|разные|разные авторы|аноним|нет|нет данных"
    "|коллектив авторов|автор неизвестен",
    "ja": "不明|作者不詳|不詳|なし|未定|複数",
    "zh": "未知|佚名|匿名|无|多人",
    "ko": "미상|없음|익명",
}
"""Placeholders in a field without a name."""

BETWEEN: Final = "and und et og och und en és και и with mit avec aka"
"""Words between two people of one entry."""
