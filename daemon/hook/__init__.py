"""qBittorrent's completion hook: its line, its installation, its trial, its calls."""
