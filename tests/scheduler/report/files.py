"""Runs `sibu evaluate`, `report` and `verify` on the record of a whole drill and checks what they say against the tables of
the record, read here with Python's own SQLite and counted here again.

usage: files.py REPORT_SAMPLE SIBU SITE.geojson
"""
import copy
import csv
import datetime
import html
import io
import itertools
import json
import math
import os
import pathlib
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

sys.dont_write_bytecode = True
import schema  # noqa: E402

SAMPLE, SIBU, SITE = sys.argv[1:4]
ENVIRONMENT = {**os.environ, "LC_ALL": "C"}


def run(*words, expect=0):
    done = subprocess.run([SIBU, *map(str, words)], capture_output=True, env=ENVIRONMENT)
    assert done.returncode == expect, (words, done.returncode, done.stdout[-500:], done.stderr)
    return done.stdout


class Drill:
    """The tables of the record, counted without any of Sibu's code."""

    def __init__(self, path):
        rows = sqlite3.connect(f"file:{path}?immutable=1", uri=True).execute
        self.t0 = rows("SELECT time_us FROM event WHERE kind = 'drawn'").fetchone()[0]
        self.end_s = (rows("SELECT time_us FROM event WHERE kind = 'all-clear'").fetchone()[0] - self.t0) / 1e6
        self.expected = dict(rows("SELECT number, zone FROM person WHERE expected = 1"))
        self.of = {number: {"shift": shift, "role": role, "zone": zone} for number, shift, role, zone in
                   rows("SELECT number, shift, role, zone FROM person WHERE expected = 1")}
        self.seen = {kind: {person: (time - self.t0) / 1e6 for person, time in rows(
            "SELECT person, min(time_us) FROM event WHERE kind = ? AND person > 0 GROUP BY person", (kind,))
            if person in self.expected} for kind in ("start", "exit")}
        self.tried = {person: (time - self.t0) / 1e6 for person, time in
                      rows("SELECT person, min(started_us) FROM delivery GROUP BY person") if person in self.expected}
        self.said = {kind: {} for kind in ("acknowledge", "check-in", "need-help", "cannot")}
        for person, kind, time in rows("SELECT person, kind, min(received_us) FROM response GROUP BY person, kind"):
            if person in self.expected:
                self.said[kind][person] = (time - self.t0) / 1e6
        self.accepted = {}
        for person, time in rows("SELECT person, min(ended_us) FROM delivery WHERE fault = '' GROUP BY person"):
            if person in self.expected:
                self.accepted[person] = (time - self.t0) / 1e6
        self.exits = dict(rows("SELECT place, count(DISTINCT person) FROM event WHERE kind = 'exit' AND person IN"
                               " (SELECT number FROM person WHERE expected) GROUP BY place"))
        self.unfolded = [(time, place, json.loads(detail)) for time, place, detail in
                         rows("SELECT time_us, place, detail FROM event WHERE kind = 'unfold' ORDER BY time_us")]
        self.updated = [(time - self.t0) / 1e6 for (time,) in
                        rows("SELECT min(ended_us) FROM delivery WHERE fault = '' AND alert = '2026-000017-2' AND person IN"
                             " (SELECT number FROM person WHERE expected) GROUP BY person")]
        self.attempts, self.failed = rows("SELECT count(*), count(nullif(fault, '')) FROM delivery").fetchone()

    def states(self):
        here = set(self.said["check-in"])
        help_ = set(self.said["need-help"]) - here
        cannot = set(self.said["cannot"]) - here - help_
        missing = set(self.expected) - here - help_ - cannot
        return {"expected": len(self.expected), "checked_in": len(here), "need_help": len(help_),
                "cannot": len(cannot), "missing": len(missing), "acknowledged": len(self.said["acknowledge"])}

    def quantile(self, times, share, people):
        """All are censored at the end, so the product limit is plain counting: the first time that `share` have done it."""
        ordered = sorted(time for person, time in times.items() if person in people and time <= self.end_s)
        for count, time in enumerate(ordered, 1):
            if count / len(people) >= share - 1e-9:
                return time
        return None


def at_most(n, p):
    """P(X <= k), X binomial, for k = -1, 0, .. n - 1: the chance that the (k + 1)-th of n is above the p-quantile."""
    return list(itertools.accumulate((math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(n)), initial=0.0))


