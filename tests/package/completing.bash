# What bash would offer: completing.bash SCRIPT WORD... prints one a line, for the last word. Read by manual.sh.
# shellcheck shell=bash disable=SC1090
. "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
"_${1//-/_}"
printf '%s\n' "${COMPREPLY[@]}"
