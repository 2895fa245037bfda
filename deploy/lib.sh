# shellcheck shell=bash
# What install.sh and upgrade.sh have in common: where things are, and how a release is put there.
# Other places, for tests and for a second newsroom on one machine, come from the environment.

# A failure inside of $(…) is one as well.
shopt -s inherit_errexit

base=${IJMSITE_BASE:-/srv/ijmsite}
env_file=${IJMSITE_ENV:-/etc/ijmsite/env}
units=${IJMSITE_UNITS:-/etc/systemd/system}
port=${IJMSITE_PORT:-8000}
user=${IJMSITE_USER:-ijmsite}
data=${IJMSITE_DATA:-/var/lib/ijmsite}
python=${PYTHON:-python3}
current=$base/current

say() { echo "== $*"; }
fail() {
    echo "$*" >&2
    exit 1
}

# The site's commands run as its own user: nothing of root's gets into its data.
as_site=(env "HOME=$data")
[ "$(id -un)" = "$user" ] || as_site+=(setpriv "--reuid=$user" "--regid=$user" --init-groups)

# manage RELEASE COMMAND…
manage() {
    local release=$1
    shift
    (cd "$release" && "${as_site[@]}" .venv/bin/python manage.py "$@")
}

setting() { sed -n "s/^$1=//p" "$env_file" | tail -n 1; }

# Put the release that a tag, branch or commit names into a folder of its own, with its own
# requirements, and say where that is. Nothing of a running site is touched.
unpack() {
    local ref=$1 commit release requirements
    commit=$(git -C "$base/repo.git" rev-parse --verify --quiet "$ref^{commit}") ||
        fail "There is no release $ref. Known are: $(git -C "$base/repo.git" tag | tail -n 5 | xargs)"
    release=$base/releases/${ref//\//-}
    # A branch moves on: its folder carries the commit as well.
    [ "$(git -C "$base/repo.git" tag --list "$ref")" ] || release+=-${commit:0:12}
    if [ ! -e "$release/.complete" ]; then
        rm -rf "$release"
        mkdir -p "$release"
        git -C "$base/repo.git" archive "$commit" | tar -x -C "$release"
        requirements=(-r "$release/requirements.txt")
        [ -z "$(setting MEDIA_STORAGE_URL)" ] || requirements+=(-r "$release/deploy/requirements-s3.txt")
        "$python" -m venv "$release/.venv"
        "$release/.venv/bin/python" -m pip install --disable-pip-version-check --quiet \
            --require-hashes --only-binary :all: "${requirements[@]}"
        "$release/.venv/bin/python" -m compileall -q -x '/[.]venv/' "$release"
        ln -s "$env_file" "$release/.env"
        touch "$release/.complete"
    fi
    echo "$release"
}

# Releases differ in their units: those of another one go. What `systemctl edit` wrote stays.
install_units() {
    mkdir -p "$units/ijmsite-.service.d"
    rm -f "$units"/ijmsite-*.service "$units"/ijmsite-*.timer
    install -m 644 "$1"/deploy/systemd/*.service "$1"/deploy/systemd/*.timer "$units"
    install -m 644 "$1"/deploy/systemd/ijmsite-.service.d/*.conf "$units/ijmsite-.service.d"
    systemctl daemon-reload
}

switch_to() {
    ln -s "$1" "$current.new"
    mv -T "$current.new" "$current"
}

services=(ijmsite-web.service ijmsite-worker.service)

# start_all RELEASE, now and at each start of the machine.
start_all() {
    local names=("${services[@]}") timer
    for timer in "$1"/deploy/systemd/*.timer; do names+=("$(basename "$timer")"); done
    systemctl enable --quiet --now "${names[@]}"
}
stop_all() { systemctl stop 'ijmsite-*.timer' 'ijmsite-*.service'; }

# The status of an address of the site, asked as the proxy asks: status PATH [PORT].
status() {
    local site
    site=$(setting SITE_URL)
    curl --silent --output /dev/null --max-time 10 --write-out '%{http_code}' \
        --header "Host: ${site#https://}" --header 'X-Forwarded-Proto: https' \
        "http://127.0.0.1:${2:-$port}$1" || true
}

# Ask an address until it answers 200; fail after some seconds: answers PATH SECONDS [PORT].
answers() {
    local path=$1 until=$((SECONDS + $2)) found
    while found=$(status "$path" "${3:-$port}") && [ "$found" != 200 ]; do
        if ((SECONDS >= until)); then
            echo "$path answers $found" >&2
            return 1
        fi
        sleep 0.5
    done
}

# Whether the services stay up for some seconds. One that ends is started again each second, and
# looks fine in between.
steady() {
    local until=$((SECONDS + 8)) service
    while ((SECONDS < until)); do
        for service in "${services[@]}"; do
            systemctl is-active --quiet "$service" || {
                echo "$service does not stay up: journalctl -u $service" >&2
                return 1
            }
        done
        sleep 0.5
    done
}