def check_p95(drill, measure, times, people):
    """Said only where n bounds it; its bounds are order statistics: the smallest and largest rank that hold with 95 %."""
    n = len(people)
    seen = sorted(time for person, time in times.items() if person in people and time <= drill.end_s)
    if n < 59:
        assert measure["p95_s"] is measure["p95_low_s"] is measure["p95_high_s"] is None
        return
    below = at_most(n, 0.95)
    low = max(rank for rank in range(1, n + 1) if below[rank] <= 0.05)
    high = min(rank for rank in range(1, n + 1) if below[rank] >= 0.95)
    wanted = {"p95_s": drill.quantile(times, 0.95, people), "p95_low_s": (seen + [drill.end_s] * n)[low - 1],
              "p95_high_s": seen[high - 1] if high <= len(seen) else None}
    for key, time in wanted.items():
        found = measure[key]
        assert (time is None) == (found is None) and (time is None or abs(time - found) < 1e-6), (key, time, found)


def check_mean(drill, measure, times, people):
    """All are censored at the end at the latest: the restricted mean is a plain mean, and its error that of one (variance / n)."""
    all_s = [min(times.get(person, drill.end_s), drill.end_s) for person in people]
    mean = statistics.fmean(all_s)
    half = 1.959963984540054 * (statistics.pvariance(all_s, mean) / len(all_s)) ** 0.5
    assert abs(measure["mean_restricted_s"] - mean) < 1e-6
    if sum(time < drill.end_s for time in all_s) >= 2:
        assert abs(measure["mean_restricted_low_s"] - max(mean - half, 0)) < 1e-6
        assert abs(measure["mean_restricted_high_s"] - min(mean + half, max(all_s))) < 1e-6


def check_measure(drill, measure, times, people):
    assert measure["n"] == len(people)
    assert measure["censored"] == len(people) - len([p for p in people if p in times])
    check_p95(drill, measure, times, people)
    check_mean(drill, measure, times, people)
    for key, share in (("p10_s", 0.1), ("median_s", 0.5), ("p90_s", 0.9)):
        wanted = drill.quantile(times, share, people)
        found = measure[key]
        assert (wanted is None) == (found is None) and (wanted is None or abs(wanted - found) < 1e-6), (key, wanted, found)


def check_json(drill, evaluation):
    for key, count in drill.states().items():
        assert evaluation[key] == count, (key, count, evaluation[key])
    for zone, of in [(None, evaluation)] + [(zone["zone"], zone) for zone in evaluation["zones"]]:
        people = {person for person, where in drill.expected.items() if zone in (None, where)}
        assert of["expected"] == len(people)
        check_measure(drill, of["measures"]["alert"], drill.accepted, people)
        check_measure(drill, of["measures"]["acknowledgement"], drill.said["acknowledge"], people)
        check_measure(drill, of["measures"]["muster"], drill.said["check-in"], people)
    assert sum(zone["expected"] for zone in evaluation["zones"]) == evaluation["expected"]
    assert {place["id"]: place["people"] for place in evaluation["exits"]} == drill.exits
    assert sum(place["people"] for place in evaluation["musters"]) == evaluation["checked_in"]
    assert evaluation["curves_s_people"]["checked_in"][-1][1] == evaluation["checked_in"]
    assert len(evaluation["missing_people"]) == evaluation["missing"]
    assert evaluation["deliveries"]["attempts"] == drill.attempts
    assert evaluation["deliveries"]["failed"] == drill.failed
    assert evaluation["duration_s"] == drill.end_s
    check_groups(drill, evaluation)


def check_groups(drill, evaluation):
    """Shifts, roles and channels: each kind holds everybody once, with the measures of those people."""
    for person in drill.of:
        drill.of[person]["channel"] = "http" if drill.accepted.get(person, 1e9) <= drill.end_s else ""
    for kind in ("shift", "role", "channel"):
        groups = {group["id"]: group for group in evaluation["groups"] if group["kind"] == kind}
        assert set(groups) == {of[kind] for of in drill.of.values()} and len(groups) > (kind == "role")
        for name, group in groups.items():
            people = {person for person, of in drill.of.items() if of[kind] == name}
            assert group["expected"] == len(people)
            check_measure(drill, group["measures"]["sent"], drill.tried, people)
            check_measure(drill, group["measures"]["muster"], drill.said["check-in"], people)
            walked = {person: drill.seen["exit"][person] - drill.seen["start"][person]
                      for person in people & set(drill.seen["start"]) & set(drill.seen["exit"])}
            movement = group["measures"]["movement"]
            assert movement["n"] == len(people & set(drill.seen["start"]))
            assert movement["n"] - movement["censored"] == len(walked) and abs(movement["max_s"] - max(walked.values())) < 1e-6
    known = {}
    for kind in ("check-in", "need-help", "cannot"):
        for person, time in drill.said[kind].items():
            known[person] = min(time, known.get(person, time))
    check_measure(drill, evaluation["measures"]["accounted"], known, set(drill.expected))
    assert sum(evaluation["first"].values()) == len([time for time in known.values() if time <= drill.end_s])
    assert evaluation["search"]["missing_at_end"] == len(drill.expected) - len(known) and evaluation["complete_s"] is None
    assert evaluation["help"]["calls"] == evaluation["help"]["open"] == len(drill.said["need-help"]) > 0
    assert evaluation["all_clear_s"] == drill.end_s and evaluation["mustered_s"] is None and evaluation["wardens"] == []


