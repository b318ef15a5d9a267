"""Weights, periods and laws of the draw, from docs/ledger.md: what a unit's hazard is at a tick. Used by ledger_verify.py."""
import array
import bisect
import collections
import functools
import math

Law = collections.namedtuple("Law", "law period least most mean gap timezone windows never closed")
MONTHS = {"half-year": 6, "any": 6, "quarter": 3, "month": 1}
DAY = 86400


class NotSo(Exception):
    """What is wrong with a period."""


def need(right, what):
    if not right:
        raise NotSo(what)


def offset_at(s, offsets):
    """The clock's offset, and when it changes next."""
    place = max(bisect.bisect_right(offsets, (s, math.inf)) - 1, 0)
    return offsets[place][1], offsets[place + 1][0] if place + 1 < len(offsets) else math.inf


def calendar(s, offsets, months):
    """The number of the calendar period of so many months that the moment lies in."""
    day = (s + offset_at(s, offsets)[0]) // DAY + 719468   # since 1 March of year 0
    era, day = divmod(day, 146097)
    year = (day - day // 1460 + day // 36524 - day // 146096) // 365
    day -= 365 * year + year // 4 - year // 100
    month = (5 * day + 2) // 153   # from March on
    return (12 * (year + 400 * era) + month + 2) // months


class Weights:
    """Weights of a law's ticks from `begin` on, and their sums, as far as they are asked for."""

    def __init__(self, law, tick_s, begin, offsets):
        self.law, self.tick_s, self.begin, self.offsets = law, tick_s, begin, offsets
        self.w = array.array("q")
        self.sums = array.array("q", [0])
        self.closed = [begin for begin, _ in law.closed]
        self.never = [begin for begin, _ in law.never]
        self.windows = [begin for begin, _, _ in law.windows]

    def at(self, tick):
        self.reach(tick + 1)
        return self.w[tick - self.begin]

    def sum(self, begin, end):
        self.reach(end)
        return self.sums[end - self.begin] - self.sums[begin - self.begin]

    def reach(self, end):
        while self.begin + len(self.w) < end:
            tick = self.begin + len(self.w)
            weight, until_s = self.span(tick * self.tick_s)
            count = min(-(-until_s // self.tick_s), end) - tick
            self.w.extend([weight] * count)
            last = self.sums[-1]
            self.sums.extend([last + weight * (i + 1) for i in range(count)])

    def span(self, s):
        """The weight at s, and up to when it is surely the same."""
        law = self.law
        place = bisect.bisect_right(self.closed, s)
        until = law.closed[place][0] if place < len(law.closed) else math.inf
        if place and s < law.closed[place - 1][1]:
            return 0, min(until, law.closed[place - 1][1])
        offset, change = offset_at(s, self.offsets)
        day = (s + offset) // DAY
        until = min(until, change, (day + 1) * DAY - offset)
        place = bisect.bisect_right(self.never, day)
        if place and day <= law.never[place - 1][1]:
            return 0, until
        monday = (day - (day + 3) % 7) * DAY - offset   # the moment of Monday 00:00
        minute = (s - monday) // 60
        place = bisect.bisect_right(self.windows, minute)
        if place and minute < law.windows[place - 1][1]:
            return law.windows[place - 1][2], min(until, monday + 60 * law.windows[place - 1][1])
        return 0, min(until, monday + 60 * self.windows[place]) if place < len(self.windows) else until


class Period:
    """A law's period: begin, end, the most that it holds, and the hazard of each of its ticks."""

    def __init__(self, law, tick_s, begin, end, offsets):
        self.law, self.tick_s, self.begin, self.end, self.offsets = law, tick_s, begin, end, offsets
        self.weights = Weights(law, tick_s, begin, offsets)
        self.T, self.gap = end - begin, min(law.gap, end - begin)
        self.weights.reach(end)
        self.w = self.weights.w[:self.T]
        self.open = [t for t in range(self.T) if self.w[t]]

    def check_calendar(self, first):
        months = MONTHS[self.law.period]

        def number(tick):
            return calendar(tick * self.tick_s, self.offsets, months)

        mine = number(self.begin)
        need(number(self.end - 1) == mine != number(self.end), "it does not end with its calendar period")
        before = number(self.begin - 1) == mine
        need(not before or first, "it does not begin with its calendar period")
        return self.first_of(mine, number) if before else self.begin

    def first_of(self, mine, number):
        """The first tick of the calendar period that the epoch began in."""
        high, step = self.begin, 1
        while number(high - step) == mine:
            step *= 2
        low = high - step   # in an earlier one
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if number(middle) == mine else (middle, high)
        return high

    def ask(self, whole):
        """least, most and mean that are asked of it."""
        least, most, mean = self.law.least, self.law.most, self.law.mean
        if whole < self.begin:
            all_of_it = Weights(self.law, self.tick_s, whole, self.offsets).sum(whole, self.end)
            part = self.weights.sum(self.begin, self.end)
            least = 0
            mean = min(mean * part / all_of_it, most / 2) if all_of_it else 0.0
        fits, free = 0, 0
        for t in self.open:
            if t >= free:
                fits, free = fits + 1, t + self.gap
        self.least, self.most = min(least, fits), min(most, fits)
        if self.least == self.most:
            mean = float(self.least)
        elif not self.least < mean < self.most:
            mean = (self.least + self.most) / 2
        self.mean = mean
        self.make_last()

    def make_last(self):
        """last(1), last(2), … last(least), from index 1 on."""
        self.last = [self.T]
        place = self.T - 1
        while len(self.last) <= self.least:
            index = bisect.bisect_right(self.open, place) - 1
            self.last.append(self.open[index])
            place = self.open[index] - self.gap

    def place(self, t, k):
        """In whose place k stands at t: the larger of k and least where the least cannot be met."""
        return k if k >= self.least or t <= self.last[self.least - k] else max(k, self.least)

    def hazard(self, t, k):
        k = self.place(t, k)
        return self.h(t, k) if k < self.most and self.w[t] else 0.0

    def expected(self):
        """The expected number of starts, by the chance of being free at t with k starts, k after k."""
        gap, T, total = self.gap, self.T, 0.0
        came = {0: 1.0}   # at which ticks the starts before become free again, and with which chance
        for k in range(self.most):
            q, now = 0.0, {}
            arrivals = sorted(came.items())
            index = 0
            for t in self.open:
                while index < len(arrivals) and arrivals[index][0] <= t:
                    q += arrivals[index][1]
                    index += 1
                if q <= 0.0:
                    continue
                started = q * self.hazard(t, k)
                total += started
                q -= started
                if t + gap < T:
                    now[t + gap] = started
            came = now
        return total


class MaxEntropy(Period):
    def usual_floor(self):
        return 0.0

    def prepare(self, theta, floor):
        need(floor == 0, "floor is not 0")
        T, gap, w = self.T, self.gap, self.w
        x = {weight: theta * float(weight) for weight in set(w)}
        need(all(x[weight] >= 1e-40 for weight in x if weight), "it cannot be reckoned")
        self.x = x
        self.V = [None] * self.most + [array.array("d", [1.0]) * (T + 1)]
        for k in range(self.most - 1, -1, -1):
            after = self.V[k + 1]
            value = 1.0 if k >= self.least else 0.0
            column = array.array("d", [value]) * (T + 1)
            for t in range(T - 1, -1, -1):
                if w[t]:
                    value = value + x[w[t]] * after[t + gap if t + gap < T else T]
                column[t] = value
            need(value <= 1e280, "it cannot be reckoned")
            need(all(v >= 1e-280 for v in (min(filter(None, column), default=1.0),)), "it cannot be reckoned")
            self.V[k] = column

    def h(self, t, k):
        return self.x[self.w[t]] * self.V[k + 1][min(t + self.gap, self.T)] / self.V[k][t]


class Even(Period):
    def usual_floor(self):
        """c / W, where by Poisson's law the floor alone would leave e^-3.06 of the periods without the least."""
        low, high = 3.06, 3.06 + 4 * self.least
        while self.least > 1 and high - low > 1e-12:
            c = (low + high) / 2
            missed = sum(math.exp(3.06 - c) * c ** n / math.factorial(n) for n in range(self.least))
            low, high = (c, high) if missed > 1 else (low, c)
        return low / self.weights.sums[self.T]

    def prepare(self, theta, floor):
        usual = self.usual_floor()
        need(abs(floor - usual) <= 1e-9 * usual, f"floor is not {usual!r}")
        self.theta, self.floor, self.sums = theta, floor, self.weights.sums

    def h(self, t, k):
        if k >= self.least:
            return min(self.theta * self.w[t], 1.0)
        rest = self.sums[self.last[self.least - k] + 1] - self.sums[t]
        return min(max(self.floor * self.w[t], self.w[t] / rest), 1.0)


def asked(law, tick_s, begin, end, first, offsets):
    """The period without its law's numbers."""
    period = (MaxEntropy if law.law == "max-entropy" else Even)(law, tick_s, begin, end, offsets)
    period.ask(period.check_calendar(first))
    return period


@functools.lru_cache(maxsize=16)
def period_of(law, tick_s, begin, end, first, theta, floor, offsets):
    """The period, checked in all that docs/ledger.md asks of its row."""
    need(begin < end, "it is empty")
    need(end - begin <= 200 * DAY // tick_s, "it is too long")
    period = asked(law, tick_s, begin, end, first, offsets)
    if period.most == 0:
        need(theta == 0 and floor == 0, "no tick is open, and theta or floor is not 0")
        return period
    need(0 < theta < math.inf, "theta is not above 0")
    period.prepare(theta, floor)
    total = period.expected()
    need(abs(total - period.mean) <= 1e-6 * period.mean, f"theta gives {total!r} starts, and not {period.mean!r}")
    return period
