# A drill and then an emergency whose channels all fail: the SMS gateway and the group's webhook send back what they were asked, the
# mail server refuses with the address in its words, each person's own url answers 500; and the database fails for a moment.
# Nobody's number, address, name or link is in what the server writes to its standard error, or in what it keeps of why things failed.
# Standard library only. Usage: silence.py SIBU FOLDER; prints "N passed, M failed".
import asyncio
import json
import pathlib
import sqlite3
import sys
import time

sys.dont_write_bytecode = True
from peers import MailServer, Sink   # noqa: E402
from place import Place   # noqa: E402

SIBU, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
PEOPLE = {"QX-7701": ("欧阳若曦", "+8613900004711"), "QX-7702": ("Quillon Abernathy", "+8613900014712")}
FAULTS = {("post", "http"), ("mail", "refused"), ("sms", "http"), ("group", "http")}
passed, failed = 0, 0


def check(what, holds, why=""):
    global passed, failed
    passed, failed = passed + bool(holds), failed + (not holds)
    if not holds:
        print(f"FAILED {what}: {str(why)[:600]}", flush=True)


async def until(what, holds, seconds=10):
    limit = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < limit:
        await asyncio.sleep(0.02)
    check(what, held, f"not within {seconds} s")


class Trial:
    def __init__(self):
        self.place, self.sink, self.mail = Place(FOLDER / "place", SIBU, []), Sink(), MailServer()

    def url(self, temper, name):
        return f"http://127.0.0.1:{self.sink.port}/{temper}/{name}"

    def write(self):
        (self.place.folder / "roster.csv").write_text("id,name,zone,shift,role,language,pace,url,email,phone\n" + "".join(
            f"{who},{name},hall,always,worker,zh,normal,{self.url('broken', who)},refuse@{who.lower()}.example,{phone}\n"
            for who, (name, phone) in PEOPLE.items()), encoding="utf-8")
        channels = [{"id": "post", "kind": "http"},
                    {"id": "mail", "kind": "smtp", "url": f"smtp://127.0.0.1:{self.mail.port}", "from": "drill@plant.example", "tls": "none"},
                    {"id": "sms", "kind": "generic", "to": "person", "url": self.url("echo", "sms"), "ok": "status",
                     "body": '{"to":"{phone}","text":"{text} {link}"}'},
                    {"id": "group", "kind": "generic", "to": "group", "url": self.url("echo", "group"), "ok": "status",
                     "body": '{"text":"{text}"}'}]
        (FOLDER / "channels.json").write_text(json.dumps({"sibu_channels": 1, "channels": channels, "order": ["post", "mail", "sms"],
                                                          "allow_private": ["127.0.0.1/32"]}), encoding="utf-8")

    async def open(self):
        await self.sink.open("127.0.0.1")
        await self.mail.open()
        self.write()
        self.place.start(SIBU, "serve", "--policy", self.place.policy, "--data", self.place.data, "--port", str(self.place.port),
                         "--channels", FOLDER / "channels.json", "--json")
        check("the server starts", await self.place.is_up())

    async def ask(self, wanted, *what):
        status, said, _ = await self.place.officer(*what)
        check(f"{what[:2]} is {wanted}", status == wanted, (status, said))
        return said

    def log(self):
        return (self.place.folder / "log").read_text(encoding="utf-8", errors="replace")

    def rename(self, table, name):
        other = sqlite3.connect(self.place.data / "sibu.db", timeout=20)
        other.execute(f"ALTER TABLE {table} RENAME TO {name}")
        other.close()

    async def fail(self):
        """Each channel fails for everybody, in an emergency over all of them at once; and then the database does."""
        await self.ask(202, "POST", "/v1/now", {})
        await self.ask(200, "POST", "/v1/stop", {"how": "real-emergency"})
        await until("every channel has failed", lambda: FAULTS <= set(self.place.rows("SELECT DISTINCT channel, fault FROM delivery")))
        self.people = json.loads(await self.ask(200, "GET", "/v1/people"))["people"]
        self.rename("outbox", "elsewhere")
        await self.ask(200, "PUT", "/v1/addresses", [{"site": "open-works", "id": who, "url": self.url("broken", who)} for who in PEOPLE])
        for person in self.people:
            await self.place.officer("GET", f"/w/{person['token']}")
            await self.place.officer("POST", "/v1/answer", {"token": person["token"], "kind": "check-in", "place": "M1", "key": "k"})
            await self.place.officer("POST", "/v1/answer", {"token": person["token"] + "x", "kind": PEOPLE[person["id"]][0]})
        await until("what hinders is told", lambda: "level=error room=notify" in self.log())
        self.rename("elsewhere", "outbox")
        status = await self.place.end(2)   # as by Ctrl-C: the last that it says is said
        check("the server ends well", status == 0, status)

    def check_all(self):
        words = [person["token"] for person in self.people] + list(PEOPLE) + [word for pair in PEOPLE.values() for word in pair]
        words += [f"refuse@{who.lower()}.example" for who in PEOPLE] + [phone[-11:] for _, phone in PEOPLE.values()]
        sent = [word for word in words if any(word in str(body) for came in self.sink.came.values() for _, body in came)]
        check("each number and link went out", {phone for _, phone in PEOPLE.values()} | {self.people[0]["token"]} <= set(sent), sent)
        log = self.log()
        kept = json.dumps([self.place.rows(f"SELECT * FROM {table}") for table in ("audit", "delivery", "event")], default=repr,
                          ensure_ascii=False)
        for where, text in ("the log", log), ("what is kept of faults", kept):
            check(f"nobody is in {where}", not [word for word in words if word in text], [word for word in words if word in text])

    async def run(self):
        try:
            await self.open()
            await self.fail()
            self.check_all()
        finally:
            self.place.remove()
            self.sink.server.close()
            self.mail.server.close()


asyncio.run(Trial().run())
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed or passed < 11 else 0)
