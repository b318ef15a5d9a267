"""Three small drills that stand in tables (drills/*.table): their records are written, `sibu report --json` is run on each, and every
number is compared with what tests/independent/measures.py reckons from the table. So are the methods behind: product limit, bands,
order statistics, bootstrap, shrinkage. The first drill's people are the published ones, whose figures stand below.

usage: drills.py REPORT_TABLE EVALUATE_METHODS SIBU SOURCE
"""
import json
import math
import pathlib
import subprocess
import sys
import tempfile

TABLE, METHODS, SIBU, SOURCE = sys.argv[1:5]
sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(SOURCE) / "tests/independent"))
import measures  # noqa: E402
import schema  # noqa: E402

# R's survival 3.5-3: time, at risk, events, S, Greenwood's error, band; then quantiles with their intervals, restricted mean and error.
PUBLISHED = ((35, 15, 1, 0.9333, 0.0644, 0.6126, 0.9903), (42, 14, 2, 0.8, 0.1033, 0.4998, 0.9307),
             (58, 12, 1, 0.7333, 0.1142, 0.4362, 0.8905), (61, 11, 1, 0.6667, 0.1217, 0.3753, 0.8456),
             (73, 10, 1, 0.6, 0.1265, 0.3176, 0.7965), (80, 9, 1, 0.5333, 0.1288, 0.2632, 0.7438),
             (95, 8, 2, 0.4, 0.1265, 0.1649, 0.6276), (120, 6, 1, 0.3333, 0.1217, 0.1215, 0.564),
             (150, 5, 1, 0.2667, 0.1142, 0.0826, 0.4963), (180, 4, 1, 0.2, 0.1033, 0.0489, 0.4239))
PUBLISHED_QUANTILES = ((58, 35, 80), (95, 42, 150), (180, 95, None))
PUBLISHED_MEAN = (128.73333, 24.25173)
# Of 20: rank from, rank to (0: none), confidence.
PUBLISHED_RANKS = {0.5: (6, 15, 0.9586105), 0.9: (16, 0, 0.9568255), 0.95: (17, 0, 0.9840985)}


def run(*words, given=None):
    done = subprocess.run(list(map(str, words)), capture_output=True, input=given, text=True)
    assert done.returncode == 0, (words, done.stdout[-500:], done.stderr[-500:])
    return done.stdout


def compare(found, wanted, place=""):
    """Every value of `wanted` stands in `found`, numbers to eight digits; nothing is left out of what is compared."""
    if isinstance(wanted, dict):
        assert isinstance(found, dict), (place, found)
        return sum(compare(found[key], value, f"{place}/{key}") for key, value in wanted.items())
    if isinstance(wanted, (list, tuple)):
        assert len(found) == len(wanted), (place, found, wanted)
        return sum(compare(one, other, f"{place}/{i}") for i, (one, other) in enumerate(zip(found, wanted)))
    if isinstance(wanted, (int, float)) and not isinstance(wanted, bool):
        assert isinstance(found, (int, float)) and math.isclose(found, wanted, rel_tol=2e-8, abs_tol=1e-6), (place, found, wanted)
    else:
        assert found == wanted, (place, found, wanted)
    return 1


def check_drill(folder, path):
    drill, record = measures.Drill(path), folder / f"{path.stem}.drill"
    run(TABLE, path, record)
    run(SIBU, "report", record, "--json", folder / "found.json")
    found = json.loads((folder / "found.json").read_text())
    assert not schema.faults(found), schema.faults(found)[:3]
    wanted = measures.evaluation(drill)
    numbers = compare(found, wanted)
    for group in (found, *found["zones"], *found["groups"]):
        assert set(group["measures"]) == set(measures.MEASURES), "a measure that nobody reckons again"
    for measure in found["measures"].values():
        assert set(measure) == set(wanted["measures"]["muster"]), "a figure that nobody reckons again"
    return drill, found, numbers


def check_published(found):
    muster = found["measures"]["muster"]
    assert (muster["n"], muster["censored"]) == (15, 3)
    assert (muster["median_s"], muster["median_low_s"], muster["median_high_s"]) == PUBLISHED_QUANTILES[1]
    mean, error = PUBLISHED_MEAN
    compare([round(muster["mean_restricted_s"], 5), round(muster["mean_restricted_high_s"], 3), round(muster["mean_restricted_low_s"], 3)],
            [mean, round(mean + measures.Z * error, 3), round(mean - measures.Z * error, 3)])


def none(time):
    return None if time < 0 else time


