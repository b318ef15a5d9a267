#!/bin/sh
# No function decides more than 12 things (pmccabe, modified: a switch counts once). Usage: complexity.sh [SOURCE-TREE]
set -eu
cd "${1:-$SIBU_SOURCE}"
faults=$(mktemp)
trap 'rm -f "$faults"' EXIT
find engine scheduler tests -type f -name '*.c' -exec pmccabe {} + 2>&1 |
    awk -F '\t' '!/^[0-9]/ { print } $1 > 12 { print $6 ": complexity " $1 ", more than 12" }' >"$faults"
cat "$faults"
[ ! -s "$faults" ]
