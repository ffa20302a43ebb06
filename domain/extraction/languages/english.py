"""English, and what is written the same everywhere."""

from typing import Final

from domain.extraction.languages._words import Words

ENGLISH: Final = Words(
    yes=r"yes|true|y|✓|✔|☑",
    no=r"no|false|n|nope|✗|✘",
    unsaid=(
        r"n\s?/\s?a|n\.\s?a\.?|na|unknown|unsure|not\s+(?:sure|known|specified|stated|given|listed|available|applicable|set)"
        r"|unspecified|unstated|undefined|none|null|nil|tb[adc]|to\s+be\s+(?:announced|confirmed|determined)"
        r"|see\s+(?:below|above|description|notes?)|don'?t\s+know|no\s+idea|no\s+info(?:rmation)?|either|both|varies|maybe|[?]+"
    ),
    abridged=r"abri?dged|abriged",
    unabridged=r"un[\s-]?a(?:bri?d?ge?d|brigded|birdged|brided)|unabr(?![a-z])|unb(?![a-z0-9])",
    negation=r"not|non",
    versions=(
        r"version|edition|format|release|recording|type|abridge?ment|audio(?:\s?book)?|text|status"
        r"|(?:un)?abridged\s*(?:/|or)\s*(?:un)?abridged"
    ),
    recordings=(
        r"audio\w*|recordings?|readings?|editions?|versions?|productions?|performances?|narrations?|narrated|read"
        r"|performed|releases?|mp3s?|m4bs?|cds?|cassettes?|retail|books?"
    ),
    days=r"days?|d",
    hours=r"hours?|hrs?|h",
    minutes=r"minutes?|mins?",
    seconds=r"seconds?|secs?|s",
    joint=r"and|&",
    half=r"and\s+(?:a|one)\s+half|and\s+1\s?/\s?2",
    half_behind=r"and\s+(?:a|one)\s+half|and\s+1\s?/\s?2",
    about=r"approx(?:imately|\.)?|about|around|roughly|ca\.?|circa|~|≈",
    bounds=(
        r"over|under|than|least|most|nearly|almost|within|after|before|until|till|last|next|past|first|in\s+just|up\s+to"
        r"|to|between|another|max(?:imum)?|min(?:imum)?|every|each"
    ),
    between=r"to|or|through|[-–—~/]",
    lengths=(
        r"length|duration|run(?:ning)?[\s-]?time|play(?:ing|back)?[\s-]?time|listening\s+(?:length|time|duration)"
    ),
    totals=r"total|overall|full|complete",
    parts=(
        r"chapters?|tracks?|parts?|dis[ck]s?|cds?|files?|samples?|previews?|averages?|avg\.?|episodes?|series|segments?"
        r"|print|pages?|seasons?|sides?|tapes?|volumes?|vol\.?|books?|intervals?|trailers?|interviews?|movie|film|bonus"
        r"|dvd|video|original|other|ebook|kindle|reading|documentary"
    ),
    publishers=r"publisher",
    elsewhere=r"""
also = \s+(?:available|by|from|in\s+(?:the|this)\s+series|narrated\s+by|on\s+(?:mam|the\s+site)|see|enjoy(?:ed)?|like[ds]?|love[ds]?|bought|buy|purchased|read|viewed|listened|recommend(?:ed)?|be\s+interested)\b
might|may|will|could|would = \s+(?:also\s+)?(?:enjoy|like|love|be\s+interested\s+in)\s+(?:these|this|the\s+following|other|more|our|:)
other|others|alternate|alternative|additional|different|further|previous|earlier|older = \s+(?:formats?|editions?|versions?|recordings?|narrators?|readers?|books?|titles?|works?|uploads?|torrents?|releases?|novels?|volumes?|publishers?|audiobooks?)\b
available = \s+(?:formats?|editions?|versions?|elsewhere|separately|as|in|from)\b
more = \s+(?:by|from|like\s+this|(?:books?|titles?|audiobooks?|novels?|works|stories)\s+(?:by|from|in|like)|in\s+(?:the|this)\s+series|of\s+the\s+series)\b
same = \s+(?:author|narrator|reader|writer|series|publisher)\b
next|previous|previously|prior|coming = \s+(?:(?:book|title|volume|one|up|part)\s+)?in\s+(?:the\s+|this\s+)?series\b|\s+(?:up|book|volume|title|part|installment)\s*:
coming = \s+soon\b
upcoming = \s+(?:books?|titles?|releases?|volumes?)\b
books|titles|volumes|others = \s+in\s+(?:the|this)\s+series\b
series|reading = \s+(?:order|reading\s+order|list)\b
suggested|recommended|related|similar|companion = \s+(?:books?|titles?|audiobooks?|torrents?|works?|reads?|listens?|recordings?|editions?|volumes?)\b
recommendations|companion = \s*:
sequel|sequels|prequel|prequels = \s*(?::|\b(?:is|are|runs|has|was)\b)
if = \s+you\s+(?:like|liked|enjoy|enjoyed|love|loved)\b
read|listen = \s+(?:to\s+)?next\b
see = \s+also\b
compare = \s+(?:with|to|editions|versions)\b
print|paper|paperback|hardcover|hardback|kindle|ebook|cd|dvd|cassette|movie|film = \s+(?:edition|version|details|information|release)\s*:?(?=\s*(?:\n|\Z|:))
bonus|free = \s+(?:sample|preview|excerpt)\b
excerpt|preview|sample = \s+(?:of|from)\b
""",
    here=(
        r"(?:about\s+)?this\s+(?:audio\s?book|recording|edition|version|upload|torrent|release|rip|title|one)\b"
        r"|(?:general|file|technical|encoding|rip|release|upload|audio)\s+(?:information|info|details|specs|data)\b|nfo\b"
    ),
    placeholders=(
        r"n\s?/\s?a|n\.a|na|unknown|unidentified|uncredited|unnamed|none|null|nil|nobody|no\s+one|various|varied|multiple|several|many|others?|misc(?:ellaneous)?"
        r"|not\s+(?:known|given|specified|stated|listed|available|applicable|credited|named|found)|(?:none|no\s+\w+)\s+(?:listed|given|specified|known|credited)"
        r"|unspecified|unlisted|unavailable|undefined|tb[adc]|to\s+be\s+(?:announced|confirmed|determined|added)|see\s+(?:below|above|description|notes?|tags)"
        r"|self|v\s?/\s?a|various\s+(?:and\s+)?others|missing|empty|blank|test|no\s+(?:author|narrator|publisher|reader|data|info(?:rmation)?)"
    ),
    roles=r"authors?|writers?|narrators?|readers?|artists?|performers?|publishers?|persons?|people|speakers?|voices?|names?|actors?|contributors?|editors?",
    read_by=r"(?:re|un)?narrat(?:ed|ion|or|ors)(?:\s+by)?|read(?:er)?\s+by|readers?|performed\s+by|voiced\s+by|performers?",
    volumes=r"book|volume|vol|part|no|number|episode|title",
    statements=(
        r"(?:un)?abridged|length|duration|run(?:ning)?[\s-]?time|play(?:ing)?\s?time|listening|publish\w*|release[ds]?|copyright|isbn|asin|genres?|series|author"
        r"|written\s+by|by\b|translat\w+|language|format|codec|bit\s?rate|mp3|m4b|chapter\w*|℗|©|audible|audio\w*|files?|size|position|retail|categor\w+|year|date"
    ),
    of_all=(
        r"total|combined|altogether|together|entire|whole|complete|(?:all|both|each|every)\b|trilogy|collection|box(?:ed)?\s?set|omnibus"
    ),
)
