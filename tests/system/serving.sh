#!/bin/sh
# For scripts that ask a running server: read by them, once they have set sibu, folder, data, server (empty), url, key, port, passed and
# failed (0). Bodies and output of what is asked lie in $folder.
# shellcheck disable=SC2034,SC2154
export http_proxy=http://127.0.0.1:9 HOME="$folder" LANG=C.UTF-8   # nothing here goes through a proxy
unset LC_ALL LC_MESSAGES SIBU_SHARE XDG_DATA_HOME

# check WHAT WHY COMMAND...: whether the command's status is 0
check() {
    what=$1
    why=$2
    shift 2
    if "$@" >/dev/null 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $what: $why"
    fi
}

# wait_for SECONDS COMMAND...: until the command says yes; no after that time
wait_for() {
    limit=$(($(date +%s) + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$(date +%s)" -lt "$limit" ] || return 1
        sleep 0.3
    done
}

give_up() {
    echo "FAILED $1"
    tail -n 5 "$folder"/*.log
    printf '%d passed, %d failed\n' "$passed" "$((failed + 1))"
    exit 1
}

# ask METHOD PATH [CURL-OPTION...]: the HTTP status on stdout, the body in $folder/body
ask() {
    method=$1
    path=$2
    shift 2
    curl --noproxy '*' -s -o "$folder/body" -w '%{http_code}' --max-time 20 -X "$method" "$@" "$url$path"
}

officer() {
    ask "$@" -H "Authorization: Bearer $key"
}

# status_is STATUS COMMAND...: the command ends so; what it says is in out and err
status_is() {
    wanted=$1
    shift
    status=0
    "$@" >"$folder/out" 2>"$folder/err" </dev/null || status=$?
    [ "$status" = "$wanted" ]
}

# start_server [OPTION...]: of $folder/policy.json, on $port, 0: any, then always that one; sets server, url, port, key
start_server() {
    rm -f "$folder/url.json"   # that of the server before: it would be read while the shell empties it
    "$sibu" serve --policy "$folder/policy.json" --data "$data" --port "$port" --json --lang en "$@" >"$folder/url.json" 2>>"$folder/server.log" &
    server=$!
    wait_for 30 grep -q '"url"' "$folder/url.json" || give_up "the server does not start"
    url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$folder/url.json")
    port=${url##*:}
    key=$(cat "$data/officer.key")
}
