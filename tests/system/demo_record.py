"""What a demonstration left, read by an independent hand: SQL over the record's tables, Python's own SQLite, XML and
hashes. Nothing of Sibu reads here. Prints "ok NAME" or "FAILED NAME: why" for each thing that it looks at.

usage: demo_record.py ANSWER.json FOLDER
"""
import hashlib
import json
import os
import re
import sqlite3
import struct
import sys
import xml.etree.ElementTree as xml
import zlib

ANSWER_KEYS = {"drill": str, "report": str, "evaluation": str, "picture": str, "site": str, "family": str, "t0": str,
               "expected": int, "acknowledged": int, "checked_in": int, "missing": int, "wall_s": float}
OTHER_KEYS = {"zone", "digest", "need_help", "cannot", "seed"}
COUNTS = ("expected", "acknowledged", "checked_in", "need_help", "cannot", "missing")
ENDINGS = {"drill": ".drill", "report": ".html", "evaluation": ".json", "picture": ".png"}
CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"

# Of expected people; docs/record.md. Each is in exactly one of the last four, the first that fits.
SAID = "SELECT r.person FROM response r JOIN person p ON p.number = r.person AND p.expected = 1 WHERE r.kind"
QUERIES = {
    "expected": "SELECT count(*) FROM person WHERE expected = 1",
    "acknowledged": f"SELECT count(*) FROM ({SAID} = 'acknowledge' GROUP BY r.person)",
    "checked_in": f"SELECT count(*) FROM ({SAID} = 'check-in' GROUP BY r.person)",
    "need_help": f"SELECT count(*) FROM ({SAID} = 'need-help' EXCEPT {SAID} = 'check-in')",
    "cannot": f"SELECT count(*) FROM ({SAID} = 'cannot' EXCEPT {SAID} IN ('check-in', 'need-help'))",
    "missing": "SELECT count(*) FROM person p WHERE p.expected = 1 AND NOT EXISTS (SELECT 1 FROM response r"
               " WHERE r.person = p.number AND r.kind IN ('check-in', 'need-help', 'cannot'))",
}
TABLES = {  # JuPedSim's, file version 2: name, type, not null
    "trajectory_data": [("frame", "INTEGER", 1), ("id", "INTEGER", 1), ("pos_x", "REAL", 1), ("pos_y", "REAL", 1),
                        ("ori_x", "REAL", 1), ("ori_y", "REAL", 1)],
    "metadata": [("key", "TEXT", 1), ("value", "TEXT", 1)],
    "geometry": [("hash", "INTEGER", 1), ("wkt", "TEXT", 1)],
    "frame_data": [("frame", "INTEGER", 1), ("geometry_hash", "INTEGER", 1)],
}


def check(name, holds, why=""):
    print(f"ok {name}" if holds else f"FAILED {name}: {why}")


def one(record, query, *values):
    return record.execute(query, values).fetchone()[0]


def check_answer(answer, folder):
    for key, kind in ANSWER_KEYS.items():
        check(f"answer has {key}", isinstance(answer.get(key), kind), repr(answer.get(key)))
    check("answer has no other keys", set(answer) == set(ANSWER_KEYS) | OTHER_KEYS, sorted(set(answer) ^ set(ANSWER_KEYS)))
    for key, ending in ENDINGS.items():
        path = answer[key]
        check(f"{key} is a file", os.path.isfile(path) and os.path.getsize(path) > 0 and path.endswith(ending), path)
    there = sorted(os.path.join(folder, name) for name in os.listdir(folder))
    check("nothing else is in the folder", there == sorted(answer[key] for key in ENDINGS), there)
    check("t0 is a time of the working day", re.fullmatch(r"2026-11-23T(0[89]|1[0-7]):\d\d:\d\d\+08:00", answer["t0"]),
          answer["t0"])
    check("nobody is counted twice", answer["expected"] == sum(answer[key] for key in COUNTS[2:]), answer)
    check("somebody answered", min(answer["expected"], answer["acknowledged"], answer["checked_in"]) > 100, answer)


