# A drill over all kinds of channels while their peers hang, reset, refuse, hang up in the middle of a mail and go away, all at the
# same time: the others are not delayed, and everything arrives or is reported as failed, with a reason. Standard library only.
# Usage: channel_faults.py SIBU SERVE_LATER FOLDER; prints "N passed, M failed".
import asyncio
import collections
import json
import pathlib
import sys
import time

sys.dont_write_bytecode = True
from peers import Broker, Device, MailServer, Sink   # noqa: E402
from place import Place   # noqa: E402

SIBU, LATER, FOLDER = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
PROMPT_S = 2   # within which what has no fault arrives, however the others fare
LATER_SPEED = 600   # an alert expires in six seconds
# Each person: how the url behaves, and who takes the mail.
PEOPLE = {"ann": ("fine", "ann"), "ben": ("fine", "ben"), "hang": ("hang", "hang"), "reset": ("reset", "reset"),
          "busy": ("busy", "busy"), "ill": ("ill", "ill"), "broken": ("broken", "broken"), "away": ("away", "away"),
          "direct": ("inner", "always"), "named": ("name", "twice")}
GROUPS = {"ding": ("dingtalk", "refuse"), "wecom": ("wecom", "hang"), "feishu": ("feishu", "reset"), "slack": ("slack", "fine"),
          "teams": ("teams", "broken"), "ntfy": ("ntfy", "ill"), "gotify": ("gotify", "busy"), "round": ("generic", "away"),
          "inside": ("generic", "name")}
# What the evidence says of each in the end: "" delivered, or why not. Whoever hangs may have been asked when the server died.
ENDS = {("ding", ""): "signature", ("wecom", ""): "timeout", ("feishu", ""): "broken", ("slack", ""): "", ("teams", ""): "http",
        ("ntfy", ""): "", ("gotify", ""): "", ("round", ""): "http", ("inside", ""): "private", ("horn", ""): "", ("deaf", ""): "expired",
        ("post", "ann"): "", ("post", "ben"): "", ("post", "hang"): "timeout", ("post", "reset"): "broken", ("post", "busy"): "",
        ("post", "ill"): "", ("post", "broken"): "http", ("post", "away"): "http", ("post", "direct"): "private",
        ("post", "named"): "private", **{("mail", who): "" for who in PEOPLE}, ("mail", "direct"): "broken",
        **{("spare", who): "" for who in PEOPLE}}
checks = collections.Counter()


def check(what, holds, why=""):
    checks[bool(holds)] += 1
    if not holds:
        print(f"FAILED {what}: {str(why)[:600]}", flush=True)


async def until(what, holds, seconds):
    limit = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < limit:
        await asyncio.sleep(0.02)
    check(what, held, f"not within {seconds} s")


