#!/usr/bin/env python3
# Judges a city's bad hour by what its clients, its receiver of messages, its servers and its database wrote down: it shares no code
# with what ran it (city.py) and none with Sibu. Python's standard library only.
# Usage: city_check.py FOLDER; prints what is wrong, then "N passed, M failed"; status 1 where anything is.
#
# FOLDER holds:
#   clients.jsonl   each request of a phone that ended: site, person, key, kind, node, status (0: no answer), received_us, new
#   sink.jsonl      each message that came: site, person, key (Idempotency-Key), alert (its identifier), status given (0: cut off)
#   horns.jsonl     each message to sirens and panels, in the broker's order: topic, drill, key, event, phase or command
#   claims.jsonl    again and again, who held what: at_us, name, holder, fence
#   node-N.log      what the servers logged
#   tables.json     the database's tables at the end
#   verdicts.json   what `sibu verify` and the independent verifier said of the ledger and of each record, and which have a report
import collections
import json
import pathlib
import re
import sys

AFTER = {None: {"alerting", "running", "all-clear", "abort", "real-emergency"}, "running": {"all-clear", "abort", "real-emergency"},
         "all-clear": {"mustered", "real-emergency"}, "abort": {"mustered", "real-emergency"}, "real-emergency": {"mustered"},
         "mustered": {"evaluated", "closed", "real-emergency"}, "evaluated": {"closed"}, "closed": set()}
STATES = {state for states in AFTER.values() for state in states}
SAID_AS = {"acknowledge": "acknowledged", "check-in": "check-in", "need-help": "need-help", "cannot": "cannot"}
TICK_KINDS = {"tick", "link"}


def lines(path):
    """A line that was cut off when its writer was ended counts for nothing."""
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            yield json.loads(line)
        except ValueError:
            continue


class Seen:
    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.clients, self.sink, self.horns, self.claims = (list(lines(folder / f"{name}.jsonl"))
                                                            for name in ("clients", "sink", "horns", "claims"))
        self.logs = {path.stem: path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.glob("node-*.log"))}
        self.tables, self.verdicts = (json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in ("tables", "verdicts"))
        self.drills = {drill["key"]: drill for drill in self.tables["drill"]}
        persons = {person["key"]: (person["site"], person["id"]) for person in self.tables["person"]}
        self.who = {(part["drill"], part["number"]): persons[part["person"]] for part in self.tables["participant"]}

    def by_drill(self, table):
        rows = collections.defaultdict(list)
        for row in self.tables[table]:
            rows[row["drill"]].append(row)
        return rows


def twice(items):
    return [item for item, count in collections.Counter(items).items() if count > 1]


def ticks(seen):
    """Every tick is drawn once, in a row of its own, or the ledger says that nobody was there to draw it; rows follow each other."""
    rows = sorted(row["row"] for row in seen.tables["ledger"])
    if rows != list(range(1, len(rows) + 1)):
        yield f"rows of the ledger are missing or stand twice: {twice(rows)[:3]} of {len(rows)}"
    drawn = sorted((json.loads(row["body"])["tick"], row["row"]) for row in seen.tables["ledger"] if row["kind"] in TICK_KINDS)
    for tick in twice(tick for tick, _ in drawn):
        yield f"tick {tick} was drawn twice"
    skips = [json.loads(row["body"]) for row in seen.tables["ledger"] if row["kind"] == "skip"]
    skipped = {tick for skip in skips for tick in range(skip["from_tick"], skip["to_tick"])}
    for tick in sorted(skipped & {tick for tick, _ in drawn}):
        yield f"tick {tick} was drawn, and the ledger says that it was not"
    for (before, _), (after, _) in zip(drawn, drawn[1:]):
        if not skipped.issuperset(range(before + 1, after)):
            yield f"ticks between {before} and {after} were not drawn"
    if sorted((row["tick"], row["row"]) for row in seen.tables["drawn"]) != drawn:
        yield "the table of drawn ticks is not that of the ledger"
    if not drawn:
        yield "no tick was drawn"


def chain(seen):
    """The ledger is whole, by two verifiers, and so is each record."""
    for name in "ledger", "independent":
        if seen.verdicts[name]["status"] != 0:
            yield f"{name}: {seen.verdicts[name]['said']}"
    for drill in seen.drills.values():
        verdict = seen.verdicts["records"].get(drill["id"], {"status": -1, "said": "no record"})
        if verdict["status"] != 0:
            yield f"record of {drill['id']}: {verdict['said']}"


