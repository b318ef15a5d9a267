"""A year of drill records on six sites of two sectors and three counties, and what `sibu ranking` makes of them: the sums
reckoned again from the records, who is warned, who shares a rank, the period, the page, and how long it takes.

usage: ranking.py SAMPLE SIBU SITE
"""
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import xml.dom.minidom

SAMPLE, SIBU, SITE = sys.argv[1:4]
SITES, DRILLS = 6, 4
LATE_S = {3: 170.0}   # the third site's people come so much later
SECTORS, COUNTIES = ("chemicals", "logistics"), ("North", "South <&>", "East")


def make_year(folder):
    """Six sites, a drill of each in every tenth week or so."""
    plan = json.loads(pathlib.Path(SITE).read_text(encoding="utf-8"))
    for site in range(SITES):
        plan["sibu"].update(id=f"site-{site}", name={"zh": f"厂区 {site}", "en": f"Site {site}"}, sector=SECTORS[site % 2],
                            county=COUNTIES[site % 3])
        file = folder / f"{site}.geojson"
        file.write_text(json.dumps(plan, ensure_ascii=False), encoding="utf-8")
        for drill in range(DRILLS):
            words = [str(60 + 40 * site), str(100 * site + drill + 1), str(91 * drill + site), str(LATE_S.get(site, 0.0))]
            subprocess.run([SAMPLE, str(file), str(folder / f"{site}-{drill}.drill"), "sealed", "forecast", *words], check=True)


def rank(*words):
    done = subprocess.run([SIBU, "ranking", *map(str, words), "--json"], capture_output=True, timeout=120, check=False)
    assert done.returncode == 0 and not done.stderr, (words, done.returncode, done.stderr)
    return json.loads(done.stdout)