def check_unfolded(drill, evaluation, table):
    """The list that nobody wrote, as JSON and as CSV, against the rows of the record."""
    sound = [(time, place, detail) for time, place, detail in drill.unfolded if detail["share"] <= 1]
    assert table[:3] == b"\xef\xbb\xbf" and table.count(b"\r\n") == len(sound) + 1
    rows = list(csv.DictReader(io.StringIO(table[3:].decode(), newline="")))
    assert len(sound) == len(rows) == len(evaluation["msel"]) == 2 and evaluation["msel_unreadable"] == 1
    for (time, place, detail), row, told in zip(sound, rows, evaluation["msel"]):
        moment = datetime.datetime.fromisoformat(row["time"])
        assert moment.timestamp() == time / 1e6 and row["time"].endswith("+08:00") and row["time"] == told["time"]
        assert float(row["t_s"]) == told["t_s"] == (time - drill.t0) / 1e6
        assert row["event"] == told["event"] == detail["what"] and row["place"] == told["place"] == place
        assert {"zh": row["words_zh"], "en": row["words_en"]} == told["words"] == detail["words"]
        for key in ("number", "rate_per_min", "share", "heading"):
            assert float(row[key]) == told[key] == detail[key], key
    after = sorted(time - 41.25 for time in drill.updated)
    update = evaluation["msel"][0]["update"]
    assert int(rows[0]["reached"]) == update["reached"] == len(after) > 300
    assert abs(update["reach_max_s"] - after[-1]) < 1e-6
    assert abs(update["reach_median_s"] - after[(len(after) - 1) // 2]) < 1e-6
    assert rows[1]["reached"] == "" and evaluation["msel"][1]["update"] is None
    assert evaluation["scenario"]["growth"] == {"release_kg_per_s": 0.42}
    assert [event["what"] for event in evaluation["scenario"]["events"]] == ["exit-lost", "wind-turned"]
    check_hazard(evaluation["hazard"])


def check_hazard(hazard):
    """Ammonia with a wind from the north: it comes to its own zone first, then to those in the south, and the southern exit of the
    tank farm is threatened more than the northern one."""
    assert hazard["law"]["substance"] == "ammonia" and hazard["law"]["release_kg_per_s"] == 0.42
    zones = {zone["zone"]: zone for zone in hazard["zones"]}
    assert zones["tank-farm-east"]["noticeable_s"] == min(zone["noticeable_s"] for zone in zones.values())
    for zone in zones.values():
        times = [zone[key] for key in ("noticeable_s", "hindering_s", "dangerous_s") if zone[key] is not None]
        assert times == sorted(times) and all(time % 5 == 0 for time in times)
    most = {exit["exit"]: exit["most"] for exit in hazard["threatened"]}
    assert most.get("X-TF-S2", 0) > most.get("X-TF-N2", 0) and all(0.05 <= value <= 1 for value in most.values())
    assert hazard["blast"] == []


def check_unfolded_page(page, drill):
    """The words that people got stand in the page, each language in its own half; the lost exit is crossed out, with its time."""
    space = "{http://www.w3.org/1999/xhtml}"
    root = xml.fromstring(page.decode())
    for main in root.iter(space + "article"):
        words = xml.tostring(main, encoding="unicode", method="text")
        assert drill.unfolded[0][2]["words"][main.get("lang")] in words
    lost = [element for element in root.iter() if element.get("class") == "lost" and list(element.iter(space + "text"))]
    assert [text.text for element in lost for text in element.iter(space + "text")] == ["0:41"]


def check_page(page, evaluation):
    text = page.decode()
    root = xml.fromstring(text)  # well-formed
    space = "{http://www.w3.org/1999/xhtml}"
    assert [main.get("lang") for main in root.iter(space + "article")] == ["zh", "en"]
    for name in ("script", "link", "img", "iframe", "object", "form"):
        assert not list(root.iter(space + name)), name
    outside = re.sub(r'xmlns="http://www\.w3\.org/1999/xhtml"', "", text)
    assert "http" not in outside.replace("http-equiv", ""), "nothing comes from elsewhere"
    assert not re.search(r'\son[a-z]+="|url\((?!#)|@import|javascript:', text)
    assert "某人" not in text, "no names"
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), "ids are unique"
    for reference in re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)|(?:aria-labelledby|aria-describedby|for)="([^"]+)"', text):
        assert next(filter(None, reference)) in ids, reference
    for main in root.iter(space + "article"):
        words = html.unescape(xml.tostring(main, encoding="unicode", method="text"))
        assert f"{evaluation['expected']}" in words and evaluation["draw_hash"] in words
        size, digits = evaluation["ledger"]["size"], evaluation["ledger"]["root"]
        assert f"{size} · {digits[:4]} {digits[4:8]} {digits[8:12]} {digits[12:16]}" in words, "the ledger's head"
        assert not re.search(r"\{\d\}", words), "a place in a sentence was left open"
    for chart in root.iter():
        if (chart.get("class") or "") in ("chart", "panel"):
            assert [child.tag.split("}")[1] for child in chart][:2] == ["title", "desc"]
            assert chart[0].text.strip() and chart[1].text.strip(), "told to who cannot see it"


