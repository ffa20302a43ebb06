#!/bin/sh
# `shelfhook` in the container: as the user PUID and the group PGID (1000 and 1000 unless they are set), with the umask UMASK.
# What `docker exec` starts goes through it, too. A container that is started as another user than root (`user:`) stays that
# user, and PUID and PGID must not name another one.
set -eu

fail() {
    echo "shelfhook: $*" >&2
    exit 78 # a wrong setting
}

number() {
    case $2 in
    '' | *[!0-9]*) fail "$1=$2 is not a number: set it to what \`id ${3}\` prints on the host" ;;
    esac
}

case ${UMASK:=$(umask)} in
*[!0-7]* | ?????*) fail "UMASK=$UMASK is not a umask: set it to octal digits, like 022 or 002" ;;
esac
umask "$UMASK"

me=$(id -u) my_group=$(id -g)
if [ "$me" != 0 ]; then
    if [ "${PUID:-$me}" != "$me" ] || [ "${PGID:-$my_group}" != "$my_group" ]; then
        fail "the container runs as user $me and group $my_group, so PUID=${PUID:-} and PGID=${PGID:-} have no effect:" \
            "remove \`user:\` (--user) to start it as root, or remove PUID and PGID"
    fi
    exec /opt/shelfhook/bin/shelfhook "$@"
fi

user=${PUID:-1000} group=${PGID:-1000}
number PUID "$user" -u
number PGID "$group" -g

state=${STATE_DIR:-/state}
if [ -d "$state" ] && [ "$(stat -c %u:%g "$state")" != "$user:$group" ]; then
    chown -R "$user:$group" "$state" ||
        fail "$state cannot be given to user $user and group $group: run \`sudo chown -R $user:$group\` on its folder on the host"
fi

# Root's own group goes, those of `group_add:` stay.
groups=
for one in $(id -G); do [ "$one" = 0 ] || groups=${groups:+$groups,}$one; done
become="--reuid $user --regid $group --groups ${groups:-$group}"
# shellcheck disable=SC2086 # options are words
setpriv $become true 2>/dev/null ||
    fail "the container may not become user $user and group $group: set \`user: $user:$group\` (--user) and remove PUID and" \
        "PGID, or give it the capabilities SETUID and SETGID"
# shellcheck disable=SC2086
exec setpriv $become /opt/shelfhook/bin/shelfhook "$@"
