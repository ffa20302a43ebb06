"""The mirror of Audiobookshelf's libraries, and what changes in them."""
