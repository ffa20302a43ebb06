"""Telling a person what happened, where they are told other things, too."""
