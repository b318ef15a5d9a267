#!/usr/bin/env python3
"""Verifies a ledger of the draw as a stranger would: written from docs/ledger.md, docs/proof.md and docs/witness.md
alone, in Python's standard library, sharing no code with Sibu. Reads the lines of `sibu ledger export`, or the database sibu.db.

usage: ledger_verify.py [--json] [--tests] FILE...

Prints "FILE: whole, N rows, N ticks, N starts, N heads", or "FILE: row N: what is wrong"; --json one object for each file;
--tests the figures of the section "Tests" too. Status 0: all are whole; 1: one is not; 2: one cannot be read.
"""
import base64
import functools
import hashlib
import json
import math
import os
import re
import sqlite3
import struct
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import ed25519   # noqa: E402
import ledger_laws   # noqa: E402
import ledger_proof   # noqa: E402
import ledger_results   # noqa: E402
from ledger_files import H, MAX, Tree, Wrong, first8, items_of, need, quoted, row_hash, tick_R   # noqa: E402


# --- Bodies ---

def pattern(text):
    """A body's form: [12] an integer in 12 characters, <64> hexadecimal digits, "…" a short text."""
    text = re.escape(text)
    text = re.sub(r"\\\[(\d+)\\\]", r"([ 0-9-]{\1})", text)
    text = re.sub(r"<(\d+)>", r"([0-9a-f]{\1})", text)
    return re.compile(text.replace('"…"', '"([ !#-\\[\\]-~]{0,64})"').replace(re.escape("~~"), "(.*)"), re.S)


FORMS = {
    "start": pattern('{"format":2,"mode":"…","installation":"<32>","epoch":~~,"key":"<64>"}'),
    "rules": pattern('{"from_tick":[12],"rules":~~}'),
    "period": pattern('{"rules":[9],"law":[4],"from_tick":[12],"to_tick":[12],"theta":"<16>","floor":"<16>","offsets":[~~]}'),
    "skip": pattern('{"from_tick":[12],"to_tick":[12]}'),
    "tick": pattern('{"tick":[12],"rules":[9],"plan":"<64>","closed":"<8>","r":"<64>","outcomes":"<64>","starts":[5]}'),
    "drill": pattern('{"tick":[12],"unit":[5],"site":[5],"asked":"…","u":"<16>","threshold":"<16>","drill":"…","reason":"…",'
                     '"draw":"<64>"}'),
    "end": pattern('{"drill":"…","how":"…"}'),
    "result": pattern('{"drill":"…","expected":[6],"checked_in":[6]}'),
    "surprise": pattern('{"unit":[5],"within_s":[7]}'),
    "now": pattern('{"unit":[5],"r":"<64>"}'),
    "missed": pattern('{"unit":[5],"starts":[3],"least":[3]}'),
    "damage": pattern('{"row":[12]}'),
    "epoch": re.compile('{"epoch":([0-9]+),"from_tick":([ 0-9-]{12}),"to_tick":([ 0-9-]{12}),"anchor":"([0-9a-f]{64})",'
                        '"witnesses":\\[(.*)\\],"beacon":(null|{.*})}'),
    "open": pattern('{"tick":[12],"rules":[9],"plan":"<64>","closed":"<8>"}'),
    "link": re.compile('{"tick":([ 0-9-]{12}),"link":"([0-9a-f]{64})","witnesses":\\[(.*)\\],"round":([ 0-9-]{12}),'
                       '"signature":"((?:[0-9a-f]{2})*)","previous":"((?:[0-9a-f]{2})*)","outcomes":"([0-9a-f]{64})",'
                       '"starts":([ 0-9-]{5})}'),
}
PAIR = pattern("[[12],[6]]")


def whole(text):
    need(re.fullmatch(r" *(0|-?[1-9][0-9]*)", text), "an integer is not written as it must be")
    return int(text)


# --- Rules ---

UNIQUE = {"law": ("max-entropy", "even"), "period": ("half-year", "quarter", "month", "any")}


def number(value, least, most):
    need(isinstance(value, int) and not isinstance(value, bool) and least <= value <= most, f"rules: {value!r} is out of range")
    return value


def ident(value):
    need(isinstance(value, str) and len(value.encode()) <= 1000, "rules: an id is no text, or too long")
    return value


