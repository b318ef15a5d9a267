#!/bin/sh
# A draw that two witnesses and a beacon have a part in, and beside it one of a beacon alone, with the real programs: the first
# epoch comes, ticks are drawn, a witness stands still and goes on, the server is killed while a tick is open; copies of the
# data folders do not say what the next tick will be. Two minutes, most of them waiting: see shared.py.
# Needs SIBU_SOURCE and SIBU_BUILD.
set -u
folder=$(mktemp -d) || exit 1
export http_proxy=http://127.0.0.1:9 no_proxy=127.0.0.1 HOME="$folder" LANG=C.UTF-8
unset LC_ALL LC_MESSAGES SIBU_SHARE XDG_DATA_HOME
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM
sed -e 's/"little-works"/"one"/' "$SIBU_SOURCE/tests/system/little/site.geojson" >"$folder/one.geojson"
printf 'id,name,zone,shift,role,language,pace\nW1,Ward,shop,always,warden,en,normal\n' >"$folder/roster.csv"
python3 "$SIBU_SOURCE/tests/system/shared.py" "$SIBU_BUILD/bin/sibu" "$SIBU_SOURCE/tests/system/beacon.py" \
    "$SIBU_SOURCE/tests/independent" "$folder"
