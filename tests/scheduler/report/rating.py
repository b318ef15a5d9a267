"""Runs `sibu evaluate` on the record of a whole drill with rules of one's own, and holds the published schema of rules against
what the program takes: each figure that the schema names, and none besides.

usage: rating.py REPORT_SAMPLE SIBU SITE.geojson SOURCE
"""
import copy
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import jsonschema

SAMPLE, SIBU, SITE, SOURCE = sys.argv[1:5]
ENVIRONMENT = {**os.environ, "LC_ALL": "C"}
STANDARD = pathlib.Path(SOURCE, "scenarios/ratings/standard.json")
SCHEMA = json.loads(pathlib.Path(SOURCE, "docs/rating.schema.json").read_text(encoding="utf-8"))
WORDS = {"zh": "字", "en": "words"}


def run(*words, expect=0):
    done = subprocess.run([SIBU, *map(str, words)], capture_output=True, env=ENVIRONMENT)
    assert done.returncode == expect, (words, done.returncode, done.stdout[-500:], done.stderr)
    return done


def is_valid(rules):
    return not list(jsonschema.Draft7Validator(SCHEMA).iter_errors(rules))


def one_rule(figure, more):
    """Rules with one item and one rule."""
    rule = {"id": "r", "text": WORDS, "figure": figure, **more, "is": "at-most", "grades": {"good": 1}, "otherwise": "bad"}
    return {"format": 1, "id": "own", "name": WORDS, "source": WORDS,
            "schemes": [{"id": "s", "name": WORDS, "grades": [{"id": "good", "name": WORDS}, {"id": "bad", "name": WORDS}]}],
            "groups": [{"id": "g", "scheme": "s", "name": WORDS}],
            "items": [{"id": "i", "group": "g", "text": WORDS, "rules": [rule]}]}


class Rules:
    """A file of rules, and what the program says of the record by it."""

    def __init__(self, folder, record):
        self.path, self.record = folder / "rules.json", record

    def rate(self, rules, expect=0):
        self.path.write_text(json.dumps(rules), encoding="utf-8")
        return run("evaluate", self.record, "--json", "--rules", self.path, expect=expect)


def check_standard(record):
    """Without rules in the record and without --rules the standard ones are taken; the bytes are the same each time."""
    said = run("evaluate", record, "--json").stdout
    rating = json.loads(said)["rating"]
    assert rating["rules"]["id"] == "sibu-standard" and rating["rules"]["from"] == "file", rating["rules"]
    assert said == run("evaluate", record, "--json").stdout
    items = {item["id"]: item for item in rating["items"]}
    assert items["aqt9009.2.5"]["grade"] is not None, items["aqt9009.2.5"]   # the sample was drawn by chance, with its proof
    assert [condition["kept"] for condition in items["aqt9009.2.5"]["conditions"]] == [True] * 3
    for item in rating["items"]:
        for rule in item["rules"]:
            assert (rule["grade"] is None) == (rule["why"] != "rated"), rule
            assert rule["text"]["zh"] and rule["text"]["en"] and rule["unit"], rule
        if not item["rules"]:
            assert item["grade"] is None and item["why"] == "not-answered", item
    missing = json.loads(said)["missing"]
    found = [rule for rule in items["hseep.evacuation.1"]["rules"] if rule["figure"] == "missing.people"]
    assert found[0]["value"] == missing and found[0]["grade"] == ("P" if missing == 0 else "U"), (found, missing)
    for language, word in (("zh", "评级"), ("en", "rated")):
        assert word in run("evaluate", record, "--lang", language).stdout.decode(), language


def check_figures(rules):
    """Each figure of the schema is one of the program's, with the argument that the schema asks for; another is refused."""
    arguments = ({}, {"within_s": 60}, {"share": 0.5})
    every = one_rule("alert.share_within", {"within_s": 60})
    every["items"] = []
    for kind, more in zip(SCHEMA["definitions"]["rule"]["anyOf"], arguments):
        for figure in kind["properties"]["figure"]["enum"]:
            item = one_rule(figure, more)["items"][0]
            item["id"] = item["rules"][0]["id"] = figure
            every["items"].append(item)
            for other in arguments:
                if other != more:
                    assert not is_valid(one_rule(figure, other)), (figure, other)
                    rules.rate(one_rule(figure, other), expect=2)
    assert is_valid(every)
    answer = json.loads(rules.rate(every).stdout)["rating"]
    assert answer["rules"]["from"] == "file" and len(answer["items"]) == len(every["items"]), answer
    assert all(item["rules"][0]["figure"] == item["id"] for item in answer["items"]), answer
    unknown = one_rule("nobody.knows", {})
    assert not is_valid(unknown)
    said = rules.rate(unknown, expect=2).stderr.decode()
    assert said.count("\n") == 1 and "rules.json:/items/0/rules/0/figure" in said, said


def check_schema(rules):
    """The standard rules are valid, and what is wrong to the program is wrong to the schema."""
    standard = json.loads(STANDARD.read_text(encoding="utf-8"))
    assert is_valid(standard)
    for change in (lambda one: one.pop("source"), lambda one: one.update(format=2), lambda one: one.update(more=1),
                   lambda one: one["items"][0].pop("question"), lambda one: one["items"][0].update(decisive=1),
                   lambda one: one["schemes"][0]["overall"]["steps"][0].update(share=2),
                   lambda one: one["groups"][0]["name"].pop("zh"), lambda one: one["items"][0].update(id="a b")):
        wrong = copy.deepcopy(standard)
        change(wrong)
        assert not is_valid(wrong), change
        rules.rate(wrong, expect=2)


def main():
    with tempfile.TemporaryDirectory() as folder:
        record = pathlib.Path(folder, "d.drill")
        subprocess.run([SAMPLE, SITE, str(record), "sealed"], check=True)
        rules = Rules(pathlib.Path(folder), record)
        check_standard(record)
        check_figures(rules)
        check_schema(rules)
        run("evaluate", record, "--rules", pathlib.Path(folder, "none.json"), expect=2)


main()
