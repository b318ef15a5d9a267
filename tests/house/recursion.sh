#!/bin/sh
# No function calls itself, since its input would choose the depth of the stack; but for one that hands down a limit
# which ends it, as "depth - 1".
# Usage: recursion.sh [SOURCE-TREE]
set -eu
cd "${1:-$SIBU_SOURCE}"
faults=$(mktemp)
trap 'rm -f "$faults"' EXIT
find engine scheduler -type f -name '*.c' | ctags --kinds-c=f --fields=+ne --output-format=xref \
    --_xformat='%{input}	%n	%{end}	%{name}' -f - -L - |
    awk -F '\t' '
        {
            if ($1 != file) {   # the functions come file by file: each is read once
                if (file != "") close(file)
                file = $1
                count = 0
                while ((getline line < file) > 0) lines[++count] = line
            }
            pattern = "(^|[^A-Za-z0-9_.>\"])" $4 "\\("
            for (i = $2 + 1; i <= $3 && i <= count; i++) {
                if (lines[i] ~ pattern && lines[i] !~ /depth - 1/) printf "%s:%d: %s calls itself: %s\n", $1, i, $4, lines[i]
            }
        }' >"$faults"
cat "$faults"
[ ! -s "$faults" ]
