#!/bin/sh
# The packages in a Debian of their own, made by debootstrap: installed, started as the unit says, upgraded with data and
# changed settings, removed, purged. Needs root and a mirror, which it takes from the machine's apt; without them it is
# skipped (77). Nothing is started by the maintainers' scripts there: it is a chroot, without systemd.
# Needs SIBU_SOURCE and SIBU_BUILD. The Debian is kept for a week in the build folder: the first run takes minutes.
set -u
folder=$(mktemp -d) || exit 1
root=$folder/root
base=$SIBU_BUILD/chroot/base.tar
server=
passed=0
failed=0
way_out=${http_proxy:-}   # to the mirror; for what is served here there is none
# shellcheck source=/dev/null
. "$SIBU_SOURCE/tests/system/serving.sh"

end() {
    [ -z "$server" ] || kill -9 "$server" 2>/dev/null
    wait
    mountpoint -q "$root/proc" && umount "$root/proc"
    mountpoint -q "$root/proc" || rm -rf --one-file-system "$folder"
}
trap end EXIT
trap 'exit 1' INT TERM

skip() {
    echo "skipped: $1"
    exit 77
}

# within COMMAND...: in the chroot, with nothing of our environment
within() {
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive chroot "$root" "$@"
}

make_base() {
    [ -z "$(find "$base" -mtime -7 2>/dev/null)" ] || return 0
    # shellcheck source=/dev/null
    release=$(. /etc/os-release && echo "$VERSION_CODENAME")
    # shellcheck disable=SC2016   # meant for apt
    mirror=$(apt-get indextargets --format '$(CREATED_BY) $(RELEASE) $(COMPONENT) $(REPO_URI)' |
        awk -v release="$release" '$1 == "Packages" && $2 == release && $3 == "main" { print $4; exit }')
    [ -n "$mirror" ] || skip "apt knows no mirror"
    http_proxy=$way_out debootstrap --variant=minbase --include=systemd-standalone-sysusers,systemd-standalone-tmpfiles \
        "$release" "$folder/base" "$mirror" >"$folder/debootstrap.log" 2>&1 || {
        tail -n 3 "$folder/debootstrap.log"
        skip "no Debian can be made"
    }
    rm -rf "$folder"/base/var/cache/apt/archives/*.deb
    mkdir -p "$(dirname "$base")"
    tar -C "$folder/base" -cf "$base.part" . && mv "$base.part" "$base"
    rm -rf "$folder/base"
}

# older DEB: the package as an older version had it: another number, and one line less in its settings
older() {
    dpkg-deb -R "$1" "$folder/older"
    sed -i 's/^Version: .*/Version: 0.0.9/' "$folder/older/DEBIAN/control"
    sed -i '/reverse proxy/d' "$folder/older/etc/sibu/serve.conf"
    (cd "$folder/older" && find etc lib usr -type f -exec md5sum {} +) >"$folder/older/DEBIAN/md5sums"
    dpkg-deb --root-owner-group -b "$folder/older" "$root/tmp/older.deb" >/dev/null
}

prepare() {
    make_base
    mkdir "$root"
    tar -C "$root" -xf "$base"
    mount -t proc proc "$root/proc"
    cpack --config "$SIBU_BUILD/CPackConfig.cmake" -B "$folder/made" >"$folder/cpack.log" 2>&1 || give_up "no packages are made"
    cp "$folder"/made/sibu_*.deb "$root/tmp/newer.deb"
    cp "$folder"/made/sibu-view_*.deb "$root/tmp/view.deb"
    older "$root/tmp/newer.deb"
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    # as a machine that starts nothing says it
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod +x "$root/usr/sbin/policy-rc.d"
    echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/sibu"   # it need not outlast a power failure
}

installs() {
    within apt-get update -q >"$folder/apt.log" 2>&1
    within apt-get install -q -y --no-install-recommends /tmp/older.deb /tmp/view.deb curl >>"$folder/apt.log" 2>&1
    check "both install, with what they depend on" "$(tail -n 5 "$folder/apt.log")" [ "$?" = 0 ]
    check "there is a user for the service" "" within getent passwd sibu
    check "who cannot log in" "$(within getent passwd sibu)" sh -c "grep -q '^sibu:.*:/var/lib/sibu:/usr/sbin/nologin$' '$root/etc/passwd'"
    check "its folder is its own" "" [ "$(within stat -c '%U %a' /var/lib/sibu)" = 'sibu 700' ]
    check "its settings are root's to write and its to read" "" [ "$(within stat -c '%U %G %a' /etc/sibu)" = 'root sibu 750' ]
    check "the service is enabled" "" [ -L "$root/etc/systemd/system/multi-user.target.wants/sibu.service" ]
    check "the viewer runs" "" within sibu-view --version
    check "no file is lacking" "$(within dpkg -V sibu sibu-view)" [ -z "$(within dpkg -V sibu sibu-view)" ]
}

