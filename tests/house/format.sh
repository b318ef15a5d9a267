#!/bin/sh
# Everything is as clang-format writes it. Usage: format.sh [SOURCE-TREE]
set -eu
cd "${1:-$SIBU_SOURCE}"
find engine scheduler tests -type f \( -name '*.c' -o -name '*.h' \) -exec clang-format --dry-run -Werror {} + 2>&1 |
    { grep -E 'error|warning' || true; } | cut -d: -f1,2 | sort -u >"${TMPDIR:-/tmp}/format.$$"
faults="${TMPDIR:-/tmp}/format.$$"
trap 'rm -f "$faults"' EXIT
sed 's/$/: not as clang-format writes it/' "$faults"
[ ! -s "$faults" ]
