# Two servers, two witnesses and a beacon, as real programs: one server in the mode "both", one with the beacon alone. Python's
# standard library only.
# Usage: shared.py SIBU BEACON INDEPENDENT FOLDER; prints "N passed, M failed". INDEPENDENT: the folder of the independent verifier.
#
# Twin worlds: at a moment between two ticks each data folder is copied, database, log of it, seed and all.
# - The witnesses' links and the rounds of all later ticks are searched in the copy, as bytes and as hex: else it could be known
#   beforehand what is drawn. Those of earlier ticks must be found by the same search.
# - By the copy, and a link or signature that might come, R of the next tick is another for each; by the copy and those that did
#   come, the outcomes are those that the ledger has in the end. So the copy alone decides nothing.
import concurrent.futures
import json
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

SIBU, BEACON, INDEPENDENT, FOLDER = sys.argv[1], sys.argv[2], sys.argv[3], pathlib.Path(sys.argv[4])
sys.dont_write_bytecode = True
sys.path.insert(0, INDEPENDENT)
import ledger_next   # noqa: E402
import ledger_verify   # noqa: E402

TICK_S = 10
PATIENCE_S = 180   # with whatever else the machine does: only waiting, never what is judged
WORLDS = 64   # that are looked at for each party
aside = concurrent.futures.ThreadPoolExecutor()
checks = {True: 0, False: 0}
running = []


def check(what, holds, why=""):
    checks[bool(holds)] += 1
    if not holds:
        print(f"FAILED {what}: {why}")


def wait_for(what, holds):
    limit = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > limit:
            check(what, False, f"not within {PATIENCE_S} s")
            raise TimeoutError(what)
        time.sleep(0.05)


def start(*command):
    with open(FOLDER / "log", "ab") as log:
        program = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log)
    running.append(program)
    return program, json.loads(program.stdout.readline())


def holds(places, secret):
    return any(form in place for place in places for form in (secret, secret.hex().encode(), secret.hex().upper().encode()))


def shares(row):
    """What others gave for a tick: the witnesses' links, and the round's signature."""
    return [bytes.fromhex(given["link"]) for given in row["witnesses"]], bytes.fromhex(row["signature"])


