#!/bin/sh
# The ledger of findings from the command line: its rows and hashes are written here by docs/findings.md alone, in a language of
# its own, and `sibu findings` must read them, go on from them, and refuse what does not fit. Needs SIBU_SOURCE and SIBU_BUILD.
set -u
sibu=$SIBU_BUILD/bin/sibu
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
exec python3 -B "$SIBU_SOURCE/tests/system/findings.py" "$sibu" "$SIBU_SOURCE" "$folder"