def reckon(record):
    """(expected, checked in by the mark, share of the forecast): from the record's own tables."""
    with sqlite3.connect(f"file:{record}?immutable=1", uri=True) as connection:
        t0, end = (connection.execute(f"SELECT time_us FROM event WHERE kind = '{kind}'").fetchone()[0] for kind in ("drawn", "all-clear"))
        expected = [number for number, in connection.execute("SELECT number FROM person WHERE expected = 1")]
        came = dict(connection.execute("SELECT person, min(received_us) FROM response WHERE kind = 'check-in' GROUP BY person"))
        forecast = json.loads(connection.execute("SELECT bytes FROM document WHERE name = 'forecast'").fetchone()[0])
    middle, times = forecast["curves"]["checked_in"]["p50"], forecast["curves"]["t_s"]
    target = -(-middle[-1] * 9 // 10)
    mark = times[next(i for i, people in enumerate(middle) if people >= target)]
    by_then = sum(came.get(number, end + 1) <= min(end, t0 + mark * 1e6) for number in expected)
    return len(expected), by_then, middle[times.index(mark)] / forecast["people"]


def check_sums(folder, unit, site):
    figures = [reckon(folder / f"{site}-{drill}.drill") for drill in range(DRILLS)]
    people, by_then = sum(f[0] for f in figures), sum(f[1] for f in figures)
    forecast = sum(f[0] * f[2] for f in figures)
    assert (unit["drills"], unit["people"], unit["by_then"]) == (DRILLS, people, by_then), (unit, people, by_then)
    assert abs(unit["measured"] - by_then / forecast) < 1e-5, (unit["measured"], by_then / forecast)


def check_sites(folder):
    ranking = rank(*sorted(folder.glob("*.drill")))
    units = {unit["key"]: unit for unit in ranking["units"]}
    assert len(units) == SITES and ranking["drills"] == SITES * DRILLS and ranking["shrunk"]
    for site in range(SITES):
        check_sums(folder, units[f"site-{site}"], site)
    late = units["site-3"]
    assert late["standing"] == "behind" and late["rank"] == SITES and late["tied"] == 1
    for unit in units.values():
        assert unit["low"] <= unit["fair"] <= unit["high"]
        assert abs(unit["fair"] - ranking["mean"]) <= abs(unit["measured"] - ranking["mean"]) + 1e-9   # drawn toward the mean, never away
    for one in units.values():
        for other in units.values():   # nobody comes before another whose interval overlaps
            overlap = one["low"] <= other["high"] and other["low"] <= one["high"]
            assert not overlap or one["rank"] == other["rank"], (one, other)
    return ranking


def check_labels(folder, sites):
    records = sorted(folder.glob("*.drill"))
    for by, names in (("sector", SECTORS), ("county", COUNTIES)):
        ranking = rank(*records, "--by", by)
        units = {unit["key"]: unit for unit in ranking["units"]}
        assert sorted(units) == sorted(names) and not ranking["shrunk"]
        for index, name in enumerate(names):
            of = [u for u in sites["units"] if int(u["key"][-1]) % len(names) == index]
            assert units[name]["people"] == sum(u["people"] for u in of) and units[name]["drills"] == DRILLS * len(of)
    half = rank(*records, "--from", "2026-08-01")
    assert 0 < half["drills"] < SITES * DRILLS and half["left_out"]["of_another_time"] == SITES * DRILLS - half["drills"]


def check_branches(folder, sites):
    """Two levels: the sums of a branch are those of its sites, --under leaves out the rest, and what is wrong is said."""
    tree = folder / "city.json"
    tree.write_text(json.dumps({"format": 1, "name": {"zh": "全市", "en": "City"},
        "branches": [{"id": "north", "name": {"zh": "北区", "en": "North side"}}, {"id": "port", "under": "north", "name": {"zh": "港", "en": "Port"}},
                     {"id": "south", "name": {"zh": "南区", "en": "South side"}}],
        "sites": [{"id": "site-0", "branch": "port"}, {"id": "site-1", "branch": "port"}, {"id": "site-2", "branch": "north"},
                  {"id": "site-3", "branch": "south"}, {"id": "site-4", "branch": "south"}]}), encoding="utf-8")   # site-5: at the top
    records = sorted(folder.glob("*.drill"))
    people = {unit["key"]: unit["people"] for unit in sites["units"]}
    by_branch = rank(*records, "--by", "branch", "--organisation", tree)
    found = {unit["key"]: unit for unit in by_branch["units"]}
    assert {key: unit["people"] for key, unit in found.items()} == {
        "north": people["site-0"] + people["site-1"] + people["site-2"], "south": people["site-3"] + people["site-4"]}
    assert found["north"]["name"] == {"zh": "北区", "en": "North side"}
    assert by_branch["left_out"]["without_label"] == DRILLS and by_branch["left_out"]["of_other_branches"] == 0
    below = rank(*records, "--by", "branch", "--organisation", tree, "--under", "north")
    assert [unit["key"] for unit in below["units"]] == ["port"] and below["under"] == "north"
    assert below["left_out"]["without_label"] == DRILLS and below["left_out"]["of_other_branches"] == 3 * DRILLS
    own = rank(*records, "--organisation", tree, "--under", "north")
    assert sorted(unit["key"] for unit in own["units"]) == ["site-0", "site-1", "site-2"]
    for words in (["--by", "branch"], ["--under", "north"], ["--organisation", tree, "--under", "west"], ["--by", "street"]):
        refused = subprocess.run([SIBU, "ranking", str(records[0]), *map(str, words)], capture_output=True, check=False)
        assert refused.returncode == 2 and len(refused.stderr.splitlines()) == 1, refused


def check_page(folder, sites):
    records = sorted(folder.glob("*.drill"))
    page = folder / "ranking.html"
    rank(*records, "--html", page)
    text = page.read_text(encoding="utf-8")
    document = xml.dom.minidom.parseString(text.split("\n", 1)[1])
    assert "<script" not in text and "http://" not in text.replace("http://www.w3.org/", "") and "https://" not in text
    assert len(document.getElementsByTagName("article")) == 2
    for words in ("厂区 3", "Site 3", "落后预警", "Warning: fallen behind", "示范带动", "Good practice", "24 drills", "24 次演练"):
        assert words in text, words
    late = next(unit for unit in sites["units"] if unit["key"] == "site-3")
    assert f"{late['fair']:.2f} ({late['low']:.2f} – {late['high']:.2f})" in text
    rank(*records, "--by", "county", "--html", page)
    assert "South &lt;&amp;&gt;" in page.read_text(encoding="utf-8")
    rank(*records, "--from", "2030-01-01", "--html", page)   # a page of nothing says so
    assert "There is no drill to compare." in page.read_text(encoding="utf-8")
    nowhere = subprocess.run([SIBU, "ranking", str(records[0]), "--html", str(folder / "no" / "page.html")], capture_output=True,
                             check=False)
    assert nowhere.returncode == 3 and len(nowhere.stderr.splitlines()) == 1, nowhere


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        make_year(folder)
        sites = check_sites(folder)
        check_labels(folder, sites)
        check_branches(folder, sites)
        check_page(folder, sites)


main()
