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
man=$prefix/share/man/man1/shelfhook.1

# By shell: where it looks for the completion of a program.
declare -A completions=(
    [bash]=$prefix/share/bash-completion/completions/shelfhook
    [zsh]=$prefix/share/zsh/site-functions/_shelfhook
    [fish]=$prefix/share/fish/vendor_completions.d/shelfhook.fish
)

fail() {
    echo "shelfhook: $*" >&2
    exit 1
}

say() { echo "shelfhook: $*"; }

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
    say "adding the user $run_as, as which the service runs"
    useradd --system --user-group --home-dir "$state" --no-create-home --shell /usr/sbin/nologin "$run_as"
}

group_of_user() { id -gn "$run_as" 2>/dev/null || echo "$run_as"; }

new=$root$program.new
old=$root$program.old
tools=

# What an installation that did not come to its end leaves behind, whatever ended it.
take_back() {
    local status=$?
    if [[ -d $old ]]; then
        rm -rf "${root:?}$program"
        mv "$old" "$root$program"
    fi
    rm -rf "$new" ${tools:+"$tools"}
    [[ $status == 0 ]] || echo "shelfhook: not installed; what was installed before is as it was" >&2
    exit "$status"
}

# Built beside the old program, which stays until the new one is complete and says its version. The build tools have
# an environment of their own, so that neither pip nor they are installed.
install_program() {
    local version
    trap take_back EXIT
    trap 'exit 130' INT TERM HUP
    tools=$(mktemp -d)
    if [[ -d $old && ! -d $root$program ]]; then mv "$old" "$root$program"; fi # of one that was killed
    rm -rf "$new" "$old"
    say "building $program in $new"
    mkdir -p "$(dirname "$new")" "$root$prefix/bin" "$root$doc"
    "$python" -m venv "$tools" || fail "Python's venv module is missing: apt-get install python3-venv"
    "$python" -m venv --without-pip "$new"
    say "installing the pinned dependencies, which takes a minute"
    pip "$tools" --require-hashes -r requirements/build.txt
    pip "$tools" --python "$new/bin/python" --require-hashes -r requirements/runtime.txt
    say "building the program"
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
    # By this the command line finds the service's settings from any folder.
    ln -sfn "$config/.env" "$new/.env"
    version=$("$new/bin/python" -I "$new/bin/shelfhook" --version) || fail "the new program does not start"
    if [[ -d $root$program ]]; then mv "$root$program" "$old"; fi
    mv "$new" "$root$program"
    rm -rf "$old" "$tools"
    trap - EXIT INT TERM HUP
    ln -sfn "$program/bin/shelfhook" "$root$prefix/bin/shelfhook"
    say "installed $version: $prefix/bin/shelfhook"
    install_for_shells
    install -m 0644 docs/*.md "$root$doc"
    install -m 0644 .env.example "$root$doc/env.example"
    install -m 0644 deploy/systemd/import.conf "$root$doc"
}

# The manual page, and what TAB completes.
install_for_shells() {
    local shell
    install -D -m 0644 docs/shelfhook.1 "$root$man"
    for shell in "${!completions[@]}"; do
        _SHELFHOOK_COMPLETE=source_$shell "$root$program/bin/python" -I "$root$program/bin/shelfhook" |
            sed '/./,$!d' | # zsh reads the first line
            install -D -m 0644 /dev/stdin "$root${completions[$shell]}"
    done
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
    if [[ -e $root$config/.env ]]; then say "keeping the settings in $config/.env"; fi
    install -d -m 0755 "$root$config"
    [[ -d $root$config/credentials ]] || install -d -m 0700 "$root$config/credentials"
    [[ -e $root$config/.env ]] && return
    sed "s|^# STATE_DIR=\$|STATE_DIR=$state|" .env.example |
        install -m 0640 /dev/stdin "$root$config/.env"
    if for_real; then chgrp "$(group_of_user)" "$config/.env"; fi
    say "made $config/.env, with the settings to fill in"
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
    say "installed shelfhook.service and shelfhook.socket in $units"
}

what_next() {
    for_real || return 0
    if systemd_runs && systemctl --quiet is-active shelfhook.service; then
        cat <<TOLD
Next, let the new program run:   sudo systemctl restart shelfhook
TOLD
        return
    fi
    cat <<TOLD
Next:
  1. start it:                        sudo systemctl enable --now shelfhook
  2. set it up in the page:           http://127.0.0.1:8787/
     (or fill in $config/.env; a secret may be a file of its own in $config/credentials)
  3. see what is missing or wrong:    sudo shelfhook doctor
  4. let qBittorrent report to it:    sudo shelfhook hook install, where the page has not
$prefix/share/doc/shelfhook/operations.md has the details. While keys are missing, the service stands by.
TOLD
}

uninstall() {
    if systemd_runs; then systemctl disable --now shelfhook.service shelfhook.socket || true; fi
    rm -f "$root$units/shelfhook.service" "$root$units/shelfhook.socket" "$root$prefix/bin/shelfhook"
    rm -rf "$root$program" "$new" "$old" "$root$doc" "$root$man" "${completions[@]/#/$root}"
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
    what_next
    ;;
config)
    check
    install_config
    install_units
    ;;
uninstall) uninstall ;;
*) fail "usage: $0 install|config|uninstall" ;;
esac
