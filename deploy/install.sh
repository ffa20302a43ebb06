#!/usr/bin/env bash
# Installs shelfhook as a service of systemd, or takes it away again: `make install`, `make uninstall`.
#
#   PREFIX    where the program goes: /usr/local
#   RUN_AS    the user of the service, made where there is none: shelfhook
#   PYTHON    the Python to run with: python3
#   DESTDIR   a folder to put everything under, for packages and tests; then no user is made and no unit loaded
#   UNITS     where the units go: /usr/local/lib/systemd/system, which systemd reads whatever the prefix is
#
# `deploy/install.sh config` does its part of it alone: units, and settings where there are none.
set -euo pipefail
cd "$(dirname "$0")/.."
umask 022 # the service's user reads what root installs

prefix=${PREFIX:-/usr/local}
run_as=${RUN_AS:-shelfhook}
python=${PYTHON:-python3}
root=${DESTDIR:-}

program=$prefix/lib/shelfhook
config=/etc/shelfhook
state=/var/lib/shelfhook
units=${UNITS:-/usr/local/lib/systemd/system}
doc=$prefix/share/doc/shelfhook

fail() {
    echo "shelfhook: $*" >&2
    exit 1
}

for_real() { [[ -z $root ]]; }

systemd_runs() { for_real && [[ -d /run/systemd/system ]]; }

check() {
    [[ $prefix == /* ]] || fail "PREFIX must be an absolute path"
    [[ $run_as =~ ^[a-z_][a-z0-9_-]*$ ]] || fail "RUN_AS must be the name of a user"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "Python 3.11 or newer is needed: make install PYTHON=/usr/bin/python3.11"
    for_real || return 0
    [[ $EUID == 0 ]] || fail "only root can install a service: sudo make install"
    local real
    real=$("$python" -c 'import os, sys; print(os.path.realpath(sys.executable))')
    case $real in
    /home/* | /root/*) fail "the service sees no homes, and $real is in one: make install PYTHON=/usr/bin/python3" ;;
    esac
}

make_user() {
    for_real || return 0
    id -u "$run_as" &>/dev/null && return
    useradd --system --user-group --home-dir "$state" --no-create-home --shell /usr/sbin/nologin "$run_as"
}

group_of_user() { id -gn "$run_as" 2>/dev/null || echo "$run_as"; }

# Built beside the old program, which stays until the new one is complete. A failed build is removed. The build tools
# have an environment of their own, so that neither pip nor they are installed.
install_program() {
    local new=$root$program.new tools
    tools=$(mktemp -d)
    # shellcheck disable=SC2064 # the names of now
    trap "rm -rf '$new' '$tools'" EXIT
    rm -rf "$new"
    mkdir -p "$(dirname "$new")" "$root$prefix/bin" "$root$doc"
    "$python" -m venv "$tools" || fail "Python's venv module is missing: apt-get install python3-venv"
    "$python" -m venv --without-pip "$new"
    echo "Installing the dependencies ..."
    pip "$tools" --require-hashes -r requirements/build.txt
    pip "$tools" --python "$new/bin/python" --require-hashes -r requirements/runtime.txt
    echo "Building shelfhook ..."
    "$tools/bin/python" -m pip --disable-pip-version-check --quiet wheel --no-deps --no-build-isolation --wheel-dir "$tools" .
    pip "$tools" --python "$new/bin/python" --no-deps "$tools"/shelfhook-*.whl
    # The scripts of pip name the folder that they were made in.
    find "$new/bin" -type f -delete
    cat >"$new/bin/shelfhook" <<SCRIPT
#!$program/bin/python -I
from daemon.__main__ import main

main()
SCRIPT
    chmod 0755 "$new/bin/shelfhook"
    rm -rf "$root$program"
    mv "$new" "$root$program"
    ln -sfn "$program/bin/shelfhook" "$root$prefix/bin/shelfhook"
    install -m 0644 docs/*.md "$root$doc"
    install -m 0644 .env.example "$root$doc/env.example"
}

# pip ENVIRONMENT [--python OTHER] ARGUMENTS: installs with the pip of an environment, into it or into another one.
pip() {
    local with=$1 into=()
    shift
    if [[ $1 == --python ]]; then
        into=(--python "$2")
        shift 2
    fi
    "$with/bin/python" -m pip "${into[@]}" --disable-pip-version-check --quiet install "$@"
}

# What is there is the user's and stays.
install_config() {
    install -d -m 0755 "$root$config"
    [[ -d $root$config/credentials ]] || install -d -m 0700 "$root$config/credentials"
    [[ -e $root$config/.env ]] && return
    sed "s|^# STATE_DIR=\$|STATE_DIR=$state|" .env.example |
        install -m 0640 /dev/stdin "$root$config/.env"
    if for_real; then chgrp "$(group_of_user)" "$config/.env"; fi
}

install_units() {
    local unit group
    group=$(group_of_user)
    install -d -m 0755 "$root$units"
    for unit in shelfhook.service shelfhook.socket; do
        sed -e "s|=/usr/local/bin/|=$prefix/bin/|" -e "s|=file:/usr/local/|=file:$prefix/|" \
            -e "s|^User=.*|User=$run_as|" -e "s|^Group=.*|Group=$group|" "deploy/systemd/$unit" |
            install -m 0644 /dev/stdin "$root$units/$unit"
    done
    if systemd_runs; then systemctl daemon-reload; fi
}

uninstall() {
    if systemd_runs; then systemctl disable --now shelfhook.service shelfhook.socket || true; fi
    rm -f "$root$units/shelfhook.service" "$root$units/shelfhook.socket" "$root$prefix/bin/shelfhook"
    rm -rf "$root$program" "$root$program.new" "$root$doc"
    if systemd_runs; then systemctl daemon-reload; fi
    echo "shelfhook is removed. Kept: $config, $state and the user $run_as."
}

case ${1:-} in
install)
    check
    make_user
    install_program
    install_config
    install_units
    cat <<TOLD
shelfhook is installed. Settings: $config/.env; secrets: one file each in $config/credentials.
Next: systemctl enable --now shelfhook    (after an upgrade: systemctl restart shelfhook)
TOLD
    ;;
config)
    check
    install_config
    install_units
    ;;
uninstall) uninstall ;;
*) fail "usage: $0 install|config|uninstall" ;;
esac
