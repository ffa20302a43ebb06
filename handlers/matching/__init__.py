"""Which record and which library item a torrent is, and by which proof."""
