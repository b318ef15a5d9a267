"""What a drill's evaluation must say, reckoned from a small table by docs/report.md and docs/statistics.md alone: product limit in exact
fractions, Greenwood, log(-log) bands, order statistics from exact binomial sums, bootstrap by counting all draws, shrinkage by
Paule and Mandel and Morris. None of Sibu's code, and nothing but Python's own library."""
import collections
import fractions
import json
import math

Z = 1.959963984540054  # the normal distribution's 97.5 % point
NEVER = None


class Person:
    """A line of the table; times None where it did not happen."""

    def __init__(self, words):
        number = lambda word: None if word == "-" else float(word)
        text = lambda word: "" if word == "-" else word
        self.number, self.zone, self.shift, self.role, self.expected = int(words[1]), *words[2:5], words[5] == "1"
        self.acknowledge, self.start, self.out, self.exit = number(words[9]), number(words[10]), number(words[11]), text(words[12])
        self.here, self.muster, self.help, self.cannot = number(words[13]), text(words[14]), number(words[15]), number(words[16])
        self.attempts, self.said, self.seen = [], [], []  # (from, to, channel, accepted), (at, kind, place, client), (at, kind, place)
        if words[6] != "-":
            sent = float(words[6])
            self.attempts.append((sent, sent + 30 if words[7] == "-" else float(words[7]), text(words[8]), words[7] != "-"))
        for at, kind, place in ((self.acknowledge, "acknowledge", ""), (self.here, "check-in", self.muster),
                                (self.help, "need-help", ""), (self.cannot, "cannot", "")):
            if at is not None:
                self.said.append((at, kind, place, None))
        for at, kind, place in ((self.start, "start", ""), (self.out, "exit", self.exit)):
            if at is not None:
                self.seen.append((at, kind, place))


class Drill:
    def __init__(self, path):
        self.people, self.events = {}, []  # (at, kind, person, place, detail)
        for line in path.read_text().splitlines():
            words = line.split()
            if not words or words[0].startswith("#"):
                continue
            if words[0] == "person":
                self.people[int(words[1])] = Person(words)
            elif words[0] == "attempt":
                self.people[int(words[1])].attempts.append((float(words[2]), float(words[3]), words[4], words[5] == "-"))
            elif words[0] == "response":
                self.people[int(words[2])].said.append((float(words[1]), words[3], words[4].replace("-", ""),
                                                        None if words[5] == "-" else float(words[5])))
            else:
                at, kind, who, place, detail = (line.split(None, 5)[1:] + [""])[:5]
                self.events.append((float(at), kind, 0 if who == "-" else int(who), "" if place == "-" else place,
                                    json.loads(detail or "{}")))
                if who != "-" and kind in ("start", "exit", "door", "arrive"):
                    self.people[int(who)].seen.append((float(at), kind, place))
        self.end, self.end_kind = next((at, kind) for at, kind, *_ in self.events if kind in ("all-clear", "abort"))

    def first(self, times):
        """The earliest, where it is not after the end."""
        return min((at for at in times if at <= self.end), default=NEVER)

    def expected(self):
        return [person for person in self.people.values() if person.expected]

    def said(self, person, *kinds):
        return self.first(at for at, kind, *_ in person.said if kind in kinds)

    def seen(self, person, kind):
        return self.first(at for at, what, _ in person.seen if what == kind)

    def moments(self, person):
        return {"t0": 0.0, "sent": self.first(row[0] for row in person.attempts),
                "alerted": self.first(row[1] for row in person.attempts if row[3]),
                "acknowledged": self.said(person, "acknowledge"), "started": self.seen(person, "start"),
                "out": self.seen(person, "exit"), "here": self.said(person, "check-in"),
                "accounted": self.said(person, "check-in", "need-help", "cannot")}

    def channel(self, person):
        accepted = [(row[1], row[2]) for row in person.attempts if row[3] and row[1] <= self.end]
        return min(accepted)[1] if accepted else ""

    def state(self, person):
        kinds = {kind for _, kind, *_ in person.said}
        return next((name for kind, name in (("check-in", "checked_in"), ("need-help", "need_help"), ("cannot", "cannot"))
                     if kind in kinds), "missing")


