"""A drill that is started at once by a server of the little works: what it tells of its ledger, and what `sibu verify` makes
of data folder, record, ledger and heads, as they are and changed in ways that a forger would, one each. For what only a
forger with the server's key could do the ledger is written by tests/independent/ledger_write.py.

usage: verify.py SIBU SOURCE FOLDER
"""
import base64
import hashlib
import http.server
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request

SIBU, SOURCE, FOLDER = sys.argv[1:4]
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(SOURCE, "tests/independent"))
import ledger_write   # noqa: E402
from ledger_files import H   # noqa: E402

DATA = os.path.join(FOLDER, "data")
RECORD = os.path.join(DATA, "records", "2026-000001.drill")
LITTLE = os.path.join(SOURCE, "tests/system/little")
LIMIT_S = 60   # of a call that should take less than one
SCENARIOS = "SELECT count(*) FROM document WHERE name = 'scenario'"
ASKED = "aqt9009.6.1"   # an item that evaluators are asked about
SHORT = r"(\d+) · ([0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4})"
COUNTS = {True: 0, False: 0}


def check(what, holds, why=""):
    COUNTS[bool(holds)] += 1
    if not holds:
        print(f"FAILED {what}: {str(why)[:600]}")


def verify(*arguments):
    """(status, stdout, stderr) of sibu verify, in English."""
    done = subprocess.run([SIBU, "verify", *arguments, "--lang", "en"], capture_output=True, timeout=LIMIT_S, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def expect(what, status, words, *arguments):
    """verify ends so, and says these words: each wrong thing in one line, naming a place."""
    found = verify(*arguments)
    lines = found[2].splitlines()
    good = found[0] == status and all(any(word in line for line in lines) for word in words)
    check(what, good and bool(lines) == (status != 0) and all(": " in line for line in lines), found)
    return lines


def faults(*arguments):
    """What the object of --json says is wrong: [(row, what)]."""
    status, out, err = verify(*arguments, "--json")
    said = json.loads(out)
    check("as JSON it says the same", said["ok"] is (status == 0) and not err, (status, out, err))
    check("the first fault is the first", said["first_fault"] == (said.get("faults") or [None])[0], out)
    return [(fault["row"], fault["what"]) for fault in said.get("faults", [])]


# --- The drill ---

class Phone(http.server.BaseHTTPRequestHandler):
    """Keeps the alerts that come."""
    alerts = []

    def do_POST(self):
        self.alerts.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def until(what, says, limit_s=60):
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        value = says()
        if value:
            return value
        time.sleep(0.1)
    raise SystemExit(f"FAILED {what}: not within {limit_s} s")


def ask(url, path, key=None, data=None, method=None):
    request = urllib.request.Request(url + path, data=data.encode() if data else None, method=method)
    if key:
        request.add_header("Authorization", "Bearer " + key)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20) as answer:
        return answer.read().decode()


