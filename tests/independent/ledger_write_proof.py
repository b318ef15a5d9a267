"""Writes ledgers with shared epochs by docs/proof.md: the server's and the witnesses' chains, receipts, and a beacon whose
signatures are hashes of counters. For tests.
"""
import base64
import hashlib

import ledger_proof
from ledger_files import H
from ledger_verify import outcomes_of, starts_at
from ledger_write import CHINA, US, Writer, sign

RULES = ('{"format":1,"tick_s":600,"delay_s":86400,"concurrent":2,"interlocks":["hot-work"],"laws":['
         '{"law":"even","period":"month","least":1,"most":60,"mean":40,"gap_ticks":1,"timezone":"Asia/Shanghai",'
         '"windows":[[0,10080,1000]],"never":[],"closed":[]}],"groups":['
         '{"group":"works","law":0,"interlocks":1,"most_per_month":0,"concurrent":1}],'
         '"units":[{"unit":"*works","group":0,"law":0,"draws":false},{"unit":"plant-1","group":0,"law":0,"draws":true},'
         '{"unit":"plant-2","group":0,"law":0,"draws":true}]}')
BEGIN_US = 1796002200123456   # 30 November 2026, 09:30 in Shanghai


def key_text(name, key):
    """A key of type 04 as text."""
    data = b"\4" + key
    key_id = hashlib.sha256(name.encode() + b"\n" + data).hexdigest()[:8]
    return f"{name}+{key_id}+{base64.b64encode(data).decode()}"


class Witness:
    def __init__(self, name, random):
        self.secret, self.seed = random.randbytes(32), random.randbytes(32)
        self.key = sign(self.secret, b"")[0]
        self.text = key_text(name, self.key)