# ---- what clocks and the roster leave uncertain ----

PHONE, GATE = 2.5, 1.0  # seconds: a phone's corrected clock, a gate's


def flagged(drill, person):
    """The flags of a person's check-ins, as [(at, doubtful)], in the record's order: those of the person's line have none."""
    first = [(person.here, False)] if person.here is not None else []
    return first + [(at, bool(detail.get("doubtful"))) for at, kind, who, _, detail in drill.events
                    if kind == "check-in" and who == person.number]


def usable(at, client):
    return client is not None and client + PHONE >= 0 and client - PHONE <= at


def is_unseen(drill, person):
    return person.expected and not person.said and not person.seen


def bounds(drill, person):
    """For each moment the earliest and the latest that it may have been; None: not by the end."""
    within = lambda at: max(0.0, at)
    early = {"t0": 0.0, "sent": drill.first(row[0] for row in person.attempts),
             "alerted": drill.first(row[0] for row in person.attempts if row[3])}
    late = {**early, "alerted": drill.moments(person)["alerted"]}
    given = lambda *kinds: drill.first(within(client - PHONE) if usable(at, client) else at
                                       for at, kind, _, client in person.said if kind in kinds)
    for moment, kinds in (("acknowledged", ("acknowledge",)), ("here", ("check-in",)), ("other", ("need-help", "cannot"))):
        early[moment], late[moment] = given(*kinds), drill.said(person, *kinds)
    for moment, kind in (("started", "start"), ("out", "exit")):
        early[moment] = drill.first(within(at - GATE) for at, what, _ in person.seen if what == kind)
        late[moment] = drill.first(at + GATE for at, what, _ in person.seen if what == kind)
    flags = flagged(drill, person)
    if flags and flags[-1][1]:
        late["here"] = drill.first(at for at, doubtful in flags if not doubtful)
    for side in (early, late):
        side["accounted"] = drill.first(at for at in (side["here"], side["other"]) if at is not None)
    return early, late


def span(drill, people, start, to, figures):
    """The least and the most of median and 90 %."""
    earliest, latest = [], []
    for person in people:
        if drill.moments(person)[start] is None:
            continue
        early, late = bounds(drill, person)
        def subject(since, until):
            return max(0.0, (drill.end if until is None else until) - since), until is not None
        if to in ("sent", "alerted") or not is_unseen(drill, person):
            earliest.append(subject(drill.end if late[start] is None else late[start], early[to]))
        latest.append(subject(early[start], late[to]))
    out = {}
    for key, q in (("median", "1/2"), ("p90", "9/10")):
        figure = figures[f"{key}_s"]
        least, most = quantile(curve(earliest), q), quantile(curve(latest), q)
        out[f"{key}_least_s"] = min((at for at in (least, figure) if at is not None), default=None)
        out[f"{key}_most_s"] = None if most is None or figure is None else max(most, figure)
    return out


def uncertain(drill):
    people = drill.expected()
    said = [(at, client) for person in people for at, _, _, client in person.said]
    clocks = [(at, client) for at, client in said if usable(at, client)]
    unseen = sum(is_unseen(drill, person) for person in people)
    out = {"answers": len(said), "timed": len(clocks),
           "mistimed": sum(client is not None and not usable(at, client) for at, client in said),
           "held_s": max((at - client for at, client in clocks), default=0.0), "phone_within_s": PHONE, "gate_within_s": GATE,
           "unseen": unseen,
           "doubtful": sum(any(doubtful for _, doubtful in flagged(drill, person)[-1:]) for person in people),
           "unexpected": sum(not person.expected and bool(person.said or person.seen) for person in drill.people.values())}
    for key, moment in (("acknowledged", "acknowledged"), ("checked_in", "here"), ("accounted", "accounted")):
        least, most = (sum(bounds(drill, person)[side][moment] is not None for person in people) for side in (1, 0))
        did = sum(drill.moments(person)[moment] is not None for person in people)
        out[key] = {"share": did / len(people), "least": least / len(people), "most": most / (len(people) - unseen)}
    return out


