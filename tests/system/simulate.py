"""What `sibu simulate --json` answers, looked at by an independent hand. Prints "ok NAME" or "FAILED NAME: why".

usage: simulate.py answer SITE.geojson ANSWER.json [RECORD]   # one evacuation, in full
       simulate.py drills N ANSWER.json                       # drills drawn and unfolded
       simulate.py out SITE-ID < ANSWERS                      # one a line: everybody is out
"""
import json
import math
import re
import sqlite3
import sys

KEYS = {"people": int, "out": int, "stuck": int, "time_s": float, "t50_s": float, "t95_s": float, "wall_s": float,
        "agent_steps": int, "agent_steps_per_s": (int, float), "exits": list, "doors": list, "digest": str}
LINE = {"id", "count", "first_s", "last_s", "flow_per_s"}
OTHER_KEYS = {"site", "goal", "walking", "waiting", "stopped", "simulated_s", "musters"}
COLUMNS = [("frame", "INTEGER", 1), ("id", "INTEGER", 1), ("pos_x", "REAL", 1), ("pos_y", "REAL", 1), ("ori_x", "REAL", 1),
           ("ori_y", "REAL", 1)]


def check(name, holds, why=""):
    print(f"ok {name}" if holds else f"FAILED {name}: {why}")


def drills(count, path):
    with open(path, encoding="utf-8") as file:
        answer = json.load(file)
    happened = {name: kind["count"] for name, kind in answer["happened"].items()}
    check("drills: as many as asked for, no two alike", answer["drills"] == answer["distinct"] == count, answer)
    check("drills: origins cover the areas", answer["origin_chi2_p"] > 0.001 and answer["origin_freedom"] > 10, answer)
    check("drills: waiting follows the rates", answer["waiting_ks_p"] > 0.001, answer["happened"])
    check("drills: no guard broken", answer["guards_broken"] == 0, answer["guards_broken"])
    check("drills: every drill is of a family", sum(answer["families"].values()) == count, answer["families"])
    check("drills: all kinds happen, and are all the events",
          min(happened.values()) > 0 and sum(happened.values()) == answer["events"] > count, happened)
    check("drills: some have none, some have several", 0 < answer["drills_with_events"] < count, answer)


def everybody_out(name, answer):
    check(f"{name}: everybody is out, nobody is stuck",
          answer["out"] == answer["people"] > 100 and answer["stuck"] == answer["walking"] == answer["waiting"] == 0,
          {key: answer[key] for key in ("people", "out", "stuck", "walking", "waiting")})


def check_lines(name, site, answer, kind):
    lines = answer[kind + "s"]
    wanted = [f["properties"]["id"] for f in site["features"] if f["properties"]["kind"] == kind]
    check(f"{name}: each {kind} of the site", [line["id"] for line in lines] == wanted, [line["id"] for line in lines])
    check(f"{name}: {kind}s have their keys", all(set(line) == LINE for line in lines))
    for line in lines:
        used = line["count"] > 0
        if used != isinstance(line["first_s"], float) or (used and not
                                                          0 < line["first_s"] <= line["last_s"] <= answer["simulated_s"]):
            check(f"{name}: {line['id']} in time", False, line)
        if line["count"] > 1:
            flow = (line["count"] - 1) / (line["last_s"] - line["first_s"])
            if not math.isclose(flow, line["flow_per_s"], abs_tol=0.001):
                check(f"{name}: {line['id']}'s flow", False, f"{line}, computed {flow}")
    check(f"{name}: {kind}s are used", sum(line["count"] for line in lines) > 0)


