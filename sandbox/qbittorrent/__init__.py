"""Real qBittorrent processes on loopback, and real torrents to move between them."""

from sandbox.qbittorrent.process import QbittorrentProcess
from sandbox.qbittorrent.torrent_file import make_torrent
from sandbox.qbittorrent.transfer import transfer

__all__ = ["QbittorrentProcess", "make_torrent", "transfer"]