# ---- product limit ----

def curve(subjects):
    """[(time, at risk, events, S, Greenwood's sum)] of [(time, happened)]; S and the sum are fractions."""
    steps, share, greenwood = [], fractions.Fraction(1), fractions.Fraction(0)
    for time in sorted({time for time, happened in subjects if happened}):
        at_risk = sum(at >= time for at, _ in subjects)
        events = sum(at == time and happened for at, happened in subjects)
        share *= fractions.Fraction(at_risk - events, at_risk)
        greenwood += fractions.Fraction(events, at_risk * (at_risk - events)) if at_risk > events else 0
        steps.append((time, at_risk, events, share, greenwood))
    return steps


def band(share, greenwood):
    if not 0 < share < 1:
        return float(share), float(share)
    width = Z * math.sqrt(greenwood) / -math.log(share)
    return float(share) ** math.exp(width), float(share) ** math.exp(-width)


def quantile(steps, q):
    return next((time for time, _, _, share, _ in steps if share <= 1 - fractions.Fraction(q)), NEVER)


def quantile_interval(steps, q):
    edges = [(time, *band(share, greenwood)) for time, _, _, share, greenwood in steps]
    return tuple(next((row[0] for row in edges if row[i] <= 1 - q + 1e-9), NEVER) for i in (1, 2))


def restricted(steps, until):
    """Area under S, and its standard error by Klein and Moeschberger, 4.5.2."""
    edges = [0.0] + [row[0] for row in steps if row[0] < until] + [until]
    shares = [1.0] + [float(row[3]) for row in steps if row[0] < until]
    areas = [share * (to - start) for share, start, to in zip(shares, edges, edges[1:])]
    variance = sum(sum(areas[k + 1:])**2 * row[2] / (row[1] * (row[1] - row[2]))
                   for k, row in enumerate(row for row in steps if row[0] < until) if row[1] > row[2])
    return sum(areas), math.sqrt(variance)


# ---- order statistics ----

def at_most(n, q, k):
    """P(X <= k), X binomial (n, q), exactly."""
    q = fractions.Fraction(q)
    return sum(math.comb(n, i) * q**i * (1 - q)**(n - i) for i in range(k + 1))


def rank_low(n, q, part):
    """The largest rank that is above the quantile with no more than `part`; 0."""
    return max((k for k in range(1, n + 1) if at_most(n, q, k - 1) <= part), default=0)


def rank_high(n, q, part):
    return next((k for k in range(1, n + 1) if at_most(n, q, k - 1) >= 1 - part), 0)


# ---- a measure ----

def measure(subjects):
    keys = ("p10_s", "median_s", "median_low_s", "median_high_s", "p90_s", "p95_s", "p95_low_s", "p95_high_s", "max_s",
            "mean_restricted_s", "mean_restricted_low_s", "mean_restricted_high_s")
    out = {"n": len(subjects), "censored": sum(not happened for _, happened in subjects), **dict.fromkeys(keys)}
    if not subjects:
        return out
    steps, until = curve(subjects), max(time for time, _ in subjects)
    for key, q in (("p10_s", "1/10"), ("median_s", "1/2"), ("p90_s", "9/10")):
        out[key] = quantile(steps, q)
    out["median_low_s"], out["median_high_s"] = quantile_interval(steps, 0.5)
    out["max_s"] = steps[-1][0] if steps else NEVER
    if len(subjects) >= 59:
        out["p95_s"] = quantile(steps, "19/20")
        out["p95_low_s"] = sorted(time for time, _ in subjects)[rank_low(len(subjects), "19/20", fractions.Fraction(1, 20)) - 1]
        seen, rank = sorted(time for time, happened in subjects if happened), rank_high(len(subjects), "19/20", fractions.Fraction(1, 20))
        out["p95_high_s"] = seen[rank - 1] if rank <= len(seen) else NEVER
    mean, error = restricted(steps, until)
    out["mean_restricted_s"] = mean
    if out["n"] - out["censored"] >= 2:
        out["mean_restricted_low_s"], out["mean_restricted_high_s"] = max(0.0, mean - Z * error), min(until, mean + Z * error)
    return out