class House:
    """A server with its data folder and its policy's "proof"."""

    def __init__(self, mode, **proof):
        self.mode, self.data, self.policy, self.copy = mode, FOLDER / mode, FOLDER / f"{mode}.json", FOLDER / f"{mode}-copy"
        self.policy.write_text(json.dumps({"format": 1, "tick_s": TICK_S, "least": 0, "mean": 0.01, "windows": [{}],
                                           "sites": [{"site": "one.geojson", "roster": "roster.csv"}], "proof": proof}), encoding="utf-8")
        self.serve()

    def serve(self):
        self.server, self.told = start(SIBU, "serve", "--policy", self.policy, "--data", self.data, "--port", "0", "--json")

    def end(self, how):
        self.server.send_signal(how)
        self.server.wait()

    def rows(self, kind):
        base = sqlite3.connect(f"file:{self.data}/sibu.db?mode=ro", uri=True, timeout=20)
        found = [json.loads(body) for (body,) in base.execute("SELECT body FROM ledger WHERE kind = ? ORDER BY row", (kind,))]
        base.close()
        return found

    def links(self, count):
        return lambda: len(self.rows("link")) >= count

    def is_between(self):
        return len(self.rows("open")) == len(self.rows("link"))

    def take_copy(self):
        """The folder as it is at one moment."""
        self.server.send_signal(signal.SIGSTOP)
        self.at = time.time()
        shutil.copytree(self.data, self.copy)
        self.server.send_signal(signal.SIGCONT)
        self.next = aside.submit(ledger_next.Copy, self.copy)   # goes through millions of links

    def search(self):
        files = {path.name: path.read_bytes() for path in self.copy.rglob("*") if path.is_file()}
        check("the seed, the database and its log are in the copy", {"sibu.db", "sibu.db-wal"} <= set(files) and any(
            name.endswith(".seed") for name in files), sorted(files))
        later = 0
        for row in self.rows("link"):
            past = row["tick"] * TICK_S <= self.at
            later += not past
            links, signature = shares(row)
            for link in links:
                check("a witness's link", holds(files.values(), link) == past, row)
            check("the round", holds(files.values(), signature) == past, row)
        check("ticks came after the copy", later >= 3, later)

    def twin_worlds(self):
        """What might have become of the copy's next tick, and what did."""
        copy = self.next.result()
        row = next(row for row in self.rows("link") if row["tick"] == copy.tick)
        check("the copy has not the tick", copy.tick * TICK_S > self.at and not copy.state.proof.open, copy.tick)
        check("the server's own link is known beforehand", copy.link.hex() == row["link"], row)
        links, signature = shares(row)
        check("with what came, it is what the ledger has", copy.outcomes(links, signature) == row["outcomes"], row)
        for party in range(len(links) + 1):
            given = [self.world(links, signature, party, i) for i in range(WORLDS)]
            seen = [max(u for _, u, *_ in copy.drawn(copy.R(*one))) for one in given]   # 0 of units that do not draw
            check("each world has another R", len({copy.R(*one) for one in given}) == WORLDS, party)
            check("U may become small or great", min(seen) < 1 << 61 and max(seen) > 7 << 61, seen)
            check("no other one has these outcomes", all(copy.outcomes(*one) != row["outcomes"] for one in given), party)

    @staticmethod
    def world(links, signature, party, i):
        """What came, but for one party: a witness, or, behind them, the beacon."""
        other = ledger_next.H("another world", party, i)
        if party == len(links):
            return links, (other + other)[:len(signature)]
        return links[:party] + [other] + links[party + 1:], signature

    def is_whole(self):
        count = len(self.rows("link"))
        check("no tick is left out", [row["tick"] for row in self.rows("link")] == list(
            range(self.rows("epoch")[0]["from_tick"], self.rows("link")[-1]["tick"] + 1)), self.rows("link"))
        done = subprocess.run([SIBU, "verify", self.data / "sibu.db", "--json"], capture_output=True, check=False)
        check("the ledger is whole", done.returncode == 0, done.stdout + done.stderr)
        by = json.loads(done.stdout)["ticks_by"]
        check("the ticks by mode", by == {**dict.fromkeys(by, 0), "local": by["local"], self.mode: count}, by)
        said = subprocess.run([SIBU, "verify", self.data / "sibu.db"], capture_output=True, check=False).stdout.decode()
        check("it says what it did not check", "BLS" in said, said)
        found = ledger_verify.verified(ledger_verify.items_of(str(self.data / "sibu.db"))).result()
        check("the independent verifier agrees", found["ok"] and found["ticks"] == count + by["local"] and not found["withheld"], found)


def stand_still(house, witness):
    """A witness stands still and goes on, the server is killed while a tick is open."""
    witness.send_signal(signal.SIGSTOP)
    wait_for("a tick is open", lambda: len(house.rows("open")) == len(house.rows("link")) + 1)
    opened, drawn = house.rows("open"), len(house.rows("link"))
    house.end(signal.SIGKILL)
    house.serve()
    check("nothing is drawn without a witness", len(house.rows("link")) == drawn)
    check("the tick is open still", house.rows("open") == opened, house.rows("open"))
    witness.send_signal(signal.SIGCONT)
    wait_for("it is drawn after all", house.links(drawn + 1))
    check("the same tick", house.rows("link")[drawn]["tick"] == opened[-1]["tick"], house.rows("link")[drawn])
    return drawn


def story():
    witnesses = [start(SIBU, "witness", "--data", FOLDER / name, "--port", "0", "--name", name, "--json") for name in ("ann", "ben")]
    _, told = start(sys.executable, BEACON, "--period", "3")
    beacon = {"chain": told["hash"], "urls": [told["url"]]}
    both = House("both", witnesses=[{"url": its["url"], "key": its["key"]} for _, its in witnesses], beacon=beacon)
    alone = House("beacon", beacon=beacon)
    for house in both, alone:
        wait_for("an epoch", lambda: house.rows("epoch"))
    for house in both, alone:
        wait_for("a tick of all", house.links(1))
    wait_for("the middle of a tick", lambda: 4 < time.time() % TICK_S < 6 and both.is_between() and alone.is_between())
    both.take_copy()
    alone.take_copy()
    drawn = stand_still(both, witnesses[0][0])
    done = subprocess.run([SIBU, "surprise", "--now", "--server", both.told["url"], "--data", both.data], capture_output=True, check=False)
    check("a drill at once", done.returncode == 0, done.stderr)
    wait_for("three ticks", both.links(drawn + 3))
    for house in both, alone:
        house.search()
        house.twin_worlds()
        house.end(signal.SIGTERM)
        house.is_whole()


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
