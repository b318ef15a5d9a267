/* The forward pass: see occupancy.h. Pure. */
#include "draw/occupancy.h"

#include <assert.h>

#include "sibu/memory.h"
#include "sibu/random.h"

#define LN_2 0.69314718055994530942

double occupancy_log2(double x)
{
    return sibu_log(x) / LN_2;
}

double occupancy_entropy(double h)
{
    return h > 0.0 && h < 1.0 ? -(h * occupancy_log2(h) + (1.0 - h) * occupancy_log2(1.0 - h)) : 0.0;
}

static struct occupancy_state *state_at(const struct occupancy *occupancy, uint32_t tick, uint32_t starts)
{
    return &occupancy->states[(size_t)tick * (occupancy->most + 1) + starts];
}

const struct occupancy_state *occupancy_at(const struct occupancy *occupancy, uint32_t tick, uint32_t starts)
{
    assert(tick < occupancy->ticks && starts <= occupancy->most);
    return state_at(occupancy, tick, starts);
}

/* What state (t, k) hands on. */
static void hand_on(struct occupancy *to, uint32_t tick, uint32_t starts)
{
    const struct occupancy_state *from = state_at(to, tick, starts);
    const double started = from->q * from->h;
    to->p[tick] += started;
    to->bits += from->q * occupancy_entropy(from->h);
    if (tick + 1 < to->ticks) {
        state_at(to, tick + 1, starts)->q += from->q * (1.0 - from->h);
    }
    if (started > 0.0 && to->gap_ticks < to->ticks - tick) {
        state_at(to, tick + to->gap_ticks, starts + 1)->q += started;
    }
}

static void pass(struct occupancy *to, const struct occupancy_def *def)
{
    state_at(to, 0, 0)->q = 1.0;
    for (uint32_t t = 0; t < def->ticks; t++) {
        for (uint32_t k = 0; k <= def->most; k++) {
            struct occupancy_state *state = state_at(to, t, k);
            if (state->q > 0.0) {
                state->h = k < def->most ? def->hazard(def->of, t, k) : 0.0;
                hand_on(to, t, k);
            }
        }
        to->mean += to->p[t];
    }
}

enum sibu_status occupancy_open(struct occupancy *out, const struct occupancy_def *def, struct sibu_fault *fault)
{
    assert(def->ticks >= 1 && def->gap_ticks >= 1 && def->most >= 1);
    *out = (struct occupancy){.ticks = def->ticks, .gap_ticks = def->gap_ticks, .most = def->most};
    if (def->ticks > OCCUPANCY_CELLS_MAX / ((size_t)def->most + 1)) {
        return sibu_fault_set(fault, SIBU_LIMIT, "", "%u 个时刻、最多 %u 次，太大：请用较长的时刻",
                              "%u ticks and %u drills are too many to reckon with: take longer ticks", def->ticks,
                              def->most);
    }
    out->states = sibu_array_new((size_t)def->ticks * (def->most + 1), sizeof *out->states);
    out->p = sibu_array_new(def->ticks, sizeof *out->p);
    if (out->states == NULL || out->p == NULL) {
        occupancy_close(out);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    pass(out, def);
    return SIBU_OK;
}

static double hazard_of_law(const void *of, uint32_t tick, uint32_t starts)
{
    return law_hazard(of, tick, starts);
}

enum sibu_status occupancy_open_law(struct occupancy *out, const struct law *law, struct sibu_fault *fault)
{
    struct occupancy_def def = {hazard_of_law, law, law_ticks(law), law_gap_ticks(law), law_most(law)};
    return occupancy_open(out, &def, fault);
}

void occupancy_close(struct occupancy *occupancy)
{
    sibu_array_free(occupancy->states);
    sibu_array_free(occupancy->p);
    *occupancy = (struct occupancy){0};
}