def listed(value, least, most):
    need(isinstance(value, list) and least <= len(value) <= most, "rules: a list is too short or too long")
    return value


def pairs(value):
    before = -MAX
    for item in listed(value, 0, 20000):
        begin, end = (number(x, -MAX, MAX) for x in listed(item, 2, 2))
        need(before <= begin <= end, "rules: spans are not in order")
        before = end
    return tuple(map(tuple, value))


def windows(value):
    before = 0
    for item in listed(value, 0, 20000):
        listed(item, 3, 3)
        number(item[0], before, 10080)
        before = number(item[1], item[0] + 1, 10080)
        number(item[2], 1, 1000000)
    return tuple(map(tuple, value))


def law_of(value):
    for name, names in UNIQUE.items():
        need(value[name] in names, f"rules: {name}")
    mean = value["mean"]
    need(isinstance(mean, (int, float)) and 0.001 <= mean <= 64, "rules: mean")
    most = number(value["most"], 1, 64)
    return ledger_laws.Law(value["law"], value["period"], number(value["least"], 0, most), most, float(mean),
                           number(value["gap_ticks"], 1, 10000000), ident(value["timezone"]), windows(value["windows"]),
                           pairs(value["never"]), pairs(value["closed"]))


class Rules:
    def __init__(self, text, row, from_tick):
        self.row, self.from_tick = row, from_tick
        need(len(text.encode()) <= 2 << 20, "rules: too long")
        try:
            self.take(json.loads(text, parse_constant=lambda name: None))
        except (ValueError, KeyError, TypeError, RecursionError) as fault:
            raise Wrong(f"rules: {fault!r}") from None
        need(self.text() == text, "rules: not written as they must be")

    def take(self, value):
        number(value["format"], 1, 1)
        self.tick_s = number(value["tick_s"], 10, 3600)
        need(3600 % self.tick_s == 0, "rules: tick_s does not divide 3600")
        self.delay_s = number(value["delay_s"], 86400, 2592000)
        self.concurrent = number(value["concurrent"], 1, 64)
        self.interlocks = [ident(x) for x in listed(value["interlocks"], 0, 32)]
        self.laws = [law_of(x) for x in listed(value["laws"], 1, 1000)]
        last = len(self.laws) - 1
        self.groups = [(ident(x["group"]), number(x["law"], 0, last), number(x["interlocks"], 0, 2 ** 32 - 1),
                        number(x["most_per_month"], 0, MAX), number(x["concurrent"], 0, 64)) for x in listed(value["groups"], 1, 200)]
        self.units = [(ident(x["unit"]), number(x["group"], 0, len(self.groups) - 1), number(x["law"], 0, last),
                       x["draws"] is True) for x in listed(value["units"], 1, 4200)]
        self.results = [ledger_results.results_of(x) for x in value["groups"]]
        self.grades = [ledger_results.grade_of(x, self.results[b]) for x, (_, b, _, _) in zip(value["units"], self.units)]
        self.moves = [ledger_results.moved_of(x, self.results[b], self.laws[c].mean)
                      for x, (_, b, c, _) in zip(value["units"], self.units)]

        self.budgets = [(ident(x["branch"]), number(x["law"], 0, last), number(x["months"], 1, 6), number(x["most"], 1, MAX),
                         [number(y, 0, len(self.units) - 1) for y in listed(x["sites"], 1, len(self.units))])
                        for x in (listed(value["budgets"], 1, 1000) if "budgets" in value else [])]
        for _, _, months, _, sites in self.budgets:
            need(months in (1, 3, 6) and sites == sorted(set(sites)), "rules: a budget is not as budgets are")
            need(not any(self.units[site][0].startswith("*") for site in sites), "rules: a budget has a group for a site")

    def text(self):
        def many(items):
            return "[" + ",".join(items) + "]"

        def numbers(items):
            return many(many(map(str, item)) for item in items)

        laws = many(f'{{"law":"{x.law}","period":"{x.period}","least":{x.least},"most":{x.most},"mean":{x.mean:.17g},'
                    f'"gap_ticks":{x.gap},"timezone":{quoted(x.timezone)},"windows":{numbers(x.windows)},'
                    f'"never":{numbers(x.never)},"closed":{numbers(x.closed)}}}' for x in self.laws)
        groups = many(f'{{"group":{quoted(a)},"law":{b},"interlocks":{c},"most_per_month":{d},"concurrent":{e}'
                      f'{ledger_results.results_text(x)}}}'
                      for (a, b, c, d, e), x in zip(self.groups, self.results))
        units = many(f'{{"unit":{quoted(a)},"group":{b},"law":{c},"draws":{"true" if d else "false"}{g}{ledger_results.moved_text(x)}}}'
                     for (a, b, c, d), g, x in zip(self.units, self.grades, self.moves))
        budgets = many(f'{{"branch":{quoted(a)},"law":{b},"months":{c},"most":{d},"sites":{many(map(str, e))}}}' for a, b, c, d, e in self.budgets)
        budgets = f',"budgets":{budgets}' if self.budgets else ""
        return (f'{{"format":1,"tick_s":{self.tick_s},"delay_s":{self.delay_s},"concurrent":{self.concurrent},'
                f'"interlocks":{many(map(quoted, self.interlocks))},'
                f'"laws":{laws},"groups":{groups},"units":{units}{budgets}}}')