def check_counts(answer, record):
    for key in COUNTS:
        count = one(record, QUERIES[key])
        check(f"{key} agrees with the record", answer[key] == count, f"{answer[key]}, the tables say {count}")
    with open(answer["evaluation"], encoding="utf-8") as file:
        evaluation = json.load(file)
    for key in COUNTS + ("site", "family", "zone", "t0"):
        check(f"the evaluation's {key}", evaluation.get(key) == answer[key], f"{evaluation.get(key)} {answer[key]}")
    kept = one(record, "SELECT bytes FROM document WHERE name = 'evaluation'")
    check("the record holds the evaluation", json.loads(kept) == evaluation)


def check_people(record):
    strangers = one(record, "SELECT count(*) FROM delivery d JOIN person p ON p.number = d.person WHERE p.expected = 0")
    check("only who is expected was alerted", strangers == 0, strangers)
    alerted = one(record, "SELECT count(DISTINCT person) FROM delivery WHERE fault = ''")
    check("everybody expected was alerted", alerted == one(record, QUERIES["expected"]), alerted)
    twice = one(record, "SELECT count(*) FROM (SELECT 1 FROM delivery WHERE fault = '' GROUP BY alert, person HAVING count(*) > 1)")
    check("no alert was accepted twice", twice == 0, twice)
    for said, kind in (("acknowledge", "acknowledged"), ("check-in", "check-in"), ("need-help", "need-help")):
        rows = "SELECT person FROM {} WHERE kind = ? ORDER BY person"
        responses = record.execute(rows.format("response"), (said,)).fetchall()
        events = record.execute(rows.format("event"), (kind,)).fetchall()
        check(f"each {said} is an event", responses == events and responses, f"{len(responses)} and {len(events)}")


def check_order(record, draw):
    t0_us = draw["t0_us"]
    for table, column in (("event", "time_us"), ("delivery", "started_us"), ("response", "received_us")):
        earliest = one(record, f"SELECT min({column}) FROM {table}")
        check(f"no {table} before T0", earliest >= t0_us, f"{earliest} < {t0_us}")
    kinds = [row[0] for row in record.execute("SELECT kind FROM event ORDER BY row")]
    check("it begins with the draw", kinds[0] == "drawn", kinds[:3])
    check("it ends closed", kinds[-1] == "closed" and kinds.count("closed") == 1, kinds[-3:])
    check("it was ended once", sum(kinds.count(kind) for kind in ("all-clear", "abort", "real-emergency")) == 1)
    drawn_us, zone = record.execute("SELECT time_us, place FROM event WHERE row = 1").fetchone()
    check("T0 is the draw", drawn_us == t0_us and zone == draw["zone"], (drawn_us, zone))


def field(data):
    data = data if isinstance(data, bytes) else struct.pack(">Q", data)
    return struct.pack(">I", len(data)) + data


def blake(tag, *fields, key=b""):
    hashed = hashlib.blake2b(b"".join(map(field, fields)), digest_size=32, person=tag.ljust(16, b"\0"), key=key)
    return hashed.digest()


def check_draw(answer, record, draw):
    """docs/ledger.md, computed anew."""
    for key in ("site", "family", "zone", "t0"):
        check(f"the draw's {key}", draw[key] == answer[key], f"{draw[key]} {answer[key]}")
    tick = draw["tick"]
    r = blake(b"sibu tick v1", bytes.fromhex(tick["installation"]), tick["epoch"], tick["index"], b"", bytes.fromhex(tick["r"]))
    check("R follows from r", r.hex() == tick["R"], r.hex())
    u = blake(b"sibu fire v1", tick["unit"].encode(), key=r)[:8].hex()
    check("U follows from R, and fires", u == tick["u"] and u < tick["threshold"], (u, tick))
    check("T0 is in the tick", draw["t0_us"] == tick["index"] * 60 * 1000000, tick["index"])
    site = json.loads(one(record, "SELECT bytes FROM document WHERE name = 'site'"))
    zones = {f["properties"]["id"]: f["properties"] for f in site["features"] if f["properties"]["kind"] == "zone"}
    check("the family can arise in the zone", draw["family"] in zones[draw["zone"]]["hazards"], zones[draw["zone"]])