MEASURES = {"sent": ("t0", "sent"), "delivery": ("sent", "alerted"), "alert": ("t0", "alerted"),
            "acknowledgement": ("t0", "acknowledged"), "answer": ("alerted", "acknowledged"), "pre_movement": ("t0", "started"),
            "movement": ("started", "out"), "evacuation": ("t0", "out"), "muster": ("t0", "here"), "accounted": ("t0", "accounted")}


def between(drill, people, start, to):
    subjects = []
    for person in people:
        moments = drill.moments(person)
        if moments[start] is not None:
            seconds = (drill.end if moments[to] is None else moments[to]) - moments[start]
            subjects.append((max(0.0, seconds), moments[to] is not None))
    return subjects


def group(drill, people):
    """Counts, measures, completeness and what came first, of expected people."""
    has = {kind: any(what == kind for person in drill.people.values() for _, what, _ in person.seen) for kind in ("start", "exit")}
    out = {"expected": len(people), "alerted": sum(drill.moments(person)["alerted"] is not None for person in people),
           "acknowledged": sum(any(kind == "acknowledge" for _, kind, *_ in person.said) for person in people)}
    states = collections.Counter(drill.state(person) for person in people)
    out |= {name: states[name] for name in ("checked_in", "need_help", "cannot", "missing")}
    out["measures"] = {}
    for name, (start, to) in MEASURES.items():
        lacks = ("started" in (start, to) and not has["start"]) or ("out" in (start, to) and not has["exit"])
        figures = out["measures"][name] = measure([] if lacks else between(drill, people, start, to))
        out["measures"][name] |= span(drill, [] if lacks else people, start, to, figures)
    accounted = [drill.moments(person)["accounted"] for person in people]
    out["complete_s"] = None if None in accounted or not people else max(accounted)
    order, first = ("check-in", "need-help", "cannot"), collections.Counter()
    for person in people:
        said = [(drill.said(person, kind), place, kind) for place, kind in enumerate(order) if drill.said(person, kind) is not None]
        first[min(said)[2] if said else ""] += 1
    out["first"] = {kind.replace("check-in", "checked_in").replace("-", "_"): first[kind] for kind in order}
    return out


def groups(drill):
    keys = {"shift": lambda person: person.shift, "role": lambda person: person.role, "channel": drill.channel}
    return [{"kind": kind, "id": key, **group(drill, [person for person in drill.expected() if of(person) == key])}
            for kind, of in keys.items() for key in sorted({of(person) for person in drill.expected()})]


def zones(drill):
    return [{"zone": zone, **group(drill, [person for person in drill.expected() if person.zone == zone])}
            for zone in sorted({person.zone for person in drill.expected()})]


# ---- lists ----

def places(drill):
    exits, musters = collections.defaultdict(list), collections.defaultdict(list)
    for person in drill.expected():
        crossed = [place for _, kind, place in person.seen if kind == "exit"]
        if crossed:
            exits[crossed[0]].append(drill.seen(person, "exit"))
        where = [place for _, kind, place, _ in person.said if kind == "check-in"]
        if where:
            musters[where[-1]].append(drill.said(person, "check-in"))
    def told(by_id):
        return [{"id": key, "people": len(times), "first_s": min((at for at in times if at is not None), default=None),
                 "last_s": max((at for at in times if at is not None), default=None)} for key, times in sorted(by_id.items())]
    return told(exits), told(musters)


