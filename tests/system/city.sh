#!/bin/sh
# A city in network namespaces of its own: three servers on one PostgreSQL, sites and phones; servers are killed, paused past
# their lease and cut off at random (city.py); what all of them saw is then checked by another program (city_check.py).
# A minute of faults and what it takes to settle; SIBU_LONG=1: 200 sites, 20,000 phones, ten minutes. SIBU_SEED=N: that one.
# Needs SIBU_SOURCE and SIBU_BUILD, root, ip and PostgreSQL; else it is skipped.
set -u
programs=$(find /usr/lib/postgresql -name initdb 2>/dev/null | sort -V | tail -n 1)
skip() {
    echo "skipped: $1"
    exit 77
}
[ "$(id -u)" = 0 ] || skip "network namespaces need root"
command -v ip >/dev/null || skip "there is no ip (iproute2)"
[ -n "$programs" ] || skip "there is no PostgreSQL"
hub=sibu-$$-hub
ip netns add "$hub" 2>/dev/null || skip "no network namespace can be made here"
folder=$(mktemp -d /tmp/sibu-city-XXXXXX) || exit 1
as_owner="setpriv --reuid=postgres --regid=postgres --clear-groups --"

end() {
    # shellcheck disable=SC2086   # words
    [ ! -f "$folder/base/data/postmaster.pid" ] || $as_owner "${programs%/*}/pg_ctl" -D "$folder/base/data" -m immediate -w stop >/dev/null 2>&1
    for space in "$hub" "sibu-$$-1" "sibu-$$-2" "sibu-$$-3"; do
        # shellcheck disable=SC2046   # numbers
        kill -9 $(ip netns pids "$space" 2>/dev/null) 2>/dev/null
        ip netns del "$space" 2>/dev/null
    done
    chmod -R u+w "$folder"
    if [ "${SIBU_KEEP:-}" = 1 ]; then
        echo "kept: $folder"
    else
        rm -rf "$folder"
    fi
}
trap end EXIT
trap 'exit 1' INT TERM
export http_proxy='' https_proxy='' HOME="$folder" LANG=C.UTF-8
unset LC_ALL LC_MESSAGES SIBU_SHARE XDG_DATA_HOME

# Two nets: 10.77 between servers and database, 10.78 between servers and phones. Each server has a leg in both.
for leg in base phones; do
    ip -n "$hub" link add "$leg" type bridge
    ip -n "$hub" link set "$leg" up
done
ip -n "$hub" link set lo up
ip -n "$hub" address add 10.77.0.1/24 dev base
ip -n "$hub" address add 10.78.0.1/24 dev phones
for node in 1 2 3; do
    ip netns add "sibu-$$-$node"
    ip -n "sibu-$$-$node" link set lo up
    for leg in base phones; do
        net=10.77.0
        [ "$leg" = base ] || net=10.78.0
        ip -n "$hub" link add "$leg$node" type veth peer name "$leg" netns "sibu-$$-$node"
        ip -n "$hub" link set "$leg$node" master "$leg" up
        ip -n "sibu-$$-$node" address add "$net.1$node/24" dev "$leg"
        ip -n "sibu-$$-$node" link set "$leg" up
    done
done

mkdir "$folder/base"
chown postgres:postgres "$folder/base"
chmod 755 "$folder"
cd "$folder/base" || exit 1
# shellcheck disable=SC2086   # words
$as_owner "$programs" -D "$folder/base/data" -U sibu -A trust -E UTF8 --locale=C --no-sync >initdb.log 2>&1 || {
    cat initdb.log
    exit 1
}
printf 'host all sibu 10.77.0.0/24 trust\n' >>"$folder/base/data/pg_hba.conf"
cat >>"$folder/base/data/postgresql.conf" <<END
listen_addresses = '10.77.0.1'
unix_socket_directories = '$folder/base'
dynamic_shared_memory_type = mmap
tcp_keepalives_idle = 5
tcp_keepalives_interval = 2
tcp_keepalives_count = 3
tcp_user_timeout = 10000
fsync = off
END
# shellcheck disable=SC2086   # words
ip netns exec "$hub" $as_owner "${programs%/*}/pg_ctl" -D "$folder/base/data" -l "$folder/base/log" -w -t 60 start >/dev/null 2>&1 || {
    cat log
    exit 1
}
ip netns exec "$hub" python3 "$SIBU_SOURCE/tests/system/city.py" "$SIBU_BUILD/bin/sibu" "$folder" "sibu-$$" "$SIBU_SOURCE/tests/independent"
python3 "$SIBU_SOURCE/tests/system/city_check.py" "$folder/seen"
