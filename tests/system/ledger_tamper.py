"""Changes copies of a ledger in ways that a forger would, one each. `sibu verify` and tests/independent/ledger_verify.py must
find each of them and name the same row: the one that was changed or, where hashes were repaired, the next that a head closes.
Where all was signed anew by the key's owner, the two must agree on whether it still is by the rules. The ledger is written by
tests/independent/ledger_write.py, the same each time. With SIBU_LONG every byte of a short ledger is changed.

usage: ledger_tamper.py SIBU FOLDER
"""
import concurrent.futures
import functools
import json
import os
import random
import re
import sqlite3
import subprocess
import sys

SIBU, FOLDER = sys.argv[1:3]
LONG = bool(os.environ.get("SIBU_LONG"))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "independent"))
import ed25519   # noqa: E402
import ledger_verify   # noqa: E402
import ledger_write   # noqa: E402
from ledger_files import head_line, items_of, row_hash, row_line   # noqa: E402

ed25519.verify = functools.lru_cache(maxsize=None)(ed25519.verify)   # most heads are those of the copy before
PLACES = 150
SEED = 7
CHINA = ledger_write.CHINA


def row_of(line):
    """The number that a line says."""
    return int(re.match(r'\{"(?:row|size)":(\d+)', line)[1])


def closing(lines, row):
    """The first row from `row` on that a head closes."""
    return min(row_of(line) for line in lines if line.startswith('{"size"') and row_of(line) >= row)


def bytes_of(lines):
    return "".join(line + "\n" for line in lines).encode()


# --- One byte ---

PARTS = {"row": r'^\{"row":(\d+)', "time": r'"time_us":(\d+)', "kind": r'"kind":"(\w+)"', "body": r'"body":"(.*)","hash"',
         "hash": r'"hash":"(\w+)"', "size": r'^\{"size":(\d+)', "head": r'"head":"(.*)"', "rules": r'"kind":"rules","body":"(.*)","hash"',
         "anything": "(.*\n)"}


def flips(lines, chance):
    """PLACES copies with a byte changed, as many in each part."""
    names = sorted(PARTS)
    for count in range(PLACES):
        name = names[count % len(names)]
        able = [index for index, line in enumerate(lines) if re.search(PARTS[name], line + "\n")]
        index = chance.choice(able)
        line = (lines[index] + "\n").encode()
        begin, end = re.search(PARTS[name].encode(), line).span(1)
        yield flip(lines, index, chance.randrange(begin, end), chance.randrange(1, 256), name)


def flip(lines, index, place, mask, name):
    line = bytearray((lines[index] + "\n").encode())
    line[place] ^= mask
    data = bytes_of(lines[:index]) + bytes(line) + bytes_of(lines[index + 1:])
    hidden = place < len('{"size":') and lines[index].startswith('{"size"')   # then it need not be seen that it was a head
    return f"{name}: byte {place} of line {index + 1} changed by {mask:02x}", data, row_of(lines[index]) + hidden


def ends_of_text(lines):
    """A NUL at a line's beginning: to a reader of C strings the file could end there."""
    for index in (0, 1, 5, len(lines) - 2, len(lines) - 1):
        yield flip(lines, index, 0, ord("{"), "NUL")


def every_byte(lines, chance):
    for index, line in enumerate(lines):
        for place in range(len(line.encode()) + 1):
            yield flip(lines, index, place, chance.randrange(1, 256), "every byte")


# --- Rows ---

def places(lines, kind):
    return [i for i, line in enumerate(lines) if line.startswith('{"row"') and (not kind or f'"kind":"{kind}"' in line)]


def removed(lines, chance):
    for index in chance.sample(places(lines, "")[:-1], 5):
        end = index + 1 + (not lines[index + 1].startswith('{"row"'))
        yield f"row {row_of(lines[index])} removed", bytes_of(lines[:index] + lines[end:]), row_of(lines[end])
        yield f"row {row_of(lines[index])} repeated", bytes_of(lines[:end] + lines[index:]), row_of(lines[index])


def swapped(lines, chance):
    both = [i for i in places(lines, "")[:-1] if lines[i + 1].startswith('{"row"')]
    for index in chance.sample(both, 6):
        other = lines[:index] + [lines[index + 1], lines[index]] + lines[index + 2:]
        yield f"row {row_of(lines[index])} and the next swapped", bytes_of(other), row_of(lines[index + 1])


# --- Repaired hashes ---