class Beacon:
    def __init__(self, name="quicknet", chained=False, period_s=30, genesis_s=1692803367):
        self.name, self.chained, self.period_s, self.genesis_s = name, chained, period_s, genesis_s
        self.public_key, self.group_hash = bytes(range(96 if not chained else 48)), hashlib.sha256(name.encode()).digest()
        self.bytes = 96 if chained else 48
        self.chain = hashlib.sha256(period_s.to_bytes(4, "big") + genesis_s.to_bytes(8, "big") + self.public_key + self.group_hash +
                                    (b"" if name in ("", "default") else name.encode())).hexdigest()

    def text(self):
        return (f'{{"chain":"{self.chain}","period_s":{self.period_s},"genesis_s":{self.genesis_s},"public_key":"{self.public_key.hex()}",'
                f'"group_hash":"{self.group_hash.hex()}","name":"{self.name}","signature_bytes":{self.bytes},'
                f'"chained":{"true" if self.chained else "false"}}}')

    def signature(self, round_):
        data = b"".join(hashlib.sha256(f"{self.chain} {round_} {i}".encode()).digest() for i in range(3))
        return data[:self.bytes].hex()

    def round_at(self, moment_s):
        return max(1, (moment_s - self.genesis_s + self.period_s - 1) // self.period_s + 1)


class Shared:
    """An epoch that is written: who it is of, and all links."""

    def __init__(self, w, number, begin, ticks, witnesses=(), beacon=None, local=False):
        self.number, self.begin, self.end = number, begin, ledger_proof.LOCAL_END if local else begin + ticks
        self.witnesses, self.beacon = witnesses, beacon
        seeds = [w.random.randbytes(32)] + [H("seed", x.seed, number) for x in witnesses]
        self.chains = [[bytes(32)]] if local else [self.chain(w.installation, ticks, seed) for seed in seeds]

    def chain(self, installation, ticks, last):
        """Links 0 to `ticks`."""
        links = [last]
        for i in range(ticks, 0, -1):
            links.append(H("sibu link v1", installation, self.number, i, links[-1]))
        return links[::-1]

    def body(self):
        items = ",".join(f'{{"key":"{x.text}","anchor":"{chain[0].hex()}"}}' for x, chain in zip(self.witnesses, self.chains[1:]))
        beacon = self.beacon.text() if self.beacon else "null"
        return (f'{{"epoch":{self.number},"from_tick":{self.begin:12},"to_tick":{self.end:12},"anchor":"{self.chains[0][0].hex()}",'
                f'"witnesses":[{items}],"beacon":{beacon}}}')


class ProofWriter(Writer):
    """Rows with links. Each body may be changed before it is written: then the row need not be sound."""

    def __init__(self, seed, time_us=BEGIN_US):
        super().__init__(seed, time_us)
        self.first = Witness("works-council.example", self.random)
        self.second = Witness("auditor.example", self.random)
        self.epochs = {}

    def others(self, count):
        return [Witness(f"witness-{i}.example", self.random) for i in range(count)]

    def say(self, kind, body, change=None, unsound=False):
        """A row. `change` makes another body of it: no sound one."""
        new = change(body) if change else body
        assert not change or new != body, f"{kind}: nothing was changed"
        self.add(kind, new, sound=not change and not unsound)

    def opened(self, lead, ticks, change=None, unsound=False, **of):
        """An epoch that begins `lead` ticks behind the next one."""
        one = Shared(self, self.state.proof.greatest + 1, self.state.next + lead, ticks, **of)
        self.epochs[one.number] = one
        self.say("epoch", one.body(), change, unsound)
        return one

    def open(self, closed=0):
        self.periods(CHINA)
        self.wait(0)
        state = self.state
        self.say("open", f'{{"tick":{state.next:12},"rules":{state.rules.row:9},"plan":"{H("sibu plan v1", b"").hex()}",'
                         f'"closed":"{closed:08x}"}}')

    def current(self):
        return self.epochs[self.state.epoch]

    def receipt(self, witness, its, moment_s, **other):
        """A witness's signature; `other`: what it is over instead."""
        said = {"installation": self.state.installation, "epoch": self.state.epoch, "tick": self.state.next, "link": its.hex(),
                "time_s": moment_s, "head": self.state.proof.open.head, **other}
        return base64.b64encode(sign(witness.secret, ledger_proof.receipt_text(**said))[1]).decode()

    def link(self, change=None, unsound=False, early=False, links=None, beacon=None, **receipts):
        """The link of the open tick. `links` and `beacon` change its links and (round, signature, previous), and the outcomes
        with them; `early`: its round need not be out; for `receipts` see `given`."""
        state, epoch = self.state, self.current()
        tick, moment_s = state.next, state.next * state.rules.tick_s
        mine = [chain[tick - epoch.begin + 1] for chain in epoch.chains]
        mine = links(mine) if links else mine
        given = self.given(mine[1:], moment_s, **receipts)
        round_, signature, previous = self.round(moment_s, early)
        if beacon:
            round_, signature, previous = beacon(round_, signature, previous)
        shares = mine + ([hashlib.sha256(bytes.fromhex(signature)).digest()] if epoch.beacon else [])
        drawn = state.drawn(state.proof.open.gates, H("sibu tick v1", state.installation, state.epoch, tick, *shares))
        starts = sum(starts_at(u, threshold) for _, u, threshold, _ in drawn)
        self.say("link", f'{{"tick":{tick:12},"link":"{mine[0].hex()}","witnesses":[{",".join(given)}],"round":{round_:12},'
                         f'"signature":"{signature}","previous":"{previous}","outcomes":"{outcomes_of(drawn).hex()}",'
                         f'"starts":{starts:5}}}', change, unsound or links or beacon or receipts)

    def given(self, links, moment_s, lead_s=0, signer=None, **other):
        """What the witnesses gave, `lead_s` behind the tick; `signer` and `other`: who signed the first receipt, and over what."""
        for place, (who, link) in enumerate(zip(self.current().witnesses, links)):
            who = signer(self) if signer and place == 0 else who
            receipt = self.receipt(who, link, moment_s + lead_s, **({} if place else other))
            yield f'{{"link":"{link.hex()}","time":{moment_s + lead_s:12},"receipt":"{receipt}"}}'

    def round(self, moment_s, early):
        """(round, signature, previous) of a tick; the clock goes on until it is out."""
        beacon = self.current().beacon
        if not beacon:
            return 0, "", ""
        round_ = beacon.round_at(moment_s)
        if not early:
            self.now = max(self.now, (beacon.genesis_s + (round_ - 1) * beacon.period_s) * US)
        return round_, beacon.signature(round_), beacon.signature(round_ - 1) if beacon.chained else ""

    def shared(self, ticks, closed=0, late=False):
        """Ticks that are opened and drawn; what runs then ends."""
        for _ in range(ticks):
            self.open(closed)
            if late:
                self.now += self.state.rules.tick_s * US
            self.link()
            self.finish()

    def finish(self):
        while self.state.pending:
            unit = self.state.pending[0][1]
            self.drill(site=1 if unit == 0 and self.state.pending[0][0] != self.state.proof.late else unit)
        while self.state.drills:
            self.end("all-clear")

    def begin(self, ticks=1):
        """Rows before the first epoch: local ticks."""
        self.start()
        self.rules(RULES)
        for _ in range(ticks):
            self.periods(CHINA)
            self.tick()
            self.finish()


def opened_story(seed, mode, ticks=20, lead=1):
    """A ledger whose next tick is the first of a shared epoch. `mode`: witness, beacon, both, two, chained."""
    w = ProofWriter(seed)
    w.begin()
    w.opened(lead, ticks, **parties(w, mode))
    for _ in range(lead):
        w.tick()
        w.finish()
    return w


def parties(w, mode):
    witnesses = {"beacon": (), "chained": (), "two": (w.first, w.second)}.get(mode, (w.first,))
    beacon = {"beacon": Beacon(), "both": Beacon(), "chained": Beacon("default", chained=True)}.get(mode)
    return {"witnesses": witnesses, "beacon": beacon}


def long_story(seed):
    """Every way that a shared epoch goes: some 60 rows."""
    w = opened_story(seed, "both", ticks=400)
    w.shared(3)
    w.open(closed=1)
    w.link()
    w.finish()
    w.open()
    w.surprise(0, 1800)             # it does not change the tick that is open
    w.at_once(2)
    w.drill()
    w.start()
    w.end("abort")
    w.link()
    w.finish()
    w.shared(5)                     # the surprise fires
    w.shared(2, late=True)
    w.surprise(0, 600)              # fires at a late tick, for sure
    w.shared(1, late=True)
    w.rules(RULES.replace('"most":60', '"most":50'))
    w.opened(150, 400, **parties(w, "two"))
    w.open()
    w.wait(150)
    w.skip(w.state.proof.waiting.begin - w.state.next)    # the open tick too: withheld
    w.shared(3)
    lead = 160
    w.opened(lead, 0, local=True)
    w.shared(2)
    w.skip(w.state.proof.waiting.begin - w.state.next)
    w.periods(CHINA)
    for _ in range(2):
        w.tick()
        w.finish()
    return w
