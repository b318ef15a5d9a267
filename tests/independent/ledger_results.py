"""Results of drills and what they move, from docs/ledger.md: the section "Results". Used by ledger_verify.py."""
from ledger_files import need


def is_whole(value, least, most):
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def results_of(group):
    """What a group of the rules lets results move: (drills, poor below, good from), the last two in thousandths; None: nothing."""
    if "results" not in group:
        return None
    drills, poor, good = group["results"]
    need(is_whole(drills, 1, 8) and is_whole(poor, 0, 1000) and is_whole(good, poor, 1000), "rules: results")
    return drills, poor, good


def moved_of(unit, results, mean):
    """(moved, steps) of a unit of the rules that results move, else None. `mean`: of its law."""
    if not results or unit["unit"].startswith("*"):
        return None
    moved, steps = unit["moved"], unit["steps"]
    need(is_whole(moved, -1, 1), "rules: moved")
    need(isinstance(steps, list) and len(steps) == 3 and steps == sorted(steps), "rules: steps")
    need(all(isinstance(x, (int, float)) and not isinstance(x, bool) and 0.001 <= x <= 1000 for x in steps), "rules: steps")
    need(unit["draws"] is not True or mean == steps[1 + moved], "rules: a site has another mean than it was moved to")
    return moved, tuple(map(float, steps))


def grade_of(unit, results):
    """The text of the grade that a site has by its drills; "" where the rules tell none."""
    if "grade" not in unit:
        return ""
    need(unit["grade"] in ("A", "B", "C", "D"), "rules: grade")
    need(not results and not unit["unit"].startswith("*"), "rules: a grade of a group, or beside results")
    return f',"grade":"{unit["grade"]}"'


def results_text(results):
    return ',"results":[{},{},{}]'.format(*results) if results else ""


def moved_text(move):
    return f',"moved":{move[0]},"steps":[{",".join("%.17g" % x for x in move[1])}]' if move else ""


def move_by(results, shares):
    """By how many steps these shares move a site."""
    drills, poor, good = results
    if len(shares) < drills:
        return 0
    whole = sum(shares[-drills:])
    return 1 if whole < drills * 1000 * poor else -1 if whole >= drills * 1000 * good else 0


class Site:
    """What is kept of a site's results."""

    def __init__(self, shares=(), last=None, result=None):
        self.shares, self.last, self.result = list(shares), last, result   # result: None, "later" or "due"

    def copy(self):
        return Site(self.shares, self.last, self.result)


def check_moves(rules, old_rules, old_sites):
    """A rules row: each site is moved as its shares say."""
    shares = {}
    for (ident, *_), site in zip(old_rules.units if old_rules else (), old_sites):
        shares.setdefault(ident, site.shares)
    for (ident, group, *_), move in zip(rules.units, rules.moves):
        need(not move or move[0] == move_by(rules.results[group], shares.get(ident, ())), f"{ident} is not moved as its results say")


def begin(site, drill):
    site.last, site.result = drill, "later"


def end(sites, drill, how):
    for site in sites:
        if site.last == drill and site.result == "later":
            site.result = "due" if how in ("all-clear", "limit") else None
            return


def tell(sites, drill, expected, checked_in):
    due = [site for site in sites if site.last == drill and site.result == "due"]
    need(due, "no drill of this number has a result to tell")
    need(0 <= checked_in <= expected, "more people checked in than were expected")
    due[0].result = None
    if expected > 0:
        due[0].shares = (due[0].shares + [checked_in * 1000000 // expected])[-8:]


def settle(rules, sites, waiting):
    """A tick: no result and no move is owed; what nobody asked for lapses."""
    for site, move, (_, group, *_) in zip(sites, rules.moves, rules.units):
        need(not (move and site.result == "due"), "a drill that ended has no result yet")
        need(not move or waiting or move[0] == move_by(rules.results[group], site.shares), "results move a site, and no rules say so")
        site.result = None if site.result == "due" else site.result
