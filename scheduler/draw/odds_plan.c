/* How predictable a plan's laws are: see odds_plan.h. */
#include "draw/odds_plan.h"

#include <string.h>

#include "draw/odds_hours.h"

#define HOURS_A_DAY 24
#define SURPRISE_HOURS 8
#define PREPARED 1 /* index of 5 % */

const double ODDS_SHARE[ODDS_SHARES] = {0.02, 0.05, 0.1, 0.2};
const double ODDS_CHANCE[ODDS_CHANCES] = {0.05, 0.2, 0.5};

/* Bits of the period, and what is caught by who is prepared 5 % of the time. False where nothing can be drawn so. */
static int measure(struct law_def def, double *bits, double *caught)
{
    struct law *law = NULL;
    struct occupancy occupancy = {0};
    struct odds_curve curve = {0};
    struct sibu_fault ignored;
    odds_hours_fit(&def);
    int ok = def.most > 0 && law_open(&law, &def, &ignored) == SIBU_OK &&
             occupancy_open_law(&occupancy, law, &ignored) == SIBU_OK &&
             odds_curve_open_period(&curve, &occupancy, &ignored) == SIBU_OK;
    if (ok) {
        *bits = occupancy.bits;
        *caught = odds_caught(&curve, ODDS_SHARE[PREPARED]);
    }
    odds_curve_close(&curve);
    occupancy_close(&occupancy);
    law_close(law);
    return ok;
}

static int same_weights(const int64_t *a, const int64_t *b, uint32_t count)
{
    return memcmp(a, b, count * sizeof *a) == 0;
}

/* The definition without one of its rules; false where the rule is not there. */
static int vary(const struct odds_hours *hours, enum odds_without without, struct law_def *out)
{
    *out = hours->def;
    switch (without) {
    case ODDS_NO_GAP:
        out->gap_ticks = 1;
        return hours->def.gap_ticks > 1;
    case ODDS_NO_LEAST:
        out->least = 0;
        return hours->def.least > 0;
    case ODDS_NO_MOST:
        out->most = LAW_MOST_MAX;
        return hours->def.most < LAW_MOST_MAX;
    case ODDS_NO_WINDOWS:
        out->weights_milli = hours->level;
        return 1;
    case ODDS_NO_NEVER:
        out->weights_milli = hours->open;
        return !same_weights(hours->open, hours->weights, out->ticks);
    case ODDS_OTHER_LAW:
        out->kind = out->kind == LAW_EVEN ? LAW_MAX_ENTROPY : LAW_EVEN;
        return 1;
    case ODDS_MORE_DRILLS:
        out->mean = out->mean * 1.5;
        return out->mean < out->most;
    case ODDS_COUNT:
        break;
    }
    return 0;
}

static void measure_changes(const struct odds_hours *hours, struct odds_law *out)
{
    for (int i = 0; i < ODDS_COUNT; i++) {
        struct law_def def;
        struct odds_change *change = &out->changes[i];
        double bits = 0.0;
        change->possible = vary(hours, (enum odds_without)i, &def) && measure(def, &bits, &change->caught);
        change->bits = bits - out->bits.period;
    }
}

static enum sibu_status measure_window(const struct occupancy *occupancy, struct odds_law *out,
                                       struct sibu_fault *fault)
{
    struct odds_window window;
    enum sibu_status status = odds_window_open(&window, occupancy, HOURS_A_DAY, fault);
    if (status != SIBU_OK) {
        return status;
    }
    for (int i = 0; i < ODDS_CHANCES; i++) {
        out->time_above[i] = odds_window_time_above(&window, ODDS_CHANCE[i]);
        out->drills_above[i] = odds_window_drills_above(&window, ODDS_CHANCE[i]);
    }
    out->worst = odds_window_worst(&window);
    status = odds_window_ever(&window, out->worst, &out->worst_ever, fault);
    for (uint32_t tick = 0; tick < occupancy->ticks && out->days < ODDS_DAYS_MAX; tick += HOURS_A_DAY) {
        out->quiet[out->days++] = odds_window_at(&window, tick, 0);
    }
    odds_window_close(&window);
    return status;
}

static enum sibu_status measure_curve(const struct occupancy *occupancy, struct odds_law *out, struct sibu_fault *fault)
{
    struct odds_curve curve;
    enum sibu_status status = odds_curve_open_period(&curve, occupancy, fault);
    if (status != SIBU_OK) {
        return status;
    }
    for (int i = 0; i < ODDS_SHARES; i++) {
        out->caught[i] = odds_caught(&curve, ODDS_SHARE[i]);
    }
    out->pietra = odds_pietra(&curve);
    out->gini = odds_gini(&curve);
    odds_curve_close(&curve);
    return SIBU_OK;
}

static enum sibu_status measure_law(const struct law_def *def, struct odds_law *out, struct sibu_fault *fault)
{
    struct law *law = NULL;
    struct occupancy occupancy = {0};
    enum sibu_status status = law_open(&law, def, fault);
    if (status == SIBU_OK) {
        status = occupancy_open_law(&occupancy, law, fault);
    }
    if (status == SIBU_OK) {
        out->ticks = def->ticks;
        out->mean = occupancy.mean;
        out->bits = odds_bits(&occupancy, HOURS_A_DAY);
        out->min_entropy = odds_min_entropy(&occupancy, 0, 0);
        status = measure_curve(&occupancy, out, fault);
    }
    if (status == SIBU_OK) {
        status = measure_window(&occupancy, out, fault);
    }
    occupancy_close(&occupancy);
    law_close(law);
    return status == SIBU_OK ? odds_best_caught(def, ODDS_SHARE, out->best, ODDS_SHARES, fault) : status;
}

/* The entropy of a start that is drawn by weight inside a window of eight hours, in bits, on average over all beginnings
 * of the window from which it can strike at all. */
static double surprise_bits(const int64_t *weights, uint32_t hours)
{
    double bits = 0.0;
    uint32_t windows = 0;
    for (uint32_t from = 0; from + SURPRISE_HOURS <= hours; from++) {
        double whole = 0.0;
        double sum = 0.0;
        for (uint32_t i = from; i < from + SURPRISE_HOURS; i++) {
            double w = (double)weights[i];
            whole += w;
            sum += w > 0.0 ? w * occupancy_log2(w) : 0.0;
        }
        bits += whole > 0.0 ? occupancy_log2(whole) - sum / whole : 0.0;
        windows += whole > 0.0;
    }
    return windows > 0 ? bits / windows : 0.0;
}

enum sibu_status odds_of_law(const struct plan *plan, const struct outlook *outlook, uint32_t law, struct odds_law *out,
                             struct sibu_fault *fault)
{
    struct odds_hours hours = {0};
    memset(out, 0, sizeof *out);
    enum sibu_status status = odds_hours_open(&hours, plan, outlook, law, fault);
    struct law_def def = hours.def;
    if (status == SIBU_OK) {
        odds_hours_fit(&def);
        status = def.most > 0
                     ? measure_law(&def, out, fault)
                     : sibu_fault_set(fault, SIBU_NO, "", "这一时期没有开放时刻", "no tick of this period is open");
    }
    if (status == SIBU_OK) {
        out->surprise_bits = surprise_bits(hours.weights, hours.def.ticks);
        measure_changes(&hours, out);
    }
    odds_hours_close(&hours);
    return status;
}
