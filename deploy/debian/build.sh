#!/usr/bin/env bash
# Builds a Debian package of this tree into dist/: `make deb`.
#
# The program has an environment of its own below /usr/lib/shelfhook, as `make install` makes one. It fits the Python it
# was built with, so build it on the release that it is for. Needs python3-venv and dpkg-deb.
#
# The package depends on the Python of the system, /usr/bin/python3, and is built with it.
#
#   OUT       where the package goes: dist
set -euo pipefail
cd "$(dirname "$0")/../.."
umask 022

here=deploy/debian
python=/usr/bin/python3
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
maintainer="The shelfhook developers <shelfhook@localhost>"
architecture=$(dpkg --print-architecture)
series=$("$python" -c 'import sys; print(f"{sys.version_info[0]}.{sys.version_info[1]}")')
next=$("$python" -c 'import sys; print(f"{sys.version_info[0]}.{sys.version_info[1] + 1}")')

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 0755 "$root"
DESTDIR=$root PREFIX=/usr UNITS=/usr/lib/systemd/system PYTHON=$python deploy/install.sh install >&2

# The settings are made by postinst, where there are none, so that an upgrade never asks about them.
rm -r "${root:?}/etc"
doc=$root/usr/share/doc/shelfhook
install -m 0644 LICENSE "$doc/copyright"
gzip -9n "$root/usr/share/man/man1/shelfhook.1"
# Debian's zsh looks for packages' completions in a folder of its own.
mv "$root/usr/share/zsh/site-functions" "$root/usr/share/zsh/vendor-completions"
gzip -9n <CHANGELOG.md >"$doc/CHANGELOG.md.gz"
gzip -9n >"$doc/changelog.gz" <<CHANGES
shelfhook ($version) stable; urgency=medium

  * The changes of this version are in CHANGELOG.md.gz beside this file.

 -- $maintainer  $(date -uRd "@$(git log -1 --format=%ct 2>/dev/null || date +%s)")
CHANGES
# The installed Python compiles them, in postinst.
find "$root" -name __pycache__ -prune -exec rm -r {} +
install -D -m 0644 "$here/lintian-overrides" "$root/usr/share/lintian/overrides/shelfhook"

install -d -m 0755 "$root/DEBIAN"
for script in postinst prerm postrm; do install -m 0755 "$here/$script" "$root/DEBIAN/$script"; done
size=$(du -sk --exclude=DEBIAN "$root" | cut -f1)
cat >"$root/DEBIAN/control" <<CONTROL
Package: shelfhook
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $size
Depends: python3 (>= $series), python3 (<< $next), systemd (>= 250), passwd, libc6
Section: sound
Priority: optional
Description: fills in audiobooks in Audiobookshelf from MyAnonamouse
 shelfhook is a daemon between qBittorrent and Audiobookshelf. When an audiobook
 has been downloaded, it writes narrators, the abridged flag and the listed
 length to its item in Audiobookshelf. A value that a person entered is kept,
 and every change can be undone.
CONTROL
out=${OUT:-dist}
package=$out/shelfhook_${version}_$architecture.deb
mkdir -p "$out"
dpkg-deb --root-owner-group -Zxz -z2 --build "$root" "$package" >&2
echo "$package"
