# A running server whose disk is full, and whose database another program keeps locked: nobody gets a 2xx for what was not kept,
# nobody's answer is refused for good, and once there is room each is kept once. Standard library only.
# Usage: no_room.py SIBU FOLDER; prints "N passed, M failed".
import asyncio
import collections
import pathlib
import random
import resource
import sqlite3
import sys
import time

sys.dont_write_bytecode = True
from crowd import Crowd, ask   # noqa: E402
from place import Place   # noqa: E402

SIBU, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
PEOPLE, LOCK_S = 240, 6
checks = collections.Counter()


def check(what, holds, why=""):
    checks[bool(holds)] += 1
    if not holds:
        print(f"FAILED {what}: {str(why)[:600]}", flush=True)


class Trouble:
    """A drill, and people who answer while something is wrong."""

    def __init__(self):
        self.crowd = Crowd(PEOPLE, 1, span=3600)   # the phones stay silent: what is said is said here
        self.place = Place(FOLDER / "place", SIBU, self.crowd.phones)
        self.given = {}   # (id, key): received_us, of each 2xx

    async def open(self):
        await self.crowd.open()
        self.place.start()
        await self.place.is_up()
        await self.place.meet(self.crowd)
        check("a drill begins", (await self.place.officer("POST", "/v1/now", {}))[0] == 202)
        limit = time.monotonic() + 30
        while not all(phone.order for phone in self.crowd.phones) and time.monotonic() < limit:
            await asyncio.sleep(0.05)
        check("everybody is told", all(phone.order for phone in self.crowd.phones))

    async def close(self):
        await self.crowd.close()
        self.place.remove()

    async def say(self, phone, key):
        """One try; (status, new, seconds)."""
        status, said, seconds = await ask(self.place.port, "POST", "/v1/answer",
                                          {"token": phone.token, "key": key, "answer": "acknowledge"})
        if status == 200:
            self.given[phone.id, key] = said
        return status, '"new":true' in said, seconds

    async def all_say(self, phones, key):
        """All of them at once; how it went for each."""
        tries = await asyncio.gather(*(self.say(phone, key) for phone in phones))
        return dict(zip((phone.id for phone in phones), tries))

    def kept(self, key):
        return collections.Counter(person for person, in self.place.rows(
            "SELECT h.id FROM response r JOIN participant p ON p.drill = r.drill AND p.number = r.person JOIN person h ON h.key = p.person"
            " WHERE r.key = ?", key))

    def check_trouble(self, what, went, key):
        """503 or 200, and who got a 200 is kept, once; nobody else is."""
        statuses = collections.Counter(status for status, _, _ in went.values())
        check(f"{what}: 503, or a 200", set(statuses) <= {200, 503}, statuses)
        given = {person for person, (status, _, _) in went.items() if status == 200}
        kept = self.kept(key)
        check(f"{what}: who got a 200 is kept, and nobody else", set(kept) == given, (len(kept), len(given)))
        check(f"{what}: once", set(kept.values()) <= {1}, kept.most_common(3))
        return statuses

    async def check_after(self, what, went, key):
        """The same answers again: who had a 503 is new, who had a 200 is known."""
        phones = [phone for phone in self.crowd.phones if phone.id in went]
        again = await self.all_say(phones, key)
        check(f"{what}: afterwards each gets a 200", {status for status, _, _ in again.values()} == {200}, again)
        wrong = [person for person, (_, new, _) in again.items() if new != (went[person][0] == 503)]
        check(f"{what}: new is who was not kept before", not wrong, wrong)
        check(f"{what}: each is kept once", self.kept(key) == {phone.id: 1 for phone in phones}, key)

    def set_room(self, size):
        """No file may be written beyond so many bytes; -1: any may."""
        most = resource.prlimit(self.place.process.pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(self.place.process.pid, resource.RLIMIT_FSIZE, (most if size < 0 else size, most))

    async def full(self, room, key):
        what = f"with room for {room} bytes"
        self.place.empty_log()
        self.set_room(room)
        went = {}
        for i in range(0, PEOPLE, 40):   # some are taken first where there is a little room
            went |= await self.all_say(self.crowd.phones[i:i + 40], key)
        statuses = self.check_trouble(what, went, key)
        check(f"{what}: somebody had to be told so", statuses[503] > 0, statuses)
        status, said, _ = await self.place.officer("POST", "/v1/stop", {"how": "all-clear"})
        if room == 0:
            check(f"{what}: an end is not taken either", status == 503, (status, said))
        check(f"{what}: it is still well", (await ask(self.place.port, "GET", "/healthz"))[0] == 200)
        ended = self.place.rows("SELECT count(*) FROM event WHERE kind = 'all-clear'")[0][0]
        check(f"{what}: the end is kept where it was taken, and nowhere else", ended == (status == 200), (ended, status))
        self.set_room(-1)
        await self.check_after(what, went, key)
        return statuses

    async def locked(self, key):
        other = sqlite3.connect(self.place.data / "sibu.db", timeout=20, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        phones = self.crowd.phones[:60]
        asking = asyncio.create_task(self.all_say(phones, key))
        await asyncio.sleep(LOCK_S)
        early = [person for person, said in self.given if said == key]
        check("locked: nobody has a 2xx meanwhile", not early, early[:3])
        other.execute("COMMIT")
        other.close()
        went = await asking
        statuses = self.check_trouble("locked", went, key)
        check("locked: nobody waits for ever", time.monotonic() - began < 25, time.monotonic() - began)
        await self.check_after("locked", went, key)
        return statuses

    async def tell_an_end(self):
        """The disk is full as soon as an end is filed: what comes of telling it cannot be kept for a while, but everybody is told."""
        status, _, _ = await self.place.officer("POST", "/v1/stop", {"how": "real-emergency"})
        self.set_room(0)
        check("an end is taken once there is room", status == 200, status)
        await asyncio.sleep(1.5)
        self.set_room(-1)
        limit = time.monotonic() + 30
        while self.place.rows("SELECT 1 FROM outbox WHERE state = 'waiting' LIMIT 1") and time.monotonic() < limit:
            await asyncio.sleep(0.1)
        (identifier, key_count), = self.place.rows("SELECT a.identifier, count(*) FROM alert a JOIN outbox o ON o.alert = a.key"
                                                   " AND o.state = 'accepted' GROUP BY a.key ORDER BY a.key DESC LIMIT 1")
        last = [phone.told[phone.order[-1]][0] for phone in self.crowd.phones]
        check("everybody was told the end, and that last", set(last) == {identifier} and key_count == PEOPLE, collections.Counter(last))
        two = [phone.id for phone in self.crowd.phones if len({told[0] for told in phone.told.values()}) != len(phone.told)]
        check("no alert came under two keys", not two, two[:3])
        kept = self.place.rows("SELECT count(DISTINCT key) FROM delivery WHERE fault = ''")[0][0]
        accepted = self.place.rows("SELECT count(*) FROM outbox WHERE state = 'accepted'")[0][0]
        check("each has its delivery", kept == accepted, (kept, accepted))

    async def story(self):
        await self.open()
        said = [await self.locked("locked-1"), await self.full(random.randrange(30000, 90000), "little-room"), await self.full(0, "no-room-1")]
        await self.tell_an_end()
        await self.place.end()
        self.place.start()
        check("it starts again", await self.place.is_up())
        lost = [given for given in self.given if given[0] not in self.kept(given[1])]
        check("what got a 2xx is there after a kill", not lost, lost[:3])
        gaps = self.place.rows("SELECT 1 FROM event GROUP BY drill HAVING count(*) <> max(sequence)")
        check("events are numbered without a gap", not gaps)
        print(*said)


async def run():
    trouble = Trouble()
    try:
        await trouble.story()
    finally:
        await trouble.close()


asyncio.run(run())
print(f"{checks[True]} passed, {checks[False]} failed")
sys.exit(1 if checks[False] or checks[True] < 20 else 0)
