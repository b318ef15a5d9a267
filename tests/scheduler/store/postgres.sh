#!/bin/sh
# A PostgreSQL server of the tests' own: started once for all of a run that need it, reached by a socket in a folder of its
# own alone, and gone with it. Its address is written into BUILD/NAME.url. Loses what it holds when the machine stops,
# which tests may. Where the run is killed the server goes too.
# Usage: postgres.sh start|stop BUILD NAME
set -eu

bin=/usr/lib/postgresql/15/bin
url=$(cd -- "$2" && pwd)/$3.url

# as_owner COMMAND...: PostgreSQL refuses to run as root
as_owner() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=postgres --regid=postgres --clear-groups -- "$@"
    else
        "$@"
    fi
}

# stop_in FOLDER
stop_in() {
    [ -d "$1" ] || return 0
    as_owner "$bin/pg_ctl" -D "$1/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$1"
}

if [ "$1" = stop ] || [ -f "$url" ]; then
    folder=$(sed -n 's/.*host=\([^&]*\).*/\1/p' "$url")
    [ -n "$folder" ] && stop_in "$folder"
    rm -f "$url"
    [ "$1" = start ] || exit 0
fi

folder=$(mktemp -d /tmp/sibu-postgres-XXXXXX)
chmod 755 "$folder"
if [ "$(id -u)" = 0 ]; then
    chown postgres:postgres "$folder"
fi
cd "$folder"
as_owner "$bin/initdb" -D "$folder/data" -U sibu -A trust -E UTF8 --locale=C --no-sync >"$folder/initdb.log" 2>&1 || {
    cat "$folder/initdb.log" >&2
    exit 1
}
cat >>"$folder/data/postgresql.conf" <<END
listen_addresses = ''
unix_socket_directories = '$folder'
fsync = off
full_page_writes = off
shared_buffers = 32MB
max_connections = 200
autovacuum = off
END
as_owner "$bin/pg_ctl" -D "$folder/data" -l "$folder/data/log" -w -t 60 start </dev/null >/dev/null 2>&1 || {
    cat "$folder/data/log" >&2
    exit 1
}
printf 'postgresql://sibu@/postgres?host=%s' "$folder" >"$url"

# The server outlives nobody: it goes when the program that asked for it has gone.
asked=$PPID
(
    while [ -d "$folder" ] && kill -0 "$asked" 2>/dev/null; do
        sleep 1
    done
    stop_in "$folder"
) </dev/null >/dev/null 2>&1 &
