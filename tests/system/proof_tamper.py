"""Ledgers with shared epochs (docs/proof.md), each signed by its own key: sound ones, and such as are wrong in one way, in their
last row. `sibu verify` and tests/independent/ledger_verify.py must find the first whole, and count the same; and refuse the others,
both at that row.

usage: proof_tamper.py SIBU FOLDER
"""
import copy
import functools
import json
import os
import re
import subprocess
import sys

SIBU, FOLDER = sys.argv[1:3]
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "independent"))
import ed25519   # noqa: E402
import ledger_verify   # noqa: E402
import ledger_write   # noqa: E402
from ledger_files import head_line, items_of, row_line   # noqa: E402
from ledger_write_proof import CHINA, RULES, US, Beacon, ProofWriter, key_text, long_story, opened_story, parties   # noqa: E402

ed25519.verify = functools.lru_cache(maxsize=None)(ed25519.verify)
SEED = 20261201
SLOW = Beacon(period_s=300)   # its rounds come 267 seconds behind the ticks


def story(mode, ticks=1):
    """Its next tick is in a shared epoch of this mode, and so many were drawn of it."""
    w = opened_story(SEED, mode)
    w.shared(ticks)
    return w


def slow_story():
    w = ProofWriter(SEED)
    w.begin()
    w.opened(0, 20, beacon=SLOW)
    return w


def local_story():
    w = ProofWriter(SEED)
    w.begin()
    return w


def sub(old, new):
    """What changes a body: a pattern's first place."""
    return lambda body: re.sub(old, new, body, count=1)


def flip(data):
    return bytes([data[0] ^ 1]) + data[1:]


# --- Links ---

def another_signature(body):
    """One digit of the beacon's signature is another; the outcomes stay those of the true one."""
    place = body.index('"signature":"') + len('"signature":"')
    return body[:place] + "%x" % (int(body[place], 16) ^ 1) + body[place + 1:]


LINKS = {
    "a link that does not lead to the anchor": ("both", {"links": lambda x: [flip(x[0]), *x[1:]]}),
    "a witness's link that does not lead to its anchor": ("both", {"links": lambda x: [x[0], flip(x[1])]}),
    "the second witness's link": ("two", {"links": lambda x: [*x[:2], flip(x[2])]}),
    "the witness's link for its own": ("witness", {"links": lambda x: x[::-1]}),
    "a receipt over another head": ("both", {"head": "sibu/00\n1\nAAAA\n"}),
    "a receipt of another tick": ("both", {"tick": 2993337}),
    "a receipt of another epoch": ("witness", {"epoch": 1}),
    "a receipt of another link": ("witness", {"link": "00" * 32}),
    "a receipt of another installation": ("witness", {"installation": bytes(16)}),
    "a receipt of another time": ("witness", {"time_s": 0}),
    "a witness's time before the tick": ("witness", {"lead_s": -1}),
    "a receipt by another key": ("witness", {"signer": lambda w: w.second}),
    "witnesses in another order": ("two", {"change": sub(r'\[({.*}),({.*})\]', r'[\2,\1]')}),
    "a witness left out": ("two", {"change": sub(r',({[^{}]*})\]', ']')}),
    "a witness too many": ("witness", {"change": sub(r'\[({.*})\]', r'[\1,\1]')}),
    "all witnesses left out": ("both", {"change": sub(r'\[.*\]', '[]')}),
    "a round too early": ("beacon", {"beacon": lambda r, s, p: (r - 1, s, p)}),
    "a round too late": ("beacon", {"beacon": lambda r, s, p: (r + 1, s, p)}),
    "another signature": ("both", {"change": another_signature}),
    "a signature too long": ("beacon", {"beacon": lambda r, s, p: (r, s + "00", p)}),
    "a signature too short": ("beacon", {"beacon": lambda r, s, p: (r, s[2:], p)}),
    "no signature": ("both", {"beacon": lambda r, s, p: (r, "", p)}),
    "a previous signature where none is": ("beacon", {"beacon": lambda r, s, p: (r, s, s)}),
    "no previous signature": ("chained", {"beacon": lambda r, s, p: (r, s, "")}),
    "a previous signature too long": ("chained", {"beacon": lambda r, s, p: (r, s, p + "00")}),
    "a round without a beacon": ("witness", {"beacon": lambda r, s, p: (1, s, p)}),
    "a signature without a beacon": ("witness", {"beacon": lambda r, s, p: (r, "00" * 48, p)}),
    "a previous signature without a beacon": ("witness", {"beacon": lambda r, s, p: (r, s, "00" * 48)}),
    "other outcomes": ("both", {"change": sub('"outcomes":"[0-9a-f]{8}', '"outcomes":"00000000')}),
    "another count of starts": ("both", {"change": sub(r'"starts": {4}.}', '"starts":    3}')}),
    "a link of another tick": ("both", {"change": sub(r'"tick": *\d+', '"tick":     2993339')}),
}


