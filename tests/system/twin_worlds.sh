#!/bin/sh
# The memory and the files of a running server hold nothing of the ticks to come: see twin_worlds.py. Half a minute, most of
# it waiting for ticks of ten seconds.
# Needs SIBU_SOURCE and SIBU_BUILD.
set -u
little=$SIBU_SOURCE/tests/system/little
folder=$(mktemp -d) || exit 1
export HOME="$folder" LANG=C.UTF-8
unset LC_ALL LC_MESSAGES SIBU_SHARE XDG_DATA_HOME
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM
cat >"$folder/policy.json" <<END
{"format": 1, "tick_s": 10, "least": 0, "mean": 0.01, "windows": [{"from": "00:00", "to": "24:00"}],
 "shifts": {"never-now": {"days": ["mon"], "from": "03:00", "to": "03:01"}},
 "sites": [{"site": "$little/site.geojson", "roster": "$little/roster.csv"}]}
END
python3 "$SIBU_SOURCE/tests/system/twin_worlds.py" "$SIBU_BUILD/bin/sibu" "$folder/policy.json" "$folder"
