#!/bin/sh
# Every script of the house is what shellcheck likes, and says what it is. Usage: scripts.sh [SOURCE-TREE]
set -eu
cd "${1:-$SIBU_SOURCE}"
faults=$(mktemp)
trap 'rm -f "$faults"' EXIT
{
    find sibu .ci tests scenarios assets docs packaging -type f 2>/dev/null | while IFS= read -r file; do
        case $(head -c 9 "$file" | tr -d '\0') in
        '#!/bin/sh'*)
            shellcheck "$file" || true
            [ -x "$file" ] || printf '%s: cannot be executed\n' "$file"
            sed -n 2p "$file" | grep -q '^# ' || printf '%s: does not begin by saying what it is\n' "$file"
            ;;
        '#!/bin/ba'* | '#!/usr/bi'*)
            head -1 "$file" | grep -q python3 || printf '%s: scripts are of /bin/sh, or of python3\n' "$file"
            ;;
        esac
    done
} >"$faults"
cat "$faults"
[ ! -s "$faults" ]