def rewritten(writer, first, change):
    """The rows from `first` on, with what `change` makes of time and body, and hashes that fit."""
    rows, before = [], bytes(32)
    for row, time_us, kind, body, stored in writer.rows:
        if row >= first:
            time_us, body = change(row, time_us, kind, body)
            stored = row_hash(before, row, time_us, kind, body)
        rows.append((row, time_us, kind, body, stored))
        before = stored
    return rows


def kept(row, rows):
    """Whether a row's head is kept."""
    return row[2] != "tick" or row[0] % 256 == 0 or row is rows[-1]


def with_heads(rows, heads):
    """Lines of these rows, with the heads that are kept."""
    lines = []
    for row in rows:
        lines.append(row_line(*row))
        if kept(row, rows):
            lines.append(head_line(row[0], heads(row[0])))
    return lines


def new_heads(writer, rows, signed=True):
    """Heads over these rows: signed by the key's owner, or with the old signatures."""
    forger = ledger_write.Writer.__new__(ledger_write.Writer)
    forger.__dict__.update(writer.__dict__, state=ledger_verify.Verifier())
    notes, same = {}, True
    for row, was in zip(rows, writer.rows):
        forger.state.tree.append(row[4])
        same = same and row == was
        if same or not kept(row, rows):
            notes[row[0]] = writer.heads[row[0]]
            continue
        note = forger.head(row[0])
        notes[row[0]] = note if signed else note.split("\n\n")[0] + "\n\n" + writer.heads[row[0]].split("\n\n")[1]
    return notes


def drawn_again(writer, first, chance):
    """The rows with the tick of that row drawn anew, until again nothing starts: all after it may stay."""
    state = ledger_verify.Verifier()
    for row in writer.rows[:first - 1]:
        state.take(("row", *row))
    closed = int(re.search('"closed":"(.{8})"', writer.rows[first - 1][3])[1], 16)
    plan = bytes.fromhex(re.search('"plan":"(.{64})"', writer.rows[first - 1][3])[1])
    body = '"starts":    1'
    while '"starts":    0' not in body:
        body = ledger_write.tick_body(state, chance.randbytes(32), closed, plan)
    return rewritten(writer, first, lambda row, time_us, kind, old: (time_us, body if row == first else old))


def repaired(writer, lines, chance):
    quiet = [row[0] for row in writer.rows if row[2] == "tick" and '"starts":    0' in row[3]]
    for first in chance.sample(quiet, 6) + [quiet[-1]]:
        rows, named = drawn_again(writer, first, chance), closing(lines, first)
        yield f"tick of row {first} drawn again", bytes_of(with_heads(rows, writer.heads.get)), named
        notes = new_heads(writer, rows, signed=False)
        yield f"tick of row {first} drawn again, roots repaired", bytes_of(with_heads(rows, notes.get)), named
    for length in (1, 2, 3, 7, 20):
        first = len(writer.rows) - length + 1
        rows = rewritten(writer, first, lambda row, time_us, kind, body: (time_us + 1, body))
        notes = new_heads(writer, rows, signed=False)
        named = closing(lines, first)
        yield f"the last {length} rows replaced", bytes_of(with_heads(rows, writer.heads.get)), named
        yield f"the last {length} rows replaced, roots repaired", bytes_of(with_heads(rows, notes.get)), named
    yield "a head repeated", bytes_of(lines[:4] + lines[3:]), row_of(lines[3])
    yield "a head written with blanks", bytes_of([re.sub(r'^\{"size":', '{"size": ', line) for line in lines]), 1
    yield "a head out of its place", bytes_of(lines[:2] + lines[3:4] + lines[2:3] + lines[4:]), 1
    yield "the last head removed", bytes_of(lines[:-1]), len(writer.rows)
    yield "cut within the last line", bytes_of(lines)[:-1], None


# --- Signed anew ---

def signed_anew(writer, chance, count):
    """One number, digit or word of a body changed, and all after it repaired and signed: is it still by the rules?"""
    for _ in range(count):
        first = chance.randrange(1, len(writer.rows) + 1)
        body = writer.rows[first - 1][3]
        begin, end = chance.choice([m.span(1) for m in re.finditer(r'(?<=[:\[,"])( *[0-9a-z.-]+)(?=[\],"}])', body)])
        value = changed(body[begin:end], chance)
        new = body[:begin] + value + body[end:]
        rows = rewritten(writer, first, lambda row, time_us, kind, old: (time_us, new if row == first else old))
        notes = new_heads(writer, rows)
        what = f"{body[max(begin - 20, 0):begin]}[{body[begin:end]} -> {value}]"
        yield f"row {first} signed anew: {what}", bytes_of(with_heads(rows, notes.get)), None