def board(url, key):
    """The officer's board, signed in by the form."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor())
    with opener.open(url + "/sign-in", data=f"key={key}".encode(), timeout=20):
        pass
    with opener.open(url + "/?lang=zh", timeout=20) as answer:
        return answer.read().decode()


def serve():
    policy = {"format": 1, "tick_s": 10, "least": 0, "mean": 0.01, "windows": [{"from": "00:00", "to": "24:00"}],
              "shifts": {"never-now": {"days": [day_in(3)], "from": "03:00", "to": "03:01"}},
              "sites": [{"site": f"{LITTLE}/site.geojson", "roster": f"{LITTLE}/roster.csv"}]}
    with open(f"{FOLDER}/policy.json", "w", encoding="utf-8") as file:
        json.dump(policy, file)
    with open(f"{FOLDER}/url.json", "wb") as out, open(f"{FOLDER}/server.log", "wb") as log:
        server = subprocess.Popen([SIBU, "serve", "--policy", f"{FOLDER}/policy.json", "--data", DATA, "--port", "0", "--json"],
                                  stdout=out, stderr=log)
    until("the server starts", lambda: os.path.getsize(f"{FOLDER}/url.json") or server.poll() is not None)
    with open(f"{FOLDER}/url.json", encoding="utf-8") as file:
        return server, json.load(file)["url"]


def day_in(days):
    return ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][time.gmtime(time.time() + days * 86400).tm_wday]


def hold():
    """A drill at once, with one phone of ours; returns what its alert and the pages say."""
    server, url = serve()
    phone = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Phone)
    threading.Thread(target=phone.serve_forever, daemon=True).start()
    try:
        with open(f"{DATA}/officer.key", encoding="ascii") as file:
            key = file.read().strip()
        people = json.loads(ask(url, "/v1/people", key))["people"]
        worker = next(person for person in people if person["expected_now"])
        address = [{"site": worker["site"], "id": worker["id"], "url": f"http://127.0.0.1:{phone.server_port}/"}]
        ask(url, "/v1/addresses", key, json.dumps(address), "PUT")
        until("the first tick is drawn", lambda: count_rows("tick"))
        ask(url, "/v1/now", key, "{}", "POST")
        until("the alert comes", lambda: Phone.alerts)
        seen = {"alert": Phone.alerts[0], "board": board(url, key)}
        for language in ("zh", "en"):
            seen["page " + language] = ask(url, f"/w/{worker['token']}?lang={language}")
        until("the drill has its row", lambda: count_rows("drill"))
        until("the record tells of it", lambda: value(RECORD, "SELECT count(*) FROM event WHERE kind = 'drawn'"))
        ask(url, "/v1/stop", key, '{"how":"real-emergency"}', "POST")
        seen["real page"] = ask(url, f"/w/{worker['token']}?lang=en")
        for grade in ("good", "fair"):
            ask(url, "/sheet", key, f"drill=2026-000001&g:{ASKED}={grade}&n:{ASKED}=seen+in+the+hall", "POST")
        return seen
    finally:
        phone.shutdown()
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def value(path, query, *values):
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)
    try:
        return base.execute(query, values).fetchone()[0]
    finally:
        base.close()


def count_rows(kind):
    return value(f"{DATA}/sibu.db", "SELECT count(*) FROM ledger WHERE kind = ?", kind)


def told(seen, record):
    """Everybody is told the same head, and the record has it whole. Returns it."""
    head = json.loads(draw_of(record))["ledger"]
    root = head["root"]
    short = f"{head['size']} · {root[:4]} {root[4:8]} {root[8:12]} {root[12:16]}"
    check("a head is a size and a root", set(head) == {"size", "root"} and re.fullmatch("[0-9a-f]{64}", root), head)
    check("the alert has it as a parameter, in both languages",
          seen["alert"].count(f"<valueName>urn:sibu:ledger</valueName>\n      <value>{short}</value>") == 2, seen["alert"])
    note = re.search("<note>(.*)</note>", seen["alert"])[1]
    check("the note begins with the drill and ends with it",
          note.startswith("EXERCISE") and note.endswith(f"Ledger {short}. 账本 {short}。"), note)
    for headline in re.findall("<(?:headline|description|instruction)>(.*?)<", seen["alert"]):
        check("the first words are that it is a drill", headline.startswith(("【演练】", "DRILL: ")), headline)
    for name, word in (("page zh", "账本"), ("page en", "Ledger"), ("board", "账本")):
        check(f"the {name} has it", f"{word} {short}" in seen[name], seen[name])
        check(f"the {name} says first that it is a drill", 0 < seen[name].find('class="banner"') < seen[name].find(short))
    check("on the page it stands below all buttons", seen["page en"].rfind("</form>") < seen["page en"].find(short))
    check("where something real happened it is left out", "THIS IS REAL" in seen["real page"] and root[:4] not in seen["real page"])
    report = subprocess.run([SIBU, "report", record, "--html", f"{FOLDER}/r.html"], capture_output=True, check=False)
    check("there is a report", report.returncode == 0, report.stderr)
    with open(f"{FOLDER}/r.html", encoding="utf-8") as file:
        html = file.read()
    check("the report has it, and says what for", f"Ledger {short}" in html and f"账本 {short}" in html
          and "two different heads of one size prove two histories" in html, report.stderr)
    answer = subprocess.run([SIBU, "evaluate", record, "--json"], capture_output=True, check=False)
    check("the evaluation has it whole", json.loads(answer.stdout).get("ledger") == head, answer.stdout[:300])
    return head


# --- Changed copies ---

def database_copy(name, *statements):
    """The server's database, changed without its triggers."""
    path = os.path.join(FOLDER, name)
    shutil.copyfile(os.path.join(DATA, "sibu.db"), path)
    change(path, *statements)
    return path


def change(path, *statements):
    base = sqlite3.connect(path, isolation_level=None)
    base.execute("PRAGMA journal_mode = DELETE")
    triggers = base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for trigger, _ in triggers:
        base.execute(f"DROP TRIGGER {trigger}")
    for statement, *values in statements:
        assert base.execute(statement, values).rowcount > 0, statement
    for _, text in triggers:
        base.execute(text)
    base.close()


