#!/bin/sh
# No variable outlives a call: the objects of both halves hold constants only, but for flags that a signal sets
# (volatile sig_atomic_t). Usage: globals.sh [SOURCE-TREE [BUILD-FOLDER]]
set -eu
build=${2:-${SIBU_BUILD:-/nonexistent}}
cd "${1:-$SIBU_SOURCE}"
faults=$(mktemp)
trap 'rm -f "$faults"' EXIT

flags=$(grep -rhoE 'volatile sig_atomic_t [a-z_]+' --include='*.c' engine scheduler | sed 's/.* //' | sort -u | tr '\n' '|')
objects=$(find "$build/engine" "$build/scheduler" -name '*.o' | wc -l)
[ "$objects" -gt 0 ] || { echo "$build: no objects to look at"; exit 1; }

# Constants that hold addresses lie in .data.rel.ro, which the loader seals; they are none.
find "$build/engine" "$build/scheduler" -name '*.o' -exec objdump -t {} + |
    awk -v flags="|$flags" '
        /file format/ { object = $1; sub(/:$/, "", object) }
        {
            section = ""
            for (i = 2; i < NF; i++) {
                if ($i ~ /^(\.t?data|\.t?bss|\*COM\*)/ && $i !~ /^\.data\.rel\.ro/) section = $i
            }
            name = $NF
            if (section == "" || name ~ /^\./ || $0 ~ / d  /) next
            plain = name
            sub(/\.[0-9]+$/, "", plain)
            if (index(flags, "|" plain "|")) next
            print object ": the variable " name " (" section ")"
        }' | sort -u >"$faults"
cat "$faults"
[ ! -s "$faults" ]
