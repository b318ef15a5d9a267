#!/bin/sh
# TLS built in, as strangers meet it: sibu serve with a certificate, asked by curl and openssl: a page, the cookie, a check-in
# that rests until it is on disk, a stream of events that waits, and a command of sibu's own. And every wrong certificate, told
# in one line before anything is opened.
# Needs SIBU_SOURCE and SIBU_BUILD.
set -u
sibu=$SIBU_BUILD/bin/sibu
folder=$(mktemp -d) || exit 1
data=$folder/data
server=
url=
key=
stream=
port=0   # start_server's
: >"$folder/err"
: >"$folder/server.log"
passed=0
failed=0
# shellcheck source=/dev/null
. "$SIBU_SOURCE/tests/system/serving.sh"

end() {
    [ -z "$stream" ] || kill "$stream" 2>/dev/null
    [ -z "$server" ] || kill -9 "$server" 2>/dev/null
    wait
    rm -rf "$folder"
}
trap end EXIT
trap 'exit 1' INT TERM

# certificate NAME [OPTION...]: NAME.pem and NAME.key
certificate() {
    name=$1
    shift
    openssl req -x509 -newkey rsa:2048 -nodes -subj "/CN=$name" -keyout "$folder/$name.key" \
        -out "$folder/$name.pem" -addext subjectAltName=IP:127.0.0.1 "$@" 2>"$folder/err" || give_up "no certificate"
    chmod 600 "$folder/$name.key"
}

# refused PLACE ZH EN OPTION...: serve with these options says so in one line of each language, and has made nothing
refused() {
    place=$1
    zh=$2
    en=$3
    shift 3
    for language in zh en; do
        said=$zh
        [ $language = zh ] || said=$en
        check "refused with $*" "$(cat "$folder/err")" status_is 2 timeout 20 "$sibu" serve --policy "$folder/nowhere.json" \
            --data "$folder/other" --port 0 --lang $language "$@"
        check "and says where and what ($language)" "$(cat "$folder/err")" grep -qF -- "$place: $said" "$folder/err"
        check "in one line" "" [ "$(wc -l <"$folder/err")" = 1 ]
    done
    check "before anything is opened" "" [ ! -e "$folder/other" ]
}

wrong_files() {
    here=$folder/here
    refused --tls-key '--tls-cert 和 --tls-key 要一起给' '--tls-cert and --tls-key go together' --tls-cert "$here.pem"
    refused --tls-cert '--tls-cert 和 --tls-key 要一起给' '--tls-cert and --tls-key go together' --tls-key "$here.key"
    refused "$folder/none.pem" '' '' --tls-cert "$folder/none.pem" --tls-key "$here.key"
    refused "$folder/none.key" '' '' --tls-cert "$here.pem" --tls-key "$folder/none.key"
    refused "$here.key" '不是 PEM 格式的证书' 'is no certificate in PEM' --tls-cert "$here.key" --tls-key "$here.key"
    : >"$folder/empty"
    refused "$folder/empty" '不是 PEM 格式的证书' 'is no certificate in PEM' --tls-cert "$folder/empty" --tls-key "$here.key"
    cp "$here.pem" "$folder/public"
    chmod 600 "$folder/public" "$folder/empty"
    for no_key in public empty; do
        refused "$folder/$no_key" '不是 PEM 格式、不加口令的私钥' 'is no secret key in PEM without a password' --tls-cert "$here.pem" \
            --tls-key "$folder/$no_key"
    done
    refused "$folder/else.key" '与证书不配' 'does not belong to the certificate' --tls-cert "$here.pem" --tls-key "$folder/else.key"
    chmod 640 "$folder/else.key"
    refused "$folder/else.key" '别人也能读取这把密钥' 'others can read this key' --tls-cert "$folder/else.pem" --tls-key "$folder/else.key"
    refused --base-url '用了 TLS,员工链接就要以 https:// 开头' "with TLS people's links begin with https://" --tls-cert "$here.pem" \
        --tls-key "$here.key" --base-url http://plant.example
}

# speaks OPTION...: openssl agrees with the server on something
speaks() {
    openssl s_client -connect "127.0.0.1:$port" -CAfile "$folder/both.pem" -verify_return_error "$@" </dev/null
}