def wrong_links():
    for name, (mode, of) in LINKS.items():
        w = story(mode)
        w.open()
        w.link(**of)
        yield name, w
    w = slow_story()
    w.open()
    w.now = (w.state.next * 600 + 237) * US - 2
    w.link(early=True, unsound=True)
    yield "a link written before its round", w
    one, w = story("witness"), story("witness")
    one.open()
    w.open(closed=1)
    w.link(head=one.state.proof.open.head)
    yield "an interlock closed after the receipt", w
    w = story("witness")
    w.open()
    w.at_once(2)
    w.link(unsound=True)
    yield "a link before a start has its drill", w


# --- Epochs ---

def moved(body, member, ticks):
    """The epoch's beginning or end lies so many ticks behind its beginning."""
    begin = int(re.search('"from_tick":(.{12})', body)[1])
    return re.sub(f'"{member}":.{{12}}', f'"{member}":{begin + ticks:12}', body)


EPOCHS = {
    "a chain's hash": sub('"chain":"[0-9a-f]{4}', '"chain":"0000'),
    "a false period": sub('"period_s":30', '"period_s":31'),
    "a false genesis": sub('"genesis_s":1692803367', '"genesis_s":1692803337'),
    "a false public key": sub('"public_key":"00', '"public_key":"01'),
    "a false group hash": sub('"group_hash":"[0-9a-f]{4}', '"group_hash":"0000'),
    "a false name": sub('"name":"quicknet"', '"name":"quickest"'),
    "signatures of 47 bytes": sub('"signature_bytes":48', '"signature_bytes":47'),
    "chained, or not": sub('"chained":false', '"chained":null'),
    "a blank in it": sub(',"beacon"', ', "beacon"'),
    "an empty epoch": lambda body: moved(body, "to_tick", 0),
    "more than 366 days": lambda body: moved(body, "to_tick", 52705),
    "an epoch of the past": lambda body: moved(body, "from_tick", -2),
    "a number of before": sub('"epoch":2', '"epoch":1'),
    "number 0": sub('"epoch":2', '"epoch":0'),
    "a number too great": sub('"epoch":2', '"epoch":9007199254740993'),
    "a key of another id": sub(r"\+[0-9a-f]{8}\+", "+00000000+"),
    "a key of type 01": sub(r"\+B", "+A"),
    "a key without its name": sub('"key":"[^+]*', '"key":"'),
    "a key twice": sub(r'\[({.*?})\]', r'[\1,\1]'),
    "a key twice, with other anchors": sub(r'\[({.*?)..("})\]', r'[\1aa\2,\1bb\2]'),
}


def wrong_epochs():
    for name, change in EPOCHS.items():
        w = local_story()
        w.opened(1, 20, change, **parties(w, "both"))
        yield "an epoch: " + name, w
    for name, change in (("an anchor", sub('"anchor":"00', '"anchor":"01')), ("another end", sub("999999999999", "999999999998"))):
        w = local_story()
        w.opened(1, 0, change, local=True)
        yield f"a local epoch with {name}", w
    w = local_story()
    w.opened(1, 20, unsound=True, witnesses=[w.first, w.second, *w.others(3)])
    yield "five witnesses", w
    w = local_story()
    other = copy.copy(w.first)
    other.text = key_text("other.example", w.first.key)
    w.opened(1, 20, unsound=True, witnesses=(w.first, other))
    yield "a key under two names", w
    for name, beacon in (("a beacon too slow", Beacon(period_s=301)), ("a beacon without a genesis", Beacon(genesis_s=0)),
                         ("a beacon of no time", Beacon(genesis_s=2 ** 32)), ("a long name", Beacon("n" * 101))):
        w = local_story()
        w.opened(1, 20, unsound=True, beacon=beacon)
        yield name, w
    w = story("both", ticks=20)
    w.opened(1, 20, unsound=True, **parties(w, "two"))
    yield "other parties that do not wait, behind the end of an epoch", w
    w = local_story()
    w.opened(1, 20, **parties(w, "both"))
    w.opened(1, 20, sub('"epoch":3', '"epoch":2'), **parties(w, "both"))
    yield "the number of one that waits", w
    w = local_story()
    w.now = w.state.next * 600 * US - 30 * US
    w.opened(0, 20, unsound=True, **parties(w, "both"))
    yield "an epoch too near", w
    w = story("both")
    w.open()
    w.opened(0, 20, unsound=True, **parties(w, "both"))
    yield "an epoch that begins at an open tick", w
    for name, of in (("a beacon less", "witness"), ("a witness more", "two"), ("another beacon", "chained")):
        w = story("both")
        w.opened(143, 20, unsound=True, **parties(w, of))
        yield f"an epoch that does not wait: {name}", w
    w = story("two")
    w.opened(143, 20, unsound=True, witnesses=(w.second, w.first))
    yield "an epoch that does not wait: another order", w
    w = story("both")
    w.opened(143, 0, unsound=True, local=True)
    yield "an epoch that does not wait: local", w
    w = ProofWriter(SEED)
    w.start()
    w.state.next = 2993337
    w.opened(200, 20, unsound=True, **parties(w, "both"))
    yield "an epoch before there are rules", w


