"""Publishers of audiobooks known by name, so that a tag with only the name counts."""

import re
from typing import Final

# Names that are also words with other meanings ("Orbit", "Realm"), series ("The Great Courses") or the shop
# itself ("Audible") are left out: as a tag alone they do not prove a publisher.
_NAMES: Final = """
Aconyte Audio|Adams Media Audio|Aethon Audio|Aethon Books|Alcove Audio|Amber-Allen Audio|Andrews McMeel Audio
Argon Verlag|Audible Frontiers|Audible Modern Vanguard|Audible Originals|Audible Studios
Audible Studios on Brilliance Audio|Audio Connoisseur|Audio Literature|Audio Partners|Audio Renaissance|AudioGO|Audiolib
Audiolibrix|Audioworks|Avon Audio|Baen Audio|Ballantine Audio|Bantam Audio|Bantam Doubleday Dell Audio|Bastei Lübbe
BBC Audio|BBC Audiobooks|BBC Audiobooks America|BBC Digital Audio|BBC Physical Audio|BBC Worldwide|Berrett-Koehler Publishers
Blackstone Audio|Blackstone Audiobooks|Blackstone Publishing|Bloomsbury Audio|Bloomsbury Publishing
BMA Studios|Boldwood Books|Bolinda|Bolinda Audio|Bolinda Publishing|Bonnier Audio|Bonnier Books UK|Bookouture|Bookouture Audio
Books in Motion|Books on Tape|Brilliance Audio|Brilliance Publishing|Broadway Audio|Candlewick on Brilliance Audio
Canongate Books|Catapult Audio|Chivers Audio|Chivers Audio Books|Chivers Audiobooks|Christian Audio
christianaudio|Clipper Audio|Cosmos Audio|Crossroad Press|Crown Publishing Group|CSA Word|DAW Books
Dell Audio|Der Audio Verlag|Der Hörverlag|Deyan Audio|DH Audio|Disney Audio|Doubleday Audio|Dove Audio|Dragonsteel Books
Dragonsteel Entertainment|Dreamscape Media|Dutton Audio|Ebury Audio|Ebury Digital|Echo Point Audio|Eichborn Audio
Encyclopocalypse Publications|Everand Originals|Faber & Faber|Faber Audio|Fantastic Audio|Farrar, Straus and Giroux
Farrar, Straus and Giroux Audio|Findaway Voices|Findaway World|Fleet Street Audio|Galaxy Audio
Galaxy Press|Gildan Audio|Gildan Media|Gollancz|Graphic Audio|GraphicAudio|Graphic Audio LLC|Griot Audio|Grove Audio
Hachette Audio|Hachette Audio UK|Hachette Australia|Hachette Book Group|Hachette Books|Hachette Children's Group|Hachette Digital
Hachette UK|Hachette UK Digital|Harlequin Audio|Harper Audio|HarperAudio|HarperChildren's Audio|HarperCollins
HarperCollins Audio|HarperCollins Christian Publishing|HarperCollins Publishers|HarperCollins UK Audio|HarperFiction
HarperVoyager|Harper Voyager|Hay House|Hay House Audio|Headline Audio|Headline Digital|Headline Publishing Group|HighBridge
HighBridge Audio|HighBridge Company|Hodder & Stoughton|Hodder Audio|Holiday House Audio|Hörbuch Hamburg|Houghton Mifflin Harcourt
Hovel Audio|Imagine Audio|ISIS Audio|ISIS Audio Books|ISIS Audiobooks|ISIS Publishing|Kensington Audio
Kobo Originals|LevelUp Publishing|Listen & Live Audio|Listening Library
Little, Brown & Company|Little, Brown Audio|Little, Brown Book Group|Little, Brown Young Readers|LMBPN Publishing
Lübbe Audio|Macmillan Audio|Macmillan Digital Audio|Macmillan Young Listeners|McGraw-Hill Audio|Mission Audio|Moonquill
Mountaindale Press|Naxos AudioBooks|Naxos Audio Books|New Millennium Audio|NewStar Media
Oakhill Publishing|Oasis Audio|Orbit Audio|Orion Audio|Orion Audiobooks|Orion Children's Books|Orion Publishing Group
Orion Publishing|Osterwold audio|Paizo Audio|Pan Macmillan|Pan Macmillan Publishers|Pantheon Audio|Penguin Audio
Penguin Audiobooks|Penguin Books|Penguin Random House|Penguin Random House Audio|Penguin Random House Audio Publishing Group
Penguin Random House Canada|Penguin Random House Christian Audio|Penguin Random House UK Audio|Phoenix Audio|Phoenix Books|Picador Audio
Pocket Audio|Podium Audio|Podium Entertainment|Podium Publishing|Poisoned Pen Press|Portal Books|Puffin Audio
Quercus Audio|Quercus Publishing|Random House Audible|Random House Audio|Random House Audio Publishing Group|Random House Audiobooks
Random House UK Audio|Random House Audio Deutschland|Raven Audio|RB Digital|RB Media|RBmedia|Recorded Books|Recorded Books Audio
Relay Publishing|Riverhead Audio|Ronin Hörverlag|Royal Guard Publishing|Saga Egmont|Scholastic Audio|Scholastic Audio Books|Scribd Audio
Scribd Originals|Severn House Audio|Shadow Alley Press|Shambhala Audio|Simon & Schuster|Simon & Schuster Audio
Simon & Schuster Audio Originals|Simon & Schuster Audio UK|Simon & Schuster Audioworks|Simon & Schuster UK|Simon Pulse Audio
Skyboat Media|Soundbooth Theater|Soundbooth Theatre|Soundings Audio Books|Sounds True|Spoken Realms|Spotify Audiobooks
St. Martin's Press|Storytel Original|Storytel Originals|Tantor|Tantor Audio|Tantor Media
Thomas Nelson Audio|Thorndike Audio|Tin House Audio|Titan Audio|Tor Audio|Tor Books|Transworld Digital|Tyndale Audio
Tyndale House Publishers|Ukemi Audiobooks|Ulverscroft Audio|Vibrance Press|Viking Audio|Vintage Digital|Virgin Audio|W. F. Howes
Warner Audio|Time Warner Audio|Time Warner AudioBooks|Wavesound Audio|Whole Story Audio|Whole Story Audio Books
Whole Story Audiobooks|WordFire Audio|WordFire Press|Wraithmarked Creative|Zondervan Audio
"""

NAMES: Final = tuple(name for line in _NAMES.split("\n") for name in line.split("|") if name)
LEGAL_FORMS: Final = frozenset(
    {"llc", "inc", "ltd", "limited", "co", "corp", "corporation", "gmbh", "plc", "pty", "lp", "company"}
)


_WORD: Final = re.compile(r"[^\W_]+")


def key(name: str) -> str:
    """The common form of two spellings of one publisher: without case, punctuation, legal form or article."""
    words = _WORD.findall(name.casefold().replace("&", " and "))
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    if len(words) > 1 and words[0] == "the":
        del words[0]
    return "".join(words)


_KEYS: Final = frozenset(key(name) for name in NAMES)
LAST_WORDS: Final = frozenset(name.split()[-1].lower() for name in NAMES) | LEGAL_FORMS
"""No known name ends otherwise; this decides nearly every tag, at a tenth of the cost."""


def is_known(name: str) -> bool:
    """Whether *name*, in lower case, is exactly one of them."""
    return key(name) in _KEYS
