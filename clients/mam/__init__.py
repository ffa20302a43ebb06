"""MyAnonamouse: its sessions, search and torrent files, and how its answers are read."""
