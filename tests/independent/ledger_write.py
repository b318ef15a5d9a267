"""Writes a ledger of the draw by docs/ledger.md, with what ledger_verify.py keeps: the state that a row is written from is the
state that it will be verified from. For tests: time and random bytes come from a seed.
"""
import base64
import functools
import hashlib
import random
import struct

import ed25519
import ledger_laws
from ledger_files import H, first8, head_line, row_hash, row_line, tick_R
from ledger_verify import Rules, Verifier, outcomes_of, starts_at

US = 10 ** 6


def sign(seed, message):
    """RFC 8032, 5.1.6; the public key too."""
    digest = hashlib.sha512(seed).digest()
    a = (int.from_bytes(digest[:32], "little") & ~(7 | 1 << 255)) | 1 << 254
    a &= (1 << 255) - 1
    key = public(a)
    r = int.from_bytes(hashlib.sha512(digest[32:] + message).digest(), "little") % ed25519.L
    R = ed25519.encode(times(r))
    k = int.from_bytes(hashlib.sha512(R + key + message).digest(), "little") % ed25519.L
    return key, R + ((r + k * a) % ed25519.L).to_bytes(32, "little")


@functools.lru_cache(maxsize=16)
def public(a):
    return ed25519.encode(times(a))


def times(number):
    sum_, point = (0, 1, 1, 0), ed25519.BASE
    while number:
        if number & 1:
            sum_ = ed25519.add(sum_, point)
        point, number = ed25519.double(point), number >> 1
    return sum_


def theta_of(period):
    """What gives the period its mean, by bisection; no law needs more than 1 at its smallest weight."""
    low, high = 0.0, 1.0
    for _ in range(80):
        theta = (low + high) / 2
        period.prepare(theta, period.usual_floor())
        total = period.expected()
        if abs(total - period.mean) <= 1e-8 * period.mean:
            break
        low, high = (theta, high) if total < period.mean else (low, theta)
    return theta


@functools.lru_cache(maxsize=16)
def solved(*asked):
    """(theta, floor) of a period; its law may have none."""
    period = ledger_laws.asked(*asked)
    return (theta_of(period), period.usual_floor()) if period.most else (0.0, 0.0)


