"""`sibu simulate --runs`, looked at by an independent hand: its answer against the single runs with the same seeds, and
Ctrl-C on a terminal. Prints "ok NAME" or "FAILED NAME: why".

usage: simulate_runs.py SIBU SITE.geojson
"""
import json
import math
import os
import pty
import re
import select
import signal
import statistics
import subprocess
import sys
import time

SIBU, SITE = sys.argv[1:3]
RUNS = 8
PATIENCE_S = 120.0
QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.50, "p75": 0.75, "p95": 0.95}
KEYS = {"site", "goal", "people", "seed", "runs", "runs_done", "stopped", "stuck_runs", "threads", "wall_s", "digest", "t50_s",
        "t95_s", "last_s", "exits", "musters", "zones"}


def check(name, holds, why=""):
    print(f"ok {name}" if holds else f"FAILED {name}: {why}")


def simulate(*options):
    ended = subprocess.run([SIBU, "simulate", SITE, "--json", "--people", "40", *options], capture_output=True, text=True,
                           stdin=subprocess.DEVNULL, check=False)
    check("simulate " + " ".join(options), ended.returncode == 0 and not ended.stderr, f"{ended.returncode} {ended.stderr[:200]}")
    return json.loads(ended.stdout)


def tail(count, share, least):
    """P(B >= least), B binomial."""
    return sum(math.comb(count, k) * share ** k * (1 - share) ** (count - k) for k in range(least, count + 1))


def look_at_measure(name, found, sample):
    ordered = sorted(sample)
    for key, share in QUANTILES.items():
        ranks = range(1, len(ordered) + 1)
        low = [k for k in ranks if 1 - tail(len(ordered), share, k) <= 0.025]
        high = [k for k in ranks if tail(len(ordered), share, k) <= 0.025]
        wanted = {"value": ordered[math.ceil(len(ordered) * share - 1e-9) - 1], "low": ordered[max(low) - 1] if low else None,
                  "high": ordered[min(high) - 1] if high else None}
        check(f"{name} {key}", found[key] == wanted, f"{found[key]}, not {wanted}")
    half = 2.3646242516 * statistics.stdev(ordered) / math.sqrt(len(ordered))   # Student, 7 degrees
    mean = statistics.fmean(ordered)
    check(f"{name} mean", all(math.isclose(found["mean"][key], wanted, abs_tol=0.002)
                              for key, wanted in (("value", mean), ("low", mean - half), ("high", mean + half))), found["mean"])
    check(f"{name} over all runs", found["runs"] == len(sample), found["runs"])


def look_at_answer(answer, singles):
    check("the keys of the answer", set(answer) == KEYS, sorted(set(answer) ^ KEYS))
    check("all runs are done", answer["runs"] == answer["runs_done"] == RUNS and answer["stopped"] is False)
    for ours, theirs in (("t50_s", "t50_s"), ("t95_s", "t95_s"), ("last_s", "time_s")):
        look_at_measure(ours, answer[ours], [single[theirs] for single in singles])
    for i, line in enumerate(answer["exits"][:3]):
        check(f"exit {i}", line["id"] == singles[0]["exits"][i]["id"], line["id"])
        look_at_measure(line["id"], line["count"], [float(single["exits"][i]["count"]) for single in singles])
    with open(SITE, encoding="utf-8") as file:
        zones = [f["properties"]["id"] for f in json.load(file)["features"] if f["properties"]["kind"] == "zone"]
    check("each zone of the site", [line["id"] for line in answer["zones"]] == zones)
    used = [line for line in answer["zones"] if line["clear_s"]["runs"] > 0]
    check("zones are used", len(used) > 2, len(used))
    check("who is out has left the zone", all(line["clear_s"]["mean"]["value"] <= line["out_s"]["mean"]["value"] for line in used))


def read_terminal(terminal, pattern):
    """All that was written there, until it matches, or the program has ended, or patience has."""
    said, end = b"", time.monotonic() + PATIENCE_S
    while time.monotonic() < end and not re.search(pattern, said):
        if select.select([terminal], [], [], 1.0)[0]:
            try:
                said += os.read(terminal, 4096)
            except OSError:   # the other end is closed
                break
    return said


def start(*options, **files):
    return subprocess.Popen([SIBU, "simulate", SITE, "--people", "40", "--runs", "100000", *options], stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, **files)


def stop_on_a_terminal():
    """Ctrl-C once the bar shows that a run is done."""
    terminal, other = pty.openpty()
    process = start("--lang", "en", stderr=other)
    os.close(other)
    said = read_terminal(terminal, rb" [1-9][0-9]* of 100000 runs, about [0-9]+ s left")
    check("a bar shows how far it is", re.search(rb"\[[#.]+\] [1-9][0-9]* of 100000 runs, about", said), said[-200:])
    process.send_signal(signal.SIGINT)
    out = process.communicate(timeout=PATIENCE_S)[0].decode()
    os.close(terminal)
    check("Ctrl-C ends it with status 0, and it says so", process.returncode == 0 and re.match(
        r"Stopped: [1-9][0-9]* of 100000 runs are done", out), f"{process.returncode} {out[:200]}")


def stop_off_a_terminal(wait_s):
    """The same by the other signal, for a program that reads the answer. Waits longer where no run was done yet."""
    while True:
        process = start("--json", stderr=subprocess.PIPE)
        time.sleep(wait_s)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE_S)
        answer = json.loads(out)
        if answer["runs_done"] > 0 or wait_s > PATIENCE_S:
            break
        wait_s *= 2.0
    check("a stop is status 0", process.returncode == 0, process.returncode)
    check("what is done is kept, and it says so", answer["stopped"] is True and 0 < answer["runs_done"] < 100000 and
          answer["t95_s"]["runs"] == answer["runs_done"] and answer["t50_s"]["p50"]["value"] > 0, str(answer)[:200])
    check("nothing else is said off a terminal", not err, err[:200])


def main():
    answers = [simulate("--runs", str(RUNS), "--threads", str(threads)) for threads in (1, 2, 3)]
    digests = {answer["digest"] for answer in answers}
    check("one digest for 1, 2 and 3 threads", len(digests) == 1 and re.fullmatch("[0-9a-f]{64}", answers[0]["digest"]), digests)
    check("another seed, another digest", simulate("--runs", str(RUNS), "--seed", "2")["digest"] not in digests)
    look_at_answer(answers[1], [simulate("--seed", str(seed)) for seed in range(1, RUNS + 1)])
    stop_on_a_terminal()
    stop_off_a_terminal(answers[0]["wall_s"])


main()
