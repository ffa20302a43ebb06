#!/bin/sh
# Makes the folders, secrets and settings that compose.yaml uses, and asks for the keys that are missing. What exists is kept.
set -eu
cd "$(dirname "$0")"
mkdir -p media/torrents media/library state qbittorrent audiobookshelf/config audiobookshelf/metadata
chmod 700 state

# As whom all three run: you, or user 1000 where root prepares it.
if [ ! -e .env ]; then
    user=$(id -u) group=$(id -g)
    [ "$user" != 0 ] || user=1000 group=1000
    zone=$(cat /etc/timezone 2>/dev/null || echo Etc/UTC)
    printf 'PUID=%s\nPGID=%s\nTZ=%s\n' "$user" "$group" "$zone" >.env
fi

umask 077
mkdir -p secrets
if [ ! -s secrets/webhook_token ]; then
    od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >secrets/webhook_token
fi
printf 'Authorization: Bearer %s\n' "$(cat secrets/webhook_token)" >secrets/hook_header

ask() {
    [ -s "secrets/$1" ] && return
    printf '%s (Enter to fill in later): ' "$2"
    read -r answer || answer=
    echo
    printf '%s' "$answer" >"secrets/$1"
}

# A terminal does not show what is typed.
if [ -t 0 ]; then
    trap 'stty echo' EXIT
    stty -echo
fi
ask mam_id "MyAnonamouse session (Preferences, Security)"
ask abs_token "Audiobookshelf API key (Settings, API Keys)"
ask qbittorrent_password "qBittorrent Web UI password"

if [ "$(id -u)" = 0 ]; then
    # shellcheck source=/dev/null
    . ./.env
    chown -R "$PUID:$PGID" media state secrets qbittorrent audiobookshelf
fi
