"""qBittorrent, 4.5 or newer, through its Web API."""

from clients.qbittorrent.client import Qbittorrent
from clients.qbittorrent.login import Login
from clients.qbittorrent.setup import Autorun
from clients.qbittorrent.torrents import Torrent, TorrentFile

__all__ = ["Autorun", "Login", "Qbittorrent", "Torrent", "TorrentFile"]