def check_chain(record):
    before = bytes(32)
    for row, time_us, kind, person, place, detail, kept in record.execute(
            "SELECT row, time_us, kind, person, place, detail, hash FROM event ORDER BY row"):
        before = blake(b"sibu event v1", before, row, time_us, kind.encode(), person, place.encode(), detail.encode())
        if before != kept:
            check("the chain of events", False, f"row {row}")
            return
    check("the chain of events", True)


def check_alerts(record, folder):
    names = [row[0] for row in record.execute("SELECT name FROM document WHERE name LIKE 'alert-%' ORDER BY row")]
    check("an alert, and its end", len(names) >= 2 and names == [f"alert-{i + 1}" for i in range(len(names))], names)
    for name in names:
        text = one(record, "SELECT bytes FROM document WHERE name = ?", name)
        with open(os.path.join(folder, name + ".xml"), "wb") as file:
            file.write(text)
        root = xml.fromstring(text)
        infos = {info.findtext(CAP + "language"): info for info in root.findall(CAP + "info")}
        check(f"{name} is CAP 1.2", root.tag == CAP + "alert", root.tag)
        check(f"{name} is an exercise", root.findtext(CAP + "status") == "Exercise", root.findtext(CAP + "status"))
        check(f"{name} speaks both languages", set(infos) == {"zh-CN", "en-US"}, list(infos))
        check(f"{name} says so first", infos["zh-CN"].findtext(CAP + "headline").startswith("【演练】") and
              infos["en-US"].findtext(CAP + "headline").startswith("DRILL"))
        sent = one(record, "SELECT count(*) FROM delivery WHERE alert = ?", root.findtext(CAP + "identifier"))
        check(f"{name} was sent", sent > 0)


def check_updates(record, first):
    """docs/record.md: made again as events happen, until all are known. Returns the last."""
    made = {json.loads(row[0])["events"]: (row[1], json.loads(row[0])) for row in
            record.execute("SELECT bytes, name FROM document WHERE name = 'forecast' OR name LIKE 'forecast-%'")}
    unfolded = [(row[0], row[1]) for row in record.execute(
        "SELECT json_extract(detail, '$.what'), place FROM event WHERE kind = 'unfold' ORDER BY row")]
    check("the first forecast knows no event", first["events"] == 0 and first["closures"] == [], first["closures"])
    check("the last knows all", max(made) == len(unfolded), (sorted(made), len(unfolded)))
    for known, (name, forecast) in made.items():
        check(f"{name} is named by what it knows", name == (f"forecast-{known}" if known else "forecast"), name)
        lost = [place for what, place in unfolded[:known] if what == "exit-lost"]
        check(f"{name} shuts the exits lost", [c["id"] for c in forecast["closures"]] == lost, forecast["closures"])
        air = forecast["air"]
        check(f"{name} says by which law people walk in smoke",
              (air["smoke_law"], air["least"], air["sign_constant"]) == ("share", 0.1, 3), air)
        check(f"{name}: who would be overcome had a dose before",
              all(air["overcome"][q] <= air["dosed"][q] <= forecast["people"] for q in ("p5", "p50", "p95")), air)
    return made[max(made)][1]


