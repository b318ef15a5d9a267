# Where tests that break the server run it: an open works for many people, a policy, the server's process. Standard library only.
import asyncio
import json
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import time

from crowd import ask


def box(left, low, right, high):
    return {"type": "Polygon", "coordinates": [[[left, low], [right, low], [right, high], [left, high], [left, low]]]}


def feature(geometry, **properties):
    return {"type": "Feature", "properties": {"floor": "F1", **properties}, "geometry": geometry}


def name(zh, en):
    return {"name": {"zh": zh, "en": en}}


def works():
    """A hall that is wide open to the yard: what is forecast for many people is soon reckoned."""
    return {"type": "FeatureCollection", "sibu": {
        "format": 1, "id": "open-works", **name("敞开工厂", "Open works"), "grade": "B", "timezone": "Asia/Shanghai",
        "coordinates": "metres", "floors": [{"id": "F1", **name("一层", "Ground floor"), "elevation": 0.0}]}, "features": [
            feature(box(0, 0, 30, 40), kind="walkable"),
            feature(box(30, 1, 30.2, 19), kind="walkable"),
            feature(box(30, 21, 30.2, 39), kind="walkable"),
            feature(box(30.2, 0, 60, 40), kind="walkable"),
            feature(box(0, 0, 30, 40), kind="zone", id="hall", **name("大厅", "Hall"), use="workshop", hazards={"fire-hot-work": 1}),
            feature({"type": "LineString", "coordinates": [[30.1, 1], [30.1, 19]]}, kind="exit", id="E1", **name("南口", "South opening")),
            feature({"type": "LineString", "coordinates": [[30.1, 21], [30.1, 39]]}, kind="exit", id="E2", **name("北口", "North opening")),
            feature(box(36, 2, 58, 38), kind="muster", id="M1", **name("东侧集合点", "East assembly point"), capacity=1000)]}


class Place:
    """A folder with a site, its people, a policy, and a server that can be killed."""

    def __init__(self, folder, sibu, people):
        self.folder, self.sibu = pathlib.Path(folder), sibu
        self.data, self.policy = self.folder / "data", self.folder / "policy.json"
        self.folder.mkdir()
        (self.folder / "site.geojson").write_text(json.dumps(works()), encoding="utf-8")
        (self.folder / "roster.csv").write_text("id,name,zone,shift,role,language,pace\n" + "".join(
            f"{phone.id},N{phone.number},hall,always,worker,{('zh', 'en')[phone.number % 2]},normal\n" for phone in people), encoding="utf-8")
        self.policy.write_text(json.dumps({
            "format": 1, "tick_s": 10, "least": 0, "mean": 0.01, "limit_s": 3600, "windows": [{"from": "00:00", "to": "24:00"}],
            "sites": [{"site": "site.geojson", "roster": "roster.csv"}]}), encoding="utf-8")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process, self.log = None, open(self.folder / "log", "ab")

    def start(self, *command):
        """The server, or `command`, without waiting for it. SIGXFSZ stays ignored, as Python has it: no room is an error then."""
        command = command or (self.sibu, "serve", "--policy", self.policy, "--data", self.data, "--port", str(self.port), "--json")
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, restore_signals=False)

    async def is_up(self):
        """Waits for its address; false where it died before."""
        return await asyncio.to_thread(self.process.stdout.readline) != b""

    async def end(self, how=signal.SIGKILL):
        self.process.send_signal(how)
        await asyncio.to_thread(self.process.communicate)
        return self.process.returncode

    async def officer(self, method, path, body=None):
        return await ask(self.port, method, path, body, (self.data / "officer.key").read_text(encoding="utf-8").strip())

    async def meet(self, crowd):
        """Tells the server the phones' addresses, and each phone its token."""
        crowd.server_port = self.port
        _, said, _ = await self.officer("GET", "/v1/people")
        tokens = {person["id"]: person["token"] for person in json.loads(said)["people"]}
        for phone in crowd.phones:
            phone.token = tokens[phone.id]
        return await self.officer("PUT", "/v1/addresses", [
            {"site": "open-works", "id": phone.id, "url": f"http://127.0.0.1:{crowd.port}/p/{phone.number}"} for phone in crowd.phones])

    def rows(self, sql, *values):
        return rows_of(self.data / "sibu.db", sql, *values)

    def empty_log(self):
        """The write-ahead log begins anew at its first byte."""
        other = sqlite3.connect(self.data / "sibu.db", timeout=20)
        limit = time.monotonic() + 20
        while other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] and time.monotonic() < limit:
            pass
        other.close()

    def remove(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.communicate()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def rows_of(path, sql, *values):
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)
    try:
        return base.execute(sql, values).fetchall()
    finally:
        base.close()
