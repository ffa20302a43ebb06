"""From a finished torrent to a book in the library: what goes where; no input or output."""