def section_of(main, part):
    """The section of a page that holds the chart whose id begins so."""
    space = "{http://www.w3.org/1999/xhtml}"
    for section in main.iter(space + "section"):
        if any((title.get("id") or "").startswith(part) for title in section.iter(space + "title")):
            return section
    raise AssertionError(part)


def rows_of(section):
    """The cells of all rows of its tables, by table."""
    space = "{http://www.w3.org/1999/xhtml}"
    return [[["".join(cell.itertext()) for cell in row] for row in body.iter(space + "tr")]
            for body in section.iter(space + "tbody")]


def check_charts(page, evaluation):
    """What the charts' tables say is what the JSON says; curves and columns are as many as there is something to show."""
    space = "{http://www.w3.org/1999/xhtml}"
    root = xml.fromstring(page.decode())
    for main in root.iter(space + "article"):
        language = main.get("lang")
        course = section_of(main, f"timeline-{language}")
        assert len(rows_of(course)[0]) > 5, "the chart's table is the course"
        waiting = section_of(main, f"waiting-{language}")
        last = rows_of(waiting)[0][-1]
        for cell, name in zip(last[1:], ("acknowledgement", "evacuation", "accounted")):
            measure = evaluation["measures"][name]
            assert int(re.match(r"\d+", cell)[0]) == math.floor(100 * measure["censored"] / measure["n"] + 0.5), (name, cell)
        panels = [svg for svg in waiting.iter() if svg.get("class") == "panel"]
        assert len(panels) == 8, "the slowest zones"
        slow = sorted((zone for zone in evaluation["zones"] if zone["expected"] >= 5), key=lambda zone:
                      (-(zone["measures"]["accounted"]["median_s"] or math.inf), zone["zone"]))
        for panel, zone in zip(panels, slow):
            assert re.findall(r"\d+", panel.findtext(space + "title"))[0] == str(zone["expected"])
        flows = section_of(main, f"flow-{language}")
        exits = sorted(evaluation["flows"]["exits"], key=lambda flow: (-flow["crossings"], flow["exit"]))
        by_exit, by_time = rows_of(flows)
        assert [int(row[1]) for row in by_exit] == [flow["crossings"] for flow in exits]
        assert [float(row[4]) for row in by_exit] == [round(flow["most_per_s"], 1) for flow in exits]
        assert len(by_time) <= 30
        assert sum(int(cell) for row in by_time for cell in row[1:]) == sum(flow["crossings"] for flow in exits)
        columns = [len([rect for rect in svg.iter(space + "rect")]) for svg in flows.iter() if svg.get("class") == "panel"]
        assert columns == [sum(people > 0 for people in flow["people"]) for flow in exits[:8]]
        assert evaluation["density"] is None and evaluation["comparison"] is None, "the sample has neither"


def departure(times, band, seen):
    """How the drill lay to the band, reckoned here: first outside, and the most."""
    first, most = None, (0, None)
    for k, time in enumerate(times):
        low, high = band["p5"][k], band["p95"][k]
        count = sum(at <= time for at in seen)
        by = low - count if count < low else count - high if count > high else 0
        side = "below" if count < low else "above"
        if by and first is None:
            first = (time, side)
        if by > most[0]:
            apart = (time - max(t for t, p in zip(times, band["p5"]) if p <= count and t <= time) if side == "below" else
                     next((t - time for t, p in zip(times, band["p95"]) if p >= count), None))
            most = (by, {"first_s": first[0], "first_side": first[1], "most_people": by, "most_s": time, "most_side": side,
                         "apart_s": apart})
    return most[1]


