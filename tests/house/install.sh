#!/bin/sh
# What is installed is enough to embed the library: a program is compiled against it by pkg-config, moved or not, and
# runs; the programs find their data. Usage: install.sh [SOURCE-TREE [BUILD-FOLDER]]
set -eu
source=${1:-$SIBU_SOURCE}
build=${2:-$SIBU_BUILD}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$build" --prefix "$work/first place" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
mv "$work/first place" "$work/prefix"   # nothing in it may point at where it was

prefix=$work/prefix
PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name sibu.pc)")
export PKG_CONFIG_PATH
echo "version $(pkg-config --modversion sibu)"
# shellcheck disable=SC2046   # lists of options
cc -std=c17 -Wall -Wextra -Werror $(pkg-config --cflags sibu) -o "$work/embedder" "$source/tests/house/embedder.c" \
    $(pkg-config --libs sibu)
site=$(find "$prefix/share/sibu/scenarios/sites" -name '*.geojson' | sort | head -1)
said=$("$work/embedder" "$site")
echo "embedder: $said"
case $said in
'50 out after '*) ;;
*) exit 1 ;;
esac

# every header is there, and each can be included alone
for header in "$source"/engine/include/sibu/*.h; do
    name=$(basename "$header")
    # shellcheck disable=SC2046
    printf '#include <sibu/%s>\n' "$name" |
        cc -std=c17 -Wall -Wextra -Werror -fsyntax-only $(pkg-config --cflags sibu) -x c -
done
for program in sibu sibu-view; do
    "$prefix/bin/$program" --help >"$work/help"
    [ -s "$work/help" ]
done
