#!/bin/sh
# How long things may be: a function 70 lines, nine of ten 40, the median 12, 6 parameters; a file 600 lines, a header 200;
# a program's main.c 60. The median counts without the tests. A callback of libmicrohttpd (first parameters void *,
# struct MHD_Connection *) has as many parameters as that library gives it. Prints what is longer. Usage: lengths.sh [SOURCE-TREE]
set -eu
cd "${1:-$SIBU_SOURCE}"
faults=$(mktemp)
trap 'rm -f "$faults"' EXIT

sources() {
    find "$@" -type f \( -name '*.c' -o -name '*.h' \) 2>/dev/null || true
}

# functions FOLDER...: lines, parameters, file, line and name of each function, separated by tabs
functions() {
    sources "$@" | ctags --kinds-c=f --fields=+neS --output-format=xref \
        --_xformat='%n	%{end}	%{signature}	%{input}	%{name}' -f - -L - |
        awk -F '\t' '
            function parameters(signature,    depth, commas, i, character) {
                if (signature == "(void)" || signature == "()") return 0
                if (signature ~ /^\(void ?\* ?[a-z_]+, ?struct MHD_Connection/) return 0
                depth = commas = 0
                for (i = 1; i <= length(signature); i++) {
                    character = substr(signature, i, 1)
                    depth += (character == "(") - (character == ")")
                    commas += character == "," && depth == 1
                }
                return commas + 1
            }
            $2 != "" { printf "%d\t%d\t%s\t%d\t%s\n", $2 - $1 + 1, parameters($3), $4, $1, $5 }'
}

# hard FOLDER...: the limits that no function may pass
hard() {
    functions "$@" | awk -F '\t' '
        $1 > 70 { printf "%s:%d: %s has %d lines, more than 70\n", $3, $4, $5, $1 }
        $2 > 6 { printf "%s:%d: %s has %d parameters, more than 6\n", $3, $4, $5, $2 }'
}

# usual FOLDER...: how long functions are on the whole
usual() {
    functions "$@" | sort -n | awk -F '\t' '
        { lines[NR] = $1 }
        END {
            if (NR == 0) { print "ctags finds no function"; exit }
            median = lines[int((NR + 1) / 2)]
            ninth = lines[int((NR * 9 + 9) / 10)]
            printf "%d functions: median %d lines, 90 %% within %d, longest %d\n", NR, median, ninth, lines[NR] >"/dev/stderr"
            if (median > 12) printf "the median of all functions is %d lines, more than 12\n", median
            if (ninth > 40) printf "90 %% of all functions are within %d lines, more than 40\n", ninth
        }'
}

# files LIMIT: those of the files on stdin that have more lines
files() {
    while IFS= read -r file; do
        lines=$(wc -l <"$file")
        [ "$lines" -le "$1" ] || printf '%s: %d lines, more than %d\n' "$file" "$lines" "$1"
    done
}

{
    hard engine scheduler tests
    usual engine scheduler
    sources engine scheduler tests | grep '\.c$' | files 600
    sources engine scheduler tests | grep '\.h$' | files 200
    sources engine scheduler | grep '/main\.c$' | files 60
} >"$faults"
cat "$faults"
[ ! -s "$faults" ]
