"""Putting a torrent's files into the library: plan, place, undo."""
