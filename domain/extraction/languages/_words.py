"""The words of a language that uploaders use, by what they mean."""

from typing import NamedTuple


class Words(NamedTuple):
    """Regular expressions for text in lower case and NFC, several words with "|" between them.

    Args:
        yes: Answers to a field that ask for one.
        no: The same.
        unsaid: Answers that say nothing.
        abridged: Adjectives of an abridged recording.
        unabridged: Adjectives of an unabridged one.
        negation: What turns an adjective into its opposite.
        versions: Names of fields whose value may be one of these adjectives.
        recordings: Nouns that an adjective may belong to.
        days: Units of time, for numbers.
        hours: The same.
        minutes: The same, as they stand alone; "m" counts behind hours only.
        seconds: The same.
        joint: Between two units.
        half: A half, between a number and its unit.
        half_behind: A half, behind the unit.
        about: Before a value that is rounded.
        bounds: Before a value that is a bound and no value.
        between: Between the two ends of a range, or two choices.
        lengths: Names of the field for the length of the whole recording.
        totals: Words that make a length the one of everything.
        parts: What a number may count: parts of a recording, each with a length of its own.
        publishers: Names of the field for the publisher.
        elsewhere: Headings above other recordings, editions and books, and the beginnings of sentences about them:
            on each line the first words, "=", and a regular expression for what must follow one of them.
        here: Headings above what is about this recording again.
        nobody: What stands in place of a name that is not known.
        roles: What may stand beside one of these: "unknown narrator".
        read_by: What stands before a narrator's name.
        volumes: What stands before a volume's number.
        statements: Other names of fields, and first words of lines, that say something of a recording.
        of_all: Words that make a line be about all books of a collection.
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
    nobody: str = ""
    roles: str = ""
    read_by: str = ""
    volumes: str = ""
    statements: str = ""
    of_all: str = ""
