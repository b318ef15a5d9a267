#!/bin/sh
# A witness as a stranger meets it: sibu witness over plain HTTP, with the signed head of another implementation, and its
# links checked with Python's hashlib. What it says once it says again after kill -9.
# Needs SIBU_SOURCE and SIBU_BUILD.
set -u
sibu=$SIBU_BUILD/bin/sibu
folder=$(mktemp -d) || exit 1
data=$folder/data
token=0123456789abcdef
witness=
passed=0
failed=0
export HOME="$folder" LANG=C.UTF-8
unset LC_ALL LC_MESSAGES SIBU_SHARE XDG_DATA_HOME

end() {
    [ -z "$witness" ] || kill -9 "$witness" 2>/dev/null
    wait
    rm -rf "$folder"
}
trap end EXIT
trap 'exit 1' INT TERM

# check WHAT COMMAND...: whether the command's status is 0
check() {
    what=$1
    shift
    if "$@" >/dev/null 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $what: $(head -c 300 "$folder/body")"
    fi
}

# wait_for SECONDS COMMAND...: until the command says yes; no after that time
wait_for() {
    limit=$(($(date +%s) + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$(date +%s)" -lt "$limit" ] || return 1
        sleep 0.2
    done
}

start() {
    rm -f "$folder/told"
    "$sibu" witness --data "$data" --port 0 --name auditor --token-file "$folder/token" --json >"$folder/told" 2>>"$folder/err" &
    witness=$!
    wait_for 30 test -s "$folder/told" || { echo "FAILED: it does not start"; cat "$folder/err"; exit 1; }
    url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$folder/told")
}

# ask METHOD PATH [CURL-OPTION...]: the HTTP status on stdout, the body in $folder/body
ask() {
    method=$1
    path=$2
    shift 2
    curl --noproxy '*' -s -o "$folder/body" -w '%{http_code}' --max-time 20 -X "$method" "$@" "$url$path"
}

post() {
    ask POST "$1" -H "Authorization: Bearer $token" --data-binary "$2"
}

is() {
    wanted=$1
    shift
    [ "$("$@")" = "$wanted" ]
}

says() {
    grep -qF -- "$1" "$folder/body"
}

# epoch NUMBER FIRST-TICK: a definition of five ticks of a second; link NUMBER TICK: a request for one
who='"installation":"000102030405060708090a0b0c0d0e0f"'
epoch() {
    printf '{%s,"epoch":%s,"ticks":5,"tick_s":1,"first_tick":%s,"log_key":"%s"}' "$who" "$1" "$2" \
        'plant.example/sibu+59ab43df+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4'
}
link() {
    printf '{%s,"epoch":%s,"tick":%s,"old_size":0,"consistency":[],"checkpoint":"%s"}' "$who" "$1" "$2" \
        'plant.example/sibu\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n— plant.example/sibu WatD36d2t0hNO/yHJ3VZczcGX/ArF6pk1MEgU0z+cNLrc51BU18AaXHXKvOzLRVk1wXN4qIAJAiwTT6bxwxjy5Bu5gM=\n'
}

leads() {
    python3 -c '
import hashlib, json, sys
link = bytes.fromhex(json.load(open(sys.argv[2]))["link"])
for i in range(int(sys.argv[3]), 0, -1):
    fields = (bytes(range(16)), (1).to_bytes(8, "big"), i.to_bytes(8, "big"), link)
    data = b"".join(len(field).to_bytes(4, "big") + field for field in fields)
    link = hashlib.blake2b(data, digest_size=32, person=b"sibu link v1".ljust(16, b"\0")).digest()
assert link.hex() == json.load(open(sys.argv[1]))["anchor"]' "$folder/anchor" "$1" "$2"
}

echo $token >"$folder/token"
: >"$folder/body"
start
check "its key is told" is 200 ask GET /v1/key
check "by its name" says '"name":"auditor","key":"auditor+'
check "its files are its own" [ "$(stat -c %a "$data/witness.db")$(stat -c %a "$data/witness.key")" = 600600 ]
check "no such page" is 404 ask GET /v1/links
check "no such method" is 405 ask GET /v1/link
check "not without the token" is 401 ask POST /v1/epoch --data '{}'
check "nor with another" is 401 ask POST /v1/epoch --data '{}' -H 'Authorization: Bearer 0123456789abcdee'
check "rubbish" is 400 post /v1/epoch 'rubbish'
check "one clear line" says '"refused":"unread","what":"request:'
head -c 17000 /dev/zero | tr '\0' ' ' >"$folder/large"
check "too large" is 413 post /v1/link "@$folder/large"
check "an unknown epoch" is 404 post /v1/link "$(link 1 1000)"

first=$(($(date +%s) + 4))
check "an epoch that has begun" is 409 post /v1/epoch "$(epoch 1 $((first - 60)))"
check "an epoch" is 200 post /v1/epoch "$(epoch 1 $first)"
cp "$folder/body" "$folder/anchor"
check "the same again" is 200 post /v1/epoch "$(epoch 1 $first)"
check "has the same anchor" cmp "$folder/body" "$folder/anchor"
check "a link before its time" is 425 post /v1/link "$(link 1 $((first + 4)))"
check "says how long to wait" grep -Eq '"refused":"early","wait_s":[1-9]' "$folder/body"
check "no head yet" is 404 ask GET '/v1/head?installation=000102030405060708090a0b0c0d0e0f'
check "a link comes with its moment" wait_for 30 is 200 post /v1/link "$(link 1 $((first + 1)))"
cp "$folder/body" "$folder/second"
check "it leads to the anchor" leads "$folder/second" 2
check "the clock has come so far" [ "$(date +%s)" -ge $((first + 1)) ]
kill -9 "$witness"
wait "$witness" 2>/dev/null
start
check "killed, it gives the same" is 200 post /v1/link "$(link 1 $((first + 1)))"
check "to the last byte" cmp "$folder/body" "$folder/second"
check "the same anchor" is 200 post /v1/epoch "$(epoch 1 $first)"
check "also after its time" cmp "$folder/body" "$folder/anchor"
check "another definition" is 409 post /v1/epoch "$(epoch 1 $((first + 1)))"
check "an earlier link is public" is 200 post /v1/link "$(link 1 "$first")"
check "and not signed" says '"implied":true'
check "it leads to the anchor too" leads "$folder/body" 1
check "the proof must begin at its last head" wait_for 30 is 409 post /v1/link "$(link 1 $((first + 2)))"
check "whose size it says" says '"refused":"old-size","size":8'
check "its last head is for anybody" is 200 ask GET '/v1/head?installation=000102030405060708090a0b0c0d0e0f'
check "with its name under it" says '— auditor '
kill -TERM "$witness"
status=0
wait "$witness" || status=$?
witness=
check "SIGTERM ends it" [ "$status" = 0 ]
check "nothing is left half done" [ ! -e "$data/witness.db-journal" ]
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ] && [ "$passed" -ge 35 ]
