#!/bin/sh
# A ledger that was tampered with: sibu verify and a verifier that shares no code with it find each change, at the same row.
# With SIBU_LONG every byte of a short ledger is changed, one after the other. Needs SIBU_SOURCE and SIBU_BUILD.
set -u
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
python3 "$SIBU_SOURCE/tests/system/ledger_tamper.py" "$SIBU_BUILD/bin/sibu" "$folder"
