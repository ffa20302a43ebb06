"""Whether an edition is better than the one that is there."""

from domain.completeness import completeness
from domain.editions import Preferences
from domain.recording import Recording
from domain.upgrades import upgrade

MP3 = Recording(torrent_id=1, title="T", file_types=("mp3",), abridged=True, seeders=1)
M4B = Recording(torrent_id=2, title="T", file_types=("m4b",), abridged=True, seeders=50)
WHOLE = Recording(torrent_id=3, title="T", file_types=("mp3",), abridged=False, narrators=("Ray Porter",))


def test_a_better_property_is_an_upgrade():
    """An unabridged edition is better than an abridged one, and a preferred format than another."""
    assert "unabridged" in upgrade(WHOLE, over=MP3, preferences=Preferences())
    assert "format" in upgrade(M4B, over=MP3, preferences=Preferences())


def test_nothing_is_an_upgrade_over_its_equal():
    """Neither an equal nor a worse edition, nor one that only has more seeders or costs nothing."""
    same = MP3.model_copy(update={"torrent_id": 9, "seeders": 99, "freeleech": True})

    assert upgrade(same, over=MP3, preferences=Preferences()) is None
    assert upgrade(MP3, over=WHOLE, preferences=Preferences()) is None


def test_what_is_unknown_is_no_reason():
    """A library item without known properties is not replaced."""
    assert upgrade(WHOLE, over=Recording(title="T"), preferences=Preferences()) is None


def test_a_preferred_narrator_is_an_upgrade():
    """Where both narrators are known, the preferred one is better."""
    other = WHOLE.model_copy(update={"torrent_id": 4, "narrators": ("Somebody Else",)})

    assert upgrade(WHOLE, over=other, preferences=Preferences(narrators=("Ray Porter",))) is not None


def test_completeness_names_what_is_known_and_what_is_missing():
    """The five facts that a listener asks for, in their order."""
    found = completeness(WHOLE)

    assert (found.known, found.missing) == (
        ("narrator", "abridged"),
        ("duration", "publisher", "release date"),
    )
