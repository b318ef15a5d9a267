#!/bin/sh
# The order of the house: an include points at its own module or an earlier one; engine/ never reaches scheduler/,
# scheduler/ reaches the engine by sibu/... alone; crowd/ and hazard/ don't know each other.
# Prints each include that breaks this. Usage: layers.sh [SOURCE-TREE]
set -eu
cd "${1:-$SIBU_SOURCE}"
faults=$(mktemp)
trap 'rm -f "$faults"' EXIT

# includes PATH...: every include in quotation marks, as file:line:#include "..."
includes() {
    grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' --include='*.c' --include='*.h' -- "$@" || true
}

# above ROOT MODULE... (lowest first): prints each include that is neither below nor inside its module
above() {
    root=$1
    shift
    below=sibu
    for module in "$@"; do
        below="$below|$module"
        [ ! -d "$root/$module" ] || includes "$root/$module" | grep -vE "include[[:space:]]*\"($below)/[^.]" || true
    done
}

# strangers ROOT MODULE...: files that lie in no module of the list
strangers() {
    root=$1
    shift
    for folder in "$root"/*/; do
        case " include $* " in
        *" $(basename "$folder") "*) ;;
        *) printf '%s: no module of the house\n' "$folder" ;;
        esac
    done
}

engine="base random geometry site route crowd hazard scenario world forecast record view"
scheduler="base organisation roster draw chance witness store notify drill evaluate report web phones bench validate rehearse command manual"
{
    # shellcheck disable=SC2086   # lists of names
    above engine $engine
    # shellcheck disable=SC2086
    above scheduler $scheduler
    # shellcheck disable=SC2086
    strangers engine $engine
    # shellcheck disable=SC2086
    strangers scheduler $scheduler
    includes engine/include | grep -vE 'include "sibu/[^.]' || true
    [ ! -d engine/hazard ] || includes engine/hazard | grep 'include "crowd/' || true
    # nobody reaches the library's headers, or the other half, by a road of its own
    grep -rnE '#[[:space:]]*include[[:space:]]*<sibu/|include[[:space:]]*["<].*\.\./|include[[:space:]]*["<](engine|scheduler)/' \
        --include='*.c' --include='*.h' engine scheduler || true
    grep -rn 'scheduler' --include=CMakeLists.txt engine || true
} >"$faults"
cat "$faults"
[ ! -s "$faults" ]