def record_copy(name, record, document):
    """The record with this draw document, as bytes; and without what unfolded, which would no longer follow from it."""
    path = os.path.join(FOLDER, name)
    shutil.copyfile(record, path)
    os.chmod(path, 0o644)
    change(path, ("UPDATE document SET bytes = ? WHERE name = 'draw'", document),
           *([("DELETE FROM document WHERE name = 'scenario'",)] if value(path, SCENARIOS) else []))
    return path


def draw_of(record):
    return bytes(value(record, "SELECT bytes FROM document WHERE name = 'draw'"))


def heads(head):
    """What --head takes and finds."""
    ledger, size, root = f"{DATA}/sibu.db", head["size"], head["root"]
    other = ("0" if root[0] != "0" else "1") + root[1:16]
    for form in (f"{size}:{root[:4]}", f"{size}:{root}", f"{size}: {root[:4]}-{root[4:8]} {root[8:12]}",
                 f"{size} · {root[:4]} {root[4:8]} {root[8:12]} {root[12:16]}", f"{size}:{root[:16].upper()}"):
        found = verify(ledger, "--head", form)
        check(f"--head {form}", found[0] == 0 and "the ledger has each of them" in found[1], found)
    last = re.search("Its head: Ledger " + SHORT, verify(ledger)[1])
    check("verify prints the last head", last is not None, verify(ledger))
    found = verify(ledger, "--head", f"{size}:{root[:8]}", "--head", last[0].split("Ledger ")[1])
    check("several heads", found[0] == 0 and "--head: 2," in found[1], found)
    expect("another head of that size", 1, [f"ledger:{size}: the head {size}:{other}", "there are two histories"],
           ledger, "--head", f"{size}:{other}")
    check("its row is named", [row for row, _ in faults(ledger, "--head", f"{size}:{other}")] == [size])
    rows = int(last[1])
    expect("a head behind the end", 1, [f"ledger:{rows}: the ledger ends before the head {rows + 1}:abcd", "rows are missing"],
           ledger, "--head", f"{rows + 1}:abcd")
    check("each wrong head is said", len(faults(ledger, "--head", f"{size}:{other}", "--head", f"{rows + 9}:abcd")) == 2)
    for bad in ("", "7", "7:", "7:123", ":1234", "0:1234", "x:1234", "7:12g4", "7:" + "1" * 65, "-7:1234", "7 1234", "9" * 13 + ":1234"):
        expect(f"--head {bad!r} is refused", 2, ["--head: takes SIZE:DIGITS"], ledger, "--head", bad)


def truncated(record, head):
    """A ledger that ends earlier, soundly: only who has kept something can tell."""
    short = database_copy("short.db", ("DELETE FROM ledger WHERE row >= ?", head["size"]),
                          ("DELETE FROM ledger_head WHERE size >= ?", head["size"]))
    last = value(short, "SELECT max(size) FROM ledger_head")
    if last < head["size"] - 1:   # ticks behind the last head that is kept
        change(short, ("DELETE FROM ledger WHERE row > ?", last))
    expect("cut off at a head it is whole by itself", 0, [], short)
    expect("the head that was told finds it", 1, ["rows are missing"], short, "--head", f"{head['size']}:{head['root'][:16]}")
    expect("the record finds it", 1, ["its drill 2026-000001 is not in the ledger", "the ledger ends before the head"], record, short)


