# Run once in a machine after it was switched on: users, a qBittorrent as a service, and a repository to clone.
echo "127.0.0.1 localhost db.example $(hostname)" >/etc/hosts
chmod 0755 /srv
printf '[global]\nno-index = true\nfind-links = /var/cache/wheels\ndisable-pip-version-check = true\n' >/etc/pip.conf
python3 -m venv /opt/tools
/opt/tools/bin/pip install --quiet pipx uv
ln -s /opt/tools/bin/pipx /opt/tools/bin/uv /usr/local/bin/
install -d /etc/uv
printf 'no-index = true\nfind-links = ["/var/cache/wheels"]\n' >/etc/uv/uv.toml

useradd --create-home --shell /bin/bash alice
echo 'alice ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/alice
# What a person would type in an editor is in /srv/typed.
printf '#!/bin/sh\ncat /srv/typed >"$1"\n' >/usr/local/bin/typist
chmod 0755 /usr/local/bin/typist
update-alternatives --quiet --install /usr/bin/editor editor /usr/local/bin/typist 1000

useradd --system --user-group --create-home --home-dir /var/lib/qbittorrent qbittorrent
install -D -o qbittorrent -g qbittorrent -m 0600 /srv/qBittorrent.conf \
    /var/lib/qbittorrent/.config/qBittorrent/qBittorrent.conf
chown -R qbittorrent:qbittorrent /var/lib/qbittorrent /srv/media
cat >/etc/systemd/system/qbittorrent-nox.service <<UNIT
[Service]
User=qbittorrent
Environment=LC_ALL=C.UTF-8
ExecStart=/usr/bin/qbittorrent-nox
[Install]
WantedBy=multi-user.target
UNIT
systemctl enable --quiet --now qbittorrent-nox

# The repository: version 0.1.0, where it is at hand, and then the present.
chown -R alice: /srv/sources
sudo -u alice bash -eu <<'ALICE'
git config --global user.name alice
git config --global user.email alice@localhost
git config --global init.defaultBranch main
git init --quiet ~/origin
cd ~/origin
for version in 0.1.0 now; do
    git rm -rq --ignore-unmatch .
    cp -a /srv/sources/$version/. .
    git add -A
    git commit --quiet --allow-empty --message $version
    git tag "$version"
done
ALICE
