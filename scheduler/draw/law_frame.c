/* Open ticks, and how late a start may be: see law_frame.h. Pure. */
#include "draw/law_frame.h"

#include <assert.h>

#include "sibu/memory.h"

#define WEIGHT_SUM_MAX (INT64_C(1) << 53) /* whole numbers up to here are doubles */

enum sibu_status law_no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

uint32_t law_most_that_fit(const int64_t *weights_milli, uint32_t ticks, uint32_t gap_ticks)
{
    uint32_t count = 0;
    assert(gap_ticks >= 1);
    for (uint64_t t = 0; t < ticks; t++) {
        if (weights_milli[t] > 0) { /* as early as possible is never worse */
            count++;
            t += gap_ticks - 1;
        }
    }
    return count;
}

uint32_t law_frame_after_gap(const struct law_frame *frame, uint32_t tick)
{
    assert(tick < frame->ticks);
    return frame->gap_ticks < frame->ticks - tick ? tick + frame->gap_ticks : frame->ticks;
}

int law_frame_is_open(const struct law_frame *frame, uint32_t tick)
{
    return frame->row_of[tick] != frame->row_of[tick + 1];
}

int law_frame_can_keep(const struct law_frame *frame, uint32_t tick, uint32_t starts)
{
    return starts >= frame->least || tick <= frame->last_start[frame->least - starts];
}

static enum sibu_status check_shape(const struct law_def *def, struct sibu_fault *fault)
{
    if (def->ticks < 1 || def->ticks > LAW_TICKS_MAX) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "", "一个周期有 %u 个时刻，应在 1 至 %u 之间",
                              "a period of %u ticks: 1 to %u are possible", def->ticks, LAW_TICKS_MAX);
    }
    if (def->most < 1 || def->most > LAW_MOST_MAX) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "", "每个周期最多 %u 次演练，应在 1 至 %u 之间",
                              "at most %u drills in a period: 1 to %u are possible", def->most, LAW_MOST_MAX);
    }
    if (def->least > def->most) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "", "最少次数 %u 大于最多次数 %u",
                              "at least %u drills, but at most %u: the least is greater than the most", def->least,
                              def->most);
    }
    if (def->gap_ticks < 1) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "", "两次演练的间隔为 %u 个时刻，至少应为 1",
                              "a gap of %u ticks between drills: at least 1 is needed", def->gap_ticks);
    }
    return SIBU_OK;
}

static enum sibu_status check_weights(struct law_frame *frame, const int64_t *weights_milli, struct sibu_fault *fault)
{
    for (uint32_t t = 0; t < frame->ticks; t++) {
        if (weights_milli[t] < 0 || weights_milli[t] > WEIGHT_SUM_MAX - 1 - frame->weight_sum) {
            return sibu_fault_set(fault, SIBU_BAD_INPUT, "", "第 %u 个时刻的权重为负，或权重之和过大",
                                  "the weight of tick %u is negative, or the weights' sum is too large", t);
        }
        frame->weight_sum += weights_milli[t];
        frame->rows += weights_milli[t] > 0;
    }
    if (frame->rows == 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "", "周期内没有任何可以开始演练的时刻",
                              "no tick of the period is open: no drill could ever start");
    }
    uint32_t fit = law_most_that_fit(weights_milli, frame->ticks, frame->gap_ticks);
    frame->top = fit < frame->most ? fit : frame->most;
    if (frame->least > fit) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "",
                              "%u 次演练、每两次至少相隔 %u 个时刻，在开放的时刻里排不下：最多 %u 次",
                              "%u drills, each at least %u ticks after the last, do not fit into the open ticks: %u do",
                              frame->least, frame->gap_ticks, fit);
    }
    return SIBU_OK;
}

/* As late as possible, from the end: the mirror image of law_most_that_fit. */
static void find_last_starts(struct law_frame *frame)
{
    uint32_t tick = frame->ticks; /* the next start lies before it */
    for (uint32_t n = 1; n <= frame->least; n++) {
        uint32_t row = frame->row_of[tick];
        assert(row > 0); /* the least fits */
        while (frame->row_of[tick] == row) {
            tick--;
        }
        frame->last_start[n] = tick;
        tick = tick >= frame->gap_ticks ? tick - frame->gap_ticks + 1 : 0;
    }
}

enum sibu_status law_frame_open(struct law_frame *out, const struct law_def *def, struct sibu_fault *fault)
{
    enum sibu_status status = check_shape(def, fault);
    *out = (struct law_frame){.ticks = def->ticks, .gap_ticks = def->gap_ticks, .least = def->least, .most = def->most};
    status = status == SIBU_OK ? check_weights(out, def->weights_milli, fault) : status;
    if (status != SIBU_OK) {
        return status;
    }
    out->row_of = sibu_array_new((size_t)out->ticks + 1, sizeof *out->row_of);
    if (out->row_of == NULL) {
        return law_no_memory(fault);
    }
    uint32_t row = 0;
    for (uint32_t t = 0; t < out->ticks; t++) {
        out->row_of[t] = row;
        row += def->weights_milli[t] > 0;
    }
    out->row_of[out->ticks] = row;
    find_last_starts(out);
    return SIBU_OK;
}

void law_frame_close(struct law_frame *frame)
{
    sibu_array_free(frame->row_of);
    frame->row_of = NULL;
}

enum sibu_status law_frame_check_mean(const struct law_frame *frame, double mean, struct sibu_fault *fault)
{
    if (frame->least == frame->top) {
        return mean >= frame->least && mean <= frame->least
                   ? SIBU_OK
                   : sibu_fault_set(fault, SIBU_BAD_INPUT, "", "平均 %.6g 次不可能：每个周期恰好 %u 次",
                                    "a mean of %.6g is impossible: each period holds exactly %u", mean, frame->least);
    }
    if (!(mean > frame->least && mean < frame->top)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "", "平均 %.6g 次不可能：应大于最少的 %u 次，小于能排下的 %u 次",
                              "a mean of %.6g is impossible: it must be above the least, %u, and below %u, the most "
                              "that are possible",
                              mean, frame->least, frame->top);
    }
    return SIBU_OK;
}
