"""Ctrl-C in the middle of a demonstration: it ends soon, not with status 0, the folder of the results is as it was, no
process goes on and no file is left. And whether a demonstration under way, at another speed, has drawn what one that came
to its end had drawn from the same seed, and another from another. Prints "ok NAME" or "FAILED NAME: why".

usage: demo_stop.py SIBU FOLDER ANSWER.json   # of a demonstration with seed 7
"""
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import time

SIBU, FOLDER, ANSWER = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
PATIENCE_S = 60.0   # until the drill has begun
RECORD = ".demo-*/records/*.drill"
SOON_S = 40.0 if "asan" in SIBU else 20.0   # at speed 1 a demonstration has minutes before it; a busy machine takes seconds to end


def check(name, holds, why=""):
    print(f"ok {name}" if holds else f"FAILED {name}: {why}")


def tree(folder):
    """Every file and folder with its content; None where there is no folder."""
    if not folder.exists():
        return None
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def session(number):
    """The processes of a session that still run."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="ascii", errors="replace") as file:
                fields = file.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[3]) == number and fields[0] != "Z":
            found.append(int(name))
    return found


def wait_for(pattern, out, process):
    """Until a file of this pattern is below the folder of the results."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and process.poll() is None:
        if list(out.glob(pattern)):
            return True
        time.sleep(0.02)
    return False


def drawn(out, process):
    """What the drill under way has drawn, from its record, once that holds it."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and process.poll() is None:
        for path in out.glob(RECORD):
            record = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
            try:
                (draw,), (expected,) = (record.execute(query).fetchone() for query in (
                    "SELECT bytes FROM document WHERE name = 'draw'", "SELECT count(*) FROM person WHERE expected = 1"))
                return {**{key: json.loads(draw)[key] for key in ("t0", "site", "family", "zone")}, "expected": expected}
            except (sqlite3.Error, TypeError):   # not written yet
                pass
            finally:
                record.close()
        time.sleep(0.02)
    return {}


def stop_at(name, moment, out, to_group, seed=7):
    """Returns what was drawn, where it was stopped in the drill."""
    before = tree(out)
    temporary = FOLDER / f"tmp-{name}"
    temporary.mkdir()
    with open(FOLDER / f"{name}.said", "w+b") as said:
        process = subprocess.Popen([SIBU, "demo", "--json", "--seed", str(seed), "--speed", "1", "--out", str(out), "--lang", "en"],
                                   stdout=said, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True,
                                   cwd=temporary, env={**os.environ, "TMPDIR": str(temporary), "HOME": str(temporary)})
        began = wait_for(moment, out, process)
        check(f"{name}: it is under way", began, f"status {process.poll()}")
        draw = drawn(out, process) if moment == RECORD else {}
        from_s = time.monotonic()
        if process.poll() is None:
            (os.killpg if to_group else os.kill)(process.pid, signal.SIGINT)
        try:
            status = process.wait(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            status = f"none within {PATIENCE_S} s"
        took_s = time.monotonic() - from_s
        said.seek(0)
        lines = said.read().decode().splitlines()
    check(f"{name}: it ends by itself, and not with 0", status in (1, 2, 3, 130), status)
    check(f"{name}: soon", took_s < SOON_S, f"{took_s:.1f} s")
    check(f"{name}: it says so in one line", len(lines) == 1 and "topped" in lines[0], lines)
    after = tree(out)
    check(f"{name}: the folder is as it was", after == before,
          f"{sorted(before) if before is not None else None} became {sorted(after) if after is not None else None}")
    check(f"{name}: nothing is left behind", tree(temporary) == {}, sorted(tree(temporary)))
    left = session(process.pid)
    check(f"{name}: no process goes on", not left, left)
    for number in left:
        os.kill(number, signal.SIGKILL)
    return draw


def main():
    full = FOLDER / "full"
    full.mkdir()
    (full / "notes.txt").write_text("mine\n", encoding="utf-8")
    (full / "2026-11-23-0800-old.html").write_text("an older report\n", encoding="utf-8")
    empty = FOLDER / "empty"
    empty.mkdir()
    again = stop_at("in the drill", RECORD, full, to_group=True)
    stop_at("in the day", ".demo-*/sibu.db", empty, to_group=False)
    other = stop_at("in a new folder", RECORD, FOLDER / "new" / "folder", to_group=False, seed=8)
    check("in a new folder: nor is the folder above it there", not (FOLDER / "new").exists())
    with open(ANSWER, encoding="utf-8") as file:
        answer = json.load(file)
    for key in ("t0", "site", "family", "zone", "expected"):
        check(f"the same seed gives the same {key}", again.get(key) == answer[key], (again, answer))
    check("another seed is another drill", other and any(other[key] != answer[key] for key in ("t0", "site", "family")), other)


main()
