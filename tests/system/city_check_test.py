#!/usr/bin/env python3
# The checker of a city's bad hour finds each kind of fault: a small history that is in order passes, and with one thing wrong in it
# the law that is broken is named. No servers. Usage: city_check_test.py; prints "N passed, M failed".
import copy
import json
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True
import city_check   # noqa: E402

COURSE = ["drawn", "alert", "acknowledged", "running", "check-in", "all-clear", "alert", "mustered", "evaluated", "closed"]


HORNS = [(1, "state", 10, "", "phase", "alerting"), (1, "all/cmd", 10, ".a", "command", "speak"), (2, "state", 21, "", "phase", "ended"),
         (2, "all/cmd", 20, ".s", "command", "stop"), (2, "all/cmd", 21, ".a", "command", "speak")]


def history():
    """One drill of one person, two ticks, two servers."""
    ledger = [("start", {}), ("tick", {"tick": 10}), ("drill", {"drill": "2026-000001"}), ("tick", {"tick": 11}), ("end", {"drill": "2026-000001"})]
    answers = [("acknowledge", "key-0001", 5), ("check-in", "key-0002", 7)]
    said = {"site": "a", "person": "P1"}
    return {
        "clients": [{**said, "key": key, "kind": kind, "node": 1, "status": 200, "received_us": at_us, "new": True} for kind, key, at_us in answers],
        "sink": [{**said, "key": f"message-{i}", "alert": f"alert-{i}", "status": 200} for i in (1, 2)],
        "horns": [{"topic": f"sibu/v1/a/{rest}", "drill": "2026-000001", "key": f"for-the-horns-number-{alert}{more}", "event": event, what: say}
                  for alert, rest, event, more, what, say in HORNS],
        "claims": [{"at_us": i, "name": "tick", "holder": f"node-{i}", "fence": i} for i in (1, 2)],
        "log": "level=info room=draw what=\"this server draws now node=node-1\"\n",
        "tables": {
            "ledger": [{"row": i + 1, "kind": kind, "body": json.dumps(body)} for i, (kind, body) in enumerate(ledger)],
            "drawn": [{"tick": 10, "row": 2}, {"tick": 11, "row": 4}],
            "drill": [{"key": 1, "id": "2026-000001", "site": "a", "state": "closed", "stage": "evaluated", "record": "r"}],
            "claim": [{"name": "tick", "holder": "node-2", "fence": 2}], "participant": [{"drill": 1, "number": 1, "person": 9}],
            "person": [{"key": 9, "site": "a", "id": "P1"}],
            "event": [{"drill": 1, "sequence": i + 1, "kind": kind, "person": 1 if kind in ("acknowledged", "check-in") else 0}
                      for i, kind in enumerate(COURSE)],
            "response": [{"drill": 1, "sequence": i + 1, "person": 1, "kind": kind, "key": key, "received_us": at_us}
                         for i, (kind, key, at_us) in enumerate(answers)],
            "alert": [{"key": i, "drill": 1, "sequence": i, "identifier": f"alert-{i}", "to_wardens": 0} for i in (1, 2)],
            "delivery": [{"drill": 1, "sequence": i, "alert": f"alert-{i}", "person": 1, "key": f"message-{i}", "fault": ""} for i in (1, 2)],
            "outbox": [{"key": i, "drill": 1, "alert": i, "person": 1, "idempotency_key": f"message-{i}", "state": "accepted"} for i in (1, 2)]
            + [{"key": i + 2, "drill": 1, "alert": i, "person": None, "idempotency_key": f"for-the-horns-number-{i}", "state": "accepted"} for i in (1, 2)],
            "figure": [{"drill": 1}]},
        "verdicts": {"ledger": {"status": 0, "said": ""}, "independent": {"status": 0, "said": ""},
                     "records": {"2026-000001": {"status": 0, "said": ""}}, "reports": ["2026-000001"]}}


