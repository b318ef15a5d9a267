#!/bin/sh
# Ledgers with links of witnesses and rounds of a beacon, sound ones and such as are wrong in one way: sibu verify and a verifier
# that shares no code with it say the same of each. Needs SIBU_SOURCE and SIBU_BUILD.
set -u
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
python3 "$SIBU_SOURCE/tests/system/proof_tamper.py" "$SIBU_BUILD/bin/sibu" "$folder"