def bands(page, part):
    """Bands in the charts whose id begins so, in both languages."""
    space = "{http://www.w3.org/1999/xhtml}"
    return sum(element.get("class") == "band" for svg in xml.fromstring(page.decode()).iter(space + "svg")
               if (svg.get("aria-labelledby") or "").startswith(part + "-") for element in svg.iter(space + "path"))


def check_forecast(folder, plain):
    """The same drill with a forecast in its record: compared in JSON, drawn and told on the page; all else as before."""
    record = folder / "forecast.drill"
    subprocess.run([SAMPLE, SITE, str(record), "sealed", "forecast"], check=True)
    evaluation = json.loads(run("evaluate", record, "--json"))
    found = evaluation.pop("forecast")
    looked, without = copy.deepcopy(evaluation), copy.deepcopy(plain)
    looked["findings"]["found"] = [one for one in looked["findings"]["found"] if one["kind"] != "forecast"]
    assert looked["findings"].pop("looked_at") - without["findings"].pop("looked_at") == 1, "the forecast is looked at"
    assert looked == without and "forecast" not in plain
    document = json.loads(sqlite3.connect(f"file:{record}?immutable=1", uri=True).execute(
        "SELECT bytes FROM document WHERE name = 'forecast'").fetchone()[0])
    assert found["runs"] == 123 and set(found) == {"runs", "people", "events", "air", "acknowledged", "out", "checked_in"}
    assert found["events"] == 0 and found["air"] is None
    times = document["curves"]["t_s"]
    for name in ("acknowledged", "out", "checked_in"):
        band = document["curves"][name]
        seen = []
        for (time, people), before in zip(plain["curves_s_people"][name], [[0, 0]] + plain["curves_s_people"][name]):
            seen += [time] * (people - before[1])
        assert found[name]["band_s_people"] == [list(row) for row in zip(times, band["p5"], band["p50"], band["p95"])]
        assert found[name]["departure"] == departure(times, band, seen), (name, found[name]["departure"])
        assert found[name]["departure"] is not None
    page = run("report", record)
    check_page(page, evaluation)
    assert bands(page, "curves") == 4 and bands(run("report", folder / "d.drill"), "curves") == 0
    words = page.decode()
    most = found["checked_in"]["departure"]["most_people"]
    assert f" {most} " in words.split("forecast by 123 simulated evacuations")[1][:400]
    assert "123 次模拟疏散" in words


def check_updates(folder):
    """Made again: the last that could be made is shown and told, with what it says of smoke; the first as a thin line."""
    record = folder / "updates.drill"
    subprocess.run([SAMPLE, SITE, str(record), "sealed", "updates"], check=True)
    evaluation = json.loads(run("evaluate", record, "--json"))
    check_schema(evaluation)
    found = evaluation["forecast"]
    assert (found["runs"], found["events"]) == (45, 1)
    air = found["air"]
    assert air["in_smoke"] == {"p5": 11, "p50": 22, "p95": 33} and air["most_dose"]["p95"] == 1.43
    assert air["least"] == 0.2 and air["sign_constant"] == 3 and "Fridolf" in air["smoke_law"]
    page = run("report", record).decode()
    assert bands(page.encode(), "curves") == 4  # two in the chart, in each language
    assert page.count('class="middle"') == 16 and page.count('stroke-dasharray="2 4"') == 8
    for words in ("of 45 simulated evacuations, which knows what had unfolded up to event 1.", "45 次，已计入截至第 1 号事件",
                  "forecast of T0: at an assembly point (median)", "T0 时的预测：到达集合点（中位数）",
                  "There was no smoke and no gas in the drill.", "演练现场没有烟，也没有毒气。", "no less than 0.2 m/s; sign constant 3."):
        assert words in page, words
    for row in ("11</td><td class=\"n\">22</td><td class=\"n\">33", "0.31</td><td class=\"n\">0.52</td><td class=\"n\">1.43"):
        assert page.count(row) == 2, row
    check_page(page.encode(), evaluation)


def slope(points):
    """Theil and Sen's, in 30 days."""
    days = [point["t0_us"] / 86400e6 for point in points]
    values = [point["value"] for point in points]
    return 30 * statistics.median((values[j] - values[i]) / (days[j] - days[i])
                                  for i in range(len(points)) for j in range(i + 1, len(points)))


def level_band(points):
    """Paule and Mandel's variance between the ten or eleven earlier drills, and Student's band for the last."""
    *earlier, newest = points
    values, errors = [p["value"] for p in earlier], [p["error"] for p in earlier]

    def fit(between):
        weights = [1 / (error ** 2 + between + 1e-12) for error in errors]
        mean = sum(w * v for w, v in zip(weights, values)) / sum(weights)
        return mean, 1 / sum(weights), sum(w * (v - mean) ** 2 for w, v in zip(weights, values)) - (len(values) - 1)
    low, high = 0.0, 1e6
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if fit(middle)[2] > 0 else (low, middle)
    mean, variance, _ = fit(high)
    reach = {10: 2.228138852, 4: 2.776445105}[len(values) - 1] * (high + newest["error"] ** 2 + variance) ** 0.5
    return mean, mean - reach, mean + reach