def filed_and_last(seen):
    """Alerts by their keys, and the number of the last one of each drill that is for all."""
    filed, last = {row["key"]: row for row in seen.tables["alert"]}, {}
    for row in filed.values():
        if not row["to_wardens"]:
            last[row["drill"]] = max(last.get(row["drill"], 0), row["sequence"])
    return filed, last


def alerts(seen):
    """Every alert came to everybody at least once, under one key; one that a later one took back may be missing where that came."""
    came = collections.defaultdict(set)
    for message in seen.sink:
        if message["status"] == 200:
            came[message["alert"], message["site"], message["person"]].add(message["key"])
    users = collections.defaultdict(set)
    for message in seen.sink:
        users[message["key"]].add((message["alert"], message["site"], message["person"]))
    for key, several in users.items():
        if len(several) > 1:
            yield f"the key {key} came with several messages: {sorted(several)[:2]}"
    filed, last = filed_and_last(seen)
    for item in seen.tables["outbox"]:
        if not item["person"]:
            continue   # the horns'
        alert, state = filed[item["alert"]], item["state"]
        site, person = seen.who[item["drill"], item["person"]]
        keys = came.get((alert["identifier"], site, person), set())
        name = f"alert {alert['identifier']} for {person}"
        if keys - {item["idempotency_key"]}:
            yield f"{name} came under another key than its own"
        if state == "superseded" and alert["sequence"] < last[alert["drill"]]:
            continue
        if state != "accepted":
            yield f"{name} is {state}"
        elif not keys:
            yield f"{name} is called accepted and never came"
    told = {(item["alert"], item["person"]) for item in seen.tables["outbox"]}
    first = {row["drill"]: row["key"] for row in sorted(filed.values(), key=lambda row: -row["sequence"]) if not row["to_wardens"]}
    for drill, number in seen.who:
        if (first.get(drill), number) not in told:
            yield f"{seen.drills[drill]['id']}: nothing was filed for {seen.who[drill, number]}"


def horns(seen):
    """Every alert was said to the horns of its site but what a later one took back, and of all that was said, in whatever order it
    came, a horn obeys the last alert: the highest event wins."""
    filed, last = filed_and_last(seen)
    overtaken = {(row["drill"], row["alert"]) for row in seen.tables["delivery"] if not row["person"] and row["fault"] == "overtaken"}
    said = {line["key"][:22] for line in seen.horns}
    obeyed = {}
    for line in seen.horns:
        obeyed[line["topic"], line["drill"]] = max(obeyed.get((line["topic"], line["drill"]), line), line, key=lambda line: line["event"])
    own = [item for item in seen.tables["outbox"] if not item["person"]]
    for item in own:
        alert, key = filed[item["alert"]], item["idempotency_key"]
        is_last = alert["sequence"] == last[alert["drill"]]
        if item["state"] == "accepted" and key not in said:
            yield f"alert {alert['identifier']} is called accepted and was not said to the horns"
        elif item["state"] != "accepted" and (is_last or (item["state"] != "superseded" and (alert["drill"], alert["identifier"]) not in overtaken)):
            yield f"alert {alert['identifier']} for the horns is {item['state']}"
        if is_last:
            name = seen.drills[alert["drill"]]["id"]
            heard = {topic: line for (topic, drill), line in obeyed.items() if drill == name}
            if not any(topic.endswith("/state") for topic in heard) or not any(topic.endswith("/cmd") for topic in heard):
                yield f"{name}: a horn or panel was told nothing"
            for topic, line in heard.items():
                if line["key"][:22] != key:
                    yield f"{name}: {topic} is left with {line.get('command') or line.get('phase')}, not with the last alert"
    for drill in set(last) - {item["drill"] for item in own}:
        yield f"{seen.drills[drill]['id']}: nothing was filed for the horns"


def answers(seen):
    """What a phone was told is kept is there, once, and nothing that no phone said."""
    kept = collections.Counter()
    times = {}
    for row in seen.tables["response"]:
        name = (*seen.who[row["drill"], row["person"]], row["key"])
        kept[name] += 1
        times[name] = row["received_us"]
    for name, count in kept.items():
        if count > 1:
            yield f"the answer {name} counts {count} times"
    said = set()
    news = collections.Counter()
    for line in seen.clients:
        name = (line["site"], line["person"], line["key"])
        said.add(name)
        if line["status"] != 200:
            continue
        news[name] += bool(line["new"])
        if name not in kept:
            yield f"the answer {name} was acknowledged by node {line['node']} and is lost"
        elif times[name] != line["received_us"]:
            yield f"the answer {name} was told another time than is kept"
    for name in kept:
        if name not in said:
            yield f"the answer {name} was never given"
        if news[name] > 1:
            yield f"the answer {name} was called new {news[name]} times"


