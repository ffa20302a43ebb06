"""MyAnonamouse: its sessions, search, torrent files, and the reading of what it answers."""
