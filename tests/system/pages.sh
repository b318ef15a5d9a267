#!/bin/sh
# Every page, looked at by a program that knows what hinders people: see pages.py. Needs SIBU_SOURCE and SIBU_BUILD.
set -u
axe=$("$SIBU_SOURCE/tests/npm.sh" axe-core@4.10.3) || exit $?
folder=$(mktemp -d) || exit 1
export http_proxy=http://127.0.0.1:9 no_proxy=127.0.0.1 HOME="$folder" LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
unset LC_ALL LC_MESSAGES SIBU_SHARE XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM
python3 "$SIBU_SOURCE/tests/system/pages.py" "$SIBU_BUILD/bin/sibu" "$SIBU_SOURCE/tests/system/little" "$folder" "$axe/axe-core/axe.min.js"