class Writer:
    def __init__(self, seed, time_us, mode="seeded"):
        self.random = random.Random(seed)
        self.secret, self.installation = self.random.randbytes(32), self.random.randbytes(16)
        self.key = sign(self.secret, b"")[0]
        self.now, self.mode = time_us, mode
        self.state = Verifier()
        self.rows, self.heads = [], {}
        self.drills = 0

    # Rows

    def add(self, kind, body, sound=True):
        """A row; where it is not to be sound, the verifier has to refuse it."""
        self.now += 1
        row = self.state.row + 1
        stored = row_hash(self.state.before, row, self.now, kind, body)
        self.state.take(("row", row, self.now, kind, body, stored))
        assert not sound or not self.state.fault, (self.state.fault, kind, body)
        self.rows.append((row, self.now, kind, body, stored))
        self.heads[row] = self.head(row)

    def head(self, row):
        name = "sibu/" + self.installation.hex()
        text = f"{name}\n{row}\n{base64.b64encode(self.state.tree.root()).decode()}\n"
        key_id = hashlib.sha256(name.encode() + b"\n\1" + self.key).digest()[:4]
        note = f"{text}\n\u2014 {name} {base64.b64encode(key_id + sign(self.secret, text.encode())[1]).decode()}\n"
        self.state.take(("head", row, note))
        return note

    def lines(self):
        """Those of an export: heads of every row that is no tick, of every 256th, and of the last."""
        for row in self.rows:
            yield row_line(*row)
            if row[2] != "tick" or row[0] % 256 == 0 or row is self.rows[-1]:
                yield head_line(row[0], self.heads[row[0]])

    # Kinds

    def start(self):
        epoch = self.state.epoch or 1
        self.add("start", f'{{"format":2,"mode":"{self.mode}","installation":"{self.installation.hex()}","epoch":{epoch},'
                          f'"key":"{self.key.hex()}"}}')

    def rules(self, text, sound=True):
        tick_us = Rules(text, 0, 0).tick_s * US
        now = self.now + 1
        if self.state.rules:
            begin = -(-(now + self.state.rules.delay_s * US) // tick_us)
        else:
            begin = now // tick_us
        self.add("rules", f'{{"from_tick":{begin:12},"rules":{text}}}', sound)

    def periods(self, offset):
        """Each law's period, where it has none; before them what the units missed in the old one."""
        state = self.state
        for unit in range(len(state.units)):
            if state.is_missed(unit):
                least = state.rules.laws[state.rules.units[unit][2]].least
                self.add("missed", f'{{"unit":{unit:5},"starts":{state.units[unit].k:3},"least":{least:3}}}')
        for index in range(len(state.rules.laws)):
            if not state.periods[index] or state.periods[index].end <= state.next:
                self.add("period", self.period_body(index, offset))

    def period_body(self, index, offset):
        state, law = self.state, self.state.rules.laws[index]
        months = ledger_laws.MONTHS[law.period]

        def number(tick):
            return ledger_laws.calendar(tick * state.rules.tick_s, ((0, offset),), months)

        begin = end = state.next
        while begin > state.first and number(begin - 1) == number(state.next):
            begin -= 1
        while number(end) == number(state.next):
            end += 1
        offsets = ((begin * state.rules.tick_s, offset),)
        theta, floor = solved(law, state.rules.tick_s, begin, end, begin == state.first, offsets)
        return (f'{{"rules":{state.rules.row:9},"law":{index:4},"from_tick":{begin:12},"to_tick":{end:12},'
                f'"theta":"{struct.pack(">d", theta).hex()}","floor":"{struct.pack(">d", floor).hex()}",'
                f'"offsets":[[{offsets[0][0]:12},{offset:6}]]}}')

    def wait(self, ticks):
        """The clock goes on to `ticks` ticks from the next one."""
        tick_us = self.state.rules.tick_s * US
        self.now = max(self.now, (self.state.next + ticks) * tick_us + self.random.randrange(1000, 900000))

    def tick(self, closed=0):
        self.wait(0)
        state, r = self.state, self.random.randbytes(32)
        body = tick_body(state, r, closed)
        self.add("tick", body)

    def skip(self, ticks):
        self.wait(ticks - 1)
        self.add("skip", f'{{"from_tick":{self.state.next:12},"to_tick":{self.state.next + ticks:12}}}')

    def drill(self, site=None, reason=""):
        """What becomes of the first pending start: held at a site, or not for a reason; by default what must be."""
        tick, unit, asked, u, threshold = self.state.pending[0]
        site = unit if site is None else site
        obstacle = asked != "n" and self.state.obstacle(self.state.pending[0], site)
        reason, name, draw = reason or obstacle or "", "", bytes(32)
        if not reason:
            self.drills += 1
            name, draw = f"2026-{self.drills:06}", self.random.randbytes(32)
        self.add("drill", f'{{"tick":{tick:12},"unit":{unit:5},"site":{site:5},"asked":"{asked}","u":"{u:016x}",'
                          f'"threshold":"{threshold:016x}","drill":"{name}","reason":"{reason}","draw":"{draw.hex()}"}}')

    def end(self, how):
        """Of the drill that began first."""
        self.add("end", f'{{"drill":"{next(iter(self.state.drills))}","how":"{how}"}}')

    def result(self, expected, checked_in):
        """Of the drill that ended last."""
        self.add("result", result_body(self.drills, expected, checked_in))

    def surprise(self, unit, within_s):
        self.add("surprise", f'{{"unit":{unit:5},"within_s":{within_s:7}}}')

    def at_once(self, unit):
        self.add("now", f'{{"unit":{unit:5},"r":"{self.random.randbytes(32).hex()}"}}')


def result_body(drill, expected, checked_in):
    return f'{{"drill":"2026-{drill:06}","expected":{expected:6},"checked_in":{checked_in:6}}}'


def tick_body(state, r, closed, plan=H("sibu plan v1", b"")):
    """A tick's body, drawn from r by what is kept."""
    R = tick_R(state.installation, state.epoch, state.next, r)
    drawn = state.drawn(state.gates(closed), R)
    starts = sum(starts_at(u, threshold) for _, u, threshold, _ in drawn)
    return (f'{{"tick":{state.next:12},"rules":{state.rules.row:9},"plan":"{plan.hex()}","closed":"{closed:08x}","r":"{r.hex()}",'
            f'"outcomes":"{outcomes_of(drawn).hex()}","starts":{starts:5}}}')


RULES = ('{"format":1,"tick_s":3600,"delay_s":86400,"concurrent":2,"interlocks":["hot-work","crane"],"laws":['
         '{"law":"max-entropy","period":"month","least":1,"most":3,"mean":2,"gap_ticks":24,"timezone":"Asia/Shanghai",'
         '"windows":[[480,1080,1000],[1920,2520,500],[7200,10080,250]],"never":[[20800,20801]],"closed":[[1796083200,1796090400]]},'
         '{"law":"even","period":"quarter","least":2,"most":6,"mean":3.7000000000000002,"gap_ticks":12,"timezone":"Asia/Shanghai",'
         '"windows":[[0,10080,1000]],"never":[],"closed":[]}],"groups":['
         '{"group":"works","law":0,"interlocks":1,"most_per_month":0,"concurrent":1},{"group":"office\\t\\"\u6f14\\"","law":1,"interlocks":3,"most_per_month":1,"concurrent":0}],'
         '"units":[{"unit":"*works","group":0,"law":0,"draws":false},{"unit":"plant-1","group":0,"law":0,"draws":true},'
         '{"unit":"plant-2","group":0,"law":0,"draws":true},{"unit":"*office","group":1,"law":1,"draws":true},'
         '{"unit":"hall-1","group":1,"law":1,"draws":false},{"unit":"hall-2","group":1,"law":1,"draws":false}]}')
CHINA = 28800


def story(seed, short=False):
    """A ledger with every kind of row but damage: some 80 rows. A short one has the beginning."""
    w = Writer(seed, 1796002200123456)   # 30 November 2026, 09:30 in Shanghai
    w.start()
    w.rules(RULES)
    if short:
        w.periods(CHINA)
        w.tick()
        return w
    for step in range(16):
        w.periods(CHINA)
        w.tick(closed=3 if step % 5 == 4 else 0)
        settle(w)
    w.rules(RULES.replace('"most":3', '"most":4'))
    w.surprise(3, 4 * 3600)
    for step in range(8):
        w.periods(CHINA)
        w.tick(closed=2 if step == 1 else 0)
        settle(w)
    w.start()
    w.rules(RULES.replace('"most":3', '"most":5').replace('"plant-2"', '"plant-3"')
            .replace('"most_per_month":1', '"most_per_month":2')
            .replace('"draws":false}]}', '"draws":false}],"budgets":[{"branch":"east","law":0,"months":1,"most":4,"sites":[1,4]},'
                     '{"branch":"","law":1,"months":3,"most":40,"sites":[1,2,4,5]}]}'))
    w.skip(40)                      # these rules come into force here
    w.periods(CHINA)
    w.at_once(1)
    w.drill(1)
    w.at_once(4)                    # beside it: two at one time, and as many as may
    w.drill(4)
    w.surprise(0, 6 * 3600)
    w.surprise(3, 7 * 3600)
    for _ in range(9):
        w.periods(CHINA)
        w.tick()
        settle(w, False)
    w.end("abort")
    w.end("all-clear")
    w.skip(24 * 31)
    w.periods(CHINA)
    for _ in range(6):
        w.tick()
        settle(w)
    w.at_once(3)
    w.drill(reason="nobody on shift")
    w.skip(24 * 31)
    w.periods(CHINA)
    for _ in range(5):
        w.tick()
        settle(w)
    return w


def settle(w, ends=True, reason=""):
    """Each pending start has its row; what runs then ends."""
    while w.state.pending:
        unit = w.state.pending[0][1]
        w.drill(site={0: 2, 3: 4 + w.drills % 2}.get(unit, unit), reason=reason)
    while ends and w.state.drills:
        w.end("all-clear")


def moving_rules(plant=0, hall=0):
    """Two sites that draw and two that are drawn together; the last two results move the first of each by so many steps."""
    def law(mean):
        return (f'{{"law":"max-entropy","period":"month","least":1,"most":3,"mean":{mean:.17g},"gap_ticks":24,"timezone":'
                '"Asia/Shanghai","windows":[[480,1080,1000],[1920,2520,500]],"never":[],"closed":[]}')

    def site(name, group, index, moved, steps):
        return (f'{{"unit":"{name}","group":{group},"law":{index},"draws":{"false" if group else "true"},"moved":{moved},'
                f'"steps":[{",".join("%.17g" % x for x in steps)}]}}')

    means, weights = (1.4, 2, 2.7), (1, 1.5, 2)
    laws = [law(2)] + [law(means[1 + plant])] * (plant != 0)
    group = '{{"group":"{}","law":0,"interlocks":0,"most_per_month":0,"concurrent":0,"results":[2,{},{}]}}'
    units = ['{"unit":"*works","group":0,"law":0,"draws":false}', site("plant-1", 0, len(laws) - 1, plant, means),
             site("plant-2", 0, 0, 0, means), '{"unit":"*halls","group":1,"law":0,"draws":true}',
             site("hall-1", 1, 0, hall, weights), site("hall-2", 1, 0, 0, weights)]
    return (f'{{"format":1,"tick_s":3600,"delay_s":86400,"concurrent":1,"interlocks":[],"laws":[{",".join(laws)}],'
            f'"groups":[{group.format("works", 800, 950)},{group.format("halls", 500, 500)}],"units":[{",".join(units)}]}}')


def moved_story(seed, until=9):
    """Drills at once whose results move sites, and rules that follow them: some 70 rows; `until`: so many drills."""
    w = Writer(seed, 1796002200123456)
    w.start()
    w.rules(moving_rules())
    w.periods(CHINA)
    w.tick()
    for count, (unit, how, expected, checked_in) in enumerate((
            (1, "all-clear", 12, 3), (1, "abort", 0, 0), (1, "limit", 7, 0), (4, "all-clear", 3, 1), (4, "all-clear", 300, 299),
            (2, "real-emergency", 0, 0), (1, "all-clear", 9, 9), (1, "all-clear", 0, 0), (1, "all-clear", 999999, 999998))):
        if count == until:
            return w
        settle(w, reason="nobody on shift")
        w.at_once(unit)
        w.drill()
        w.end(how)
        if how in ("all-clear", "limit"):
            w.result(expected, checked_in)
        if count == 2:
            w.rules(moving_rules(plant=1))
            w.skip(26)              # they come into force here
        if count == 4:
            w.rules(moving_rules(plant=1, hall=-1))     # these wait, and what comes meanwhile waits for them
        w.periods(CHINA)
        w.tick()
    settle(w, reason="nobody on shift")
    w.skip(26)
    w.rules(moving_rules(plant=-1, hall=-1))
    w.skip(26)
    for _ in range(3):
        w.periods(CHINA)
        w.tick()
        settle(w, reason="nobody on shift")
    return w