class Trial:
    def __init__(self):
        self.place = Place(FOLDER / "place", SIBU, [])
        self.sink, self.inner, self.device, self.late = Sink(), Sink(), Device(), Device()
        self.mail, self.spare = MailServer(), MailServer(is_fine=True)
        self.horn, self.deaf = Broker(FOLDER, "horn"), Broker(FOLDER, "deaf")
        self.channels = FOLDER / "channels.json"

    def url(self, temper, name):
        """The sink is at 127.0.0.2, which is allowed; 127.0.0.1, by number or by name, is not."""
        host = {"inner": "127.0.0.1", "name": "localhost"}.get(temper, "127.0.0.2")
        return f"http://{host}:{self.sink.port}/{temper}/{name}"

    def write(self):
        (self.place.folder / "roster.csv").write_text("id,name,zone,shift,role,language,pace,url,email\n" + "".join(
            f"{who},{who},hall,always,worker,{'zh' if who > 'c' else 'en'},normal,{self.url(temper, who)},{to}@plant.example\n"
            for who, (temper, to) in PEOPLE.items()), encoding="utf-8")
        (FOLDER / "token").write_text("AbCdEfGh\n", encoding="utf-8")
        (FOLDER / "token").chmod(0o600)
        channels = [{"id": name, "kind": kind, "url": self.url(temper, name)} for name, (kind, temper) in GROUPS.items()]
        for channel in channels:
            channel |= {"ntfy": {"topic": "plant", "to": "group"}, "gotify": {"token_file": "token"},
                        "generic": {"to": "group", "body": '{"text":"{text}"}', "ok": "status"}}.get(channel["kind"], {})
        for name, server in ("mail", self.mail), ("spare", self.spare):
            channels.append({"id": name, "kind": "smtp", "url": f"smtp://127.0.0.1:{server.port}", "from": "drill@plant.example",
                             "tls": "none"})
        for name, broker in ("horn", self.horn), ("deaf", self.deaf):
            channels.append({"id": name, "kind": "mqtt", "host": "127.0.0.1", "port": broker.port})
        channels.append({"id": "post", "kind": "http"})
        self.channels.write_text(json.dumps({"sibu_channels": 1, "channels": channels, "order": ["post", "mail", "spare"],
                                             "escalate_after_s": 10, "allow_private": ["127.0.0.2/32"]}), encoding="utf-8")

    async def open(self):
        await self.sink.open("127.0.0.2")
        await self.inner.open("127.0.0.1", self.sink.port)
        await self.mail.open()
        await self.spare.open()
        await self.horn.start()
        await self.device.open(self.horn)
        self.write()
        self.place.start(SIBU, "serve", "--policy", self.place.policy, "--data", self.place.data, "--port", str(self.place.port),
                         "--channels", self.channels, "--json")
        check("the server starts", await self.place.is_up())

    def sent_s(self, sequence):
        return self.place.rows("SELECT sent_us FROM alert WHERE sequence = ?", sequence)[0][0] / 1e6

    def prompt(self, what, came, sent_s):
        """Since the alert of sent_s it came, in time."""
        times = [at - sent_s for at in came if at >= sent_s - 0.01]
        check(f"{what} is not delayed", times and times[0] < PROMPT_S, times)

    def heard(self, device, **wanted):
        return any(isinstance(said, dict) and all(said.get(key) == value for key, value in wanted.items()) for *_, said in device.heard)

    async def drill(self):
        """One broker is away when the drill begins, and comes back."""
        status, said, _ = await self.place.officer("POST", "/v1/now", {})
        check("a drill begins", status == 202, said)
        mended = [("post", "busy", self.sink.came), ("post", "ill", self.sink.came), ("robot", "ntfy", self.sink.came),
                  ("robot", "gotify", self.sink.came)]
        fine = ["ann", "ben", "slack"]
        await until("what has no fault arrives", lambda: all(name in self.sink.came for name in fine) and "away" in self.mail.taken and
                    self.device.commands(), PROMPT_S)
        await self.deaf.start()
        await self.late.open(self.deaf)
        for what, name, came in mended:
            await until(f"{what} {name} is tried again", lambda name=name, came=came: len(came.get(name, [])) >= 2, 8)
        await until("a mail that was dropped twice arrives", lambda: "twice" in self.mail.taken, 12)
        await until("the broker that came back is told", lambda: self.heard(self.late, exercise=True, phase="alerting") and
                    self.late.commands(), 20)
        sent_s = self.sent_s(1)
        for name in fine:
            self.prompt(name, [at for at, _ in self.sink.came[name]], sent_s)
        self.prompt("the mail", [at for at, _ in self.mail.taken["away"]], sent_s)
        self.prompt("the siren", [at for at, topic, _, _ in self.device.heard if topic.endswith("/cmd")], sent_s)
        keys = self.sink.keys["ill"]
        check("the same key again", keys[0] == keys[1], keys)   # a third is another alert, of what unfolded meanwhile

    async def emergency(self):
        """The broker is away again; all ways are gone at once."""
        self.late.close()
        self.deaf.end()
        status, said, _ = await self.place.officer("POST", "/v1/stop", {"how": "real-emergency"})
        check("an emergency is told", status == 200, said)
        sent_s = self.sent_s(self.place.rows("SELECT max(sequence) FROM alert")[0][0])
        fine = [who for who, (_, to) in PEOPLE.items() if to != "always"]

        def has_come():
            return all(any(at > sent_s for at, _ in self.spare.taken.get(to, [])) for _, to in PEOPLE.values()) and all(
                any(at > sent_s for at, _ in self.mail.taken.get(PEOPLE[who][1], [])) for who in fine)
        await until("everybody has mail", has_come, PROMPT_S + 3)
        for who, (_, to) in PEOPLE.items():
            self.prompt(f"{to}'s spare mail", [at for at, _ in self.spare.taken.get(to, [])], sent_s)
        for who in fine:
            self.prompt(f"{who}'s mail", [at for at, _ in self.mail.taken.get(PEOPLE[who][1], [])], sent_s)
        for name in "ann", "ben", "slack", "busy", "ill", "ntfy", "gotify":
            await until(f"{name} is told", lambda name=name: self.sink.came[name][-1][0] > sent_s, PROMPT_S)
            self.prompt(name, [at for at, _ in self.sink.came[name]], sent_s)
        await until("the siren says that it is real", lambda: self.heard(self.device, phase="real", exercise=False), PROMPT_S)
        self.prompt("the siren", [at for at, topic, _, _ in self.device.heard if topic.endswith("/cmd")], sent_s)

        def is_kept():
            rows = self.place.rows("SELECT count(*) FROM outbox WHERE state = 'accepted' AND alert = (SELECT max(key) FROM alert)")
            return rows[0][0] == sum(fault == "" for fault in ENDS.values())
        await until("what arrived is kept", is_kept, PROMPT_S)

    async def expiry(self):
        """A server on a clock that runs away tries until the alert's end. Then the broker comes back, to nothing."""
        await self.place.end()
        self.place.start(LATER, self.place.policy, self.place.data, str(self.place.port), "0", str(LATER_SPEED), self.channels)
        check("a server starts after the kill", await self.place.is_up())
        limit, open_ones = time.monotonic() + 20, None
        while open_ones != {} and time.monotonic() < limit:
            status, said, _ = await self.place.officer("GET", "/v1/evidence")
            open_ones = self.differences(json.loads(said)) if status == 200 else None
            await asyncio.sleep(0.2)
        check("everything arrived or is reported as failed", open_ones == {}, open_ones)
        await until("nothing is waiting", lambda: not self.place.rows("SELECT 1 FROM outbox WHERE state = 'waiting' LIMIT 1"), 5)
        self.check_items()
        await self.deaf.start()
        self.late = Device()
        await self.late.open(self.deaf)
        await until("the server comes back to its broker", lambda: any("/dev/sibu/" in topic for _, topic, _, _ in self.late.heard), 8)
        await asyncio.sleep(0.3)   # nothing is to come: there is nothing to wait for
        check("an alert that has expired is silent", not self.late.commands() and not self.late.states(), self.late.heard)
        status, said, _ = await self.place.officer("GET", "/v1/reachability")
        cells = {(cell["channel"], person["id"]): cell for person in json.loads(said)["people"] for cell in person["channels"]}
        check("who cannot be reached is shown", cells["post", "direct"]["fault"] == "private" and cells["post", "ann"]["fault"] == "",
              (cells["post", "direct"], cells["post", "ann"]))

    def check_items(self):
        """What became of each item of the emergency: as ENDS has it."""
        rows = self.place.rows("SELECT o.channel, coalesce(h.id, ''), o.state FROM outbox o LEFT JOIN participant p ON p.drill = o.drill"
                               " AND p.number = o.person LEFT JOIN person h ON h.key = p.person WHERE alert = (SELECT max(key) FROM alert)")
        wrong = [row for row in rows if (row[2] == "accepted") != (ENDS[row[:2]] == "")]
        check("each item has ended so", not wrong and len(rows) == len(ENDS), (wrong, len(rows)))

    @staticmethod
    def differences(evidence):
        """Who is neither reached nor failed for the reason that there is. The item is that of the first alert, which the second replaced."""
        found = {(cell["channel"], ""): cell for cell in evidence["to_all"]}
        found |= {(cell["channel"], person["id"]): cell for person in evidence["people"] for cell in person["channels"]}
        return {key: found.get(key) for key, fault in ENDS.items() if key not in found or not (
            found[key]["accepted_us"] if fault == "" else
            found[key]["item"] != "waiting" and (found[key]["failed_us"] or 0) > (found[key]["accepted_us"] or 0) and found[key]["fault"] == fault)}

    def check_all(self):
        check("nothing asked inside", not self.inner.came, self.inner.came)
        for server in self.mail, self.spare:
            for to, mails in server.taken.items():
                ids = collections.Counter(mail["message-id"] for _, mail in mails)
                check(f"no mail to {to} comes twice", max(ids.values()) == 1, ids)
                check(f"each to {to} has an id", None not in ids, ids)
        alerts = self.place.rows("SELECT count(*) FROM alert")[0][0]
        begun, always = self.mail.begun["twice"], self.mail.begun["always"]
        check("a mail that is tried again is the same mail", begun[0] == begun[1], begun)
        check("many tries do not make another", len(set(always)) <= alerts < len(always), always)
        for who in PEOPLE:
            keys = self.sink.keys.get(who, [])
            check(f"{who} has each alert under one key", len(set(keys)) <= alerts, keys)

    async def close(self):
        self.place.remove()
        for server in self.sink, self.inner, self.mail, self.spare:
            server.server.close()
        self.horn.end()
        self.deaf.end()

    async def run(self):
        try:
            await self.open()
            await self.drill()
            await self.emergency()
            await self.expiry()
            await self.place.end()
            self.check_all()
        finally:
            await self.close()


asyncio.run(Trial().run())
print(f"{checks[True]} passed, {checks[False]} failed")
sys.exit(1 if checks[False] or checks[True] < 80 else 0)