def check_forecast(answer, record, draw):
    """docs/record.md: what was to be expected of this drill, from its own R."""
    forecast = json.loads(one(record, "SELECT bytes FROM document WHERE name = 'forecast'"))
    # At 200 times the speed of life a drill is over before a hundred runs are: see docs/record.md.
    check("a forecast of some runs", 1 <= forecast["runs"] <= 1000, forecast["runs"])
    check("it is of those who are expected", forecast["people"] == answer["expected"], forecast["people"])
    seed = int.from_bytes(blake(b"sibu forecast v1", bytes.fromhex(draw["tick"]["R"]))[:6], "big")
    check("its seed follows from R", forecast["seed"] == seed, (forecast["seed"], seed))
    curves = forecast["curves"]
    times = curves.pop("t_s")
    steps = {round(b - a, 6) for a, b in zip(times, times[1:])}
    check("its times are even, from 0", times[0] == 0 and len(times) > 20 and len(steps) == 1, steps)
    check("it has five curves", set(curves) == {"acknowledged", "moving", "out", "arrived", "checked_in"}, set(curves))
    for name, curve in curves.items():
        rises = all(a <= b for quantile in curve.values() for a, b in zip(quantile, quantile[1:]))
        ordered = all(a <= b <= c <= answer["expected"] for a, b, c in zip(curve["p5"], curve["p50"], curve["p95"]))
        check(f"the forecast of {name} rises, and its quantiles lie in order", rises and ordered)
        check(f"most have {name} in the end", curve["p50"][-1] > 0.8 * answer["expected"], curve["p50"][-1])
    for first, then in (("moving", "out"), ("moving", "arrived"), ("arrived", "checked_in")):
        check(f"nobody has {then} who is not {first}",
              all(a >= b for q in ("p5", "p50", "p95") for a, b in zip(curves[first][q], curves[then][q])))
    site = json.loads(one(record, "SELECT bytes FROM document WHERE name = 'site'"))
    for kind, key in (("zone", "zones"), ("exit", "exits"), ("muster", "musters")):
        ids = {f["properties"]["id"] for f in site["features"] if f["properties"]["kind"] == kind}
        check(f"it knows all {key}", {place["id"] for place in forecast[key]} == ids)
    with open(answer["evaluation"], encoding="utf-8") as file:
        compared = json.load(file)["forecast"]
    last = check_updates(record, forecast)
    check("the evaluation compares with the last", (compared["runs"], compared["events"]) == (last["runs"], last["events"])
          and "departure" in compared["checked_in"], (compared["runs"], last["runs"]))
    check("and says what it says of the air", compared["air"]["in_smoke"] == last["air"]["in_smoke"], compared["air"])


def check_tables(record):
    for table, columns in TABLES.items():
        there = [(row[1], row[2], row[3]) for row in record.execute(f"PRAGMA table_info({table})")]
        check(f"{table} is JuPedSim's", there == columns, there)
    unique = {row[1]: row[2] for row in record.execute("PRAGMA index_list(geometry)")}
    check("geometry has its index", unique == {"geometry_hash": 1}, unique)
    indexed = [row[2] for row in record.execute("PRAGMA index_info(frame_id_idx)")]
    check("trajectory_data has its index", indexed == ["frame", "id"], indexed)
    meta = dict(record.execute("SELECT key, value FROM metadata"))
    check("metadata's keys", set(meta) == {"version", "fps", "xmin", "xmax", "ymin", "ymax"}, sorted(meta))
    check("metadata is text", all(isinstance(value, str) for value in meta.values()), meta)
    check("file version 2", meta["version"] == "2", meta["version"])
    return {key: float(value) for key, value in meta.items()}


def check_frames(record, meta):
    frames = [row[0] for row in record.execute("SELECT frame FROM frame_data ORDER BY frame")]
    check("one row for each frame, from 0", frames == list(range(len(frames))) and len(frames) > 60, frames[:5])
    used = one(record, "SELECT count(DISTINCT frame) FROM trajectory_data")
    check("each frame has people", used == len(frames), f"{used} of {len(frames)}")
    lost = one(record, "SELECT count(*) FROM frame_data WHERE geometry_hash NOT IN (SELECT hash FROM geometry)")
    check("each frame has its geometry", lost == 0, lost)
    strangers = one(record, "SELECT count(*) FROM trajectory_data WHERE id NOT IN (SELECT number FROM person WHERE expected = 1)")
    check("who walks is expected", strangers == 0, strangers)
    shapes = {type(value) for row in record.execute("SELECT pos_x, pos_y, ori_x, ori_y FROM trajectory_data LIMIT 5000")
              for value in row}
    check("positions are reals", shapes == {float}, shapes)
    outside = one(record, "SELECT count(*) FROM trajectory_data WHERE NOT (pos_x BETWEEN ? AND ? AND pos_y BETWEEN ? AND ?)",
                  meta["xmin"], meta["xmax"], meta["ymin"], meta["ymax"])
    check("nobody is outside the site's box", outside == 0, outside)
    turned = one(record, "SELECT count(*) FROM trajectory_data WHERE abs(ori_x * ori_x + ori_y * ori_y - 1) > 0.001")
    check("headings are unit vectors", turned == 0, turned)
    twice = one(record, "SELECT count(*) - count(DISTINCT frame * 1000000 + id) FROM trajectory_data")
    check("a person is once in a frame", twice == 0, twice)


