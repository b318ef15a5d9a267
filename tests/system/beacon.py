#!/usr/bin/env python3
"""A stand-in for a beacon of the drand kind on loopback, for tests without a network.

It serves GET /{chain hash}/info and /{chain hash}/public/{round} (and /public/latest) of one unchained chain; a round is
there from genesis + (round - 1) * period on, before that the answer is 425.

BLS IS NOT COMPUTED: key and signatures are bytes of SHA-256 counters, of the right length and the same in every run.
Who only checks that randomness = SHA-256(signature), and the chain's hash, takes them; who checks the signature must
refuse every one of them.

    beacon.py [--port 0] [--period 3] [--genesis SECONDS] [--offset SECONDS]

prints one line, {"url", "hash", "period", "genesis"}, once it listens, and serves until it is ended. --offset moves its
clock against the machine's, for a demonstration whose time runs elsewhere.
"""
import argparse
import hashlib
import http.server
import json
import struct
import time

NAME = "sibu-toy"
SCHEME = "bls-unchained-g1-rfc9380"
KEY_BYTES, SIGNATURE_BYTES = 96, 48


def counter_bytes(label, number, count):
    """`count` bytes that follow from the label and the number: SHA-256(label, number, 0), SHA-256(label, number, 1), ..."""
    blocks = (count + 31) // 32
    out = b"".join(hashlib.sha256(label + struct.pack(">QQ", number, i)).digest() for i in range(blocks))
    return out[:count]


class Chain:
    def __init__(self, period, genesis):
        self.period, self.genesis = period, genesis
        self.key = counter_bytes(b"sibu toy key", 0, KEY_BYTES)
        self.group = counter_bytes(b"sibu toy group", 0, 32)
        self.hash = hashlib.sha256(
            struct.pack(">Iq", period, genesis) + self.key + self.group + NAME.encode()).hexdigest()

    def info(self):
        return {"public_key": self.key.hex(), "period": self.period, "genesis_time": self.genesis, "hash": self.hash,
                "groupHash": self.group.hex(), "schemeID": SCHEME, "metadata": {"beaconID": NAME}}

    def current(self, now):
        return int((now - self.genesis) // self.period) + 1

    def round(self, number):
        signature = counter_bytes(b"sibu toy signature " + self.hash.encode(), number, SIGNATURE_BYTES)
        return {"round": number, "randomness": hashlib.sha256(signature).hexdigest(), "signature": signature.hex()}

    def answer(self, path, now):
        """Status and object for a path."""
        parts = path.strip("/").split("/")
        if parts == [self.hash, "info"]:
            return 200, self.info()
        if len(parts) != 3 or parts[:2] != [self.hash, "public"]:
            return 404, {"error": "no such chain or path"}
        last = self.current(now)
        number = last if parts[2] == "latest" else int(parts[2]) if parts[2].isdecimal() else 0
        if number < 1:
            return 404, {"error": "no such round"}
        return (200, self.round(number)) if number <= last else (425, {"error": "not yet"})


def serve(chain, port, offset):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            status, answer = chain.answer(self.path, time.time() + offset)
            body = json.dumps(answer, separators=(",", ":")).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    print(json.dumps({"url": f"http://127.0.0.1:{server.server_address[1]}", "hash": chain.hash,
                      "period": chain.period, "genesis": chain.genesis}), flush=True)
    server.serve_forever()


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--period", type=int, default=3)
    options.add_argument("--genesis", type=int, default=1700000000)
    options.add_argument("--offset", type=float, default=0.0)
    chosen = options.parse_args()
    try:
        serve(Chain(chosen.period, chosen.genesis), chosen.port, chosen.offset)
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