def folders(record):
    status, out, err = verify(DATA)
    check("the data folder goes together", status == 0 and "Records of drills: 1" in out and
          "Each drill that was held has its record" in out, (status, out, err))
    check("and the audit trail with them", "Rows of the audit trail: " in out, out)
    trail = database_copy("trail.db", ("UPDATE audit SET who = 'carl' WHERE row = 2",))
    expect("a row of the audit trail was changed", 1, ["audit:2: this row of the audit trail was changed"], trail)
    findings = database_copy("findings.db", ("INSERT INTO finding VALUES (ifnull((SELECT max(row) FROM finding), 0) + 1, 1, 'works', 'missing', 'Z1',"
                                             " 'closed', 'carl', '', '', '', 1, 0, 'done', 'done', '', zeroblob(32))",))
    row = value(findings, "SELECT max(row) FROM finding")
    expect("a row was forged into the ledger of findings", 1, [f"finding:{row}: this row of the ledger of findings was changed"], findings)
    check("and record and ledger by name", verify(record, f"{DATA}/sibu.db")[0] == 0)
    lone = os.path.join(FOLDER, "lone")
    os.mkdir(lone)
    ledger = shutil.copyfile(f"{DATA}/sibu.db", f"{lone}/sibu.db")
    check("a ledger alone asks for no records", verify(ledger)[0] == 0)
    missing = ["the drill 2026-000001 was held, and its record is not here"]
    expect("a record is missing in a data folder", 1, missing, lone)
    expect("or where all are asked for", 1, missing, ledger, "--records-all")
    check("with all of them it is fine", verify(ledger, record, "--records-all")[0] == 0)
    check("the row of the drill is named", [row for row, _ in faults(lone)] == [row_of_drill()])
    expect("a folder without a ledger", 2, ["there is no sibu.db in it"], LITTLE)
    expect("--records-all without a ledger", 2, ["--records-all: takes a ledger"], record, "--records-all")
    expect("two ledgers and a record", 2, ["compared with one ledger at a time"], record, ledger, f"{DATA}/sibu.db")
    check("two ledgers without more", verify(ledger, f"{DATA}/sibu.db")[0] == 0)


def sheets(record):
    """What evaluators handed in holds, and is rated by; what was changed afterwards is named, and rated by no more."""
    with open(record + ".sheets", encoding="utf-8") as file:
        lines = file.readlines()
    status, out, err = verify(record)
    check("the sheets beside the record hold", status == 0 and "2 answer sheets of evaluators" in out, (status, out, err))
    copy = shutil.copyfile(record, os.path.join(FOLDER, "sheets.drill"))
    others = (("a grade", [lines[0], lines[1].replace("fair", "poor", 1)], ".sheets:2: its signature does not fit"),
              ("the time", [lines[0].replace("time_us", "time_ms", 1), lines[1]], ".sheets:1: its signature does not fit"),
              ("one is gone", lines[1:], ".sheets:1: the sheet does not follow"),
              ("they changed places", lines[::-1], ".sheets:1: the sheet does not follow"),
              ("cut off", [lines[0], lines[1][:-9]], ".sheets:2: the last line is not whole"))
    for what, changed, words in (("as they were", lines, ""), *others):
        with open(copy + ".sheets", "w", encoding="utf-8") as file:
            file.writelines(changed)
        evaluated = subprocess.run([SIBU, "evaluate", copy, "--json"], capture_output=True, check=False)
        if what == "as they were":
            items = {item["id"]: item for item in json.loads(evaluated.stdout)["rating"]["items"]}
            check("the later sheet counts, and both are told", items[ASKED]["by_evaluators"] == "fair" and
                  [answer["counts"] for answer in items[ASKED]["answers"]] == ["replaced", "counts"], items[ASKED])
            continue
        lines_said = expect(f"sheets: {what}", 1, [words], copy)
        check(f"sheets are rated by no more: {what}", evaluated.returncode == 1 and len(lines_said) == 1 and not evaluated.stdout, evaluated)


def sheets_of_the_trail(record):
    """Sheets that hold by themselves, and are not what the server took: the audit trail and the ledger's key tell."""
    folder = shutil.copytree(DATA, os.path.join(FOLDER, "trail"))
    path = os.path.join(folder, "records", os.path.basename(record) + ".sheets")
    with open(path, encoding="utf-8") as file:
        lines = file.readlines()
    check("the copy of the folder goes together", verify(folder)[0] == 0, verify(folder))
    row = value(f"{folder}/sibu.db", "SELECT max(row) FROM audit WHERE action = 'sheet'")
    anew = [signed_anew(lines[0], None)]
    anew.append(signed_anew(lines[1], anew[0]))
    lone = shutil.copyfile(os.path.join(folder, "records", os.path.basename(record)), os.path.join(FOLDER, "lone.drill"))
    for what, changed, words in (("the last one is cut off", lines[:1], f"there are 1 sheets here, and row {row} of the audit trail tells of number 2"),
                                 ("all are gone", [], f"there are 0 sheets here, and row {row} of the audit trail tells of number 2"),
                                 ("all are signed with another key", anew, "the sheets are signed with another key than the ledger's")):
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(changed)
        check(f"by themselves they hold: {what}", verify(os.path.join(folder, "records", os.path.basename(record)))[0] == 0)
        expect(f"sheets: {what}", 1, [f".sheets: {words}"], folder)
    shutil.copyfile(path, lone + ".sheets")
    expect("another key, with the ledger alone", 1, ["the sheets are signed with another key than the ledger's"], lone, f"{DATA}/sibu.db")
    os.unlink(lone + ".sheets")
    check("a record that was given out without its sheets", verify(lone, f"{DATA}/sibu.db")[0] == 0, verify(lone, f"{DATA}/sibu.db"))