def check_trend(folder, plain):
    """The drill among the earlier ones that its record knew of at T0."""
    record = folder / "earlier.drill"
    assert plain["trend"] is None
    subprocess.run([SAMPLE, SITE, str(record), "sealed", "earlier"], check=True)
    evaluation = json.loads(run("evaluate", record, "--json"))
    check_schema(evaluation)
    trend = evaluation["trend"]
    assert (trend["earlier"], trend["measured"]) == (12, 11)
    figures = {figure["figure"]: figure for figure in trend["figures"]}
    assert len(figures) == 9 and trend["compared"] == sum(figure["level"] is not None for figure in trend["figures"]) == 5
    muster = figures["muster_median_s"]
    assert muster["value"] == evaluation["measures"]["muster"]["median_s"] and muster["points"][-1]["drill"] == "2026-000017"
    assert "2026-000003" not in [point["drill"] for point in muster["points"]] and len(muster["points"]) == 12
    for name in ("muster_median_s", "checked_in", "score", "acknowledged"):
        assert abs(figures[name]["slope"]["value"] - slope(figures[name]["points"])) < 1e-6, name
    assert muster["slope"]["value"] < 0 and muster["slope"]["p"] < 0.001 and muster["slope"]["high"] < 0
    for name in ("muster_median_s", "checked_in"):
        level = figures[name]["level"]
        found, expected = (level["expected"], level["low"], level["high"]), level_band(figures[name]["points"])
        assert all(abs(a - b) < 1e-5 * abs(b) for a, b in zip(found, expected)), (name, found, expected)
        assert level["more_than_noise"] == (not expected[1] <= figures[name]["value"] <= expected[2])
    assert figures["forecast_time"]["level"] is None  # earlier ones alike to the last digit tell nothing of chance
    assert figures["muster_p90_s"]["slope"] is None and figures["muster_p90_s"]["value"] is not None
    page = run("report", record).decode()
    for words in ("Against the site", "与本厂区以往演练比较", "11 of them can be compared", "其中 11 次可以比较",
                  "better, by more than chance", "变好，超出偶然波动", ", getting better", "，在变好", "cannot be told yet"):
        assert words in page, words
    assert page.count('<title id="trend-muster_median_s-en-t">') == 1 and page.count("2026-000012</td>") == 2
    assert "Against the site" not in run("report", folder / "d.drill").decode()
    check_left(page, evaluation["findings"])
    check_page(page.encode(), evaluation)


def check_left(page, findings):
    """What earlier drills had left to be mended, and what this one says of it; what was open keeps its due time."""
    left = {(one["kind"], one["place"]): one for one in findings["earlier"]}
    assert {key: one["last"] for key, one in left.items()} == {
        ("missing", "tank-farm-east"): "mended", ("missing", "administration"): "seen", ("unreached", ""): "mended",
        ("missing", "gatehouse"): "seen", ("exit-unused", "X-GONE"): "unknown", ("exit-unused", "X-OF-W"): "seen"}
    found = {(one["kind"], one["place"]): one for one in findings["found"]}
    assert {one["before"] for one in findings["found"]} == {None} | {one["id"] for one in left.values() if one["last"] == "seen"}
    due = {place: datetime.datetime.fromisoformat(found[kind, place]["due"]).timestamp() for kind, place in left if
           (kind, place) in found}
    assert due["administration"] == due["X-OF-W"] == 1796000000 and due["gatehouse"] > 1796000000
    for words, times in (("seen for the first time", len(found) - 3), ("首次发现</small>", len(found) - 3),
                         ("open since drill 2026-000011, now seen in 3 drills; was due 2026-11-30", 2),
                         ("演练 2026-000011 首次发现，凭证明关闭后又出现", 1), ("At T0 6 were left: 3 seen again, 2 not seen again, and of 1", 1),
                         ("not seen again; to be closed with proof", 1), ("已凭证明关闭，本次确认整改有效", 1), ("cannot tell</td>", 1),
                         ("另有 3 项较轻的没有写进记录。", 1), ("Two were &lt;missing&gt;.", 3)):
        assert page.count(words) == times, (words, page.count(words), times)