# --- Rows ---

def tick_of(w):
    return f'{{"tick":{w.state.next:12},"rules":{w.state.rules.row:9},"plan":"{"00" * 32}","closed":"00000000"}}'


def local_tick(w):
    return ledger_write.tick_body(w.state, bytes(32), 0)


def skip_of(w, to):
    w.wait(to - w.state.next)
    w.add("skip", f'{{"from_tick":{w.state.next:12},"to_tick":{to:12}}}', sound=False)


def surprised(late):
    """A start for sure, and its tick."""
    w = story("witness")
    w.surprise(1, 600)
    w.open()
    w.now += 600 * US * late
    w.link()
    assert w.state.pending
    return w


def drill_of(w, drill, reason):
    tick, unit, asked, u, threshold = w.state.pending[0]
    draw = "ab" * 32 if drill else "00" * 32
    w.add("drill", f'{{"tick":{tick:12},"unit":{unit:5},"site":{unit:5},"asked":"{asked}","u":"{u:016x}",'
                   f'"threshold":"{threshold:016x}","drill":"{drill}","reason":"{reason}","draw":"{draw}"}}', sound=False)


def wrong_rows():
    w = story("both")
    w.wait(0)
    w.add("tick", local_tick(w), sound=False)
    yield "a tick in a shared epoch", w
    w = local_story()
    w.wait(0)
    w.add("open", tick_of(w), sound=False)
    yield "a local tick opened", w
    for name, change in (("before its moment", None), ("of the tick behind", sub(r'"tick":.{12}', '"tick":     2999999')),
                         ("with other rules", sub('"rules":.{9}', '"rules":        1')),
                         ("with interlocks that are none", sub('"closed":"00000000', '"closed":"00000002'))):
        w = story("both")
        body = tick_of(w)
        if change:
            w.wait(0)
        w.add("open", change(body) if change else body, sound=False)
        yield "a tick opened " + name, w
    w = story("both")
    w.open()
    w.add("open", tick_of(w), sound=False)
    yield "a tick opened twice", w
    w = story("both")
    w.add("link", w.rows[-1][3], sound=False)
    yield "a link twice", w
    w = story("both")
    other = story("both")
    other.open()
    other.link()
    w.wait(1)
    w.add("link", next(row[3] for row in reversed(other.rows) if row[2] == "link"), sound=False)
    yield "a link without an open tick", w
    for kind, body_of in (("open", tick_of), ("tick", local_tick)):
        w = opened_story(SEED, "both", ticks=1)
        w.shared(1)
        w.wait(0)
        w.add(kind, body_of(w), sound=False)
        yield f"{kind} behind the end of an epoch", w
    w = surprised(late=True)
    drill_of(w, "2026-000009", "")
    yield "a late start that is held", w
    w = surprised(late=False)
    drill_of(w, "", "late")
    yield "late, and it is not", w
    w = surprised(late=True)
    drill_of(w, "", "limit")
    yield "another obstacle than late", w
    w = story("both")
    skip_of(w, w.state.next + 2)
    yield "ticks of a shared epoch skipped", w
    w = story("both")
    w.open()
    skip_of(w, w.state.next + 1)
    yield "an open tick skipped", w
    for begin, name in ((local_story, "a local tick"), (functools.partial(story, "both"), "a shared tick")):
        for by in (-1, 1):
            w = begin()
            w.opened(3, 20, **parties(w, "both"))
            if by < 0 and begin is local_story:
                continue
            skip_of(w, w.state.proof.waiting.begin + by)
            yield f"{name} skipped, {by} from the epoch that waits", w
    w = story("both")
    w.add("start", w.rows[0][3], sound=False)
    yield "a server of the epoch before", w


