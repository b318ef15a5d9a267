/* The law of the draw: see law.h. Depends on: law_frame, law_solve, law_even. */
#include "draw/law.h"

#include <assert.h>

#include "draw/law_data.h"
#include "sibu/memory.h"

static int is_number(double value) /* finite and not negative */
{
    return value >= 0.0 && value <= 1e300;
}

static enum sibu_status check_numbers(const struct law_frame *frame, const struct law_def *def,
                                      struct sibu_fault *fault)
{
    if (!is_number(def->theta) || !is_number(def->floor)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "", "系数 %g 或下限 %g 不是有限的非负数",
                              "theta %g or floor %g is not a finite number from 0 on", def->theta, def->floor);
    }
    return def->theta > 0.0 ? SIBU_OK : law_frame_check_mean(frame, def->mean, fault);
}

enum sibu_status law_open(struct law **out, const struct law_def *def, struct sibu_fault *fault)
{
    *out = NULL;
    struct law *law = sibu_array_new(1, sizeof *law);
    if (law == NULL) {
        return law_no_memory(fault);
    }
    law->kind = def->kind;
    enum sibu_status status = law_frame_open(&law->frame, def, fault);
    status = status == SIBU_OK ? check_numbers(&law->frame, def, fault) : status;
    if (status == SIBU_OK) {
        status = def->kind == LAW_EVEN ? law_even_fill(law, def, fault) : law_entropy_fill(law, def, fault);
    }
    if (status != SIBU_OK) {
        law_close(law);
        return status;
    }
    *out = law;
    return SIBU_OK;
}

void law_close(struct law *law)
{
    if (law != NULL) {
        law_frame_close(&law->frame);
        sibu_array_free(law->cells);
        sibu_array_free(law->rest);
        sibu_array_free(law);
    }
}

/* x_t V(min(t+g, T), k+1) / V(t, k). */
static double entropy_hazard(const struct law *law, uint32_t tick, uint32_t starts)
{
    const struct law_frame *frame = &law->frame;
    size_t width = frame->most + (size_t)1;
    const double *row = law->cells + frame->row_of[tick] * width;
    const double *after = law->cells + frame->row_of[law_frame_after_gap(frame, tick)] * width;
    double value = starts + 1 < frame->most ? after[starts + 1] : 1.0;
    return row[frame->most] * value / row[starts];
}

double law_hazard(const struct law *law, uint32_t tick, uint32_t starts)
{
    const struct law_frame *frame = &law->frame;
    if (tick >= frame->ticks || starts >= frame->most || !law_frame_is_open(frame, tick)) {
        return 0.0;
    }
    if (!law_frame_can_keep(frame, tick, starts)) {
        return 1.0;
    }
    return law->kind == LAW_EVEN ? law_even_hazard(law, tick, starts) : entropy_hazard(law, tick, starts);
}

int law_can_keep(const struct law *law, uint32_t tick, uint32_t starts)
{
    return law_frame_can_keep(&law->frame, tick, starts);
}

double law_theta(const struct law *law)
{
    return law->theta;
}

double law_floor(const struct law *law)
{
    return law->floor;
}

double law_mean(const struct law *law)
{
    return law->mean;
}

uint32_t law_ticks(const struct law *law)
{
    return law->frame.ticks;
}

uint32_t law_gap_ticks(const struct law *law)
{
    return law->frame.gap_ticks;
}

uint32_t law_least(const struct law *law)
{
    return law->frame.least;
}

uint32_t law_most(const struct law *law)
{
    return law->frame.most;
}