def check_answer(site, answer):
    name = site["sibu"]["id"]
    for key, kind in KEYS.items():
        check(f"{name}: has {key}", isinstance(answer.get(key), kind) and not isinstance(answer.get(key), bool),
              repr(answer.get(key))[:80])
    check(f"{name}: has no other keys", set(answer) == set(KEYS) | OTHER_KEYS, sorted(set(answer) ^ (set(KEYS) | OTHER_KEYS)))
    wanted = sum(f["properties"].get("count", 0) for f in site["features"] if f["properties"]["kind"] == "start")
    check(f"{name}: as many people as the site says", answer["people"] == wanted, f"{answer['people']}, not {wanted}")
    everybody_out(name, answer)
    check(f"{name}: times are in order", 0 < answer["t50_s"] < answer["t95_s"] < answer["time_s"] <= answer["simulated_s"])
    check(f"{name}: the last at an exit is the last out",
          answer["time_s"] == max(line["last_s"] for line in answer["exits"] if line["count"]))
    check(f"{name}: each left through one exit", sum(line["count"] for line in answer["exits"]) == answer["out"])
    steps, wall_s = answer["agent_steps"], answer["wall_s"]
    check(f"{name}: steps were counted", steps > answer["people"] * 100, steps)
    check(f"{name}: their speed", math.isclose(answer["agent_steps_per_s"], steps / wall_s, rel_tol=0.01), answer["wall_s"])
    check(f"{name}: a digest", re.fullmatch(r"[0-9a-f]{64}", answer["digest"]), answer["digest"])
    check_lines(name, site, answer, "exit")
    check_lines(name, site, answer, "door")


def check_record(site, answer, path):
    name = site["sibu"]["id"]
    record = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    columns = [(row[1], row[2], row[3]) for row in record.execute("PRAGMA table_info(trajectory_data)")]
    check(f"{name}: the record's trajectories are JuPedSim's", columns == COLUMNS, columns)
    meta = dict(record.execute("SELECT key, value FROM metadata"))
    check(f"{name}: file version 2", meta.get("version") == "2", meta)
    frames, last = record.execute("SELECT count(*), max(frame) FROM frame_data").fetchone()
    check(f"{name}: frames without a gap", frames == last + 1, f"{frames}, {last}")
    lasts_s = last / float(meta["fps"])
    check(f"{name}: they last as long as the evacuation", abs(lasts_s - answer["time_s"]) <= 1.0, lasts_s)
    people = record.execute("SELECT count(DISTINCT id) FROM trajectory_data").fetchone()[0]
    check(f"{name}: everybody is in them", people == answer["people"], people)
    shapes = {row[0] for row in record.execute("SELECT DISTINCT geometry_hash FROM frame_data")}
    known = {row[0] for row in record.execute("SELECT hash FROM geometry")}
    check(f"{name}: each frame has its geometry", shapes <= known, shapes - known)
    wished = record.execute("SELECT person, place, time_us FROM event WHERE kind = 'target' ORDER BY row").fetchall()
    latest, repeated = {}, 0
    for person, place, _ in wished:
        repeated += latest.get(person) == place
        latest[person] = place
    left = dict(record.execute("SELECT person, place FROM event WHERE kind = 'exit'"))
    check(f"{name}: everybody has a target, and takes note of it when it changes", set(latest) == set(left) and not repeated,
          (len(latest), len(left), repeated))
    missed = sum(latest.get(person) != place for person, place in left.items())
    check(f"{name}: people leave where they wanted to go", missed <= len(left) // 100, missed)
    check(f"{name}: targets stay few", len(left) <= len(wished) <= 4 * len(left), len(wished))
    through = dict(record.execute("SELECT place, count(DISTINCT person) FROM event WHERE kind = 'exit' GROUP BY place"))
    counted = {line["id"]: line["count"] for line in answer["exits"] if line["count"]}
    check(f"{name}: its events are the answer's exits", through == counted,
          {key: (through.get(key), counted.get(key)) for key in set(through) | set(counted) if through.get(key) != counted.get(key)})


def main():
    if sys.argv[1] == "drills":
        drills(int(sys.argv[2]), sys.argv[3])
        return
    if sys.argv[1] == "out":
        digests = set()
        for line in sys.stdin:
            answer = json.loads(line)
            everybody_out(f"{sys.argv[2]} {len(digests) + 1}", answer)
            digests.add(answer["digest"])
        check(f"{sys.argv[2]}: seeds differ", len(digests) >= 2, len(digests))
        print(f"seeds {sys.argv[2]} {len(digests)}")
        return
    with open(sys.argv[2], encoding="utf-8") as file:
        site = json.load(file)
    with open(sys.argv[3], encoding="utf-8") as file:
        answer = json.load(file)
    check_answer(site, answer)
    if len(sys.argv) > 4:
        check_record(site, answer, sys.argv[4])


main()
