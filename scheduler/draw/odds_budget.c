/* The cost of a month's budget: see odds_budget.h. Depends on: occupancy, odds_count, law_frame, memory.
 *
 * One site: free(t, k, c), the chance to be free at t with k starts in the period, c of them in the month, goes forward as
 * in occupancy.h. Two rows are kept of it: the chance of c starts before t, and the entropy of the tick by c. The group's
 * count before t is the convolution of the first over all sites; the budget is spent before t where it is n or more.
 */
#include "draw/odds_budget.h"

#include <assert.h>
#include <stdint.h>

#include "draw/law_frame.h"
#include "draw/odds_count.h"
#include "sibu/memory.h"

/* One law in the month. */
struct month {
    const struct occupancy *occupancy;
    uint32_t from, to;
    size_t counts; /* of starts in the month, 0 included */
    double *free; /* [ticks][most + 1][counts] */
    double *before; /* [ticks + 1][counts]: the chance of c starts before the tick */
    double *entropy; /* [ticks][counts]: of the tick, together with c starts before it */
};

/* The sites of one law. */
struct crowd {
    struct month month;
    size_t sites;
    struct odds_count one, others, all; /* of starts before a tick: by one, by all but one, by all */
};

struct group {
    struct crowd crowds[ODDS_BUDGET_LAWS];
    size_t count;
    struct odds_count sum, spare[2];
};

static double *free_at(const struct month *month, uint32_t tick, uint32_t starts)
{
    size_t width = month->occupancy->most + (size_t)1;
    return month->free + ((tick - month->from) * width + starts) * month->counts;
}

/* Where the month begins: free, or free again at a later tick of it. */
static void enter(const struct month *month)
{
    const struct occupancy *occupancy = month->occupancy;
    const uint32_t gap = occupancy->gap_ticks;
    for (uint32_t k = 0; k <= occupancy->most; k++) {
        free_at(month, month->from, k)[0] = occupancy_at(occupancy, month->from, k)->q;
    }
    for (uint32_t s = month->from >= gap ? month->from - gap + 1 : 0; s < month->from; s++) {
        for (uint32_t k = 0; k < occupancy->most && s + (uint64_t)gap < month->to; k++) {
            const struct occupancy_state *state = occupancy_at(occupancy, s, k);
            free_at(month, s + gap, k + 1)[0] += state->q * state->h;
        }
    }
}

static void step(const struct month *month, uint32_t tick, uint32_t starts)
{
    const double h = occupancy_at(month->occupancy, tick, starts)->h;
    const double bits = occupancy_entropy(h);
    const double *here = free_at(month, tick, starts);
    double *before = month->before + (tick - month->from + (size_t)1) * month->counts;
    double *entropy = month->entropy + (tick - month->from) * month->counts;
    for (size_t c = 0; c < month->counts; c++) {
        const double started = here[c] * h;
        entropy[c] += here[c] * bits;
        if (tick + 1 < month->to) {
            free_at(month, tick + 1, starts)[c] += here[c] - started;
        }
        if (started > 0.0) { /* c + 1 fits: counts is the greatest number that does, and 1 */
            assert(c + 1 < month->counts);
            before[c] -= started;
            before[c + 1] += started;
            if (month->occupancy->gap_ticks < month->to - tick) {
                free_at(month, tick + month->occupancy->gap_ticks, starts + 1)[c + 1] += started;
            }
        }
    }
}

static void walk(const struct month *month)
{
    month->before[0] = 1.0;
    enter(month);
    for (uint32_t t = month->from; t < month->to; t++) {
        double *row = month->before + (t - month->from) * month->counts;
        for (size_t c = 0; c < month->counts; c++) {
            row[month->counts + c] = row[c];
        }
        for (uint32_t k = 0; k <= month->occupancy->most; k++) {
            step(month, t, k);
        }
    }
}

static size_t most_starts(const struct month *month)
{
    size_t fit = (month->to - month->from - 1) / month->occupancy->gap_ticks + (size_t)1;
    return fit < month->occupancy->most ? fit : month->occupancy->most;
}

static void close_month(struct month *month)
{
    sibu_array_free(month->free);
    sibu_array_free(month->before);
    sibu_array_free(month->entropy);
}

static enum sibu_status open_month(struct month *month, struct sibu_fault *fault)
{
    size_t ticks = month->to - month->from;
    month->counts = most_starts(month) + 1;
    month->free = sibu_array_new(ticks * (month->occupancy->most + (size_t)1) * month->counts, sizeof *month->free);
    month->before = sibu_array_new((ticks + 1) * month->counts, sizeof *month->before);
    month->entropy = sibu_array_new(ticks * month->counts, sizeof *month->entropy);
    if (month->free == NULL || month->before == NULL || month->entropy == NULL) {
        return law_no_memory(fault);
    }
    walk(month);
    return SIBU_OK;
}

static void close_group(struct group *group)
{
    for (size_t i = 0; i < group->count; i++) {
        struct crowd *crowd = &group->crowds[i];
        close_month(&crowd->month);
        odds_count_close(&crowd->one);
        odds_count_close(&crowd->others);
        odds_count_close(&crowd->all);
    }
    odds_count_close(&group->sum);
    odds_count_close(&group->spare[0]);
    odds_count_close(&group->spare[1]);
}