def broken_laws(seen):
    """The laws that the checker finds broken in a history, by the names of their functions."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for part in "clients", "sink", "horns", "claims":
            (folder / f"{part}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in seen[part]), encoding="utf-8")
        (folder / "node-1.log").write_text(seen["log"], encoding="utf-8")
        for part in "tables", "verdicts":
            (folder / f"{part}.json").write_text(json.dumps(seen[part]), encoding="utf-8")
        read = city_check.Seen(folder)
        return {law.__name__ for law in city_check.LAWS.values() if list(law(read))}


def row(table, index, **changes):
    return lambda seen: seen["tables"][table][index].update(changes)


def repeat(part, index, **changes):
    def fault(seen):
        lines = seen[part] if part in seen else seen["tables"][part]
        lines.append({**copy.deepcopy(lines[index]), **changes})
    return fault


def drop(part, index):
    return lambda seen: (seen[part] if part in seen else seen["tables"][part]).pop(index)


def verdict(name, value):
    return lambda seen: seen["verdicts"].update({name: value})


NO = {"status": 1, "said": "row 3: changed"}
FAULTS = {
    "nothing": (lambda seen: None, set()),
    "an answer that got no reply, and is kept": (lambda seen: seen["clients"][0].update(status=0), set()),
    "an answer given twice, new once": (repeat("clients", 0, new=False, node=2), set()),
    "a message that came twice under its key": (repeat("sink", 0), set()),
    "a first alert that the end took back": (lambda seen: (row("outbox", 0, state="superseded")(seen), seen["sink"].pop(0)), set()),
    "a tick drawn twice": (repeat("ledger", 1, row=6), {"ticks"}),
    "a tick left out": (lambda seen: (row("ledger", 3, body='{"tick": 12}')(seen), row("drawn", 1, tick=12)(seen)), {"ticks"}),
    "a tick that nobody was there to draw": (lambda seen: (row("ledger", 3, body='{"tick": 12}')(seen), row("drawn", 1, tick=12)(seen), repeat(
        "ledger", 0, row=6, kind="skip", body='{"from_tick": 11, "to_tick": 12}')(seen)), set()),
    "a tick drawn that was skipped": (repeat("ledger", 0, row=6, kind="skip", body='{"from_tick": 11, "to_tick": 12}'), {"ticks"}),
    "a row of the ledger lost": (row("ledger", 4, row=6), {"ticks"}),
    "a tick that is not noted as drawn": (drop("drawn", 1), {"ticks"}),
    "a ledger that does not verify": (verdict("ledger", NO), {"chain"}),
    "a ledger that the independent verifier refuses": (verdict("independent", NO), {"chain"}),
    "a record that does not verify": (verdict("records", {"2026-000001": NO}), {"chain"}),
    "a drill without a record": (verdict("records", {}), {"chain"}),
    "an alert that never came": (drop("sink", 1), {"alerts"}),
    "an alert that only came where it was not taken": (lambda seen: seen["sink"][1].update(status=503), {"alerts"}),
    "an alert under another key": (repeat("sink", 1, key="message-9"), {"alerts"}),
    "one key for two alerts": (lambda seen: seen["sink"][1].update(key="message-1"), {"alerts"}),
    "an alert that still waits": (row("outbox", 1, state="waiting"), {"alerts"}),
    "an alert that was given up": (row("outbox", 1, state="given-up"), {"alerts"}),
    "the end of a drill superseded by nothing": (row("outbox", 1, state="superseded"), {"alerts"}),
    "somebody who is told nothing": (lambda seen: (seen["tables"]["outbox"].clear(), seen["sink"].clear()), {"alerts"}),
    "a horn that hears an old alert after the last one, which it need not obey": (lambda seen: seen["horns"].append(seen["horns"][1]), set()),
    "an alert that a horn's next one overtook": (lambda seen: (row("outbox", 2, state="given-up")(seen), repeat(
        "delivery", 0, sequence=3, person=0, fault="overtaken")(seen)), set()),
    "an alert for the horns that was given up": (row("outbox", 2, state="given-up"), {"horns"}),
    "an end for the horns that was given up": (row("outbox", 3, state="given-up"), {"horns"}),
    "an alert that was never said to the horns": (lambda seen: seen.update(horns=seen["horns"][2:]), {"horns"}),
    "a horn that is left with an earlier alert": (repeat("horns", 1, event=30), {"horns"}),
    "a horn that is told nothing": (lambda seen: seen.update(horns=[line for line in seen["horns"] if line["topic"].endswith("/state")]), {"horns"}),
    "a drill without anything for the horns": (lambda seen: seen["tables"].update(outbox=seen["tables"]["outbox"][:2]), {"horns"}),
    "an acknowledged answer lost": (lambda seen: (drop("response", 1)(seen), row("event", 4, kind="noted")(seen)), {"answers"}),
    "an answer kept twice": (lambda seen: (repeat("response", 1, sequence=3)(seen), repeat("event", 4, sequence=11)(seen)), {"answers"}),
    "an answer that nobody gave": (lambda seen: seen["clients"].pop(0), {"answers"}),
    "an answer told another time": (lambda seen: seen["clients"][0].update(received_us=6), {"answers"}),
    "an answer called new by two servers": (repeat("clients", 0, node=2), {"answers"}),
    "an answer counted twice": (repeat("event", 4, sequence=11), {"counted"}),
    "an answer not counted": (row("event", 4, kind="noted"), {"counted"}),
    "a fence that went back": (repeat("claims", 0), {"fences"}),
    "one fence for two servers": (repeat("claims", 1, holder="node-1"), {"fences"}),
    "a server that draws without a fence": (lambda seen: seen.update(log=seen["log"] * 3), {"fences"}),
    "an event's number twice": (row("event", 8, sequence=8), {"courses"}),
    "a gap in the deliveries": (row("delivery", 1, sequence=3), {"courses"}),
    "an alert filed twice": (row("alert", 1, sequence=1), {"courses"}),
    "a drill that begins twice": (row("event", 4, kind="running", person=0), {"courses", "counted"}),
    "a drill ended in two ways": (row("event", 6, kind="abort"), {"courses"}),
    "a drill that goes on after it is closed": (repeat("event", 7, sequence=11), {"courses"}),
    "a drill that is not closed": (row("drill", 0, state="all-clear"), {"closed"}),
    "a drill that is not evaluated": (drop("figure", 0), {"closed"}),
    "a drill without a report": (verdict("reports", []), {"closed"}),
    "a drill without its end in the ledger": (row("ledger", 4, kind="note"), {"closed"}),
    "a drill that ended twice in the ledger": (repeat("ledger", 4, row=6), {"closed"}),
}


def main():
    failed = 0
    for name, (fault, wanted) in FAULTS.items():
        seen = history()
        fault(seen)
        found = broken_laws(seen)
        if not wanted <= found or (not wanted and found):
            failed += 1
            print(f"FAILED {name}: found {sorted(found)}, and should find {sorted(wanted)}")
    print(f"{len(FAULTS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
