#!/bin/sh
# Packages of npm for tests, each with its version: installed into the build folder the first time, then taken from there.
# Prints what NODE_PATH has to be. Usage: tests/npm.sh NAME@VERSION...
# Exit status 77, a skipped test: there is no npm, or nowhere to get the package from.
set -eu

store=$(cd -- "$(dirname -- "$0")/.." && pwd)/build/npm
paths=

# fetch PACKAGE FOLDER: whole or not at all
fetch() {
    rm -rf -- "$2.part"
    mkdir -p -- "$2.part"
    npm install --prefix "$2.part" --ignore-scripts --no-audit --no-fund --no-save --no-package-lock \
        --loglevel error "$1" >&2 </dev/null && mv -- "$2.part" "$2"
}

mkdir -p -- "$store"
exec 9>"$store/lock"
flock 9   # tests of several builds ask at once
for package in "$@"; do
    folder=$store/$(printf '%s' "$package" | tr '/' '_')
    if [ ! -d "$folder" ]; then
        command -v npm >/dev/null || { echo "there is no npm: $package is missing" >&2; exit 77; }
        fetch "$package" "$folder" || { echo "npm cannot install $package" >&2; exit 77; }
    fi
    paths=$paths${paths:+:}$folder/node_modules
done
printf '%s\n' "$paths"
