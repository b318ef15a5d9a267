# A running server, its memory and its files at a moment, against the ticks that it draws afterwards. Python's standard
# library only. Usage: twin_worlds.py SIBU POLICY FOLDER; prints "N passed, M failed".
#
# At the moment t the server is stopped (SIGSTOP) with a surprise armed. Its writable memory is read from /proc/PID/mem as a
# debugger dumps a core, and every file of its data folder and its log are read too. Then it goes on, and of each later
# tick r, R and U are searched in all that was there at t: as bytes, as hex, and U as a number of the machine as well. Of
# the ticks before t the same search must find r: else it could find nothing.
import hashlib
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request

SIBU, POLICY, FOLDER = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
DATA = FOLDER / "data"
TICK_S = 10
BEFORE, AFTER = 1, 2   # whole ticks before t and after it
checks = {True: 0, False: 0}


def check(what, holds, why=""):
    checks[bool(holds)] += 1
    if not holds:
        print(f"FAILED {what}: {why}")


def field(data):
    return len(data).to_bytes(4, "big") + data


def number(value):
    return field(value.to_bytes(8, "big"))


def hashed(tag, fields, key=b""):
    return hashlib.blake2b(b"".join(fields), digest_size=32, key=key, person=tag.ljust(16, b"\0")).digest()


def root(start, tick):
    return hashed(b"sibu tick v1", [field(bytes.fromhex(start["installation"])), number(start["epoch"]),
                                    number(tick["tick"]), field(b""), field(bytes.fromhex(tick["r"]))])


def rows(kind):
    with sqlite3.connect(f"file:{DATA}/sibu.db?mode=ro", uri=True) as base:
        found = [json.loads(body) for (body,) in base.execute("SELECT body FROM ledger WHERE kind = ? ORDER BY row", (kind,))]
    base.close()
    return found


def wait_for(what, holds, seconds):
    limit = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > limit:
            print(f"FAILED {what}: not within {seconds} s")
            print("0 passed, 1 failed")
            sys.exit(1)
        time.sleep(0.1)


def memory(pid):
    """The writable memory, piece by piece: heap, stacks, data, the mapped index of the write-ahead log."""
    pieces = []
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps, open(f"/proc/{pid}/mem", "rb", buffering=0) as mem:
        for line in maps:
            span, rights = line.split()[:2]
            low, high = (int(end, 16) for end in span.split("-"))
            if not rights.startswith("rw"):
                continue
            mem.seek(low)
            piece = bytearray()
            while len(piece) < high - low:
                got = mem.read(high - low - len(piece))
                if not got:
                    raise OSError(f"{line.strip()} cannot be read")
                piece += got
            pieces.append(bytes(piece))
    return pieces


def files():
    found = {path: path.read_bytes() for path in DATA.rglob("*") if path.is_file()}
    found[FOLDER / "server.log"] = (FOLDER / "server.log").read_bytes()
    return found


def forms(secret):
    return [secret, secret[::-1], secret.hex().encode(), secret.hex().upper().encode()]


def holds(places, secret):
    return any(form in place for place in places for form in forms(secret))


def is_stopped(pid):
    threads = pathlib.Path(f"/proc/{pid}/task").iterdir()
    return all((thread / "stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] == "T" for thread in threads)


def take_everything(server):
    """The server stands still meanwhile, in the middle of a tick's interval."""
    wait_for("the middle of a tick", lambda: 3 < time.time() % TICK_S < 6, 2 * TICK_S)
    server.send_signal(signal.SIGSTOP)
    wait_for("the server stands still", lambda: is_stopped(server.pid), 5)
    image, disk, at = memory(server.pid), files(), time.time()
    server.send_signal(signal.SIGCONT)
    return image, disk, at


def arm(url):
    key = (DATA / "officer.key").read_text(encoding="ascii").strip()
    asked = urllib.request.Request(f"{url}/v1/surprise", method="POST", data=json.dumps({"within_s": 60}).encode(),
                                   headers={"Authorization": f"Bearer {key}"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked, timeout=20) as answer:
        check("a surprise is armed", answer.status == 202, answer.status)


def search(image, disk, at):
    start = rows("start")[-1]
    units = [unit["unit"] for unit in rows("rules")[-1]["rules"]["units"]]
    places = image + list(disk.values())
    later = 0
    for tick in rows("tick"):
        r, R = bytes.fromhex(tick["r"]), root(start, tick)
        if tick["tick"] * TICK_S <= at:
            check("an earlier r is on the disk", holds(disk.values(), r))
            known = r
            continue
        later += 1
        check("a later r is nowhere", not holds(places, r), tick)
        check("nor is its R", not holds(places, R), tick)
        for unit in units:
            u = hashed(b"sibu fire v1", [field(unit.encode())], key=R)[:8]
            check("nor its U", not holds(places, u), tick)
    check("the last r before t is still in the memory: the search finds what is there", holds(image, known))
    check("ticks were drawn afterwards", later >= AFTER, later)


def main():
    with open(FOLDER / "server.log", "wb") as log:
        server = subprocess.Popen([SIBU, "serve", "--policy", POLICY, "--data", DATA, "--port", "0", "--json"],
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log)
    try:
        url = json.loads(server.stdout.readline())["url"]
        wait_for("a tick", lambda: len(rows("tick")) >= BEFORE, 3 * TICK_S)
        wait_for("the beginning of a tick, which is drawn", lambda: 1 < time.time() % TICK_S < 3, 2 * TICK_S)
        arm(url)
        image, disk, at = take_everything(server)
        check("no start is drawn yet", not rows("drill"), rows("drill"))
        check("the surprise waits", len(rows("surprise")) == 1)
        wait_for("later ticks", lambda: sum(row["tick"] * TICK_S > at for row in rows("tick")) >= AFTER, (AFTER + 1) * TICK_S)
        search(image, disk, at)
        check("memory was read", sum(len(piece) for piece in image) > 1 << 20)
        check("database, log of it, and key were read", {"sibu.db", "sibu.db-wal", "sibu.db-shm", "ledger.key"} <= {path.name for path in disk})
    finally:
        server.send_signal(signal.SIGCONT)
        server.kill()
        server.wait()
    print(f"{checks[True]} passed, {checks[False]} failed")
    return 1 if checks[False] else 0


sys.exit(main())
