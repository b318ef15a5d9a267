"""Signs the report of a whole drill with `sibu report --sign`, checks the signature here by docs/report.md with other code than
Sibu's, and changes record, evaluation, report and signature, a bit each: `sibu verify` must find each and name the file. And how people
are named: pseudonyms are made here again.

usage: signed.py REPORT_SAMPLE SIBU SITE.geojson SOURCE
"""
import base64
import copy
import csv
import hashlib
import hmac
import html
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

import jsonschema

SAMPLE, SIBU, SITE, SOURCE = sys.argv[1:5]
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(SOURCE, "tests/independent"))
import ed25519   # noqa: E402
import ledger_write   # noqa: E402

SCHEMA = json.loads((pathlib.Path(SOURCE) / "docs/report.schema.json").read_text())
ENVIRONMENT = {**os.environ, "LC_ALL": "C"}
PAPER = {"pdf": "r.pdf", "summary": "s.pdf"}   # takes the longest to make again
FORMS = {"html": "r.html", "json": "r.json", "csv": "r.csv", "zones": "z.csv", "exits": "e.csv", "deliveries": "d.csv", "msel": "m.csv"}


def signature_of(seed, message):
    return ledger_write.sign(seed, message)[1]


def public_of(seed):
    return ledger_write.sign(seed, b"")[0]


def run(*words, expect=0):
    done = subprocess.run([SIBU, *map(str, words), "--lang", "en"], capture_output=True, env=ENVIRONMENT, check=False)
    assert done.returncode == expect, (words, done.returncode, done.stdout[-500:], done.stderr)
    return done.stdout.decode() if expect == 0 else done.stderr.decode()


def options(folder, forms=FORMS):
    return [word for form, name in forms.items() for word in ("--" + form, folder / name)]


def sign(record, folder, key, *more, forms=FORMS):
    run("report", record, *options(folder, forms), "--sign", key, "--signer", "王安全", *more)
    return folder / (record.name + ".signed")


def key_bytes(text):
    name, _, code = text.split("+", 2)
    assert name == "sibu-report"
    return base64.b64decode(code)[1:]


def check_line(path, record, key):
    """The signature by the page that says what it is."""
    line = path.read_text()
    outer = json.loads(line)
    assert list(outer) == ["report", "key", "signature"] and line.count("\n") == 1
    assert outer["key"] == key
    message = b"sibu-report/v1\n" + outer["report"].encode()
    assert ed25519.verify(key_bytes(key), message, bytes.fromhex(outer["signature"]))
    assert not ed25519.verify(key_bytes(key), message + b" ", bytes.fromhex(outer["signature"]))
    body = json.loads(outer["report"])
    assert body["who"] == "王安全" and body["drill"] == "2026-000017"
    said = run("verify", record)
    assert body["record"] == re.search("Fingerprint ([0-9a-f]{64})", said)[1]
    end = sqlite3.connect(f"file:{record}?immutable=1", uri=True).execute(
        "SELECT time_us FROM event WHERE kind = 'all-clear'").fetchone()[0]
    assert body["end_us"] == end
    for file in body["files"]:
        data = (path.parent / file["name"]).read_bytes()
        assert file["sha256"] == hashlib.sha256(data).hexdigest() and file["bytes"] == len(data), file
    return body


def flip(path, at):
    data = bytearray(path.read_bytes())
    data[at % len(data)] ^= 1
    os.chmod(path, 0o644)
    path.write_bytes(data)


def finds(words, *arguments):
    """verify ends with 1 and these words, a line for each wrong thing."""
    said = run("verify", *arguments, expect=1)
    assert all(any(word in line for line in said.splitlines()) for word in words), (words, said)
    return said


def as_json(record, folder):
    assert json.loads(run("verify", record, "--json")) == {"ok": True, "reports": 1, "first_fault": None}
    flip(folder / "m.csv", 60)
    answer = subprocess.run([SIBU, "verify", record, "--json"], capture_output=True, env=ENVIRONMENT, check=False)
    said = json.loads(answer.stdout)
    assert answer.returncode == 1 and said["ok"] is False and said["first_fault"]["place"] == str(folder / "m.csv"), said
    flip(folder / "m.csv", 60)


