"""Which record and which library item belong to a torrent, and by which proof."""