# start: what the unit's ExecStart says, as its user, with its settings; on any free port
start() {
    command=$(sed -n 's/^ExecStart=//p' "$root/lib/systemd/system/sibu.service")
    : >"$folder/url.json"
    # shellcheck disable=SC2016   # meant for the shell there
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot "$root" setpriv --reuid=sibu --regid=sibu --clear-groups --no-new-privs --bounding-set=-all \
        sh -c '. /etc/sibu/serve.conf; umask 0077; exec '"$command"' --json' >"$folder/url.json" 2>>"$folder/server.log" &
    server=$!
    wait_for 30 grep -q '"url"' "$folder/url.json" || give_up "the service does not start"
    # shellcheck disable=SC2034   # read by serving.sh
    url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$folder/url.json")
}

stop() {
    kill "$server"
    wait "$server"
    check "it ends in order" "$?" [ "$?" = 0 ]
    server=
}

starts() {
    cp "$SIBU_SOURCE/tests/system/little/site.geojson" "$SIBU_SOURCE/tests/system/little/roster.csv" "$root/etc/sibu/"
    cat >"$root/etc/sibu/policy.json" <<'END'
{"format": 1, "tick_s": 10, "least": 0, "mean": 0.01, "windows": [{"from": "00:00", "to": "24:00"}],
 "shifts": {"never-now": {"days": ["mon"], "from": "03:00", "to": "03:01"}},
 "sites": [{"site": "site.geojson", "roster": "roster.csv"}]}
END
    sed -i 's/^SIBU_OPTIONS=$/SIBU_OPTIONS="--port 0"/' "$root/etc/sibu/serve.conf"
    start
    check "it answers" "$(tail -n 3 "$folder/server.log")" [ "$(ask GET /healthz)" = 200 ]
    check "what it keeps is nobody else's" "" [ -z "$(find "$root/var/lib/sibu" -mindepth 1 -perm /077)" ]
    stop
}

upgrades() {
    (cd "$root/var/lib/sibu" && find . -type f -exec sha256sum {} + | sort -k 2) >"$folder/before"
    check "there is data" "" [ -s "$folder/before" ]
    within apt-get install -q -y --no-install-recommends /tmp/newer.deb -o Dpkg::Options::=--force-confold >"$folder/apt.log" 2>&1
    check "it upgrades" "$(tail -n 5 "$folder/apt.log")" [ "$?" = 0 ]
    # shellcheck disable=SC2016   # meant for dpkg
    check "to the newer one" "" [ "$(within dpkg-query -W -f '${Version}' sibu)" != 0.0.9 ]
    (cd "$root/var/lib/sibu" && find . -type f -exec sha256sum {} + | sort -k 2) >"$folder/after"
    check "no byte of the data is another" "$(diff "$folder/before" "$folder/after")" cmp "$folder/before" "$folder/after"
    check "changed settings stay" "" grep -qxF 'SIBU_OPTIONS="--port 0"' "$root/etc/sibu/serve.conf"
    check "and the new ones lie beside them" "" grep -q 'reverse proxy' "$root/etc/sibu/serve.conf.dpkg-dist"
    # shellcheck disable=SC2034   # read by serving.sh
    key=$(cat "$root/var/lib/sibu/officer.key")
    start
    check "it answers again" "$(tail -n 3 "$folder/server.log")" [ "$(ask GET /healthz)" = 200 ]
    check "the key of before opens it" "" [ "$(officer GET /v1/muster)" = 200 ]
    stop
}

is_removed_and_purged() {
    within dpkg -r sibu >"$folder/dpkg.log" 2>&1
    check "it is removed" "$(cat "$folder/dpkg.log")" [ ! -e "$root/usr/bin/sibu" ]
    check "its settings stay" "" [ -s "$root/etc/sibu/serve.conf" ]
    within dpkg -P sibu >"$folder/dpkg.log" 2>&1
    check "it is purged" "$(cat "$folder/dpkg.log")" [ "$?" = 0 ]
    check "with its settings" "" [ ! -e "$root/etc/sibu/serve.conf" ]
    check "rules and roster stay" "" [ -s "$root/etc/sibu/policy.json" ]
    check "the data of drills stays" "" [ -s "$root/var/lib/sibu/officer.key" ]
    check "and that is said" "$(cat "$folder/dpkg.log")" grep -q 'sibu: there is data in /var/lib/sibu, which stays' "$folder/dpkg.log"
    check "nothing points at the service any more" "" [ -z "$(find "$root/etc/systemd" "$root/var/lib/systemd" -name '*sibu*' 2>/dev/null)" ]
    check "the viewer goes" "" within dpkg -P sibu-view
}

without_data_nothing_is_left() {
    rm -rf "$root/etc/sibu" "$root/var/lib/sibu"
    within dpkg -i /tmp/newer.deb >"$folder/dpkg.log" 2>&1
    check "it installs once more" "$(tail -n 3 "$folder/dpkg.log")" [ "$?" = 0 ]
    within dpkg -P sibu >"$folder/dpkg.log" 2>&1
    check "without data, purging leaves no folder" "$(cat "$folder/dpkg.log")" \
        [ -z "$(find "$root/etc/sibu" "$root/var/lib/sibu" "$root/usr/share/sibu" 2>/dev/null)" ]
    check "and says nothing of data" "" sh -c "! grep -q 'there is data' '$folder/dpkg.log'"
}

[ "$(id -u)" = 0 ] || skip "it needs root"
prepare
installs
starts
upgrades
is_removed_and_purged
without_data_nothing_is_left
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