def curves(drill):
    out = {}
    for name, moment in (("alerted", "alerted"), ("acknowledged", "acknowledged"), ("out", "out"), ("checked_in", "here")):
        times = [at for at in (drill.moments(person)[moment] for person in drill.expected()) if at is not None]
        out[name] = [[at, sum(time <= at for time in times)] for at in sorted(set(times))]
    return out


def deliveries(drill):
    rows = [row for person in drill.people.values() for row in person.attempts]
    reached = [drill.moments(person)["alerted"] for person in drill.expected()]
    again = sum(max(0, sum(row[3] for row in person.attempts) - 1) for person in drill.people.values())
    return {"attempts": len(rows), "accepted": sum(row[3] for row in rows), "failed": sum(not row[3] for row in rows), "retries": 0,
            "duplicates": again, "people_reached": sum(at is not None for at in reached),
            "people_late": sum(at is not None and at > 30 for at in reached),
            "people_unreached": sum(at is None for at in reached), "late_after_s": 30}


def flows(drill):
    crossed = collections.defaultdict(list)
    for person in drill.people.values():
        for at, kind, place in person.seen:
            if kind == "exit" and at <= drill.end:
                crossed[place].append(at)
    if not crossed:
        return None
    window = 10.0
    while max(map(max, crossed.values())) / window >= 720:
        window *= 2
    out = []
    for place, times in sorted(crossed.items()):
        times.sort()
        counts = [sum(start <= at < start + 10 for at in times) for start in times]
        most = max(counts)
        out.append({"exit": place, "crossings": len(times), "first_s": times[0], "last_s": times[-1], "most_per_s": most / 10,
                    "most_s": times[counts.index(most)],
                    "people": [sum(int(at // window) == k for at in times) for k in range(int(times[-1] // window) + 1)]})
    return {"window_s": window, "exits": out}


def ticks(drill):
    return [(at, who, detail.get("by", "")) for at, kind, who, _, detail in drill.events
            if kind == "check-in" and detail.get("source") == "warden"]


def helped(drill):
    out, subjects = {"calls": 0, "ticked": 0, "checked_in": 0, "open": 0}, []
    for person in drill.people.values():
        call = min((at for at, kind, *_ in person.said if kind == "need-help"), default=None)
        if call is None:
            continue
        out["calls"] += 1
        came = min((at for at, kind, *_ in person.said if kind == "check-in" and at >= call), default=None)
        ticked = min((at for at, who, _ in ticks(drill) if who == person.number and at >= call), default=None)
        key = "ticked" if ticked is not None and (came is None or ticked <= came) else "open" if came is None else "checked_in"
        out[key] += 1
        if call <= drill.end:
            ended = drill.first(at for at in (came, ticked) if at is not None)
            subjects.append(((drill.end if ended is None else ended) - call, ended is not None))
    return {**out, "closing": measure(subjects)}


def searched(drill):
    accounted = {person.number: drill.moments(person)["accounted"] for person in drill.expected()}
    late = {person.number for person in drill.expected() if accounted[person.number] is None and drill.state(person) != "missing"}
    out = {"missing_at_end": sum(at is None for at in accounted.values()), "found_after_end": len(late), "told_s": drill.first(
        at for at, kind, _, _, detail in drill.events if kind == "alert" and detail.get("to") == "wardens")}
    if out["told_s"] is None:
        return out
    def answered(person):
        return any(at is not None and at < out["told_s"] for at in
                   (drill.said(person, "acknowledge"), drill.said(person, "check-in", "need-help", "cannot")))
    looked = [person.number for person in drill.expected() if not answered(person)]
    found = [accounted[number] for number in looked]
    out |= {"declared": len(looked), "found": sum(at is not None for at in found), "found_late": len(late & set(looked))}
    out["open"] = out["declared"] - out["found"] - out["found_late"]
    out["finding"] = measure([((drill.end if at is None else at) - out["told_s"], at is not None) for at in found])
    return out


def sweeps(drill):
    complete = {zone["zone"]: zone["complete_s"] for zone in zones(drill)}
    def spans(rows):
        inside = [at for at, *_ in rows if at <= drill.end]
        return {"ticks": len(rows), "first_s": min(inside, default=None), "last_s": max(inside, default=None)}
    out = []
    for by in sorted({by for _, _, by in ticks(drill)}):
        mine = [row for row in ticks(drill) if row[2] == by]
        by_zone = collections.defaultdict(list)
        for row in mine:
            by_zone[drill.people[row[1]].zone].append(row)
        out.append({"by": by, **spans(mine), "zones": [{"zone": zone, **spans(rows), "complete_s": complete.get(zone)}
                                                      for zone, rows in sorted(by_zone.items())]})
    return out


def evaluation(drill):
    exits, musters = places(drill)
    after = sum(at > drill.end for person in drill.people.values() for at, *_ in person.said)
    moment = lambda kind: min((at for at, what, *_ in drill.events if what == kind), default=None)
    return {**group(drill, drill.expected()), "end": drill.end_kind, "duration_s": drill.end, "zones": zones(drill),
            "groups": groups(drill), "exits": exits, "musters": musters, "curves_s_people": curves(drill), "flows": flows(drill),
            "deliveries": deliveries(drill), "responses_after_end": after, "all_clear_s": moment("all-clear"),
            "mustered_s": moment("mustered"), "uncertain": uncertain(drill), "help": helped(drill), "search": searched(drill), "wardens": sweeps(drill)}


# ---- drawing the same people again and again: the exact distribution ----

def drawn_medians(subjects):
    """Of all n^n draws, how likely each median is: at most the j-th time where half of n draws are among the first j."""
    n, seen = len(subjects), sorted(time for time, happened in subjects if happened)
    need = (n + 1) // 2
    below = [1 - at_most(n, fractions.Fraction(sum(at <= time for at in seen), n), need - 1) for time in sorted(set(seen))]
    return list(zip(sorted(set(seen)), map(float, below)))


def drawn_means(times):
    """P(mean of n drawn <= x), as [(x, P)]: sums of n draws, added up one after the other. Times are whole numbers."""
    sums = {0: 1.0}
    share = collections.Counter(times)
    for _ in times:
        after = collections.defaultdict(float)
        for total, chance in sums.items():
            for time, count in share.items():
                after[total + time] += chance * count / len(times)
        sums = after
    below, out = 0.0, []
    for total in sorted(sums):
        below += sums[total]
        out.append((total / len(times), below))
    return out


def point_of(distribution, share):
    return next((x for x, below in distribution if below >= share), None)


# ---- sites drawn toward the mean of all ----

def shrunk(values):
    """[(value, error)] -> mean, variance between (Paule and Mandel, by halving), and for each weight, fair value and interval."""
    def level(extra):
        weights = [1 / (error**2 + extra) for _, error in values]
        return sum(weight * value for weight, (value, _) in zip(weights, values)) / sum(weights), weights
    def excess(extra):
        mean, weights = level(extra)
        return sum(weight * (value - mean)**2 for weight, (value, _) in zip(weights, values)) - (len(values) - 1)
    low, high = 0.0, 1.0
    while excess(high) > 0:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    extra = 0.0 if excess(0.0) <= 0 else (low + high) / 2
    mean, weights = level(extra)
    k = len(values)
    errors = sum(weight * error**2 for weight, (_, error) in zip(weights, values)) / sum(weights)
    sites = []
    for weight, (value, error) in zip(weights, values):
        part = (k - 3) / (k - 1) * error**2 * weight
        fair = value - part * (value - mean)
        spread = 2 / (k - 3) * part**2 * (errors + extra) * weight
        half = Z * math.sqrt(error**2 * (1 - (1 - weight / sum(weights)) * part) + spread * (value - mean)**2)
        sites.append((part, fair, fair - half, fair + half))
    return mean, extra, sites