class Unit:
    """What is kept for a unit of the rules in force."""

    def __init__(self):
        self.held, self.k, self.free, self.until, self.missed = [], 0, -math.inf, 0, False
        self.site = ledger_results.Site()


# --- The verifier ---

class Verifier:
    def __init__(self):
        self.installation = self.key = self.epoch = None
        self.proof = ledger_proof.Proof()
        self.begin_epoch()
        self.tree, self.row, self.before = Tree(), 0, bytes(32)
        self.fault = None          # the row that failed and was not acknowledged, and what is wrong
        self.first_fault = None    # the first of those that were
        self.closed = False        # by a head
        self.early_heads = []      # before any `start` row has told the key
        self.count = dict.fromkeys(("rows", "ticks", "starts", "heads", "acknowledged", "late", "withheld"), 0)
        self.tests = {"interlocks": [0, 0.0, 0.0], "chance": [0.0, 0.0, 0.0]}

    def begin_epoch(self):
        self.rules = self.waiting = self.first = self.next = None
        self.drills = {}   # that run: number -> index of its site, None where the rules have it no more
        self.pending, self.periods, self.units, self.after_damage = [], [], [], False
        self.proof.begin()

    def take(self, item):
        try:
            if item[0] == "row":
                self.take_row(*item[1:])
            elif item[0] == "bad":
                self.take_bad(*item[1:])
            elif not self.fault:
                self.take_head(*item[1:])
        except Wrong as wrong:
            self.fail(self.row, str(wrong))

    def take_bad(self, what, behind, leaf):
        """What cannot be read: a damaged row of the database is a leaf all the same."""
        self.fail(self.row + behind, what)
        if leaf is not None:
            self.append(self.row + 1, leaf)

    def fail(self, row, what):
        self.fault = self.fault or (row, what)

    def append(self, row, stored):
        self.row, self.before, self.closed = row, stored, False
        self.tree.append(stored)

    def take_row(self, row, time_us, kind, body, stored):
        self.count["rows"] += 1
        expected, before = self.row + 1, self.before
        self.append(row, stored)
        if row != expected:
            self.fail(row, f"it stands where row {expected} should")
        chained = stored == row_hash(before, row, time_us, kind, body)
        if self.fault or (row == 1 and kind == "damage"):
            self.acknowledge(row, kind, body, chained)
            return
        need(chained, "its hash is another")
        need(kind in FORMS, "no such kind")
        need(row > 1 or kind == "start", "the first row is no start")
        need(kind == "start" or not self.after_damage, "no start follows the damage")
        found = FORMS[kind].fullmatch(body)
        need(found, "its body has not the form of its kind")
        getattr(self, "take_" + kind)(row, time_us, *found.groups())
        if kind in ("tick", "skip", "link", "drill", "missed"):
            self.change_rules()
        if kind in ("tick", "skip", "link", "drill", "missed", "epoch"):
            self.proof.change(self)

    def acknowledge(self, row, kind, body, chained):
        failed = self.fault[0] if self.fault else 1
        if kind == "damage" and chained and body == f'{{"row":{failed:12}}}':
            self.first_fault = self.first_fault or self.fault
            self.fault = None
            self.begin_epoch()
            if self.epoch:
                self.epoch = self.proof.greatest = self.proof.greatest + 1
            self.after_damage = True
            self.count["acknowledged"] += 1

    def take_damage(self, _row, _time_us, named):
        raise Wrong(f"row {whole(named)} has not failed, and is acknowledged")

    # Heads

    def take_head(self, size, note):
        need(size == self.row and not self.closed, f"the head of {size} rows does not belong behind it")
        self.closed = True
        self.count["heads"] += 1
        if self.key is None:
            self.early_heads.append((self.row, note, self.tree.root()))
        else:
            self.check_head(size, note, self.tree.root())

    def check_head(self, size, note, root):
        name = "sibu/" + self.installation.hex()
        found = re.fullmatch(r"([^\n]*\n[^\n]*\n[^\n]*\n)\n((?:\u2014 [^\n]*\n){1,8})", note)
        need(found, "its head has not the form of one")
        text, lines = found.groups()
        origin, number_, base = text.split("\n")[:3]
        need(origin == name, "its head has another origin")
        need(number_ == str(size), "its head has another size")
        need(base == base64.b64encode(root).decode(), "its head has another root")
        key_id = hashlib.sha256(name.encode() + b"\n\1" + self.key).digest()[:4]
        ours = 0
        for line in lines.split("\n")[:-1]:
            form = re.fullmatch("\u2014 ([^ ]+) ([A-Za-z0-9+/]+={0,2})", line)
            need(form, "a signature of its head has not the form of one")
            signature = decoded(form[2])
            if form[1] == name and signature[:4] == key_id:
                need(ed25519.verify(self.key, text.encode(), signature[4:]), "its head has a signature that is wrong")
                ours += 1
        need(ours, "its head is not signed by the key")

    # Servers

    def take_start(self, _row, _time_us, mode, installation, epoch, key):
        need(mode in ("local", "seeded"), "no such mode")
        need(re.fullmatch("[1-9][0-9]{0,18}", epoch), "its epoch is not written as it must be")
        said = bytes.fromhex(installation), bytes.fromhex(key)
        if self.key is None:
            self.installation, self.key = said
        need(said == (self.installation, self.key), "it is of another installation or key")
        if self.epoch is None:
            self.epoch = self.proof.greatest = int(epoch)
        need(int(epoch) == self.epoch, "it is of another epoch")
        self.after_damage = False
        while self.early_heads:
            self.check_head(*self.early_heads.pop(0))

    # Rules

    def take_rules(self, row, time_us, from_tick, text):
        rules = Rules(text, row, whole(from_tick))
        tick_us = rules.tick_s * 10 ** 6
        ledger_results.check_moves(rules, self.rules, self.sites())
        if self.rules is None:
            need(rules.from_tick == time_us // tick_us, "the first rules do not hold from their moment on")
            self.rules, self.first, self.next = rules, rules.from_tick, rules.from_tick
            self.periods, self.units = [None] * len(rules.laws), [Unit() for _ in rules.units]
        else:
            need(rules.tick_s == self.rules.tick_s, "tick_s is another")
            moment = time_us + self.rules.delay_s * 10 ** 6
            need(rules.from_tick == -(-moment // tick_us), "the rules do not wait as long as they must")
            self.waiting = rules

    def change_rules(self):
        rules = self.waiting
        if rules is None or self.pending or self.proof.open or rules.from_tick > self.next:
            return
        if any(map(self.is_missed, range(len(self.units)))):
            return
        old = {}
        for (ident_, *_), unit in zip(self.rules.units, self.units):
            old.setdefault(ident_, unit)
        places = {}
        for index, (ident_, *_) in enumerate(rules.units):
            places.setdefault(ident_, index)
        self.drills = {drill: None if site is None else places.get(self.rules.units[site][0]) for drill, site in self.drills.items()}
        self.units = []
        for ident_, _, law, _ in rules.units:
            unit, was = Unit(), old.get(ident_)
            if was:
                unit.held, unit.until, unit.site = list(was.held), was.until, was.site.copy()
                unit.free = unit.held[-1] + rules.laws[law].gap if unit.held else -math.inf
            self.units.append(unit)
        self.rules, self.waiting, self.periods = rules, None, [None] * len(rules.laws)

    def sites(self):
        return [unit.site for unit in self.units]

    def ruled(self):
        need(self.rules, "there are no rules yet")
        return self.rules

    def unit_at(self, text):
        unit = whole(text)
        need(0 <= unit < len(self.ruled().units), "there is no such unit")
        return unit

    # Periods

    def take_period(self, _row, _time_us, rules, law, from_tick, to_tick, theta, floor, offsets):
        need(whole(rules) == self.ruled().row, "it is of other rules")
        law = whole(law)
        need(0 <= law < len(self.rules.laws), "there is no such law")
        begin, end = whole(from_tick), whole(to_tick)
        now = self.periods[law]
        need(not now or not now.begin <= self.next < now.end, "the law has its period already")
        need(begin <= self.next < end, "the next tick does not lie in it")
        need(not any(map(self.is_missed, range(len(self.units)))), "a unit ended its period without its least, and no row says so")
        clock = offsets_of(offsets)
        need(clock[0][0] == begin * self.rules.tick_s, "its offsets do not begin with it")
        need(all(abs(offset) <= 93600 for _, offset in clock), "no clock is so far from UTC")
        number_ = [struct.unpack(">d", bytes.fromhex(x))[0] for x in (theta, floor)]
        try:
            period = ledger_laws.period_of(self.rules.laws[law], self.rules.tick_s, begin, end, begin == self.first,
                                           *number_, offsets_of(offsets))
        except ledger_laws.NotSo as fault:
            raise Wrong(str(fault)) from None
        self.periods[law] = period
        for unit, (_, _, its, _) in zip(self.units, self.rules.units):
            if its == law:
                unit.k, unit.missed = sum(tick >= begin for tick in unit.held), False

    def is_missed(self, index):
        unit, (_, _, law, draws), period = self.units[index], self.rules.units[index], None
        period = self.periods[law]
        return (draws and period is not None and period.begin > self.first and period.end <= self.next and
                unit.k < self.rules.laws[law].least and not unit.missed)

    def take_missed(self, _row, _time_us, unit, starts, least):
        index = self.unit_at(unit)
        need(self.is_missed(index), "the unit's period did not end without its least")
        need(not any(map(self.is_missed, range(index))), "a smaller unit comes first")
        need(whole(starts) == self.units[index].k, "its starts are not so many")
        need(whole(least) == self.rules.laws[self.rules.units[index][2]].least, "its least is another")
        self.units[index].missed = True

    # Ticks

    def take_tick(self, _row, time_us, tick, rules, _plan, closed, r, outcomes, starts):
        need(self.proof.where(self.next) == "local", "the next tick is in a shared epoch, or behind one")
        self.check_tick(time_us, tick, rules, closed)
        R = tick_R(self.installation, self.epoch, self.next, bytes.fromhex(r))
        self.take_outcomes(time_us, self.gates(int(closed, 16)), R, outcomes, starts)

    def check_tick(self, time_us, tick, rules, closed):
        need(whole(rules) == self.ruled().row, "it is of other rules")
        need(whole(tick) == self.next, f"the next tick is {self.next}")
        need(self.next * self.rules.tick_s * 10 ** 6 <= time_us, "it was drawn before its moment")
        need(not self.pending, "a start has no drill row yet")
        need(all(x and x.begin <= self.next < x.end for x in self.periods), "a law has no period")
        need(int(closed, 16) < 1 << len(self.rules.interlocks), "there is no such interlock")
        ledger_results.settle(self.rules, self.sites(), self.waiting)

    def take_outcomes(self, time_us, gates, R, outcomes, starts):
        drawn = self.drawn(gates, R)
        need(outcomes_of(drawn).hex() == outcomes, "its outcomes do not follow from the rules and what it was drawn from")
        started = [index for index, (_, u, threshold, _) in enumerate(drawn) if starts_at(u, threshold)]
        need(whole(starts) == len(started), "its starts are not so many")
        self.count["ticks"] += 1
        self.count["starts"] += len(started)
        self.count["late"] += time_us >= (self.next + 1) * self.rules.tick_s * 10 ** 6
        for one in drawn:
            self.judge(*one)
        started.sort(key=lambda index: (first8(H("sibu order v1", self.rules.units[index][0], key=R)), index))
        for index in started:
            gate, u, threshold, _ = drawn[index]
            self.pending.append((self.next, index, gate, u, threshold))
            if gate == "s":
                self.units[index].until = 0
        self.next += 1

    # Shared epochs

    def take_epoch(self, _row, time_us, epoch, from_tick, to_tick, anchor, witnesses, beacon):
        found = ledger_proof.Epoch(epoch, whole(from_tick), whole(to_tick), anchor, witnesses, beacon)
        self.proof.take_epoch(self, time_us, found)

    def take_open(self, row, time_us, tick, rules, _plan, closed):
        need(self.proof.where(self.next) == "shared", "the next tick is in no shared epoch")
        need(not self.proof.open, "a tick is open")
        self.check_tick(time_us, tick, rules, closed)
        head = f"sibu/{self.installation.hex()}\n{row}\n{base64.b64encode(self.tree.root()).decode()}\n"
        self.proof.open = ledger_proof.Open(self.next, int(closed, 16), self.gates(int(closed, 16)), head)

    def take_link(self, _row, time_us, tick, link, witnesses, round_, signature, previous, outcomes, starts):
        need(not self.pending, "a start has no drill row yet")
        shares = self.proof.shares(self, time_us, whole(tick), link, witnesses, (whole(round_), signature, previous))
        R = H("sibu tick v1", self.installation, self.epoch, self.next, *shares)
        late = time_us >= (self.next + 1) * self.rules.tick_s * 10 ** 6
        self.proof.late = self.next if late else None
        self.take_outcomes(time_us, self.proof.open.gates, R, outcomes, starts)
        self.proof.open = None

    # What is drawn

    def gates(self, closed):
        """(gate, threshold, hazard) of each unit at the next tick."""
        found = []
        for index, (_, group, *_) in enumerate(self.rules.units):
            gate, hazard = self.gate(index)
            shut = hazard > 0 and closed & self.rules.groups[group][2]
            found.append(("i" if shut else gate, threshold_of(hazard) if hazard > 0 and not shut else 0, hazard))
        return found

    def drawn(self, gates, R):
        """(gate, U, threshold, hazard) of each unit."""
        return [(gate, first8(H("sibu fire v1", unit[0], key=R)) if hazard > 0 else 0, threshold, hazard)
                for unit, (gate, threshold, hazard) in zip(self.rules.units, gates)]

    def gate(self, index):
        unit, (_, _, law, draws), tick = self.units[index], self.rules.units[index], self.next
        period = self.periods[law]
        weight = period.weights.at(tick)
        if weight == 0:
            return "c", 0.0
        if unit.until > tick:
            return "s", weight / period.weights.sum(tick, unit.until)
        if not draws or period.most == 0:
            return "c", 0.0
        if tick < unit.free:
            return "g", 0.0
        if unit.k >= self.rules.laws[law].most:
            return "m", 0.0
        return "o", period.hazard(tick - period.begin, unit.k)

    def judge(self, gate, u, threshold, h):
        if gate == "i":
            add(self.tests["interlocks"], starts_at(u, threshold_of(h)), h, h * (1 - h))
        elif gate == "o" and 0 < h < 1:
            a, b = math.log(h), math.log1p(-h)
            add(self.tests["chance"], -a if starts_at(u, threshold) else -b, -h * a - (1 - h) * b, h * (1 - h) * (a - b) ** 2)

    def take_skip(self, _row, time_us, from_tick, to_tick):
        begin, end = whole(from_tick), whole(to_tick)
        need(begin == self.next and self.ruled(), "it does not begin at the next tick")
        need(end > begin, "it is empty")
        need((end - 1) * self.rules.tick_s * 10 ** 6 <= time_us, "it skips ticks before their moment")
        need(not self.pending, "a start has no drill row yet")
        self.count["withheld"] += self.proof.check_skip(begin, end)
        self.next = end

    # Drills

    def take_drill(self, _row, _time_us, tick, unit, site, asked, u, threshold, drill, reason, draw):
        need(self.pending, "no start is without its drill")
        first = self.pending[0]
        need((whole(tick), whole(unit), asked, int(u, 16), int(threshold, 16)) == first, "it is not of the first pending start")
        need((drill == "") != (reason == ""), "it must have a drill, or a reason")
        site = whole(site)
        need(0 <= site < len(self.units), "its site is none")
        obstacle = self.obstacle(first, site)
        if drill:
            need(drill not in self.drills, "a drill of this number runs")
            need(not obstacle, f"it was held against an obstacle: {obstacle}")
            need(site == first[1] or self.is_group(first[1]), "its site is not of the unit")
            need(0 <= site < len(self.units) and not self.is_group(site), "its site is none")
            need(self.rules.units[site][1] == self.rules.units[first[1]][1], "its site is not of the group")
            need(not self.rules.moves[site] or self.units[site].site.result != "due", "the site's last drill has no result yet")
            self.hold(site, first[0], drill)
        else:
            need(reason not in ("late", "a drill runs", "limit", "budget") or reason == obstacle, "its reason is wrong")
            need(draw == "0" * 64, "nothing was held, and it has a draw")
            need(site == first[1] or (self.is_group(first[1]) and 0 <= site < len(self.units) and not self.is_group(site) and
                 self.rules.units[site][1] == self.rules.units[first[1]][1]), "its site is not of the unit")
        self.pending.pop(0)

    def is_group(self, index):
        return self.rules.units[index][0].startswith("*")

    def runs_at(self, index):
        """Whether a drill runs at this site, or at all of this group's sites."""
        if not self.is_group(index):
            return index in self.drills.values()
        sites = [i for i, unit in enumerate(self.rules.units) if unit[1] == self.rules.units[index][1] and not self.is_group(i)]
        return bool(sites) and all(i in self.drills.values() for i in sites)

    def crowded(self, index, site):
        """What stands against any drill of the unit at the site."""
        if self.runs_at(site):
            return "a drill runs"
        group = self.rules.units[index][1]
        most = self.rules.groups[group][4]
        count = sum(i is not None and self.rules.units[i][1] == group for i in self.drills.values())
        return "limit" if len(self.drills) >= self.rules.concurrent or 0 < most <= count else None

    def obstacle(self, start, site):
        tick, index, asked, *_ = start
        if asked != "n" and tick == self.proof.late:
            return "late"
        crowded = self.crowded(index, site)
        if crowded:
            return crowded
        group = self.rules.units[index][1]
        _, law, _, most, _ = self.rules.groups[group]
        sites = [i for i, unit in enumerate(self.rules.units) if unit[1] == group and not self.is_group(i)]
        spent = 0 < most <= self.held_in(tick, law, 1, sites)
        if not spent and not self.is_group(site):
            spent = self.spent(tick, site)
        elif not spent:
            left = [i for i in sites if not self.runs_at(i)]
            spent = any(self.spent(tick, i) for i in sites) and all(self.spent(tick, i) for i in left)
        return "budget" if spent else None

    def held_in(self, tick, law, months, sites):
        """Drills held at these sites in the span of so many months that the tick lies in, on the clock of the law."""
        period = self.periods[law]
        offsets = period.offsets if period else ((0, 0),)
        span = ledger_laws.calendar(tick * self.rules.tick_s, offsets, months)
        return sum(ledger_laws.calendar(t * self.rules.tick_s, offsets, months) == span for i in sites for t in self.units[i].held)

    def spent(self, tick, site):
        """Whether a budget of one of the site's branches is used up."""
        return any(site in sites and most <= self.held_in(tick, law, months, sites)
                   for _, law, months, most, sites in self.rules.budgets)

    def hold(self, site, tick, drill):
        group = self.rules.units[site][1]
        for index, (_, its, law, _) in enumerate(self.rules.units):
            if index == site or (its == group and self.is_group(index)):
                unit = self.units[index]
                unit.held = (unit.held + [tick])[-64:]
                unit.k += 1
                unit.free = tick + self.rules.laws[law].gap
        self.drills[drill] = site
        ledger_results.begin(self.units[site].site, drill)

    def take_end(self, _row, _time_us, drill, how):
        need(drill in self.drills, "this drill does not run")
        need(how in ("all-clear", "abort", "real-emergency", "limit"), "drills do not end so")
        del self.drills[drill]
        ledger_results.end(self.sites(), drill, how)

    def take_result(self, _row, _time_us, drill, expected, checked_in):
        ledger_results.tell(self.sites(), drill, whole(expected), whole(checked_in))

    # Officers

    def take_surprise(self, _row, time_us, unit, within_s):
        index = self.unit_at(unit)
        group = self.rules.units[index][1]
        need(0 < whole(within_s) <= 604800, "its window is too long")
        need(not any(unit.until > self.next for unit, its in zip(self.units, self.rules.units) if its[1] == group),
             "one is armed in the group already")
        end_us = time_us + whole(within_s) * 10 ** 6
        self.units[index].until = end_us // (self.rules.tick_s * 10 ** 6) + 1

    def take_now(self, _row, time_us, unit, _r):
        need(not self.pending, "a start has no drill row yet")
        index = self.unit_at(unit)
        need(not self.crowded(index, index), f"not now: {self.crowded(index, index)}")
        self.pending.append((time_us // (self.rules.tick_s * 10 ** 6), index, "n", 0, 0))

    # The verdict

    def result(self):
        if not self.fault and not self.closed:
            self.fail(max(self.row, 1), "no head closes the last row" if self.row else "there is none")
        fault = self.first_fault or self.fault
        fault = fault and {"row": fault[0], "what": fault[1]}
        return {"ok": not fault, **self.count, "first_fault": fault or None}

    def figures(self):
        out = {}
        for name, (n, e, v) in self.tests.items():
            z = (n - e) / math.sqrt(v) if v > 0 else 0.0
            out[name] = {"found": n, "expected": e, "variance": v, "z": z, "p": math.erfc(abs(z) / math.sqrt(2))}
        return out


def threshold_of(hazard):
    return int(hazard * 2.0 ** 64) if hazard < 1 else 2 ** 64 - 1


def starts_at(u, threshold):
    return u < threshold or threshold == 2 ** 64 - 1


def outcomes_of(drawn):
    return H("sibu sites v1", b"".join(gate.encode() + struct.pack(">QQ", u, threshold) for gate, u, threshold, _ in drawn))


def add(sums, *values):
    for index, value in enumerate(values):
        sums[index] += value


def decoded(text):
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        data = b""
    need(data and base64.b64encode(data).decode() == text, "base64 of its head is not written as it must be")
    return data


@functools.lru_cache(maxsize=64)
def offsets_of(text):
    found = []
    for place in range(0, len(text), 22):
        pair = PAIR.fullmatch(text[place:place + 21])
        need(pair and text[place + 21:place + 22] in ("", ",") and len(found) < 64, "its offsets are not written as they must be")
        found.append((whole(pair[1]), whole(pair[2])))
        need(len(found) == 1 or found[-2][0] < found[-1][0], "its offsets do not ascend")
    need(found and text[-1] != ",", "it has no offsets, or one too few")
    return tuple(found)


def verified(items):
    verifier = Verifier()
    for item in items:
        verifier.take(item)
    return verifier


def main(arguments):
    options = {x for x in arguments if x.startswith("--")}
    files = [x for x in arguments if x not in options]
    if not files or options - {"--json", "--tests"}:
        sys.stderr.write(__doc__)
        return 2
    status = 0
    for path in files:
        try:
            verifier = verified(items_of(path))
        except (OSError, sqlite3.Error, Wrong) as fault:
            print(f"{path}: {fault}", file=sys.stderr)
            return 2
        result = verifier.result()
        status = max(status, 0 if result["ok"] else 1)
        say(path, result, verifier.figures() if "--tests" in options else {}, "--json" in options)
    return status


def say(path, result, figures, as_json):
    if as_json:
        print(json.dumps({**result, **figures}))
    elif result["ok"]:
        print(f"{path}: whole, " + ", ".join(f"{result[x]} {x}" for x in ("rows", "ticks", "starts", "heads")))
    else:
        more = " (acknowledged)" * (result["acknowledged"] > 0)
        print(f"{path}: row {result['first_fault']['row']}: {result['first_fault']['what']}{more}")
    if figures and not as_json:
        print(f"{path}: {figures}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