def check_walk(record, meta):
    """People move as people do, and who arrived is where an assembly point is."""
    far = one(record, "SELECT max((b.pos_x - a.pos_x) * (b.pos_x - a.pos_x) + (b.pos_y - a.pos_y) * (b.pos_y - a.pos_y))"
                      " FROM trajectory_data a JOIN trajectory_data b ON b.frame = a.frame + 1 AND b.id = a.id")
    check("somebody walks, and nobody flies", 0.2 < far ** 0.5 * meta["fps"] < 3.0, f"{far ** 0.5 * meta['fps']} m/s")
    site = json.loads(one(record, "SELECT bytes FROM document WHERE name = 'site'"))
    boxes = {}
    for feature in site["features"]:
        if feature["properties"]["kind"] == "muster":
            xs, ys = zip(*feature["geometry"]["coordinates"][0])
            boxes[feature["properties"]["id"]] = (min(xs), max(xs), min(ys), max(ys))
    last = one(record, "SELECT max(frame) FROM frame_data")
    lost = []
    arrived = record.execute("SELECT person, place FROM event WHERE kind = 'arrive'").fetchall()
    for person, place in arrived:
        x, y = record.execute("SELECT pos_x, pos_y FROM trajectory_data WHERE id = ? AND frame = ?", (person, last)).fetchone()
        left, right, low, high = boxes[place]
        if not (left - 0.5 <= x <= right + 0.5 and low - 0.5 <= y <= high + 0.5):
            lost.append((person, place, x, y))
    check("who arrived stands at an assembly point", arrived and not lost, lost[:3])


def check_geometry(record):
    number = r"-?\d+(\.\d+)?(e-?\d+)?"
    ring = rf"\({number} {number}(, {number} {number}){{3,}}\)"
    polygon = rf"\({ring}(, {ring})*\)"
    whole = re.compile(rf"(POLYGON {polygon}|MULTIPOLYGON \({polygon}(, {polygon})*\)|"
                       rf"GEOMETRYCOLLECTION \(POLYGON {polygon}(, POLYGON {polygon})*\))")
    shapes = [row[0] for row in record.execute("SELECT wkt FROM geometry")]
    check("geometry is well-known text", shapes and all(whole.fullmatch(shape) for shape in shapes),
          [shape[:60] for shape in shapes])
    rings = [ring.split(", ") for shape in shapes for ring in re.findall(r"\(([^()]+)\)", shape)]
    check("rings are closed", rings and all(ring[0] == ring[-1] for ring in rings))


def check_picture(path):
    with open(path, "rb") as file:
        data = file.read()
    width, height = struct.unpack(">II", data[16:24])
    check("the picture is a PNG", data[:8] == b"\x89PNG\r\n\x1a\n" and width >= 640 and height >= 360, (width, height))
    at, packed = 8, b""
    while at < len(data):
        length, name = struct.unpack(">I4s", data[at:at + 8])
        packed += data[at + 8:at + 8 + length] if name == b"IDAT" else b""
        at += 12 + length
    colours = len(set(zlib.decompress(packed)))
    check("the picture is not empty", colours > 32, colours)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        answer = json.load(file)
    check_answer(answer, sys.argv[2])
    record = sqlite3.connect(f"file:{answer['drill']}?mode=ro", uri=True)
    check("SQLite finds no fault", one(record, "PRAGMA integrity_check") == "ok")
    draw = json.loads(one(record, "SELECT bytes FROM document WHERE name = 'draw'"))
    check_counts(answer, record)
    check_people(record)
    check_order(record, draw)
    check_draw(answer, record, draw)
    check_chain(record)
    check_forecast(answer, record, draw)
    check_alerts(record, os.path.dirname(sys.argv[1]))
    meta = check_tables(record)
    check_frames(record, meta)
    check_walk(record, meta)
    check_geometry(record)
    check_picture(answer["picture"])
    record.close()


main()
