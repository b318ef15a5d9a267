# Two witnesses, a beacon and a server, as real programs. Python's standard library only.
# Usage: shared.py SIBU BEACON FOLDER; prints "N passed, M failed".
#
# Twin worlds: at a moment between two ticks the data folder is copied, database, log of it, seed and all. The witnesses' links
# of all later ticks are searched in the copy, as bytes and as hex: else it could be known beforehand what is drawn. The links
# of earlier ticks must be found by the same search.
import json
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

SIBU, BEACON, FOLDER = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
DATA = FOLDER / "data"
TICK_S = 10
checks = {True: 0, False: 0}
running = []


def check(what, holds, why=""):
    checks[bool(holds)] += 1
    if not holds:
        print(f"FAILED {what}: {why}")


def wait_for(what, holds, seconds):
    limit = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > limit:
            check(what, False, f"not within {seconds} s")
            raise TimeoutError(what)
        time.sleep(0.05)


def start(*command):
    with open(FOLDER / "log", "ab") as log:
        program = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log)
    running.append(program)
    return program, json.loads(program.stdout.readline())


def serve():
    return start(SIBU, "serve", "--policy", FOLDER / "policy.json", "--data", DATA, "--port", "0", "--json")


def rows(kind):
    base = sqlite3.connect(f"file:{DATA}/sibu.db?mode=ro", uri=True, timeout=20)
    found = [json.loads(body) for (body,) in base.execute("SELECT body FROM ledger WHERE kind = ? ORDER BY row", (kind,))]
    base.close()
    return found


def links(count):
    return lambda: len(rows("link")) >= count


def holds(places, secret):
    return any(form in place for place in places for form in (secret, secret.hex().encode(), secret.hex().upper().encode()))


def twin_worlds():
    """The folder at a moment at which no tick is open."""
    wait_for("the middle of a tick", lambda: 4 < time.time() % TICK_S < 6 and len(rows("open")) == len(rows("link")), 30)
    at = time.time()
    shutil.copytree(DATA, FOLDER / "copy")
    return at, {path.name: path.read_bytes() for path in (FOLDER / "copy").rglob("*") if path.is_file()}


def search(at, files):
    check("the seed, the database and its log are in the copy", {"sibu.db", "sibu.db-wal"} <= set(files) and any(
        name.endswith(".seed") for name in files), sorted(files))
    later = 0
    for row in rows("link"):
        past = row["tick"] * TICK_S <= at
        later += not past
        for given in row["witnesses"]:
            check("a witness's link", holds(files.values(), bytes.fromhex(given["link"])) == past, row)
        check("the round", holds(files.values(), bytes.fromhex(row["signature"])) == past, row)
    check("ticks came after the copy", later >= 3, later)


def story():
    witnesses = [start(SIBU, "witness", "--data", FOLDER / name, "--port", "0", "--name", name, "--json") for name in ("ann", "ben")]
    _, beacon = start(sys.executable, BEACON, "--period", "3")
    policy = {"format": 1, "tick_s": TICK_S, "least": 0, "mean": 0.01, "windows": [{}],
              "sites": [{"site": "one.geojson", "roster": "roster.csv"}],
              "proof": {"witnesses": [{"url": told["url"], "key": told["key"]} for _, told in witnesses],
                        "beacon": {"chain": beacon["hash"], "urls": [beacon["url"]]}}}
    (FOLDER / "policy.json").write_text(json.dumps(policy), encoding="utf-8")
    server, told = serve()
    wait_for("an epoch", lambda: rows("epoch"), 30)
    wait_for("a tick of all", links(1), 120)
    at, files = twin_worlds()
    still = witnesses[0][0]
    still.send_signal(signal.SIGSTOP)
    wait_for("a tick is open", lambda: len(rows("open")) == len(rows("link")) + 1, 2 * TICK_S)
    opened, drawn = rows("open"), len(rows("link"))
    server.send_signal(signal.SIGKILL)
    server.wait()
    server, told = serve()
    check("nothing is drawn without a witness", len(rows("link")) == drawn)
    check("the tick is open still", rows("open") == opened, rows("open"))
    still.send_signal(signal.SIGCONT)
    wait_for("it is drawn after all", links(drawn + 1), 60)
    check("the same tick", rows("link")[drawn]["tick"] == opened[-1]["tick"], rows("link")[drawn])
    done = subprocess.run([SIBU, "surprise", "--now", "--server", told["url"], "--data", DATA], capture_output=True, check=False)
    check("a drill at once", done.returncode == 0, done.stderr)
    wait_for("three ticks", links(drawn + 3), 60)
    search(at, files)
    check("no tick is left out", [row["tick"] for row in rows("link")] == list(
        range(rows("epoch")[0]["from_tick"], rows("link")[-1]["tick"] + 1)), [row["tick"] for row in rows("link")])
    server.send_signal(signal.SIGTERM)
    server.wait()
    done = subprocess.run([SIBU, "verify", DATA / "sibu.db", "--json"], capture_output=True, check=False)
    check("the ledger is whole", done.returncode == 0, done.stdout + done.stderr)
    by = json.loads(done.stdout)["ticks_by"]
    check("the ticks by mode", by["both"] == len(rows("link")), by)


try:
    story()
except TimeoutError:
    print((FOLDER / "log").read_text(encoding="utf-8")[-1500:])
finally:
    for program in running:
        program.send_signal(signal.SIGCONT)
        program.kill()
        program.wait()
print(f"{checks[True]} passed, {checks[False]} failed")
sys.exit(1 if checks[False] or not checks[True] else 0)
