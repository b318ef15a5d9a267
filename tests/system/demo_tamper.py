"""Changes copies of a record in ways that a forger would, one each, and prints "NAME<tab>FILE" for each of them. Those
named `flipped` have one bit changed somewhere in the file. With `same`: status 0 where all that can be read from two
records is the same, as where the bit lies in a part of the file that holds nothing.

usage: demo_tamper.py RECORD FOLDER
       demo_tamper.py same RECORD RECORD
"""
import hashlib
import os
import shutil
import sqlite3
import struct
import sys

RECORD, FOLDER = sys.argv[1:3]
PLACES = 24   # where a bit is flipped


def copy(name):
    path = os.path.join(FOLDER, name + ".drill")
    shutil.copyfile(RECORD, path)
    os.chmod(path, 0o644)
    return path


def change(name, *statements, keep_triggers=True):
    """Changes what the triggers guard, and puts them back afterwards, so that the file looks as it did."""
    path = copy(name)
    base = sqlite3.connect(path, isolation_level=None)
    triggers = base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for trigger, _ in triggers:
        base.execute(f"DROP TRIGGER {trigger}")
    for statement, *values in statements:
        assert base.execute(statement, values).rowcount > 0, statement
    for _, text in triggers if keep_triggers else ():
        base.execute(text)
    base.close()
    print(name, path, sep="\t")


def field(data):
    data = data if isinstance(data, bytes) else struct.pack(">Q", data)
    return struct.pack(">I", len(data)) + data


def chained(rows):
    """Their hashes, each over the one before."""
    before = bytes(32)
    for row, time_us, kind, person, place, detail in rows:
        data = b"".join(map(field, (before, row, time_us, kind.encode(), person, place.encode(), detail.encode())))
        before = hashlib.blake2b(data, digest_size=32, person=b"sibu event v1\0\0\0").digest()
        yield before


def value(data):
    return (b"i" if isinstance(data, int) else b"t" if isinstance(data, str) else b"b") + field(
        data.encode() if isinstance(data, str) else data)


def sealed(rows, hashes):
    """The hash that the seal has of the events."""
    values = b"".join(value(each) for row, link in zip(rows, hashes) for each in (*row, link))
    return hashlib.blake2b(values, digest_size=32, person=b"sibu table v1\0\0\0").digest()


def forge(name, kind, forged, seals):
    """The first event of a kind is changed by `forged`, and the whole chain behind it computed anew: only the seal can tell, and
    where that is computed anew as well, only drawing it all again."""
    base = sqlite3.connect(RECORD)
    rows = base.execute("SELECT row, time_us, kind, person, place, detail FROM event ORDER BY row").fetchall()
    seal = base.execute("SELECT hash FROM seal WHERE name = 'event'").fetchone()[0]
    base.close()
    assert sealed(rows, list(chained(rows))) == seal
    at = next((index for index, row in enumerate(rows) if row[2] == kind), None)
    if at is None and kind == "unfold":
        return   # nothing has unfolded in this drill
    rows[at] = (*rows[at][:4], *forged(*rows[at][4:]))
    hashes = list(chained(rows))
    statements = [("UPDATE event SET place = ?, detail = ?, hash = ? WHERE row = ?", row[4], row[5], link, row[0])
                  for row, link in list(zip(rows, hashes))[at:]]
    if seals:
        statements.append(("UPDATE seal SET hash = ? WHERE name = 'event'", sealed(rows, hashes)))
    change(name, *statements)


def digest(path):
    """Over everything that can be read from the file."""
    base = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    try:
        said = hashlib.sha256()
        for name, text in base.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall():
            said.update(repr((name, text)).encode())
        for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall():
            for row in base.execute(f"SELECT * FROM {name}"):
                said.update(repr(row).encode())
        for pragma in ("application_id", "user_version", "integrity_check"):
            said.update(repr(base.execute(f"PRAGMA {pragma}").fetchall()).encode())
        return said.digest()
    finally:
        base.close()


def flip():
    size = os.path.getsize(RECORD)
    for number in range(PLACES):
        at = 18 if number == 0 else size * number // PLACES + 7 * number
        name = f"flipped-{at}"
        path = copy(name)
        with open(path, "r+b") as file:
            file.seek(at)
            byte = file.read(1)[0]
            file.seek(at)
            file.write(bytes([byte ^ 0x10]))
        print(name, path, sep="\t")


def main():
    change("event-byte", ("UPDATE event SET place = 'M' || char(unicode(substr(place, 2)) + 1) WHERE row ="
                          " (SELECT min(row) FROM event WHERE kind = 'check-in')",))
    change("event-byte-without-triggers", ("UPDATE event SET time_us = time_us + 1 WHERE row = 5",), keep_triggers=False)
    change("event-lost", ("DELETE FROM event WHERE row = (SELECT max(row) FROM event)",))
    forge("event-forged", "check-in", lambda place, detail: ("M9", detail), seals=False)
    forge("field-forged-and-sealed", "field", lambda place, detail: (place, detail.replace('"sources":', '"sources":1')),
          seals=True)
    forge("unfold-forged-and-sealed", "unfold", lambda place, detail: (place, detail.replace('"number":', '"number":1')),
          seals=True)
    change("response-kind", ("UPDATE response SET kind = 'check-in' WHERE row = 1",))
    change("response-lost", ("DELETE FROM response WHERE row = (SELECT max(row) FROM response)",))
    change("person-expected", ("UPDATE person SET expected = 0 WHERE number = (SELECT min(number) FROM person WHERE expected = 1)",))
    change("delivery-time", ("UPDATE delivery SET ended_us = ended_us - 1000 WHERE row = 2",))
    change("document-evaluation", ("UPDATE document SET bytes = CAST(bytes || ' ' AS BLOB) WHERE name = 'evaluation'",))
    change("position", ("UPDATE trajectory_data SET pos_x = pos_x + 0.001 WHERE rowid = 1000",))
    change("speed", ("UPDATE metadata SET value = '5.0' WHERE key = 'fps'",))
    change("unsealed", ("DELETE FROM seal WHERE name = 'event'",))
    cut = copy("cut")
    os.truncate(cut, os.path.getsize(cut) // 2)
    print("cut", cut, sep="\t")
    flip()


def same(one, other):
    try:
        return digest(one) == digest(other)
    except (sqlite3.Error, UnicodeDecodeError):
        return False


if RECORD == "same":
    sys.exit(0 if same(*sys.argv[2:4]) else 1)
main()