def check_schema(evaluation):
    """The JSON is as docs/report.schema.json says, and that says of every member what it is, and would notice another."""
    assert not schema.faults(evaluation), ("docs/report.schema.json says otherwise", schema.faults(evaluation)[:3])
    assert not schema.undescribed(), ("not said in words", schema.undescribed())
    for spoil in (lambda e: e.pop("missing"), lambda e: e.update(end="never"), lambda e: e["zones"][0].update(expected=-1),
                  lambda e: e["measures"]["muster"].update(median_s="soon"), lambda e: e.update(secret=1)):
        other = copy.deepcopy(evaluation)
        spoil(other)
        assert schema.faults(other)


def table(text, has_mark):
    assert text.startswith(b"\xef\xbb\xbf") == has_mark and text.count(b"\r\n") == text.count(b"\n")
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))


def check_cell(cell, value):
    assert cell == "" if value is None else abs(float(cell) - value) < 6e-4, (cell, value)


def check_tables(files, evaluation):
    """Zones, exits, assembly points and deliveries say in CSV what the JSON says."""
    zones = table(files["zones"], True)
    assert [row["zone"] for row in zones] == [zone["zone"] for zone in evaluation["zones"]] + [""]
    for row, zone in zip(zones, evaluation["zones"] + [evaluation]):
        for key in ("expected", "alerted", "acknowledged", "checked_in", "need_help", "cannot", "missing"):
            assert int(row[key]) == zone[key]
        for name, measure in zone["measures"].items():
            for key in ("n", "censored", "p10_s", "median_s", "median_low_s", "median_high_s", "p90_s", "p95_s", "max_s"):
                check_cell(row[f"{name}_{key}"], measure[key])
    places = table(files["exits"], True)
    told = [("exit", place) for place in evaluation["exits"]] + [("muster", place) for place in evaluation["musters"]]
    assert [(row["kind"], row["id"], int(row["people"])) for row in places] == [
        (kind, place["id"], place["people"]) for kind, place in told]
    for row, (_, place) in zip(places, told):
        check_cell(row["first_s"], place["first_s"])
        check_cell(row["last_s"], place["last_s"])
        assert row["name_zh"] and row["name_en"] != row["name_zh"] and (row["capacity"] != "") == (row["kind"] == "muster")
    lost = {row["id"]: float(row["lost_s"]) for row in places if row["lost_s"]}
    assert lost in ({}, {"X-TF-S1": 41.25})
    figures = {row["figure"]: int(row["count"]) for row in table(files["deliveries"], False)}
    assert figures == {key: count for key, count in evaluation["deliveries"].items() if key != "late_after_s"}


def check_rows(rows, evaluation):
    people = list(csv.DictReader(io.StringIO(rows.decode())))
    states = [row["state"] for row in people if row["expected"] == "1"]
    assert len(states) == evaluation["expected"]
    for state in ("checked-in", "missing", "cannot", "need-help"):
        assert states.count(state) == evaluation[state.replace("-", "_")]
    assert "某人" not in rows.decode() and "Q1" not in rows.decode()


def check_files(folder, record, evaluation):
    first = {}
    for name in ("a", "b"):
        paths = {form: folder / f"{name}.{form}" for form in ("html", "json", "csv", "msel", "zones", "exits", "deliveries")}
        run("report", record, *(word for form, path in paths.items() for word in (f"--{form}", path)))
        files = {form: path.read_bytes() for form, path in paths.items()}
        assert first in ({}, files), "the same record gives the same bytes"
        first = files
    said, told = json.loads(first["json"]), json.loads(run("evaluate", record, "--json"))
    assert said["rating"]["rules"]["from"] == said["findings"]["rules"] == "file", "a record without rules of its own"
    assert said == told
    assert first["html"] == run("report", record)
    assert run("report", record, "--lang", "zh").replace(b'lang="zh" xml:lang="zh"', b"") != first["html"]
    check_page(first["html"], evaluation)
    check_charts(first["html"], evaluation)
    check_rows(first["csv"], evaluation)
    check_tables(first, evaluation)
    check_schema(evaluation)
    check_findings(Drill(record), evaluation)
    check_judgement_page(first["html"], evaluation)
    check_unfolded(Drill(record), evaluation, first["msel"])
    check_unfolded_page(first["html"], Drill(record))
    for language in ("zh", "en"):
        words = run("evaluate", record, "--lang", language).decode()
        assert str(evaluation["checked_in"]) in words and not re.search(r"\{\d\}", words)


