# A city's bad hour: three servers on one database and one broker, killed, paused and cut off at random while drills are held at many sites. Writes
# what everybody saw into FOLDER/seen, for city_check.py to judge. Run by city.sh inside the namespace that all are joined to.
# Usage: city.py SIBU FOLDER SPACES INDEPENDENT. SPACES-1, -2, -3 are the servers' network namespaces. Standard library only.
import asyncio
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
from city_phones import Phones, ask   # noqa: E402
from peers import Broker, Device   # noqa: E402
from place import works   # noqa: E402

SIBU, FOLDER, SPACES, INDEPENDENT = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3], pathlib.Path(sys.argv[4])
LONG = os.environ.get("SIBU_LONG") == "1"
SITES, PEOPLE, RUN_S, AT_ONCE, SPAN_S = (200, 100, 600, 16, 12) if LONG else (6, 50, 60, 6, 6)
SEED = int(os.environ.get("SIBU_SEED", time.time_ns() % 1000000))
LEASE_S, SETTLE_S = 3, 600 if LONG else 240
SEEN = FOLDER / "seen"
BASE = f"postgresql://sibu@/postgres?host={FOLDER}/base"
STORE = "postgresql://sibu@10.77.0.1/postgres?connect_timeout=3&tcp_user_timeout=4000&keepalives_idle=2&keepalives_interval=1&keepalives_count=3"
NODES = [f"10.78.0.1{i}" for i in (1, 2, 3)]
TABLES = {"ledger": "row, kind, body", "drawn": "tick, row", "drill": "key, id, site, state, stage, record", "claim": "name, holder, fence",
          "participant": "drill, number, person", "person": "key, site, id", "event": "drill, sequence, kind, person",
          "response": "drill, sequence, person, kind, key, received_us", "alert": "key, drill, sequence, identifier, to_wardens",
          "delivery": "drill, sequence, alert, person, key, fault", "outbox": "key, drill, alert, person, idempotency_key, state",
          "figure": "drill"}
luck = random.Random(SEED)
began = time.monotonic()


def tell(what):
    print(f"{time.monotonic() - began:6.1f} {what}", flush=True)


def psql(sql):
    return subprocess.run(["psql", "-XAtq", BASE, "-c", sql], capture_output=True, check=True, text=True).stdout.strip()


