#!/bin/sh
# The worker's page as an application: see app.py. Needs SIBU_SOURCE and SIBU_BUILD.
set -u
folder=$(mktemp -d) || exit 1
export http_proxy=http://127.0.0.1:9 no_proxy=127.0.0.1 HOME="$folder" LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
unset LC_ALL LC_MESSAGES SIBU_SHARE XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM
python3 "$SIBU_SOURCE/tests/system/app.py" "$SIBU_BUILD/bin/sibu" "$SIBU_SOURCE/tests/system/little" "$folder"
