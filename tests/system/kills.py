# Drills of 500 phones in which the server is killed at random moments: no answer that got a 2xx is lost or kept twice, every alert
# that was filed reaches every phone or is superseded, none reaches a phone under two keys, states go only along allowed ways, and
# the record is whole. Usage: kills.py SIBU SERVE_LATER FOLDER KILLS [SEED]; prints "N passed, M failed".
import asyncio
import collections
import json
import pathlib
import random
import subprocess
import sys
import time

sys.dont_write_bytecode = True
from crowd import Crowd   # noqa: E402
from place import Place, rows_of   # noqa: E402

SIBU, LATER, FOLDER, KILLS = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]), int(sys.argv[4])
SEED = int(sys.argv[5]) if len(sys.argv) > 5 else time.time_ns() % 1000000
PEOPLE, KILLS_A_DRILL, LATER_S, LATER_SPEED = 500, 10, 62, 30
PATIENCE_S = 300   # a forecast alone may take a minute, and what was tried often is tried again late
UNDERWAY_US = 5000000   # from when a message is taken to be sent to when it is
AFTER = {"alerting": {"running", "all-clear", "abort", "real-emergency"}, "running": {"all-clear", "abort", "real-emergency"},
         "all-clear": {"real-emergency", "closed"}, "abort": {"real-emergency", "closed"}, "real-emergency": {"closed"}, "closed": set()}
checks, moments = collections.Counter(), collections.Counter()


def check(what, holds, why=""):
    checks[bool(holds)] += 1
    if not holds:
        print(f"FAILED {what}: {str(why)[:600]}", flush=True)


async def until(what, holds, seconds):
    limit = time.monotonic() + seconds
    while not await asyncio.to_thread(holds):
        if time.monotonic() > limit:
            check(what, False, f"not within {seconds} s")
            raise TimeoutError(what)
        await asyncio.sleep(0.05)


