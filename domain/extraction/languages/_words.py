"""The words of a language that uploaders use, by meaning."""

from typing import NamedTuple


class Words(NamedTuple):
    """Regular expressions for text in lower case and NFC, several words with "|" between them.

    Args:
        yes: Affirmative answers to a field.
        no: The same.
        unsaid: Answers without a meaning.
        abridged: Adjectives for an abridged recording.
        unabridged: Adjectives for an unabridged one.
        negation: Words that negate an adjective.
        versions: Names of fields whose value may be one of these adjectives.
        recordings: Nouns that an adjective may belong to.
        days: Units of time, for numbers.
        hours: The same.
        minutes: The same without hours; "m" counts only after hours.
        seconds: The same.
        joint: Between two units.
        half: A half, between a number and its unit.
        half_behind: A half, behind the unit.
        about: Before a rounded value.
        bounds: Before a bound, which is not a value.
        between: Between the two ends of a range, or two choices.
        lengths: Names of the field for the length of the whole recording.
        totals: Words that mark a length as the total.
        parts: Countable parts of a recording, each with a length of its own.
        publishers: Names of the field for the publisher.
        elsewhere: Headings above other recordings, editions and books, and the beginnings of sentences about them:
            on each line the first words, "=", and a regular expression for what must follow one of them.
        here: Headings above text about this recording again.
        placeholders: Words for an unknown name.
        roles: What may accompany a placeholder: "unknown narrator".
        read_by: What precedes a narrator's name.
        volumes: What precedes a volume's number.
        statements: Other field names, and first words of lines with a fact about a recording.
        of_all: Words that make a line apply to all books of a collection.
    """

    yes: str
    no: str
    unsaid: str = ""
    abridged: str = ""
    unabridged: str = ""
    negation: str = ""
    versions: str = ""
    recordings: str = ""
    days: str = ""
    hours: str = ""
    minutes: str = ""
    seconds: str = ""
    joint: str = ""
    half: str = ""
    half_behind: str = ""
    about: str = ""
    bounds: str = ""
    between: str = ""
    lengths: str = ""
    totals: str = ""
    parts: str = ""
    publishers: str = ""
    elsewhere: str = ""
    here: str = ""
    placeholders: str = ""
    roles: str = ""
    read_by: str = ""
    volumes: str = ""
    statements: str = ""
    of_all: str = ""
