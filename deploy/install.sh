#!/usr/bin/env bash
# Make a newsroom of an empty Debian machine: deploy/install.sh NAME.OF.THE.SITE [TAG]. Run it as
# root, as often as you like: what is there already stays. docs/deploy.md is the guide to it.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
source "$here/lib.sh"

name=${1:?"Name the site: deploy/install.sh newsroom.example"}
[ "$(id -u)" = 0 ] || fail "Run this as root."
[[ $name =~ ^[a-z0-9-]+(\.[a-z0-9-]+)+$ ]] || fail "$name is no name of a site, such as newsroom.example."
checkout=$(dirname "$here")
tag=${2:-$(git -C "$checkout" describe --tags --abbrev=0 2>/dev/null || git -C "$checkout" rev-parse HEAD)}

say "Programs"
packages=(ca-certificates caddy curl git make python3 python3-venv)
if ! dpkg --status "${packages[@]}" >/dev/null 2>&1; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
fi
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "Python 3.11 or newer is needed: Debian 12 or newer has it."

say "User, folders and settings"
id -u "$user" >/dev/null 2>&1 ||
    useradd --system --user-group --home-dir "$data" --no-create-home --shell /usr/sbin/nologin "$user"
install -d -m 755 "$base" "$base/releases"
install -d -m 750 -o "$user" -g "$user" "$data" /var/backups/ijmsite
install -d -m 750 -o root -g "$user" "$(dirname "$env_file")"
if [ ! -e "$env_file" ]; then
    secret() { "$python" -c 'import secrets; print(secrets.token_urlsafe(50))'; }
    (
        umask 077
        while IFS= read -r line; do
            [[ $line == *"=MADE BY install.sh" ]] && line=${line%%=*}=$(secret)
            echo "${line//newsroom.example/$name}"
        done <"$here/env.example" >"$env_file.new"
        chown "root:$user" "$env_file.new"
        chmod 640 "$env_file.new"
        mv "$env_file.new" "$env_file"
    )
fi
if grep -n '=FILL IN$' "$env_file"; then
    fail "Fill in these lines of $env_file, then run the same command again."
fi

say "Release $tag"
if [ ! -d "$base/repo.git" ]; then
    origin=$(git -C "$checkout" remote get-url origin 2>/dev/null || echo "$checkout")
    git clone --quiet --mirror "$origin" "$base/repo.git"
fi
if [ -e "$current" ]; then
    say "$(basename "$(readlink -f "$current")") is installed already; another one: make upgrade TAG=…"
else
    release=$(unpack "$tag")
    manage "$release" check --deploy --fail-level WARNING >/dev/null
    manage "$release" migrate --noinput --verbosity 0
    manage "$release" collectstatic --noinput --verbosity 0
    switch_to "$release"
fi

say "Services"
install -m 755 "$current/deploy/ijmsite" /usr/local/bin/ijmsite
install_units "$current"
start_all "$current"

say "Proxy"
if ! grep -qF "$name {" /etc/caddy/Caddyfile; then
    [ ! -e /etc/caddy/Caddyfile ] || cp /etc/caddy/Caddyfile /etc/caddy/Caddyfile.before-ijmsite
    sed "s/^newsroom\.example {/$name {/" "$current/deploy/Caddyfile" >/etc/caddy/Caddyfile
fi
caddy validate --config /etc/caddy/Caddyfile --adapter caddyfile >/dev/null 2>&1 ||
    fail "Caddy refuses /etc/caddy/Caddyfile: caddy validate --config /etc/caddy/Caddyfile"
systemctl enable --quiet caddy
systemctl restart caddy

[ -n "$(ls -A /var/backups/ijmsite)" ] || systemctl start ijmsite-backup.service
answers /readyz 90 || fail "The site is not ready: ijmsite doctor; journalctl -u ijmsite-web"
say "The newsroom runs behind https://$name/. Make your own account now: ijmsite createsuperuser"
