#!/bin/sh
# sibu validate in its short form, two seeds: every test of the standards has a verdict, the tests that have ever passed
# still do, the page has its plots, and one thread comes to the same numbers as two.
# Needs SIBU_SOURCE and SIBU_BUILD; SIBU_FAST: without it only a few tests are run.
set -u
sibu=$SIBU_BUILD/bin/sibu
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
python3 "$SIBU_SOURCE/tests/system/validate.py" "$sibu" "$folder" "${SIBU_FAST:-}" >"$folder/said" 2>"$folder/broke" ||
    echo "FAILED it broke off: $(tail -n 1 "$folder/broke")" >>"$folder/said"
grep '^FAILED' "$folder/said"
passed=$(grep -c '^ok' "$folder/said")
failed=$(grep -c '^FAILED' "$folder/said")
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ] && [ "$passed" -gt 5 ]
