"""The mirror of Audiobookshelf's libraries, and changes in them."""
