#!/usr/bin/env bash
# Bring this machine to another release: deploy/upgrade.sh TAG. Where anything of that fails, code
# and database are what they were before. Runs as root; docs/operator.md says what it does.
set -euo pipefail
source "$(dirname "$(readlink -f "$0")")/lib.sh"

tag=${1:?"Name the release: make upgrade TAG=v1.2.0"}
old=$(readlink -f "$current") || fail "Nothing is installed in $base yet: see docs/deploy.md."
candidate_port=$((port + 1))
copy=$data/before-upgrade.db
# What fails before would be taken for a fault of the new release.
ready=/readyz
if [ "${FORCE:-}" ]; then
    ready=/healthz
elif [ "$(status /readyz)" != 200 ]; then
    fail "The site is not ready as it is: ijmsite doctor. If the upgrade is the cure: FORCE=1 make upgrade TAG=$tag"
fi
exec 9>"$base/.upgrading"
flock --nonblock 9 || fail "Another upgrade is running."

say "Fetching $tag"
git -C "$base/repo.git" fetch --quiet --prune origin
new=$(unpack "$tag")
[ "$new" != "$old" ] || fail "$tag is what runs here."
manage "$new" check --deploy --fail-level WARNING >/dev/null

say "Backup, while the site runs"
systemctl start ijmsite-backup.service

# Until visitors are let in again, the copy is all that anybody has written.
opened=
back() {
    trap - EXIT
    set +e
    say "The upgrade failed: going back to $(basename "$old")"
    stop_all
    [ -z "${candidate:-}" ] || kill "$candidate" 2>/dev/null
    if [ "$opened" ]; then
        # Forms that came in meanwhile are in here, and nowhere else.
        kept=$data/failed-$(date +%Y%m%d-%H%M%S).db
        (cd "$new" && "${as_site[@]}" .venv/bin/python "$new/deploy/snapshot.py" save "$kept")
        echo "What was written since the upgrade is in $kept: see \"An upgrade failed\" in docs/operator.md." >&2
    fi
    if [ -e "$copy" ]; then
        (cd "$old" && "${as_site[@]}" .venv/bin/python "$new/deploy/snapshot.py" load "$copy") ||
            fail "THE DATABASE COULD NOT BE PUT BACK. The site is stopped; the copy is $copy."
    fi
    switch_to "$old"
    install_units "$old"
    manage "$old" collectstatic --noinput --clear --verbosity 0
    start_all "$old"
    answers "$ready" 60 || fail "It is back at $(basename "$old"), and not ready: ijmsite doctor"
    rm -f "$copy"
    fail "Nothing has changed: $(basename "$old") is running again. The reason stands above."
}
trap back EXIT
trap 'exit 1' INT TERM

say "Stopping the site"
rm -f "$copy" "$copy.part"
stop_all
(cd "$old" && "${as_site[@]}" .venv/bin/python "$new/deploy/snapshot.py" save "$copy.part")
# Half a copy never counts as one.
mv "$copy.part" "$copy"

say "Migrating"
manage "$new" migrate --noinput --verbosity 0
manage "$new" collectstatic --noinput --clear --verbosity 0

say "Trying the new release where no visitor is"
(cd "$new" && exec "${as_site[@]}" .venv/bin/python -m ijmsite.serve ijmsite.wsgi:application \
    --host 127.0.0.1 --port "$candidate_port" --no-respawn-failed-workers 9>&-) &
candidate=$!
answers /healthz 60 "$candidate_port"
for page in / /news/ /press/ /fundraise/ /fr/ /admin/login/; do
    answers "$page" 20 "$candidate_port"
done
kill "$candidate"
wait "$candidate" || true
candidate=

say "Starting it"
switch_to "$new"
install_units "$new"
opened=yes
start_all "$new"
answers "$ready" 90
steady

trap - EXIT
rm -f "$copy"
# Two releases stay: what runs, and the way back.
find "$base/releases" -mindepth 1 -maxdepth 1 ! -path "$new" ! -path "$old" -exec rm -rf {} +
if ! git diff --no-index --quiet "$old/deploy/Caddyfile" "$new/deploy/Caddyfile"; then
    echo "deploy/Caddyfile has changed: compare it with /etc/caddy/Caddyfile."
fi
say "Done: $(basename "$new") is running. What is new stands in $new/CHANGELOG.md."