/* Every count has room for the whole group's: they change places. */
static enum sibu_status open_counts(struct group *group, size_t most, struct sibu_fault *fault)
{
    enum sibu_status status = odds_count_open(&group->sum, most, fault);
    for (size_t i = 0; i < 2 && status == SIBU_OK; i++) {
        status = odds_count_open(&group->spare[i], most, fault);
    }
    for (size_t i = 0; i < group->count && status == SIBU_OK; i++) {
        struct odds_count *const counts[] = {&group->crowds[i].one, &group->crowds[i].others, &group->crowds[i].all};
        for (size_t k = 0; k < 3 && status == SIBU_OK; k++) {
            status = odds_count_open(counts[k], most, fault);
        }
    }
    return status;
}

static enum sibu_status open_group(struct group *group, const struct odds_budget_law *laws, const uint32_t span[2],
                                   struct sibu_fault *fault)
{
    size_t most = 0;
    for (size_t i = 0; i < group->count; i++) {
        struct crowd *crowd = &group->crowds[i];
        const uint32_t begin = laws[i].begin;
        crowd->month = (struct month){.occupancy = laws[i].occupancy, .from = span[0] - begin, .to = span[1] - begin};
        crowd->sites = laws[i].sites;
        enum sibu_status status = open_month(&crowd->month, fault);
        if (status != SIBU_OK) {
            return status;
        }
        most += crowd->sites * (crowd->month.counts - 1);
    }
    return open_counts(group, most, fault);
}

/* The counts before the tick, law by law. */
static void count_before(struct group *group, size_t tick)
{
    for (size_t i = 0; i < group->count; i++) {
        struct crowd *crowd = &group->crowds[i];
        odds_count_set(&crowd->one, crowd->month.before + tick * crowd->month.counts, crowd->month.counts);
        odds_count_repeat(&crowd->others, &crowd->one, crowd->sites - 1, group->spare);
        odds_count_add(&crowd->all, &crowd->others, &crowd->one);
    }
}

/* The sum over the group, but for one site of the crowd `but`; SIZE_MAX: over the whole of it. */
static const struct odds_count *add_up(struct group *group, size_t but)
{
    static const double NONE[] = {1.0};
    odds_count_set(&group->sum, NONE, 1);
    for (size_t i = 0; i < group->count; i++) {
        const struct crowd *crowd = &group->crowds[i];
        odds_count_add(&group->spare[0], &group->sum, i == but ? &crowd->others : &crowd->all);
        struct odds_count keep = group->sum;
        group->sum = group->spare[0];
        group->spare[0] = keep;
    }
    return &group->sum;
}

/* Entropy of the tick, where the budget was spent before it. */
static double bits_behind(struct group *group, size_t tick, uint32_t most)
{
    double bits = 0.0;
    for (size_t i = 0; i < group->count; i++) {
        const struct month *month = &group->crowds[i].month;
        const struct odds_count *others = add_up(group, i);
        for (size_t c = 0; c < month->counts; c++) {
            double spent = odds_count_reaches(others, most > c ? most - c : 0);
            bits += (double)group->crowds[i].sites * month->entropy[tick * month->counts + c] * spent;
        }
    }
    return bits;
}

/* Whether nothing can start at the tick of the month. */
static int is_quiet(const struct group *group, size_t tick)
{
    for (size_t i = 0; i < group->count; i++) {
        const struct month *month = &group->crowds[i].month;
        if (month->occupancy->p[month->from + tick] > 0.0) {
            return 0;
        }
    }
    return 1;
}

/* From the month's end to where the budget cannot be spent yet. */
static void measure(struct group *group, size_t ticks, uint32_t most, struct odds_budget *out)
{
    count_before(group, ticks);
    const struct odds_count *sum = add_up(group, SIZE_MAX);
    out->drawn = odds_count_mean(sum);
    out->used_up = odds_count_reaches(sum, most);
    out->lost = odds_count_beyond(sum, most);
    double spent = out->used_up;
    for (size_t t = ticks; t-- > 0 && spent > 0.0;) {
        if (!is_quiet(group, t)) { /* else as many before it as behind it */
            count_before(group, t);
            spent = odds_count_reaches(add_up(group, SIZE_MAX), most);
            out->bits += bits_behind(group, t, most);
        }
        out->free += spent / (double)ticks;
    }
}

enum sibu_status odds_budget_of_month(const struct odds_budget_law *laws, size_t count, const uint32_t span[2],
                                      uint32_t most, struct odds_budget *out, struct sibu_fault *fault)
{
    struct group group = {.count = count};
    assert(count >= 1 && count <= ODDS_BUDGET_LAWS && span[0] < span[1] && most >= 1);
    *out = (struct odds_budget){0};
    enum sibu_status status = open_group(&group, laws, span, fault);
    if (status == SIBU_OK) {
        measure(&group, span[1] - span[0], most, out);
    }
    close_group(&group);
    return status;
}

enum sibu_status odds_budget_edges(const struct odds_budget_law *laws, size_t count, const uint32_t span[2],
                                   const uint32_t least_and_first[2], struct odds_edges *out, struct sibu_fault *fault)
{
    struct group group = {.count = count};
    const uint32_t ticks = span[1] - span[0], first = least_and_first[1];
    assert(count >= 1 && count <= ODDS_BUDGET_LAWS && span[0] < span[1]);
    *out = (struct odds_edges){0};
    enum sibu_status status = open_group(&group, laws, span, fault);
    if (status == SIBU_OK) {
        count_before(&group, ticks);
        const struct odds_count *sum = add_up(&group, SIZE_MAX);
        out->drawn = odds_count_mean(sum);
        out->short_of = odds_count_below(sum, least_and_first[0]);
        count_before(&group, first < ticks ? first : ticks);
        out->beginning = odds_count_reaches(add_up(&group, SIZE_MAX), 1);
    }
    close_group(&group);
    return status;
}