pages() {
    check "its address is of TLS" "$url" [ "$url" != "${url#https://127.0.0.1:}" ]
    check "so is the first link" "$(cat "$folder/url.json")" grep -q '"set_up":"https://127.0.0.1:' "$folder/url.json"
    check "the page to sign in" "" [ "$(ask GET /sign-in -D "$folder/head")" = 200 ]
    check "is to be asked for over TLS alone" "$(cat "$folder/head")" grep -qi '^strict-transport-security: max-age=31536000' "$folder/head"
    check "the officer signs in" "" [ "$(ask POST /sign-in --data-urlencode "key=$key" -H "Origin: $url" -D "$folder/head")" = 303 ]
    check "the cookie never goes without TLS" "$(cat "$folder/head")" grep -qiE '^set-cookie: sibu=.*; Secure' "$folder/head"
    check "not from another site" "" [ "$(ask POST /sign-in --data-urlencode "key=$key" -H "Origin: http://127.0.0.1:$port")" = 403 ]
    check "nothing in the clear" "" [ "$(curl --noproxy '*' -s -o /dev/null -w '%{http_code}' --max-time 20 "http://127.0.0.1:$port/healthz")" = 000 ]
    check "nobody else's certificate" "" [ "$(CURL_CA_BUNDLE=$folder/else.pem ask GET /healthz)" = 000 ]
    check "TLS 1.3" "" speaks -tls1_3
    check "TLS 1.2" "" speaks -tls1_2
    check "nothing older" "" refuses speaks -tls1_1 -cipher DEFAULT@SECLEVEL=0
    check "no exchange that a stolen key opens" "" refuses speaks -tls1_2 -cipher kRSA
}

# Eight peers begin to greet and say no more: the server waits for them, and does not go round.
half_greetings() {
    python3 -c '
import os, socket, sys, time
def worked():
    return sum(map(int, open("/proc/" + sys.argv[1] + "/stat").read().rsplit(")", 1)[1].split()[11:13])) / os.sysconf("SC_CLK_TCK")
peers = [socket.create_connection(("127.0.0.1", int(sys.argv[2]))) for _ in range(8)]
for peer in peers:
    peer.sendall(b"\x16")
before = worked()
time.sleep(1)
print(worked() - before)
assert worked() - before < 0.15' "$server" "$port"
}

refuses() {
    ! "$@"
}

drill() {
    officer GET /v1/people >"$folder/code"
    token=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["people"][0]["token"])' "$folder/body")
    curl --noproxy '*' -s -N --max-time 120 "$url/w/$token/events" >"$folder/events" &
    stream=$!
    check "a stream begins" "" wait_for 10 grep -q '^id: 0' "$folder/events"
    check "a drill begins" "" [ "$(officer POST /v1/now --data '{}')" = 202 ]
    check "the stream tells it" "$(cat "$folder/events")" wait_for 20 grep -q '"state":"alerting"\|"state":"running"' "$folder/events"
    check "the worker's page" "" [ "$(ask GET "/w/$token?lang=en")" = 200 ]
    renewed
    for i in 1 2 3; do
        check "check-in $i" "" [ "$(ask POST /v1/check-in --data "{\"token\":\"$token\",\"key\":\"over-tls-$i\",\"point\":\"M1\"}")" = 200 ]
    done
    check "is kept" "$(cat "$folder/body")" grep -q '"ok":true' "$folder/body"
    check "a command that trusts another certificate" "" status_is 3 env CURL_CA_BUNDLE="$folder/else.pem" "$sibu" stop \
        --all-clear --server "$url" --data "$data"
    check "the all clear" "$(cat "$folder/err")" status_is 0 "$sibu" stop --all-clear --server "$url" --data "$data"
    check "the same stream tells the end" "$(cat "$folder/events")" wait_for 10 grep -q all-clear "$folder/events"
    check "it was one stream" "" kill -0 "$stream"
}

# shows NAME: whose certificate somebody who connects now is shown
shows() {
    [ "$(openssl s_client -connect "127.0.0.1:$port" </dev/null 2>"$folder/err" | openssl x509 -noout -subject | sed 's/.*CN *= *//')" = "$1" ]
}

renews() {
    kill -HUP "$server"
    wait_for 20 shows "$1"
}

# log_has COUNT WORDS: so many lines of the server's log have them
log_has() {
    [ "$(grep -cF -- "$2" "$folder/server.log")" = "$1" ]
}

# Two connections of before: one asks again after the renewal, the other has half its greeting behind it. Both go on.
begin_old() {
    mkfifo "$folder/go"
    python3 -c '
import http.client, os, socket, ssl, sys
port, trusted, go = int(sys.argv[1]), sys.argv[2], sys.argv[3]
late = socket.create_connection(("127.0.0.1", port), timeout=50)
kept = http.client.HTTPSConnection("127.0.0.1", port, context=ssl.create_default_context(cafile=trusted), timeout=50)
kept.request("GET", "/healthz")
assert kept.getresponse().read()
mine = kept.sock.getpeercert()
with open(go): pass   # opened for writing by whoever has renewed
kept.request("GET", "/healthz")
assert kept.getresponse().status == 200 and kept.sock.getpeercert() == mine
context = ssl.create_default_context(cafile=trusted)
with context.wrap_socket(late, server_hostname="127.0.0.1") as line:
    line.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    assert line.recv(12) == b"HTTP/1.1 200"
' "$port" "$folder/both.pem" "$folder/go" 2>"$folder/old.err" &
    old=$!
}

# In the middle of a drill, with a stream open: it goes on over its own connection, and whoever comes is shown the new one.
renewed() {
    check "the first one is shown" "" shows here
    begin_old
    sleep 1
    cp "$folder/again.pem" "$folder/here.pem"
    cp "$folder/again.key" "$folder/here.key"
    check "a renewed certificate is read on SIGHUP" "$(tail -n 3 "$folder/server.log")" renews again
    check "and the log says so once" "$(tail -n 3 "$folder/server.log")" log_has 1 "the certificate is renewed"
    : >"$folder/go"
    check "connections of before go on" "$(cat "$folder/old.err")" wait "$old"
    check "who comes is served" "" [ "$(ask GET /healthz)" = 200 ]
    echo nonsense >"$folder/here.pem"
    kill -HUP "$server"
    check "a wrong one is told in one line" "$(tail -n 3 "$folder/server.log")" wait_for 20 log_has 1 \
        "the certificate is not renewed, the one before stays place=\"$folder/here.pem\" what=\"is no certificate in PEM"
    check "and the one before stays" "" shows again
    cp "$folder/again.pem" "$folder/here.pem"
    cp "$folder/else.key" "$folder/here.key"
    chmod 600 "$folder/here.key"
    kill -HUP "$server"
    check "so is a key that does not belong to it" "$(tail -n 3 "$folder/server.log")" wait_for 20 log_has 1 \
        "place=\"$folder/here.key\" what=\"does not belong to the certificate"
    check "the one before stays again" "" shows again
    check "who comes is served as before" "" [ "$(ask GET /healthz)" = 200 ]
    cp "$folder/again.key" "$folder/here.key"
}

certificate here -days 2
certificate else -days 2
certificate again -days 2
wrong_files
cat "$folder/here.pem" "$folder/again.pem" >"$folder/both.pem"
export CURL_CA_BUNDLE="$folder/both.pem"
cat >"$folder/policy.json" <<EOF
{"format": 1, "tick_s": 60, "least": 0, "mean": 0.01, "windows": [{}],
 "sites": [{"site": "$SIBU_SOURCE/tests/system/little/site.geojson", "roster": "$SIBU_SOURCE/tests/system/little/roster.csv"}],
 "shifts": {"never-now": {"days": ["mon"], "from": "03:00", "to": "03:01"}}}
EOF
start_server --tls-cert "$folder/here.pem" --tls-key "$folder/here.key"
pages
check "half a greeting costs nothing" "$(cat "$folder/out")" status_is 0 half_greetings
drill
kill -TERM "$server"
status=0
wait "$server" || status=$?
server=
check "SIGTERM ends it, an open stream and all" "$(tail -n 3 "$folder/server.log")" [ "$status" = 0 ]
check "it has said nothing of an expired certificate" "" refuses grep -q expired "$folder/server.log"
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ] && [ "$passed" -ge 114 ]