class Node:
    """One server in its namespace."""

    def __init__(self, number):
        self.number, self.process, self.is_paused = number, None, False
        self.log = open(SEEN / f"node-{number}.log", "ab")

    def start(self):
        """Nothing where it runs: it may have been started again after it ended by itself, while it was to be dead."""
        if self.process is not None and self.process.poll() is None:
            return
        self.is_paused = False
        self.process = subprocess.Popen(
            ["ip", "netns", "exec", f"{SPACES}-{self.number}", SIBU, "serve", "--policy", FOLDER / "policy.json", "--data", FOLDER / "data",
             "--channels", FOLDER / "channels.json", "--store", STORE, "--node", f"node-{self.number}", "--lease", str(LEASE_S),
             "--bind", f"10.78.0.1{self.number}",
             "--base-url", f"http://10.78.0.1{self.number}:8080", "--json"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self.log)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def pause(self, on):
        self.is_paused = on
        self.process.send_signal(signal.SIGSTOP if on else signal.SIGCONT)

    def cut(self, leg, off):
        subprocess.run(["ip", "link", "set", f"{leg}{self.number}", "down" if off else "up"], check=True)

    async def is_up(self):
        return (await ask(f"10.78.0.1{self.number}", "GET", "/healthz"))[0] == 200


def write_city(port, broker):
    for i in range(SITES):
        site = works()
        site["sibu"].update(id=f"site-{i}", name={"zh": f"{i} 号厂", "en": f"Works {i}"})
        (FOLDER / f"site-{i}.geojson").write_text(json.dumps(site), encoding="utf-8")
        (FOLDER / f"roster-{i}.csv").write_text("id,name,zone,shift,role,language,pace,url\n" + "".join(
            f"P{n},N{n},hall,always,worker,zh,normal,http://10.78.0.1:{port}/site-{i}/P{n}\n" for n in range(PEOPLE)), encoding="utf-8")
    (FOLDER / "policy.json").write_text(json.dumps({
        "format": 1, "tick_s": 10, "least": 0, "mean": 0.01, "concurrent": AT_ONCE, "windows": [{}],
        "sites": [{"site": f"site-{i}.geojson", "roster": f"roster-{i}.csv"} for i in range(SITES)]}), encoding="utf-8")
    (FOLDER / "channels.json").write_text(json.dumps({
        "sibu_channels": 1, "allow_private": ["10.78.0.1/32"],
        "channels": [{"id": "post", "kind": "http"}, {"id": "horns", "kind": "mqtt", "host": broker.host, "port": broker.port}]}), encoding="utf-8")


async def until(what, holds, seconds):
    limit = time.monotonic() + seconds
    while not await holds():
        if time.monotonic() > limit:
            raise TimeoutError(f"{what}: not within {seconds} s")
        await asyncio.sleep(0.3)


async def officer(method, path, body=None, patience=20):
    """At any server that answers."""
    key = (FOLDER / "data" / "officer.key").read_text(encoding="utf-8").strip()
    for address in luck.sample(NODES, 3):
        status, text = await ask(address, method, path, body, key, patience)
        if status not in (0, 503):
            return status, text
    return 0, ""


async def harm(nodes, end):
    """One fault after the other, mostly overlapping with others."""
    async def fault(node):
        what = luck.choice(("kill", "pause", "base", "phones", "both"))
        long_s = luck.uniform(0.2, 2.5 * LEASE_S)
        tell(f"node {node.number}: {what} for {long_s:.1f} s")
        if what == "kill":
            node.kill()
        elif what == "pause":
            node.pause(True)
        else:
            for leg in ("base", "phones") if what == "both" else (what,):
                node.cut(leg, True)
        await asyncio.sleep(long_s)
        if what == "kill":
            node.start()
        elif what == "pause":
            node.pause(False)
        else:
            for leg in ("base", "phones") if what == "both" else (what,):
                node.cut(leg, False)
        busy.discard(node)

    busy, tasks = set(), []
    while time.monotonic() < end:
        await asyncio.sleep(luck.uniform(0.5, 5))
        free = [node for node in nodes if node not in busy]
        if free:
            node = luck.choice(free)
            busy.add(node)
            tasks.append(asyncio.create_task(fault(node)))
    await asyncio.gather(*tasks)


async def keep_up(nodes, end):
    """As systemd does: a server that ends by itself, for example because there is no database when it starts, is started again."""
    while time.monotonic() < end:
        for node in nodes:
            if node.process.poll() not in (None, -9):
                tell(f"node {node.number} ended by itself with {node.process.returncode}: started again")
                node.start()
        await asyncio.sleep(1)


async def hold_drills(end):
    """Asks for drills wherever none runs; some are stopped before everybody has come."""
    asked = 0
    while time.monotonic() < end:
        site = f"site-{luck.randrange(SITES)}"
        status, text = await officer("POST", "/v1/now", {"unit": site})
        asked += status in (200, 202)
        if status not in (0, 200, 202, 409, 503):
            tell(f"now at {site}: {status} {text[:150]}")
        if luck.random() < 0.1:
            await officer("POST", "/v1/stop", {"how": luck.choice(("all-clear", "abort")), "drill": f"site-{luck.randrange(SITES)}"})
        await asyncio.sleep(luck.uniform(0.2, 2 if LONG else 5))
    return asked


async def number(sql):
    return int(await asyncio.to_thread(psql, sql))


def watch_claims():
    """Who held what, as the database saw it."""
    watch = subprocess.Popen(["psql", "-XAtq", BASE], stdin=subprocess.PIPE, stdout=open(SEEN / "claims.jsonl", "wb"), text=True)
    watch.stdin.write("SELECT json_build_object('at_us', (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, 'name', name, 'holder', holder,"
                      " 'fence', fence) FROM claim WHERE holder <> '' \\watch 0.3\n")
    watch.stdin.flush()
    return watch


def keep_tables():
    tables = {table: json.loads(psql(f"SELECT coalesce(json_agg(t), '[]') FROM (SELECT {columns} FROM {table}) t"))
              for table, columns in TABLES.items()}
    (SEEN / "tables.json").write_text(json.dumps(tables), encoding="utf-8")
    return tables


def run(*command):
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    return {"status": done.returncode, "said": (done.stdout + done.stderr)[-600:]}


def keep_verdicts(drills):
    """What `sibu verify` and the independent verifier say of the ledger, and the first of each record."""
    with open(SEEN / "ledger", "wb") as out:
        subprocess.run([SIBU, "ledger", "export", "--data", FOLDER / "data"], stdout=out, check=True)
    verdicts = {"ledger": run(SIBU, "verify", SEEN / "ledger"),
                "independent": run(sys.executable, INDEPENDENT / "ledger_verify.py", SEEN / "ledger"),
                "records": {drill["id"]: run(SIBU, "verify", drill["record"]) for drill in drills},
                "reports": [drill["id"] for drill in drills if pathlib.Path(drill["record"] + ".html").exists()]}
    (SEEN / "verdicts.json").write_text(json.dumps(verdicts), encoding="utf-8")


async def settle(nodes, phones):
    for node in nodes:
        if node.process.poll() is not None:
            tell(f"node {node.number} had ended by itself: {node.process.returncode}")
            node.start()

    async def calm():
        return phones.open == 0 and await number("SELECT (SELECT count(*) FROM drill WHERE state <> 'closed')"
                                                 " + (SELECT count(*) FROM outbox WHERE state = 'waiting')") == 0

    async def reported():
        names = (await asyncio.to_thread(psql, "SELECT record FROM drill")).split()
        return all(pathlib.Path(f"{name}.html").exists() for name in names)
    await until("all drills are closed, all is said", calm, SETTLE_S)
    await until("all are reported", reported, SETTLE_S)
    await until("all ends are in the ledger", lambda: ended(), 60)


async def ended():
    return await number("SELECT (SELECT count(*) FROM drill) - (SELECT count(*) FROM ledger WHERE kind = 'end')") == 0


def keep_heard(horns):
    """What was said to the horns, in the broker's order."""
    with open(SEEN / "horns.jsonl", "w", encoding="utf-8") as out:
        for at_s, topic, _, said in horns.heard:
            if topic.endswith(("/cmd", "/state")) and said:
                out.write(json.dumps({"at_us": int(at_s * 1e6), "topic": topic, **said}, ensure_ascii=False) + "\n")


async def story(nodes, broker):
    phones, horns = Phones(SEEN, NODES, SEED + 1, SPAN_S), Device()
    await broker.start()
    await horns.open(broker)
    write_city(await phones.listen(), broker)
    nodes[0].start()
    await until("the first server is up", nodes[0].is_up, 240)
    for node in nodes[1:]:
        node.start()
    for node in nodes:
        await until(f"server {node.number} is up", node.is_up, 240)
    _, text = await officer("GET", "/v1/people", patience=120)
    phones.tokens = {(person["site"], person["id"]): person["token"] for person in json.loads(text)["people"]}
    watch = watch_claims()
    try:
        end = time.monotonic() + RUN_S
        asked, *_ = await asyncio.gather(hold_drills(end), harm(nodes, end), keep_up(nodes, end + 3 * LEASE_S))
        tell(f"{asked} drills were asked for; all is mended, and settles")
        await settle(nodes, phones)
    except TimeoutError as late:
        tell(f"TOO LATE {late}")   # what is missing the check will name
    watch.kill()
    watch.wait()
    keep_heard(horns)


SEEN.mkdir()
(SEEN / "run.json").write_text(json.dumps({"seed": SEED, "sites": SITES, "people": SITES * PEOPLE, "seconds": RUN_S}), encoding="utf-8")
tell(f"seed {SEED}: {SITES} sites, {SITES * PEOPLE} phones, {RUN_S} s")
servers = [Node(number) for number in (1, 2, 3)]
horn_broker = Broker(FOLDER, "broker", "10.78.0.1")
try:
    asyncio.run(story(servers, horn_broker))
    for server in servers:
        server.process.terminate()
    for server in servers:
        server.process.wait(60)
    held = keep_tables()
    keep_verdicts(held["drill"])
finally:
    for server in servers:
        if server.process is not None and server.process.poll() is None:
            server.process.kill()
    horn_broker.end()