def check_ranks(rows, n):
    for row in rows:
        q, part = row["q"], measures.fractions.Fraction(1, 40)
        exact = measures.fractions.Fraction(str(q))
        low, high = measures.rank_low(n, exact, part), measures.rank_high(n, exact, part)
        if not low and not high:
            assert (row["low"], row["high"]) == (0, 0)
            continue
        if not low or not high:  # one side alone takes all 5 %
            low = low and measures.rank_low(n, exact, 2 * part)
            high = high and measures.rank_high(n, exact, 2 * part)
        held = (measures.at_most(n, exact, high - 1) if high else 1) - (measures.at_most(n, exact, low - 1) if low else 0)
        compare(row, {"low": low, "high": high, "confidence": float(held), "one_low": measures.rank_low(n, exact, 2 * part),
                      "one_high": measures.rank_high(n, exact, 2 * part)}, f"ranks of {n}")


def methods(subjects, until):
    return json.loads(run(METHODS, "survival", until, given="".join(f"{time} {int(happened)}\n" for time, happened in subjects)))


def check_methods(drill, name):
    """The methods on a drill's check-ins."""
    subjects = measures.between(drill, drill.expected(), "t0", "here")
    found, steps = methods(subjects, drill.end), measures.curve(subjects)
    compare(found["steps"], [(time, at_risk, events, float(share), float(share) * math.sqrt(greenwood), *measures.band(share, greenwood))
                             for time, at_risk, events, share, greenwood in steps], name)
    for row, q in zip(found["quantiles"], (0.25, 0.5, 0.75)):
        compare([none(time) for time in row], [measures.quantile(steps, measures.fractions.Fraction(q)),
                                               *measures.quantile_interval(steps, q)], name)
    compare(found["mean"], measures.restricted(steps, drill.end), name)
    check_ranks(found["ranks"], len(subjects))
    return found, subjects


def check_bootstrap(found, subjects):
    """Against all draws there are: each end of the interval between the points of 2.1 and 2.9 % (40,000 runs: 2.5 +- 0.08)."""
    means = measures.drawn_means([int(time) for time, _ in subjects])  # all are censored at the end: a plain mean
    medians = measures.drawn_medians(subjects)
    for key, exact in (("mean", means), ("median", medians)):
        low, high = found["bootstrap"][key]
        assert measures.point_of(exact, 0.021) <= low <= measures.point_of(exact, 0.029), (key, low)
        ends = [measures.point_of(exact, share) for share in (0.971, 0.979)]
        assert ends[0] <= high <= ends[1], (key, high, ends)
    n, times = len(subjects), [time for time, _ in subjects]
    error = math.sqrt(sum((time - sum(times) / n)**2 for time in times)) / n
    assert abs(found["bootstrap"]["mean_error"] / error - 1) < 0.02


def check_shrinkage(evaluations):
    """The zones of all three drills as sites: the mean time to the check-in with its error."""
    values = []
    for drill, _ in evaluations:
        for zone in sorted({person.zone for person in drill.expected()}):
            subjects = measures.between(drill, [person for person in drill.expected() if person.zone == zone], "t0", "here")
            values.append(measures.restricted(measures.curve(subjects), max(time for time, _ in subjects)))
    found = json.loads(run(METHODS, "shrink", given="".join(f"{value!r} {error!r}\n" for value, error in values)))
    mean, extra, sites = measures.shrunk(values)
    assert len(sites) == 7 and extra > 0
    compare(found, {"mean": mean, "between": extra, "sites": sites}, "shrink")


def main():
    drills = {}
    with tempfile.TemporaryDirectory() as name:
        for path in sorted((pathlib.Path(__file__).parent / "drills").glob("*.table")):
            drill, found, numbers = check_drill(pathlib.Path(name), path)
            print(f"{path.stem}: {numbers} values compared")
            drills[path.stem] = drill, found
    check_published(drills["published"][1])
    found, subjects = check_methods(drills["published"][0], "published")
    for row, published in zip(found["steps"], PUBLISHED, strict=True):
        compare([round(value, 4) for value in row], published)
    assert tuple(tuple(none(time) for time in row) for row in found["quantiles"]) == PUBLISHED_QUANTILES
    compare([round(value, 5) for value in found["mean"]], PUBLISHED_MEAN)
    check_bootstrap(found, subjects)
    for stem in ("works", "crowd"):
        check_methods(drills[stem][0], stem)
    twenty = methods([(float(time), True) for time in range(1, 21)], 20.0)
    check_ranks(twenty["ranks"], 20)
    for row in twenty["ranks"]:
        compare((row["low"], row["high"], round(row["confidence"], 7)), PUBLISHED_RANKS[row["q"]])
    check_shrinkage(drills.values())


main()