def unruly():
    """Rows that the key's owner signed, and that no rule allows: the last row of each."""
    for name, kind, change in (
            ("a damage row where no row has failed", "damage", lambda body: '{"row":           3}'),
            ("a period twice", "period", lambda body: body),
            ("a period by another floor", "period", lambda body: re.sub('"floor":"(.{15}).', '"floor":"\\g<1>8', body)),
            ("a period that has no theta", "period", lambda body: re.sub('"theta":"(.{16})', '"theta":"' + "0" * 16, body)),
            ("an end of no drill", "end", lambda body: '{"drill":"2026-000001","how":"abort"}'),
            ("a drill that was not drawn", "drill", lambda body: drill_body("")),
            ("nobody's kind", "nothing", lambda body: "{}")):
        w = ledger_write.story(SEED, short=True)
        if kind == "period" and "twice" not in name:
            w.skip(24 * 40)
            w.add(kind, change(w.period_body(0, CHINA)), sound=False)
        else:
            w.add(kind, change(w.rows[2][3]), sound=False)
        yield name, bytes_of(w.lines()), w.rows[-1][0]
    w = ledger_write.story(SEED, short=True)
    w.at_once(1)
    w.add("drill", drill_body("nobody on shift", w.state.pending[0][0]), sound=False)
    yield "a draw document of a drill that was not held", bytes_of(w.lines()), w.rows[-1][0]


def unruly_results():
    """Results and moves that no rule allows, signed by the key's owner: the last row of each."""
    def told(w, body):
        w.add("result", body, sound=False)

    def drawn(w):
        w.wait(0)
        w.add("tick", ledger_write.tick_body(w.state, bytes(32), 0), sound=False)

    def moved(w, **steps):
        w.rules(ledger_write.moving_rules(**steps), sound=False)

    body = ledger_write.result_body
    for name, how, checked_in, change in (
            ("a result of no drill", "all-clear", None, lambda w: told(w, body(3, 9, 1))),
            ("a result of the drill before", "all-clear", None, lambda w: told(w, body(1, 9, 1))),
            ("a result with more people than were expected", "limit", None, lambda w: told(w, body(2, 9, 10))),
            ("a result twice", "all-clear", 1, lambda w: told(w, body(2, 9, 1))),
            ("a result of a drill that was aborted", "abort", None, lambda w: told(w, body(2, 9, 1))),
            ("a result of a real emergency", "real-emergency", None, lambda w: told(w, body(2, 9, 1))),
            ("a result that is left out", "limit", None, drawn),
            ("a move that no rules tell of", "all-clear", 1, drawn),
            ("a site moved by an aborted drill", "abort", None, lambda w: moved(w, plant=1)),
            ("a site moved the other way", "all-clear", 1, lambda w: moved(w, plant=-1)),
            ("another site moved", "all-clear", 1, lambda w: moved(w, hall=1)),
            ("a site that is not moved", "all-clear", 1, moved)):
        w = ledger_write.moved_story(SEED, until=1)   # one poor result at plant-1
        w.at_once(1)
        w.drill()
        w.end(how)
        if checked_in is not None:
            w.result(9, checked_in)
        change(w)
        yield name, bytes_of(w.lines()), w.rows[-1][0]


def drill_body(reason, tick=1):
    name = "" if reason else "2026-000001"
    zeros = "0" * 16
    return (f'{{"tick":{tick:12},"unit":{1:5},"site":{1:5},"asked":"n","u":"{zeros}","threshold":"{zeros}","drill":"{name}",'
            f'"reason":"{reason}","draw":"{"ab" * 32}"}}')


def changed(value, chance):
    """Another value of the same length."""
    place = chance.choice([i for i, c in enumerate(value) if c != " "])
    if value[place].isdigit() or re.fullmatch("[0-9a-f]{8,}", value):
        return value[:place] + chance.choice([c for c in "123456789" if c != value[place]]) + value[place + 1:]
    return value[:place] + chance.choice([c for c in "abmnz" if c != value[place]]) + value[place + 1:]


# --- The database ---