def signed_anew(line, before):
    """The sheet as it was, but behind another one and signed with a forger's key."""
    outer = json.loads(line)
    sheet = json.loads(outer["sheet"])
    if before is not None:
        sheet["before"] = H("sibu sheet v1", before.rstrip("\n").encode()).hex()
    text = json.dumps(sheet, separators=(",", ":"), ensure_ascii=False)
    seed = b"\7" * 32
    name = outer["key"].split("+")[0]
    public, signature = ledger_write.sign(seed, b"sibu-sheet/v1\n" + text.encode())
    ident = hashlib.sha256(name.encode() + b"\n\1" + public).digest()[:4].hex()
    outer = {"sheet": text, "key": f"{name}+{ident}+{base64.b64encode(bytes([1]) + public).decode()}", "signature": signature.hex()}
    return json.dumps(outer, separators=(",", ":"), ensure_ascii=False) + "\n"


def row_of_drill():
    return value(f"{DATA}/sibu.db", "SELECT row FROM ledger WHERE kind = 'drill'")


def bad_files(record):
    """Each file is looked at, and said what is wrong with; the status is the worst."""
    nothing = os.path.join(FOLDER, "nothing")
    changed = record_copy("changed.drill", record, draw_of(record) + b" ")
    with open(nothing, "w", encoding="ascii") as file:
        file.write("hello\n")
    ledger = f"{DATA}/sibu.db"
    expect("what is neither", 2, [f"{nothing}: is neither a drill record nor a ledger of the draw"], nothing)
    expect("a file that is not there", 2, ["there is no such file"], f"{FOLDER}/nowhere")
    expect("a draw document that was changed", 1, [f"{changed}:draw: its draw document is not the one of the ledger's row"], changed, ledger)
    lines = expect("a bad file hides no other", 2, [f"{nothing}: is neither", f"{changed}:draw: its draw"], nothing, changed, ledger)
    check("and each is said once", len(lines) == 2, lines)
    status, out, _ = verify(nothing, record)
    check("what is good is said too", status == 2 and record in out and nothing not in out, out)
    os.mkfifo(f"{FOLDER}/pipe")
    expect("a pipe is not waited for", 2, ["is neither"], f"{FOLDER}/pipe")


# --- A forger with the key ---

