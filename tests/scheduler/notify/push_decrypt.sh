#!/bin/sh
# A push message is read by programs that are not ours: npm's http_ece decrypts it, and Node's crypto checks the token.
set -eu
here=$(cd -- "$(dirname -- "$0")" && pwd)
NODE_PATH=$("$SIBU_SOURCE/tests/npm.sh" http_ece@1.2.1)
export NODE_PATH
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
node "$here/push_decrypt.js" "$SIBU_BUILD/tests/scheduler/notify/push_sample" "$work/key"
