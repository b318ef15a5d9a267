#!/bin/sh
# The Debian packages, made of the build that is there: lintian finds nothing, they depend on what they need, the unit is as
# closed as it says, and what is unpacked runs from where it lies, with its own data and nothing of the machine it was built on.
# Needs SIBU_SOURCE and SIBU_BUILD.
set -u
folder=$(mktemp -d) || exit 1
root=$folder/root
sibu=$root/usr/bin/sibu
data=$folder/data
server=
passed=0
failed=0
# shellcheck disable=SC2034   # read by serving.sh
port=0
# shellcheck source=/dev/null
. "$SIBU_SOURCE/tests/system/serving.sh"

end() {
    [ -z "$server" ] || kill -9 "$server" 2>/dev/null
    wait
    rm -rf "$folder"
}
trap end EXIT
trap 'exit 1' INT TERM

make_packages() {
    umask 022
    cpack --config "$SIBU_BUILD/CPackConfig.cmake" -B "$folder/made" >"$folder/cpack.log" 2>&1 || give_up "no packages are made"
    set -- "$folder"/made/*.deb
    check "there are two packages" "$*" [ "$#" = 2 ]
    lintian --no-cfg --allow-root --tag-display-limit 0 --fail-on error,warning "$@" >"$folder/lintian" 2>&1
    check "lintian finds neither errors nor warnings" "$(cat "$folder/lintian")" [ "$?" = 0 ]
    for package in "$@"; do
        dpkg-deb -x "$package" "$root"
    done
}

# depends PACKAGE WORD...
depends() {
    package=$1
    shift
    dpkg-deb -f "$folder/made/${package}"_*.deb Depends >"$folder/depends"
    for word in "$@"; do
        check "$package depends on $word" "$(cat "$folder/depends")" grep -q "\\b$word\\b" "$folder/depends"
    done
}

no_link_leads_out() {
    [ -z "$(find "$root" -type l)" ]
}

what_is_in_them() {
    depends sibu libsqlite3-0 libpq5 libmicrohttpd12 tzdata systemd-sysusers
    check "the server needs no display" "$(cat "$folder/depends")" sh -c "! grep -q libsdl '$folder/depends'"
    depends sibu-view libsdl2-2.0-0
    check "nothing of where it was built is in them" "$(grep -rlaF "$SIBU_SOURCE" "$root")" sh -c "! grep -rqaF '$SIBU_SOURCE' '$root'"
    check "no link leads out of them" "" no_link_leads_out
    check "settings are what dpkg asks about" "" sh -c "dpkg-deb -I '$folder'/made/sibu_*.deb conffiles | grep -qxF /etc/sibu/serve.conf"
    for name in sibu sibu-view; do
        check "$name has its copyright" "" [ -s "$root/usr/share/doc/$name/copyright" ]
        check "$name has its changelog" "" sh -c "zcat '$root/usr/share/doc/$name/changelog.gz' | grep -q '^sibu ('"
    done
    kind=$(sed -n 's/^MimeType=\(.*\);$/\1/p' "$root/usr/share/applications/sibu-view.desktop")
    check "records have a type" "$kind" [ -n "$(xmllint --xpath "//*[@type='$kind']/*[@pattern='*.drill']" "$root/usr/share/mime/packages/sibu-view.xml")" ]
    check "the viewer has an icon" "" [ -s "$root/usr/share/icons/hicolor/scalable/apps/sibu-view.svg" ]
    check "the guide to it is in it" "" [ -s "$root/usr/share/doc/sibu/docs/install.md" ]
}

the_unit() {
    unit=$root/lib/systemd/system/sibu.service
    systemd-analyze security --offline=true --no-pager "$unit" >"$folder/security" 2>&1
    exposure=$(sed -n 's/.*Overall exposure level for sibu.service: \([0-9.]*\) .*/\1/p' "$folder/security")
    check "its exposure is 2.0 at the most" "$exposure" awk -v level="${exposure:-9}" 'BEGIN { exit !(level <= 2.0) }'
    mkdir "$folder/units"
    sed "s#/usr/bin/sibu #$sibu #" "$unit" >"$folder/units/sibu.service"
    systemd-analyze verify --man=no "$folder/units/sibu.service" 2>&1 | grep 'sibu' >"$folder/verify"   # not of other units
    check "systemd understands all of it" "$(cat "$folder/verify")" [ ! -s "$folder/verify" ]
}

write_policy() {
    cp "$SIBU_SOURCE"/tests/system/little/* "$folder/"
    cat >"$folder/policy.json" <<'END'
{"format": 1, "tick_s": 10, "least": 0, "mean": 0.01, "windows": [{"from": "00:00", "to": "24:00"}],
 "shifts": {"never-now": {"days": ["mon"], "from": "03:00", "to": "03:01"}},
 "sites": [{"site": "site.geojson", "roster": "roster.csv"}]}
END
}

run_from_there() {
    check "the viewer runs" "$(cat "$folder/err" 2>/dev/null)" status_is 0 "$root/usr/bin/sibu-view" --version
    write_policy
    mv "$root/usr/share/sibu" "$folder/away"
    check "without its families it does not start" "$(cat "$folder/err" 2>/dev/null)" \
        status_is 2 timeout 20 "$sibu" serve --policy "$folder/policy.json" --data "$data" --port 0
    mv "$folder/away" "$root/usr/share/sibu"
    start_server
    check "the server answers" "$(tail -n 3 "$folder/server.log")" [ "$(ask GET /healthz)" = 200 ]
    kill -HUP "$server"
    check "a reload does not end it" "$(tail -n 3 "$folder/server.log")" wait_for 10 grep -q 'no certificate to renew' "$folder/server.log"
    check "it goes on to answer" "" [ "$(ask GET /healthz)" = 200 ]
    kill "$server"
    wait "$server"
    check "it ends when it is told to" "$?" [ "$?" = 0 ]
    server=
}

make_packages
what_is_in_them
the_unit
run_from_there
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