# --- Sound ones ---

def sound():
    yield "every way", long_story(SEED)
    for mode in ("beacon", "chained", "witness", "two"):
        yield mode, story(mode, 2)
    w = slow_story()
    w.open()
    w.now = (w.state.next * 600 + 237) * US - 1
    w.link(early=True)
    yield "a link 30 seconds before its round", w
    w = local_story()
    w.now = w.state.next * 600 * US - 30 * US - 1
    w.opened(0, 20, **parties(w, "both"))
    yield "an epoch in 30 seconds", w
    w = story("both")
    w.opened(145, 20, **parties(w, "two"))
    w.opened(1, 20, **parties(w, "both"))
    w.shared(2)
    yield "one that waits replaced by one of the same parties, that need not wait", w
    w = local_story()
    w.opened(1, 20, witnesses=w.others(4), beacon=Beacon("{a} [b],"))
    yield "four witnesses, and a beacon with a name of brackets", w
    w = local_story()
    w.opened(3, 20, **parties(w, "both"))
    w.skip(3)
    w.shared(1)
    yield "ticks skipped before an epoch", w
    w = opened_story(SEED, "both", ticks=1)
    w.shared(1)
    w.skip(2)
    w.opened(1, 20, **parties(w, "both"))
    w.skip(1)
    w.shared(1)
    yield "ticks skipped behind an epoch", w
    w = surprised(late=True)
    drill_of(w, "", "nobody on shift")
    yield "a late start with another reason", w


def damaged():
    """A row fails in a shared epoch while another waits, and is acknowledged: local then, with a number above both."""
    w = story("both")
    w.opened(145, 20, **parties(w, "two"))
    w.add("end", '{"drill":"2026-000001","how":"abort"}', sound=False)
    w.add("damage", f'{{"row":{w.state.fault[0]:12}}}', sound=False)
    assert w.state.epoch == 4 and not w.state.fault
    w.start()
    w.rules(RULES)
    w.periods(CHINA)
    w.tick()
    w.finish()
    w.opened(1, 20, **parties(w, "two"))
    w.tick()
    w.finish()
    w.shared(2)
    return w


# --- Verdicts ---

def verdicts(number, w):
    path = os.path.join(FOLDER, f"{number}.ledger")
    with open(path, "w", encoding="utf-8") as file:
        for row in w.rows:
            file.write(row_line(*row) + "\n" + head_line(row[0], w.heads[row[0]]) + "\n")
    said = subprocess.run([SIBU, "verify", path, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    ours = ledger_verify.verified(items_of(path)).result()
    os.unlink(path)
    try:
        theirs = json.loads(said.stdout)
    except ValueError:
        theirs = {"ok": None, "first_fault": None, "said": (said.stdout + said.stderr).decode(errors="replace")[:200]}
    return said.returncode, theirs, ours


def judged(number, case, right):
    """What is wrong with the verdicts of a case, or None."""
    name, w = case
    status, theirs, ours = verdicts(number, w)
    rows = [x["first_fault"] and x["first_fault"]["row"] for x in (theirs, ours)]
    counts = ("rows", "ticks", "starts", "heads", "late", "withheld") if right else ()
    row = None if right else w.rows[-1][0]
    if name == "damage":
        row = next(one[0] for one in w.rows if one[2] == "damage") - 1
        counts = ("rows", "ticks", "starts", "acknowledged")
        right = False
    same = all(theirs.get(key) == ours[key] for key in counts)
    if status == (0 if right else 1) and theirs["ok"] is ours["ok"] is right and rows == [row, row] and same:
        return None
    return f"{name}: row {row}; sibu {status} {theirs.get('said') or theirs['first_fault']}, independent {ours['first_fault']} {same}"


def main():
    good = [*sound(), ("damage", damaged())]
    wrong = [*wrong_links(), *wrong_epochs(), *wrong_rows()]
    cases = [(case, True) for case in good] + [(case, False) for case in wrong]
    faults = [judged(number, *case) for number, case in enumerate(cases)]
    for fault in filter(None, faults):
        print("FAILED", fault)
    failed = sum(map(bool, faults))
    print(f"{len(good)} sound and {len(wrong)} wrong ledgers: {len(faults) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