def counted(seen):
    """Each answer is in the course of its drill once."""
    events = collections.Counter((row["drill"], row["person"], row["kind"]) for row in seen.tables["event"] if row["kind"] in SAID_AS.values())
    rows = collections.Counter((row["drill"], row["person"], SAID_AS[row["kind"]]) for row in seen.tables["response"])
    for name in sorted(set(events) | set(rows)):
        if events[name] != rows[name]:
            yield f"{seen.drills[name[0]]['id']}: {name[2]} of person {name[1]}: {rows[name]} answers, {events[name]} events"


def fences(seen):
    """A claim's fence grows, and one fence has one holder: nobody goes on with what another has taken over."""
    holders, latest = {}, {}
    for line in seen.claims + [dict(row, at_us=None) for row in seen.tables["claim"]]:
        name, fence, holder = line["name"], line["fence"], line["holder"]
        if fence < latest.get(name, 0):
            yield f"the fence of {name} went back from {latest[name]} to {fence}"
        latest[name] = max(fence, latest.get(name, 0))
        if holder and holders.setdefault((name, fence), holder) != holder:
            yield f"{name} with fence {fence} was held by {holders[name, fence]} and {holder}"
    took = sum(log.count("this server draws now") for log in seen.logs.values())
    if took > latest.get("tick", 0):
        yield f"servers say {took} times that they draw, and the claim was taken {latest.get('tick', 0)} times"
    for node, log in seen.logs.items():
        for bad in re.findall(r'what="[^"]*(?:forked|damaged|not the next)[^"]*"', log):
            yield f"{node}: {bad}"


def courses(seen):
    """Numbers without a gap, states along the allowed ways, each once: two servers that drive one drill would break that."""
    for table in "event", "response", "alert", "delivery":
        for drill, rows in seen.by_drill(table).items():
            numbers = sorted(row["sequence"] for row in rows)
            if numbers != list(range(1, len(numbers) + 1)):
                yield f"{seen.drills[drill]['id']}: rows of {table} are missing or stand twice: {twice(numbers)[:3]}"
    for drill, rows in seen.by_drill("event").items():
        state = None
        for row in sorted(rows, key=lambda row: row["sequence"]):
            if row["kind"] in STATES:
                if row["kind"] not in AFTER[state]:
                    yield f"{seen.drills[drill]['id']}: {row['kind']} after {state}"
                state = row["kind"]


def closed(seen):
    """Every drill that began is closed, evaluated, reported, and has its beginning and its end in the ledger once."""
    figures = {row["drill"] for row in seen.tables["figure"]}
    rows = collections.Counter((row["kind"], json.loads(row["body"]).get("drill")) for row in seen.tables["ledger"] if row["kind"] in ("drill", "end"))
    for key, drill in seen.drills.items():
        name = drill["id"]
        if drill["state"] != "closed":
            yield f"{name} is {drill['state']} {drill['stage']}"
        if key not in figures:
            yield f"{name} was not evaluated"
        if name not in seen.verdicts["reports"]:
            yield f"{name} has no report"
        for kind in "drill", "end":
            if rows[kind, name] != 1:
                yield f"{name} stands {rows[kind, name]} times as \"{kind}\" in the ledger"
    if not seen.drills:
        yield "no drill was held"


LAWS = {"every tick is drawn once": ticks, "ledger and records are whole": chain, "every alert is delivered under one key": alerts,
        "horns obey the last alert": horns,
        "no acknowledged answer is lost": answers, "each answer counts once": counted, "fences grow": fences,
        "a drill has one course": courses, "every drill is closed and evaluated": closed}


def main(folder):
    seen, failed = Seen(folder), 0
    for law, check in LAWS.items():
        faults = list(check(seen))
        failed += bool(faults)
        for fault in faults[:10]:
            print(f"FAILED {law}: {fault}")
        if len(faults) > 10:
            print(f"       and {len(faults) - 10} more")
    print(f"seen: {len(seen.drills)} drills, {len(seen.tables['drawn'])} ticks, {len(seen.clients)} requests of phones, "
          f"{len(seen.tables['response'])} answers, {len(seen.sink)} messages, {len(seen.horns)} to horns, {len(seen.claims)} looks at claims")
    print(f"{len(LAWS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