class Drill:
    """One drill and the servers that die in it."""

    def __init__(self, number, kills):
        self.luck, self.number, self.kills = random.Random(SEED * 1000 + number), number, kills
        self.crowd = Crowd(PEOPLE, SEED * 1000 + number, span=1.5)
        self.place = Place(FOLDER / f"drill-{number}", SIBU, self.crowd.phones)
        self.ends = [[], ["all-clear"], ["abort", "real-emergency"], ["real-emergency"], ["all-clear", "real-emergency"]][1 + number % 4]
        self.given = []   # those that the server said yes to, or that it had kept before it died
        self.over_in = None   # the server's life in which the last end was kept

    async def life(self, seconds, act=None):
        """A server's life from its start to its kill; `act` runs in it, and may be cut off."""
        self.place.start()
        early = self.luck.random() < 0.15
        if early:
            await asyncio.sleep(self.luck.uniform(0, 0.3))
        elif await self.place.is_up():
            doing = asyncio.create_task(act()) if act is not None else None
            await asyncio.sleep(self.luck.uniform(0, seconds))
        checks["kills"] += await self.place.end() == -9
        if not early and doing is not None:
            await doing
        await self.outlive()

    def has(self, table, where="1"):
        return bool(self.place.rows(f"SELECT 1 FROM {table} WHERE {where} LIMIT 1"))

    async def begin(self):
        if not self.has("drill"):
            await self.place.officer("POST", "/v1/now", {})

    async def give_end(self):
        """As an officer does who presses until the server says that it is so."""
        if len(self.given) < len(self.ends):
            how = self.ends[len(self.given)]
            status, said, _ = await self.place.officer("POST", "/v1/stop", {"how": how})
            if status == 200 or (status == 409 and self.has("drill", f"state = '{how}'")):
                self.given.append(how)
            elif status != 0:
                check("an end is taken", False, (how, status, said))

    async def run(self):
        await self.crowd.open()
        self.place.start()
        await self.place.is_up()
        status, said, _ = await self.place.meet(self.crowd)
        check("the addresses are known", status == 200, said)
        act, first_end = self.begin, self.luck.randrange(1, max(2, self.kills * 2 // 3))   # some while the alert goes out
        for i in range(self.kills):
            seconds = 0.15 if act in (self.begin, self.give_end) else 0.7
            await self.life(seconds, act) if i > 0 else await self.first(act)
            began = self.has("drill")
            act = self.begin if not began else self.give_end if i + 1 >= first_end and self.luck.random() < 0.8 else None
        await self.settle()
        await self.close()
        self.check_all()
        await self.crowd.close()

    async def first(self, act):
        doing = asyncio.create_task(act())
        await asyncio.sleep(self.luck.uniform(0, 0.15))
        checks["kills"] += await self.place.end() == -9
        await doing
        await self.outlive()

    async def outlive(self):
        """After each death."""
        await asyncio.to_thread(self.check_kept)
        if self.over_in is None and self.has("event", f"kind = '{self.ends[-1]}'"):
            self.over_in = self.crowd.life
        await self.crowd.outlive()

    async def settle(self):
        """The last server of the drill's day: all is said, and all is told."""
        self.place.start()
        check("a server starts after the kills", await self.place.is_up())
        await self.begin()
        while len(self.given) < len(self.ends):
            await self.give_end()
        self.crowd.hurry.set()
        limit = time.monotonic() + PATIENCE_S
        while (self.crowd.open_answers() or self.has("outbox", "state = 'waiting'")) and time.monotonic() < limit:
            await asyncio.sleep(0.1)
        check("everybody has an answer to what they said", self.crowd.open_answers() == 0, self.crowd.open_answers())
        check("nothing waits", not self.has("outbox", "state = 'waiting'"),
              self.place.rows("SELECT alert, attempt, count(*) FROM outbox WHERE state = 'waiting' GROUP BY 1, 2"))
        await self.place.end()
        await self.outlive()

    async def close(self):
        """Closed by a server a minute later, which is killed too."""
        for kill in (1, 0):
            self.place.start(LATER, self.place.policy, self.place.data, str(self.place.port), str(LATER_S), str(LATER_SPEED))
            await self.place.is_up()
            if kill:
                await asyncio.sleep(self.luck.uniform(0, 1))
                await self.place.end()
        await until("the drill is closed and sealed", lambda: self.has("drill", "state = 'closed'") and
                    not self.record().stat().st_mode & 0o200, PATIENCE_S)
        await self.place.end()

    def record(self):
        return pathlib.Path(self.place.rows("SELECT record FROM drill")[0][0])

    def note_moment(self):
        """In which moment of the drill the server died."""
        state = next((state for state, in self.place.rows("SELECT state FROM drill")), "before it")
        moments[state + (" with messages waiting" if self.has("outbox", "state = 'waiting'") else "")] += 1

    def check_kept(self):
        """After each death: what got a 2xx is there, once, with the time that was told; nothing is out of order."""
        self.note_moment()
        kept = collections.Counter()
        times = {}
        for person, key, received_us in self.place.rows(
                "SELECT h.id, r.key, r.received_us FROM response r JOIN participant p ON p.drill = r.drill AND p.number = r.person"
                " JOIN person h ON h.key = p.person"):
            kept[person, key] += 1
            times[person, key] = received_us
        given = self.crowd.answers()   # taken after the rows were read would be unfair: the server is dead
        lost = [answer for answer, received_us in given.items() if times.get(answer) != received_us]
        check("what got a 2xx is kept", not lost, lost[:5])
        check("once", set(kept.values()) <= {1}, kept.most_common(3))
        for table in "event", "delivery", "response", "alert":
            gaps = self.place.rows(f"SELECT drill FROM {table} GROUP BY drill HAVING count(*) <> max(sequence) OR min(sequence) <> 1")
            check(f"rows of {table} are numbered without a gap", not gaps, gaps)
        ends = [kind for kind, in self.place.rows("SELECT kind FROM event ORDER BY sequence") if kind in AFTER]
        check("an end that was given is kept", [kind for kind in ends if kind in self.ends][:len(self.given)] == self.given, (ends, self.given))

    def check_all(self):
        check("there is one drill", len(self.place.rows("SELECT 1 FROM drill")) == 1)
        check("no answer was refused", not self.crowd.refused, self.crowd.refused[:3])
        self.check_states()
        self.check_told()
        self.check_record()

    def check_states(self):
        states = ["alerting"] + [kind for kind, in self.place.rows("SELECT kind FROM event ORDER BY sequence") if kind in AFTER]
        check("states go along allowed ways", all(b in AFTER[a] for a, b in zip(states, states[1:])), states)
        check("to the end that was given, and closed", states[-1 - len(self.ends):] == self.ends + ["closed"], states)
        alerts, events = (self.place.rows(sql)[0][0] for sql in (
            "SELECT count(*) FROM alert", "SELECT count(*) FROM event WHERE kind = 'alert'"))
        check("each alert has its event", alerts == events >= 1 + len(self.ends), (alerts, events))

    def check_told(self):
        items = {key: rest for key, *rest in self.place.rows(
            "SELECT o.idempotency_key, h.id, a.identifier, a.sequence, o.state, o.attempt FROM outbox o JOIN alert a ON a.key = o.alert"
            " JOIN participant p ON p.drill = o.drill AND p.number = o.person JOIN person h ON h.key = p.person")}
        expected = {phone.id for phone in self.crowd.phones}
        people = collections.defaultdict(set)
        for person, _, sequence, _, _ in items.values():
            people[sequence].add(person)
        last = max(people)
        ends = range(last - len(self.ends) + 1, last + 1)
        check("the first alert and the ends are for everybody", all(people[i] == expected for i in [1, *ends]),
              {i: len(told) for i, told in people.items()})
        for phone in self.crowd.phones:
            self.check_phone(phone, items, last)
        late = self.place.rows(
            "SELECT d.person, d.alert, d.started_us FROM delivery d JOIN alert a ON a.drill = d.drill AND a.identifier = d.alert"
            f" WHERE a.sequence < ? AND d.started_us > ? + (SELECT max(time_us) FROM event WHERE kind = '{self.ends[-1]}')", last, UNDERWAY_US)
        check("what the end has overtaken is not begun", not late, late[:5])
        accepted = self.place.rows("SELECT key FROM delivery WHERE fault = '' GROUP BY key HAVING count(*) > 1")
        checks["accepted again"] += len(accepted)
        bare = self.place.rows("SELECT state, count(*) FROM outbox WHERE state NOT IN ('accepted', 'superseded') GROUP BY 1")
        check("nothing was given up", not bare, bare)

    def check_phone(self, phone, items, last):
        mine = {key: item for key, item in items.items() if item[0] == phone.id}
        check("nobody was told what was not filed for them", set(phone.told) <= set(mine), (phone.id, set(phone.told) - set(mine)))
        check("under the key of its alert", all(told[0] == mine[key][1] for key, told in phone.told.items() if key in mine), phone.id)
        check("no alert came as two", len({told[0] for told in phone.told.values()}) == len(phone.told), phone.told)
        check("what was accepted has come", all(key in phone.told for key, item in mine.items() if item[3] == "accepted"), (phone.id, mine))
        check("each time was an attempt", all(told[1] <= mine[key][4] for key, told in phone.told.items() if key in mine), phone.id)
        order = [(mine[key][2], life) for key, life in zip(phone.order, phone.lives) if key in mine]
        check("the end has come", any(alert == last for alert, _ in order), (phone.id, order, last))
        # What is under way when the end is given may come with it or behind it. What waits is sent newest first (store_outbox.c), so
        # before the end an earlier message may come, or come again, behind a newer one.
        check("no later server tells what the end has overtaken", all(alert == last or life <= self.over_in for alert, life in order),
              (phone.id, order, self.over_in))
        checks["repeats"] += sum(told[1] - 1 for told in phone.told.values())

    def check_record(self):
        record = self.record()
        for command in (["verify", record], ["verify", self.place.data / "sibu.db"], ["evaluate", record]):
            done = subprocess.run([SIBU, *command, "--json"], capture_output=True, check=False)
            check(f"{command[0]} takes {pathlib.Path(command[1]).name}", done.returncode == 0, done.stdout[-300:] + done.stderr)
        said = json.loads(done.stdout) if done.returncode == 0 else {}
        for table, columns in {"event": "time_us, kind, place", "response": "received_us, person, kind, place, key",
                               "delivery": "started_us, ended_us, alert, person, key, attempt, fault"}.items():
            sql = f"SELECT {columns} FROM {table} ORDER BY "
            check(f"the record has each {table} of the store, once", rows_of(record, sql + "row") == self.place.rows(sql + "sequence"), table)
        checks["answers"] += len(self.crowd.answers())
        answers = collections.Counter(key.rsplit("-", 1)[0] for _, key in self.crowd.answers())
        told = [said.get(name) for name in ("expected", "acknowledged", "checked_in", "end")]
        check("evaluated as people said", told == [PEOPLE, answers["acknowledge"], answers["check-in"], self.ends[-1]], (told, answers))
        check("most people answered", answers["acknowledge"] > PEOPLE / 2 and answers["check-in"] > PEOPLE / 2, answers)
        checks["new"] += sum(said[1] is not None and said[1][1] for phone in self.crowd.phones for said in phone.said.values())


async def story():
    number = 0
    while checks["kills"] < KILLS:
        drill = Drill(number, min(KILLS_A_DRILL, KILLS - checks["kills"]))
        try:
            await drill.run()
        finally:
            drill.place.remove()
        number += 1
    print(f"seed {SEED}: {checks['kills']} kills in {number} drills; {checks['answers']} answers ({checks['new']} told as new), "
          f"{checks['repeats']} repeats, {checks['accepted again']} accepted again")
    check("some died while messages waited", any("waiting" in moment for moment in moments), moments)
    print("died", ", ".join(f"{state}: {count}" for state, count in sorted(moments.items())))


try:
    asyncio.run(story())
except TimeoutError:
    pass
print(f"{checks[True]} passed, {checks[False]} failed")
sys.exit(1 if checks[False] or checks["kills"] < KILLS else 0)