def check_findings(drill, evaluation):
    """What must be mended, against the rows of the record and the rules that come with Sibu; the gravest first."""
    found = evaluation["findings"]["found"]
    rules = json.loads((pathlib.Path(__file__).parents[3] / "scenarios/findings.json").read_text())
    of_kind = {rule["kind"]: rule for rule in rules["rules"]}
    order = ["critical", "major", "minor"]
    assert [order.index(one["severity"]) for one in found] == sorted(order.index(one["severity"]) for one in found)
    here, help_, cannot = (set(drill.said[kind]) for kind in ("check-in", "need-help", "cannot"))
    missing = {}
    for person in set(drill.expected) - here - help_ - cannot:
        missing[drill.expected[person]] = missing.get(drill.expected[person], 0) + 1
    assert {one["place"]: one["value"] for one in found if one["kind"] == "missing"} == missing != {}
    for one in found:
        above = of_kind[one["kind"]]["above"]
        assert one["above"] == above[one["severity"]] < one["value"] and one["owner"] == of_kind[one["kind"]]["owner"]
        assert all(one["value"] <= limit for name, limit in above.items() if order.index(name) < order.index(one["severity"]))
        assert one["days"] == rules["days"][one["severity"]]
        due = datetime.datetime.fromisoformat(one["due"]).timestamp()
        assert abs(due - drill.t0 / 1e6 - drill.end_s - one["days"] * 86400) < 0.002, one
    assert {one["kind"] for one in found} >= {"missing", "help", "slow-muster", "exit-unused"}
    assert evaluation["findings"]["judged"] and evaluation["findings"]["looked_at"] > len(found)


def check_judgement_page(page, evaluation):
    """Each language has the chapters in their order, each item of the rating that the machine judged with its rules, and each
    finding with who mends it by when."""
    space = "{http://www.w3.org/1999/xhtml}"
    for main in xml.fromstring(page.decode()).iter(space + "article"):
        language = main.get("lang")
        heads = ["".join(head.itertext()) for head in main.iter(space + "h2") if head.get("class") == "chapter"]
        assert [head[0] for head in heads] == list("12345"), heads
        rows = ["".join(row.itertext()) for row in main.iter(space + "tr")]
        for item in evaluation["rating"]["items"]:
            told = [row for row in rows if item["text"][language] in row]
            assert told, item["id"]
            for rule in item["rules"]:
                assert any(rule["id"] in row for row in told), rule["id"]
        for one in evaluation["findings"]["found"]:
            row = next(row for row in rows if one["finding"][language] in row)
            assert one["owner"][language] in row and one["due"][:10] in row, row
        words = "".join(main.itertext())
        for said in {"zh": ("未评", "未定", "下限", "由机器填写", "还没有评估员交来答卷"),
                     "en": ("not rated", "undecided", "lower bound", "filled in by the machine", "No evaluator has handed in")}[language]:
            assert said in words, said


def forge(path, table, change):
    """Changes a sealed record as somebody who knows SQLite would, guards taken off and put back."""
    os.chmod(path, 0o644)
    connection = sqlite3.connect(path)
    guards = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?",
                                (table,)).fetchall()
    for name, _ in guards:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(change)
    for _, sql in guards:
        connection.execute(sql)
    connection.commit()
    connection.close()


def check_verify(folder, record):
    assert json.loads(run("verify", record, "--json")) == {"ok": True, "first_fault": None}
    assert re.search(rb"[0-9a-f]{64}", run("verify", record))
    for table, change, row in (("event", "UPDATE event SET time_us = time_us - 1 WHERE row = 9", 9),
                               ("response", "UPDATE response SET received_us = received_us - 60000000", None)):
        forged = folder / "forged.drill"
        shutil.copy(record, forged)
        forge(forged, table, change)
        answer = json.loads(run("verify", record, forged, "--json", expect=1))
        assert answer["ok"] is False and answer["first_fault"]["row"] == row, answer
        assert table in answer["first_fault"]["place"]
        assert run("verify", forged, expect=1) == b""
        forged.unlink()
    cut = folder / "cut.drill"
    cut.write_bytes(record.read_bytes()[:20000])
    assert json.loads(run("verify", cut, "--json", expect=1))["ok"] is False
    run("verify", cut, expect=1)
    run("evaluate", cut, expect=2)
    run("report", cut, "--html", folder / "never.html", expect=2)
    assert not (folder / "never.html").exists()
    for command in ("verify", "evaluate", "report"):
        run(command, folder / "nothing.drill", expect=2)
        run(command, SITE, expect=2)
        run(command, expect=2)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        record = folder / "d.drill"
        subprocess.run([SAMPLE, SITE, str(record), "sealed"], check=True)
        evaluation = json.loads(run("evaluate", record, "--json"))
        check_json(Drill(record), evaluation)
        check_files(folder, record, evaluation)
        check_forecast(folder, evaluation)
        check_updates(folder)
        check_trend(folder, evaluation)
        check_verify(folder, record)


main()