def paper(record, base, key):
    """The same of PDFs."""
    folder = base / "paper"
    folder.mkdir()
    kept = shutil.copy(record, folder)
    line = sign(pathlib.Path(kept), folder, key, forms=PAPER)
    assert "2 of 2 files are the same" in run("verify", kept)
    for name in PAPER.values():
        flip(folder / name, 4000)
    said = finds([f"{folder / name}: the report was changed: it differs from byte 4001 " for name in PAPER.values()], line, kept)
    assert len(said.splitlines()) == 2, said


def same_again(record, folder, key, line):
    """The same record, key and name give the same bytes, whenever it is."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    sign(record, folder, key)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert line.read_bytes() == before[line.name]


def changed_files(record, folder, line):
    """A bit in each file, and in the signature; a file that is longer, shorter, gone."""
    for name in [*FORMS.values(), line.name]:
        path = folder / name
        kept = path.read_bytes()
        at = len(kept) // 2
        flip(path, at)
        said = finds([str(path)], record)
        if name != line.name:
            assert f"differs from byte {at + 1} (line {kept[:at].count(10) + 1}) on" in said, said
            assert hashlib.sha256(kept).hexdigest()[:16] in said
            assert hashlib.sha256(path.read_bytes()).hexdigest()[:16] in said
        assert len(said.splitlines()) == 1, said
        path.write_bytes(kept)
    page, table = folder / "r.html", folder / "r.csv"
    kept = page.read_bytes(), table.read_bytes()
    page.write_bytes(kept[0] + b"\n")
    table.write_bytes(kept[1][:-1])
    finds([f"{page}: the report was changed", f"{table}: the report was changed: it differs from byte {len(kept[1])} "], record)
    page.unlink()
    finds([str(table)], record)
    table.write_bytes(kept[1])
    said = run("verify", record)   # it may have been given to somebody else
    assert "Of the signed files, 1 are not here" in said and "6 of 6 files are the same" in said, said
    page.write_bytes(kept[0])
    alone = folder.parent / "alone"
    alone.mkdir()
    finds(["none of the files that it signs"], shutil.copy(line, alone))


def changed_record(record, line):
    """The record with another evaluation, or another record beside the signature."""
    kept = record.read_bytes()
    os.chmod(record, 0o644)
    base = sqlite3.connect(record, isolation_level=None)
    triggers = base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        base.execute(f"DROP TRIGGER {name}")
    assert base.execute("UPDATE person SET zone = zone || 'x' WHERE number = 7").rowcount == 1
    for _, text in triggers:
        base.execute(text)
    base.close()
    finds([f"{record}:person"], record)
    record.unlink()
    subprocess.run([SAMPLE, SITE, record, "sealed", "plain", "80"], check=True)   # sound, but another drill
    finds([f"{line}: it is not of the record that lies beside it"], record)
    os.chmod(record, 0o644)
    record.write_bytes(kept)


def forged(record, folder, line, keys):
    """Who has a key can sign what he likes: that it is not what the record gives is found, and that it is another key."""
    page = folder / "r.html"
    kept, signed = page.read_bytes(), line.read_bytes()
    page.write_bytes(kept.replace(b"</html>", b"<!-- all is well --></html>"))
    outer = json.loads(line.read_text())
    body = json.loads(outer["report"])
    body["files"][0] |= {"bytes": len(page.read_bytes()), "sha256": hashlib.sha256(page.read_bytes()).hexdigest()}
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    seed = base64.b64decode((folder.parent / "officer.key").read_text())
    outer = {"report": text, "key": outer["key"], "signature": signature_of(seed, b"sibu-report/v1\n" + text.encode()).hex()}
    line.write_text(json.dumps(outer, separators=(",", ":"), ensure_ascii=False) + "\n")
    finds([f"{page}: it is what was signed, but not what the record gives: it differs from byte {kept.rindex(b'</html>') + 2}"], record)
    body["made_by"] = "sibu 9.9.9, cairo 1.16.0, pango 1.50.12"
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    outer |= {"report": text, "signature": signature_of(seed, b"sibu-report/v1\n" + text.encode()).hex()}
    line.write_text(json.dumps(outer, separators=(",", ":"), ensure_ascii=False) + "\n")
    assert "made by another program (sibu 9.9.9," in run("verify", record)
    page.write_bytes(kept)
    line.write_bytes(signed)
    run("verify", record, "--key", keys[0])
    finds([f"{line}: it is not signed with the key that was given, but with {keys[0]}"], record, "--key", keys[1])


def hostile(record, line):
    """What is signed and no report, and what names files elsewhere."""
    kept = line.read_bytes()
    seed = bytes(32)
    key = "sibu-report+" + key_text(public_of(seed))
    good = json.loads(json.loads(kept)["report"])
    for change in ({"name": "../r.html"}, {"name": ".r"}, {"name": ""}, {"name": "a/b"}, {"name": "x" * 201}, {"form": "exe"},
                   {"language": "fr"}, {"names": "all"}, {"bytes": -1}, {"bytes": 1.5}, {"sha256": "00"}, {"sha256": "G" * 64}):
        body = copy.deepcopy(good)
        body["files"][0] |= change
        write_signed(line, body, seed, key)
        finds([f"{line}: it is signed, but what it signs is no report"], record)
    for change in ({"files": []}, {"files": good["files"] * 9}, {"who": ""}, {"who": "x" * 101}, {"who": "a\nb"}, {"format": 2},
                   {"record": "00"}, {"end_us": "1"}, {"more": 1}, {"drill": "x" * 200}):
        write_signed(line, good | change, seed, key)
        finds([str(line)], record)
    for text in ("", "{}", "[]", "null", '{"report":1}', "\0", "{" * 100, "x" * 70000):
        line.write_text(text)
        said = run("verify", record, expect=1 if len(text) < 65536 else 2)
        assert str(line) in said, said
    line.write_bytes(kept)


def key_text(public):
    ident = hashlib.sha256(b"sibu-report\n\1" + public).digest()[:4].hex()
    return ident + "+" + base64.b64encode(b"\1" + public).decode()


def write_signed(line, body, seed, key):
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    outer = {"report": text, "key": key, "signature": signature_of(seed, b"sibu-report/v1\n" + text.encode()).hex()}
    line.write_text(json.dumps(outer, separators=(",", ":"), ensure_ascii=False) + "\n")


def elsewhere(record, folder, line, base):
    """Signature and files alone, without the record; with it, given besides; and moved."""
    other = base / "moved"
    shutil.copytree(folder, other)
    (other / record.name).unlink()
    moved = other / line.name
    assert "There is no sound record" in run("verify", moved)
    assert "7 of 7 files are the same" in run("verify", moved, record)
    flip(other / "r.html", 4000)
    finds([f"{other / 'r.html'}: the report was changed: its SHA-256"], moved)


def pseudonym(key, record, ident, kind="P"):
    draw = bytes(record.execute("SELECT bytes FROM document WHERE name = 'draw'").fetchone()[0])
    drill = json.loads(draw)["drill"]
    field = len(draw).to_bytes(4, "big") + draw
    digest = hashlib.blake2b(field, digest_size=32, person=b"sibu draw v1".ljust(16, b"\0")).hexdigest()
    t0 = record.execute("SELECT time_us FROM event WHERE kind = 'drawn'").fetchone()[0]
    text = f"sibu-pseudonym/v1\n{drill}\n{digest}\n{t0}\n{kind}\n{ident}\n"
    return f"{kind}-{hmac.new(key, text.encode(), 'sha256').hexdigest()[:12]}"


def names(record, base):
    """By id, with names, under pseudonyms."""
    folder = base / "names"
    folder.mkdir()
    rows = sqlite3.connect(f"file:{record}?immutable=1", uri=True)
    people = {number: (ident, name) for number, ident, name in rows.execute("SELECT number, id, name FROM person")}
    forms = {"html": "p.html", "json": "p.json", "csv": "p.csv", "pdf": "p.pdf"}
    key_file = base / "pseudonym.key"
    run("report", record, *options(folder, forms))
    plain = {name: (folder / name).read_bytes() for name in forms.values()}
    run("report", record, *options(folder, forms), "--names", "ids")
    assert plain == {name: (folder / name).read_bytes() for name in forms.values()}

    run("report", record, *options(folder, forms), "--names", "shown")
    shown = json.loads((folder / "p.json").read_text())
    jsonschema.Draft202012Validator(SCHEMA).validate(shown)
    assert shown["missing_people"] and all((m["id"], m["name"]) == people[m["number"]] for m in shown["missing_people"])
    table = list(csv.DictReader((folder / "p.csv").read_text().splitlines()))
    assert len(table) == len(people) and all(people[int(row["number"])] == (row["id"], row["name"]) for row in table)
    page = (folder / "p.html").read_text()
    assert all(page.count(f">{html.escape(m['name'])}<") >= 2 for m in shown["missing_people"])   # in both languages

    run("report", record, *options(folder, forms), "--names", "pseudonyms", "--pseudonym-key", key_file)
    assert os.stat(key_file).st_mode & 0o777 == 0o600
    key = base64.b64decode(key_file.read_text())
    hidden = json.loads((folder / "p.json").read_text())
    jsonschema.Draft202012Validator(SCHEMA).validate(hidden)
    wanted = {pseudonym(key, rows, people[m["number"]][0]): m["zone"] for m in shown["missing_people"]}
    assert {m["id"]: m["zone"] for m in hidden["missing_people"]} == wanted
    assert all(m["number"] is None and "name" not in m for m in hidden["missing_people"])
    assert [(m["zone"], m["id"]) for m in hidden["missing_people"]] == sorted((zone, ident) for ident, zone in wanted.items())
    assert {k: v for k, v in hidden.items() if k not in ("missing_people", "wardens")} == \
        {k: v for k, v in shown.items() if k not in ("missing_people", "wardens")}
    assert [w["by"] for w in hidden["wardens"]] == [pseudonym(key, rows, w["by"], "A") for w in shown["wardens"]]
    table = list(csv.DictReader((folder / "p.csv").read_text().splitlines()))
    order = [row["pseudonym"] for row in table]
    assert order == sorted(order) and set(order) == {pseudonym(key, rows, ident) for ident, _ in people.values()}
    words = subprocess.run(["pdftotext", folder / "p.pdf", "-"], capture_output=True, check=True).stdout.decode()
    for text in ((folder / "p.html").read_text(), words, (folder / "p.json").read_text(), (folder / "p.csv").read_text()):
        assert "某人" not in text   # as everybody is called in the sample
        assert not {ident for ident, _ in people.values()} & set(re.findall(r"\w+", text))
    assert all(ident in words for ident in wanted)
    return key_file, set(order)


def other_drill(base, key_file, before):
    """The same people in another drill have other pseudonyms; with another key, too."""
    record = base / "other.drill"
    subprocess.run([SAMPLE, SITE, record, "open", "plain", "80"], check=True)
    change = sqlite3.connect(record, isolation_level=None)
    triggers = change.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        change.execute(f"DROP TRIGGER {name}")
    change.execute("UPDATE document SET bytes = CAST(replace(CAST(bytes AS TEXT), '2026-000017', '2026-000018') AS BLOB)"
                   " WHERE name = 'draw'")
    for _, text in triggers:
        change.execute(text)
    change.close()

    def listed(key):
        run("report", record, "--csv", base / "o.csv", "--names", "pseudonyms", "--pseudonym-key", key)
        return {row["pseudonym"] for row in csv.DictReader((base / "o.csv").read_text().splitlines())}

    now = listed(key_file)
    assert len(now) == len(before) and not now & before and not now & listed(base / "another.key")


def refused(record, base):
    """One clear line, status 2, and no file."""
    key, out = base / "officer.key", base / "no"
    out.mkdir()
    page = ["--html", out / "r.html"]
    unsealed = base / "unsealed.drill"
    subprocess.run([SAMPLE, SITE, unsealed], check=True)
    os.chmod(base / "open.key", 0o644) if (base / "open.key").exists() else shutil.copy(key, base / "open.key")
    os.chmod(base / "open.key", 0o644)
    for words, what in (([*page, "--sign", key], "--signer"), ([*page, "--signer", "x"], "--sign"),
                        (["--sign", key, "--signer", "x"], "--pdf"), ([*page, "--sign", base / "none.key", "--signer", "x"], "none.key"),
                        ([*page, "--sign", record, "--signer", "x"], "others can read"), ([*page, "--sign", base / "open.key", "--signer", "x"], "chmod 600"),
                        ([*page, "--sign", key, "--signer", "x" * 101], "--signer"), ([*page, "--sign", key, "--signer", "a\nb"], "--signer"),
                        ([*page, "--csv", base / "r.csv", "--sign", key, "--signer", "x"], "one folder"),
                        (["--html", out / ".r", "--sign", key, "--signer", "x"], "cannot be named"),
                        ([*page, "--names", "all"], "--names"), ([*page, "--names", "pseudonyms"], "--pseudonym-key"),
                        ([*page, "--pseudonym-key", key], "--names")):
        said = run("report", record, *words, expect=2)
        assert what in said and len(said.splitlines()) == 1 and not list(out.iterdir()), (words, said)
    said = run("report", unsealed, *page, "--sign", key, "--signer", "x", expect=2)
    assert "not sealed" in said and not list(out.iterdir()), said


def pseudonyms_verified(record, base, key, key_file):
    """With their key they are made again; without it they are as they were signed."""
    folder = base / "hidden"
    folder.mkdir()
    shutil.copy(record, folder)
    kept = folder / record.name
    line = sign(kept, folder, key, "--names", "pseudonyms", "--pseudonym-key", key_file)
    assert "7 of 7 files" in run("verify", kept, "--pseudonym-key", key_file)
    said = run("verify", kept)
    assert "0 of 7 files" in said and "without the key of these they cannot be made again" in said, said
    finds([f"{folder / 'r.json'}: it is what was signed, but not what the record gives"], kept, "--pseudonym-key", base / "another.key")
    flip(folder / "r.csv", 100)
    finds([str(folder / "r.csv")], line)


def step(what, *arguments):
    print(what.__name__, flush=True)
    return what(*arguments)


def main():
    base = pathlib.Path(tempfile.mkdtemp())
    try:
        folder = base / "all"
        folder.mkdir()
        record = folder / "2026-000017.drill"
        subprocess.run([SAMPLE, SITE, record, "sealed", "updates", "80"], check=True)
        keys = [json.loads(run("key", base / name, "--json"))["key"] for name in ("officer.key", "other.key")]
        assert keys[0] != keys[1] and json.loads(run("key", base / "officer.key", "--json")) == {"made": False, "key": keys[0]}
        assert os.stat(base / "officer.key").st_mode & 0o777 == 0o600
        line = sign(record, folder, base / "officer.key")
        step(check_line, line, record, keys[0])
        assert "7 of 7 files are the same" in run("verify", record)
        step(as_json, record, folder)
        step(paper, record, base, base / "officer.key")
        step(same_again, record, folder, base / "officer.key", line)
        step(changed_files, record, folder, line)
        step(changed_record, record, line)
        step(forged, record, folder, line, keys)
        step(hostile, record, line)
        step(elsewhere, record, folder, line, base)
        key_file, order = step(names, record, base)
        step(other_drill, base, key_file, order)
        step(pseudonyms_verified, record, base, base / "officer.key", key_file)
        step(refused, record, base)
    finally:
        subprocess.run(["chmod", "-R", "u+w", base], check=False)
        shutil.rmtree(base)


main()