def forged(record):
    """Ledger and draw document fit each other by their hash; but the document lies."""
    whole = json.loads(draw_of(record))
    for name, edit, words in (
            ("nothing", lambda d: None, None),
            ("tick", lambda d: d["tick"].update(index=d["tick"]["index"] + 1), "tick.index in its draw document is not that of"),
            ("u", lambda d: d["tick"].update(u="1" * 16), "tick.u in its draw document is not that of"),
            ("longer u", lambda d: d["tick"].update(u="0" * 17), "tick.u in its draw document is not that of"),
            ("threshold", lambda d: d["tick"].update(threshold="f" * 16), "tick.threshold in its"),
            ("gate", lambda d: d["tick"].update(gate="o"), "tick.gate in its draw document is not that of"),
            ("R", lambda d: d["tick"].update(R="ab" * 32), "tick.R in its draw document is not that of"),
            ("root", lambda d: d["ledger"].update(root="cd" * 32), "there are two histories"),
            ("size", lambda d: d["ledger"].update(size=1000), "ledger.size in its draw document is not that of"),
            ("an earlier size", lambda d: d["ledger"].update(earlier_head), "ledger.size in its draw document is not that of"),
            ("no head", lambda d: d.pop("ledger"), "its draw document names no head of the ledger"),
            ("no number", lambda d: d.update(drill=7), "it holds no draw"),
            ("another number", lambda d: d.update(drill="2026-000099"), "its drill 2026-000099 is not in the ledger")):
        writer = ledger_write.Writer(11, 1796002200123456)
        writer.start()
        earlier_head = {"size": 1, "root": writer.state.tree.root().hex()}
        writer.rules(ledger_write.RULES)
        writer.periods(ledger_write.CHINA)
        writer.at_once(1)
        document = json.loads(json.dumps(whole))
        fill(document, writer)
        edit(document)
        data = json.dumps(document, ensure_ascii=False).encode()
        put_drill(writer, data)
        ledger, copy = os.path.join(FOLDER, "forged.jsonl"), record_copy(f"forged-{name}.drill".replace(" ", "-"), record, data)
        with open(ledger, "w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in writer.lines())
        if words is None:
            expect("a record and a ledger that go together", 0, [], copy, ledger)
        else:
            expect(f"a false document: {name}", 1, [words], copy, ledger)


def fill(document, writer):
    """What the document of the first pending start says."""
    tick, _, asked, u, threshold = writer.state.pending[0]
    row, r = writer.rows[-1][0], bytes.fromhex(json.loads(writer.rows[-1][3])["r"])
    R = H("sibu now v1", writer.installation, writer.state.epoch, row, b"", r)
    document["drill"] = "2026-000001"
    document["tick"].update(index=tick, u=f"{u:016x}", threshold=f"{threshold:016x}", gate=asked, R=R.hex(), r=r.hex())
    document["ledger"] = {"size": row, "root": writer.state.tree.root().hex()}


def put_drill(writer, data):
    tick, unit, asked, u, threshold = writer.state.pending[0]
    writer.add("drill", f'{{"tick":{tick:12},"unit":{unit:5},"site":{unit:5},"asked":"{asked}","u":"{u:016x}",'
                        f'"threshold":"{threshold:016x}","drill":"2026-000001","reason":"","draw":"{H("sibu draw v1", data).hex()}"}}')


# --- Cut off ---

def cut_off(path, name):
    """A database cut off at any length is a damaged ledger from its application id on, and nothing before."""
    size = os.path.getsize(path)
    with open(path, "rb") as file:
        data = file.read()
    copy = os.path.join(FOLDER, "cut.db")
    for length in [*range(0, 16, 5), 67, 71, 72, 73, 99, 100, 101, 300, 511, 512, 1024, *range(2048, size, size // 24)]:
        with open(copy, "wb") as file:
            file.write(data[:length])
        found = verify(copy)
        right = (found[0] == 2 and "is neither a drill record nor a ledger" in found[2]) if length < 72 else found[0] == 1
        check(f"{name} cut off at {length} of {size} bytes", right and len(found[2].splitlines()) == 1 and not found[1], found)
        if length == 300:
            check("it says so", "the ledger's database is damaged or cut off" in found[2], found)


def turned_round():
    """A page that leads to the same rows again and again: the reading ends at the first that comes twice."""
    path = os.path.join(FOLDER, "turned.db")
    writer = ledger_write.story(7)
    base = sqlite3.connect(path)
    base.executescript("PRAGMA page_size = 512; PRAGMA application_id = 1397310035;"
                       "CREATE TABLE ledger (row INTEGER PRIMARY KEY, time_us INTEGER, kind TEXT, body TEXT, hash BLOB);"
                       "CREATE TABLE ledger_head (size INTEGER PRIMARY KEY, note TEXT, kept INTEGER)")
    base.executemany("INSERT INTO ledger VALUES (?, ?, ?, ?, ?)", writer.rows)
    base.executemany("INSERT INTO ledger_head VALUES (?, ?, 1)", writer.heads.items())
    base.commit()
    base.close()
    check("as it was it is whole", verify(path)[0] == 0, verify(path))
    root = value(path, "SELECT rootpage FROM sqlite_master WHERE name = 'ledger'")
    with open(path, "r+b") as file:
        page = bytearray(file.read()[(root - 1) * 512:root * 512])
        assert page[0] == 5, "the root is no page of pages"
        cells = [int.from_bytes(page[12 + 2 * i:14 + 2 * i], "big") for i in range(int.from_bytes(page[3:5], "big"))]
        assert len(cells) >= 2
        for cell in cells:
            page[cell:cell + 4] = page[cells[0]:cells[0] + 4]
        file.seek((root - 1) * 512)
        file.write(page)
    expect("rows that come again", 1, ["the ledger's database is damaged: its rows are out of order"], path)


def main():
    seen = hold()
    record = RECORD
    head = told(seen, record)
    heads(head)
    folders(record)
    sheets(record)
    sheets_of_the_trail(record)
    truncated(record, head)
    bad_files(record)
    forged(record)
    cut_off(f"{DATA}/sibu.db", "the server's database")
    turned_round()
    print(f"{COUNTS[True]} passed, {COUNTS[False]} failed")
    return 1 if COUNTS[False] or COUNTS[True] < 100 else 0


if __name__ == "__main__":
    sys.exit(main())