def database(writer, *statements):
    """The bytes of a server's database with this ledger, changed by these statements."""
    path = os.path.join(FOLDER, "sibu.db")
    base = sqlite3.connect(path)
    base.executescript("PRAGMA application_id = 1397310035;"
                       "CREATE TABLE ledger (row INTEGER PRIMARY KEY, time_us INTEGER, kind TEXT, body TEXT, hash BLOB);"
                       "CREATE TABLE ledger_head (size INTEGER PRIMARY KEY, note TEXT, kept INTEGER)")
    base.executemany("INSERT INTO ledger VALUES (?, ?, ?, ?, ?)", writer.rows)
    heads = [(row[0], writer.heads[row[0]]) for row in writer.rows if kept(row, writer.rows)]
    base.executemany("INSERT INTO ledger_head VALUES (?, ?, 1)", heads)
    for statement in statements:
        base.execute(statement)
    base.commit()
    base.close()
    with open(path, "rb") as file:
        data = file.read()
    os.unlink(path)
    return data


def databases(writer):
    last = len(writer.rows)
    for statement, row in (
            ("DELETE FROM ledger WHERE row = 20", 21),
            (f"DELETE FROM ledger WHERE row = {last}", last - 1),
            (f"DELETE FROM ledger_head WHERE size = {last}", last),
            ("UPDATE ledger_head SET size = 1000 WHERE size = 4", last),
            ("UPDATE ledger_head SET note = (SELECT note FROM ledger_head WHERE size = 3) WHERE size = 4", 4),
            ("UPDATE ledger SET body = CAST(body AS BLOB) || x'00' WHERE row = 7", 7),
            ("UPDATE ledger SET kind = CAST('tick' || char(0) || 'x' AS TEXT) WHERE row = 8", 8),
            ("UPDATE ledger SET hash = x'00' WHERE row = 9", 9),
            ("UPDATE ledger SET time_us = time_us + 1 WHERE row = 10", 10)):
        yield statement, database(writer, statement), row


# --- Verdicts ---

def verdicts(number, data):
    """(status, Sibu's, ours) of a file with these bytes."""
    path = os.path.join(FOLDER, f"{number}.ledger")
    with open(path, "wb") as file:
        file.write(data)
    said = subprocess.run([SIBU, "verify", path, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    ours = ledger_verify.verified(items_of(path)).result()
    os.unlink(path)
    try:
        return said.returncode, json.loads(said.stdout), ours
    except ValueError:
        theirs = {"ok": None, "first_fault": None, "said": (said.stdout + said.stderr).decode(errors="replace")[:200]}
        return said.returncode, theirs, ours


def judged(number, case):
    """What is wrong with the verdicts of a case, or None."""
    name, data, row = case
    status, theirs, ours = verdicts(number, data)
    rows = [x["first_fault"] and x["first_fault"]["row"] for x in (theirs, ours)]
    if theirs["ok"] is not ours["ok"] or status != (0 if ours["ok"] else 1) or rows[0] != rows[1]:
        return f"{name}: sibu {status} {theirs.get('said', theirs['first_fault'])}, independent {ours['first_fault']}"
    if row is not None and rows[1] != row:
        return f"{name}: row {rows[1]} is named, and not {row}: {ours['first_fault']}"
    return None


def whole(name, data):
    """Both find a ledger whole, and count the same."""
    status, theirs, ours = verdicts(0, data)
    same = all(theirs.get(key) == ours[key] for key in ("rows", "ticks", "starts", "heads"))
    return None if status == 0 and ours["ok"] and same else f"{name}: sibu {status} {theirs}, independent {ours}"


def main():
    chance = random.Random(SEED)
    writer = ledger_write.story(SEED)
    lines = list(writer.lines())
    moving = ledger_write.moved_story(SEED)
    faults = [whole("untouched", bytes_of(lines)), whole("untouched database", database(writer)),
              whole("moved by results", bytes_of(moving.lines()))]
    cases = [*flips(lines, chance), *ends_of_text(lines), *removed(lines, chance), *swapped(lines, chance), *repaired(writer, lines, chance),
             *unruly(), *unruly_results(), *databases(writer),
             *signed_anew(writer, chance, 2000 if LONG else 24), *signed_anew(moving, chance, 2000 if LONG else 24)]
    if LONG:
        cases += every_byte(list(ledger_write.story(SEED, short=True).lines()), chance)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        faults += pool.map(judged, range(1, len(cases) + 1), cases)
    wrong = [fault for fault in faults if fault]
    for fault in wrong[:40]:
        print("FAILED", fault)
    print(f"{len(faults) - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
