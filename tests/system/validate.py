"""`sibu validate`, looked at from outside: its verdicts, its page, and that threads change nothing.
Prints "ok NAME" or "FAILED NAME: why".

usage: validate.py SIBU FOLDER FAST    (FAST: "1" runs every test with two seeds, "" a few with one)
"""
import json
import re
import subprocess
import sys

SIBU, FOLDER, FAST = sys.argv[1:4]
SEEDS = "2" if FAST else "1"
QUICK = ["rimea-1", "rimea-6", "imo-10", "nist-2.5", "nist-4.1", "juelich-overtake", "juelich-stop"]
ALL = ([f"rimea-{k}" for k in (*range(1, 12), "12a", "12b", "12c", "12d", *range(13, 17))] + [f"imo-{k}" for k in range(1, 13)] +
       ["nist-1.1"] + [f"nist-2.{k}" for k in range(1, 11)] +
       [f"nist-{k}" for k in ("3.1", "3.2", "3.3", "4.1", "5.1", "5.2")] + [f"iso-{k}" for k in range(1, 20)] +
       ["juelich-rotation", "juelich-overtake", "juelich-stop", "sibu-flow", "sibu-jam", "sibu-step"])
SKIPPED = {"nist-2.7", "iso-17"}
FAILING = {"rimea-15", "nist-2.9"}  # openly: they may fail, and so far do; docs/trainer.md says why
PROMISE = 0.95  # nobody is nearer to a wall or to another than this share of the radii


def check(name, holds, why=""):
    print(f"ok {name}" if holds else f"FAILED {name}: {why}")


def validate(*arguments):
    ended = subprocess.run([SIBU, "validate", "--json", "--lang", "en", *arguments], capture_output=True, text=True,
                           stdin=subprocess.DEVNULL, check=False)
    answer = json.loads(ended.stdout)
    check("status " + " ".join(arguments), ended.returncode == (1 if answer["failed"] else 0), f"{ended.returncode} {ended.stderr[-200:]}")
    return answer


def judge(test):
    name, values = test["id"], test["values"]
    wanted = "skipped" if name in SKIPPED else "pass"
    check(f"verdict of {name}", test["verdict"] == wanted or name in FAILING, json.dumps(test))
    if wanted == "pass":
        least = min(values["witness_least_wall_radii"], values["witness_least_pair_radii"])
        check(f"nobody overlaps in {name}", least >= PROMISE, least)
        check(f"{name} has a number", isinstance(test["value"], float | int) and test["seeds"] == int(SEEDS), json.dumps(test))


def main():
    page = f"{FOLDER}/page.html"
    answer = validate("--seeds", SEEDS, "--html", page, *([] if FAST else QUICK))
    tests = answer["tests"]
    named = [test["id"] for test in tests]
    check("every test is there", sorted(named) == sorted(ALL if FAST else QUICK), set(ALL) ^ set(named))
    verdicts = [test["verdict"] for test in tests]
    counts = [verdicts.count(word) for word in ("pass", "fail", "skipped")]
    check("the counts are those of the verdicts", counts == [answer["passed"], answer["failed"], answer["skipped"]], counts)
    for test in tests:
        judge(test)
    with open(page, encoding="utf-8") as file:
        text = file.read()
    check("the page names every test", all(name in text for name in named))
    check("the page has its plots", text.count("<svg") >= (4 if FAST else 0) and not re.search("(src|href)=.?http", text))
    one, two = (validate("rimea-6", "juelich-stop", "--seeds", "2", "--threads", threads) for threads in "12")
    check("threads change nothing", one["tests"] == two["tests"])
    check("an unknown test is refused", subprocess.run([SIBU, "validate", "rimea-99"], capture_output=True, check=False).returncode == 2)


main()
