"""The ledger of findings from the command line: see findings.sh.

usage: findings.py SIBU SOURCE FOLDER
"""
import hashlib
import json
import os
import sqlite3
import subprocess
import sys

SIBU, SOURCE, FOLDER = sys.argv[1:4]
DATA = os.path.join(FOLDER, "data")
DATABASE = os.path.join(DATA, "sibu.db")
DAY = 86400 * 10 ** 6
T0 = 1795392000 * 10 ** 6   # 2026-11-23, 00:00 UTC
COLUMNS = ("row", "time_us", "site", "kind", "place", "event", "who", "drill", "mark", "owner", "due_us", "value", "zh", "en", "file")
COUNTS = {True: 0, False: 0}


def check(what, holds, why=""):
    COUNTS[bool(holds)] += 1
    if not holds:
        print(f"FAILED {what}: {str(why)[:600]}")


def sibu(*arguments):
    """(status, stdout, stderr), in English."""
    done = subprocess.run([SIBU, *arguments, "--lang", "en"], capture_output=True, timeout=60, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def findings(*arguments):
    return sibu("findings", *arguments, "--data", DATA)


def told(*arguments):
    status, out, err = findings(*arguments, "--json")
    check("it answers", status == 0 and not err, (status, err))
    return json.loads(out)


def field(value):
    data = value.to_bytes(8, "big", signed=True) if isinstance(value, int) else value if isinstance(value, bytes) else value.encode()
    return len(data).to_bytes(4, "big") + data


def hash_of(before, row):
    """As docs/findings.md says."""
    order = ("row", "time_us", "due_us", "value", "site", "kind", "place", "event", "who", "drill", "mark", "owner", "zh", "en", "file")
    data = field(before) + b"".join(field(row[name]) for name in order)
    return hashlib.blake2b(data, digest_size=32, person=b"sibu finding v1".ljust(16, b"\0")).digest()


def read_rows():
    with sqlite3.connect(DATABASE) as connection:
        return connection.execute(f"SELECT {', '.join(COLUMNS)}, hash FROM finding ORDER BY row").fetchall()


def write_rows(*rows):
    before = bytes(32)
    with sqlite3.connect(DATABASE) as connection:
        for number, given in enumerate(rows, 1):
            row = dict.fromkeys(COLUMNS, "") | {"row": number, "due_us": 0, "value": 0} | given
            before = hash_of(before, row)
            connection.execute(f"INSERT INTO finding VALUES ({', '.join('?' * 16)})", (*(row[name] for name in COLUMNS), before))


def seen(event, kind, place, mark, due_us, words):
    return {"time_us": T0, "site": "works", "kind": kind, "place": place, "event": event, "who": "system", "drill": "2026-000001",
            "mark": mark, "owner": "somebody", "due_us": due_us, "zh": words, "en": words}


def check_lists():
    check("nothing yet", findings()[0] == 0 and "no such findings" in findings()[1], findings())
    write_rows({"time_us": T0, "site": "works", "event": "drilled", "who": "system", "drill": "2026-000001"},
               seen("opened", "missing", "Z1", "critical", T0 + 7 * DAY, "one is missing"),
               seen("opened", "late", "sms", "minor", T0 + 10000 * DAY, "late by sms"),
               seen("opened", "missing", "Z1", "critical", T0 + 7 * DAY, "twice") | {"site": "mill"},
               seen("graded", "grade", "B", "C", 0, "why") | {"value": 6123})
    said = told()
    check("three are open", said["open"] == 3 and [x["id"] for x in said["findings"]] == [2, 3, 4], said)
    check("its grade", said["grades"] == [{"site": "works", "grade": "C", "site_file": "B", "scores": [61.23],
                                           "why": {"zh": "why", "en": "why"}}], said["grades"])
    check("of one site", [x["id"] for x in told("--site", "works")["findings"]] == [2, 3])
    check("in words", all(x in findings()[1] for x in ("one is missing", "critical", "works: grade C (site file: B)")), findings())


def check_deeds(proof):
    """What each deed leaves in the ledger, and what is refused."""
    with open(proof, "wb") as file:
        file.write(b"a picture")
    digest = hashlib.sha256(b"a picture").hexdigest()
    check("assigned", findings("assign", "2", "--to", "Li", "--who", "anna")[0] == 0)
    check("due later", findings("due", "2", "--until", "2099-12-31", "--reason", "parts come late", "--who", "anna")[0] == 0)
    first = told()["findings"][0]
    check("as said", (first["owner"], first["due"][:10], first["state"]) == ("Li", "2100-01-01", "open"), first)
    check("proof added", findings("proof", "2", "--proof", "a list", "--who", "anna")[0] == 0)
    check("proof does not close", told()["findings"][0]["state"] == "open")
    check("closed", findings("close", "2", "--proof", "seen", "--file", proof, "--who", "anna")[0] == 0)
    first = told()["findings"][0]
    check("with its proof", (first["state"], first["proof"], first["proof_sha256"], first["closed_by"]) ==
          ("closed", "seen", digest, "anna"), first)
    check("closed is not open", [x["id"] for x in told("--open")["findings"]] == [3, 4])
    check("noted", findings("note", "2", "--text", "asked again", "--who", "anna")[0] == 0)
    check("taken back", findings("reopen", "2", "--until", "2098-01-01", "--reason", "not after all", "--who", "anna")[0] == 0)
    first = told()["findings"][0]
    check("open again", (first["state"], first["due"][:10]) == ("open", "2098-01-02"), first)
    check("open is not taken back", findings("reopen", "2", "--until", "2098-01-01", "--reason", "x", "--who", "anna")[0] == 1)
    check("closed again", findings("close", "2", "--proof", "seen", "--who", "anna")[0] == 0)
    refused = [(1, "close", "2", "--proof", "again", "--who", "anna"), (2, "close", "9", "--proof", "x", "--who", "anna"),
               (2, "close", "x", "--proof", "x", "--who", "anna"), (2, "close", "3", "--who", "anna"),
               (2, "close", "3", "--proof", "x"), (2, "close", "3", "--proof", "", "--who", "anna"),
               (2, "close", "3", "--proof", "x", "--who", "anna", "--file", proof + ".none"),
               (2, "due", "3", "--until", "2001-01-01", "--reason", "x", "--who", "anna"),
               (2, "due", "3", "--until", "soon", "--reason", "x", "--who", "anna"),
               (2, "assign", "3", "--to", "L" * 300, "--who", "anna")]
    for status, *arguments in refused:
        found = findings(*arguments)
        check(f"refused: {arguments}", found[0] == status and not found[1] and len(found[2].splitlines()) == 1, found)


def check_chain():
    """Every row that the program wrote has the hash that the document says."""
    before = bytes(32)
    rows = read_rows()
    check("seven rows more", len(rows) == 12, len(rows))
    for *values, found in rows:
        before = hash_of(before, dict(zip(COLUMNS, values)))
        check(f"hash of row {values[0]}", found == before)


def main():
    os.mkdir(DATA)
    check("no data", findings()[0] == 2, findings())
    with open(DATABASE, "wb"):
        pass   # an empty file becomes a store
    check_lists()
    check_deeds(os.path.join(FOLDER, "proof"))
    check_chain()
    for arguments in (["--by", "colour"], ["--from", "x"], ["--from", "2026-02-02", "--to", "2026-02-01"], [DATABASE + ".none"]):
        found = sibu("ranking", "--data", DATA, *arguments)
        check(f"ranking {arguments}", found[0] == 2 and len(found[2].splitlines()) == 1, found)
    status, out, wrong = sibu("ranking", "--data", DATA, "--json")
    check("no records, no ranking", status == 0 and json.loads(out)["units"] == [], (status, out, wrong))
    print(f"{COUNTS[True]} passed, {COUNTS[False]} failed")
    return 1 if COUNTS[False] else 0


sys.exit(main())
