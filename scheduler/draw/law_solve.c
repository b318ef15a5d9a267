/* Maximum entropy: theta from the mean, and the table of V. Depends on: law_frame, memory.
 *
 * With V(0, 0) = sum of theta^n C_n over the numbers n of starts from least to top, C_n being the sum over all calendars
 * of n starts of the product of their weights, the mean is sum n theta^n C_n / sum theta^n C_n and grows with theta. The
 * C_n follow from C(t, n) = C(t+1, n) + w_t C(min(t+g, T), n-1) once; here with w / W in place of w, and y = theta W, so
 * that C_n <= 1 / n!.
 */
#include <assert.h>

#include "draw/law_data.h"
#include "sibu/memory.h"

#define VALUE_MIN 1e-280 /* what is positive and below it has lost digits, or soon would */
#define VALUE_MAX 1e280
#define X_MIN 1e-40 /* a product with VALUE_MIN does not vanish */
#define Y_MAX 1e30 /* means that need more are as good as the most */
#define SCALE_AT 1e200

/* C_n for n = least .. top, but for those from `end` on that underflow. */
struct counts {
    double of[LAW_MOST_MAX + 1];
    uint32_t least, end, top;
};

static enum sibu_status underflow(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_BAD_INPUT, "", "概率小于 1e-280 或大于 1e280，无法精确计算：请减少次数或缩短间隔",
                          "probabilities below 1e-280 or above 1e280 cannot be reckoned exactly: ask for fewer drills "
                          "or a shorter gap");
}

/* Fills cells[row * width + n - 1] with C(t, n), n = 1 .. most. */
static void count_calendars(const struct law *law, const int64_t *weights_milli, struct counts *out)
{
    const struct law_frame *frame = &law->frame;
    const size_t width = frame->most + (size_t)1;
    const uint32_t top = frame->top;
    const double whole = (double)frame->weight_sum;
    for (uint32_t t = frame->ticks; t-- > 0;) {
        if (weights_milli[t] == 0) {
            continue;
        }
        double share = (double)weights_milli[t] / whole;
        double *row = law->cells + frame->row_of[t] * width;
        const double *next = row + width;
        const double *after = law->cells + frame->row_of[law_frame_after_gap(frame, t)] * width;
        row[0] = next[0] + share;
        for (uint32_t n = 1; n < top; n++) {
            row[n] = next[n] + share * after[n - 1];
        }
    }
    out->of[0] = 1.0;
    out->least = frame->least;
    out->top = frame->top;
    for (uint32_t n = 1; n <= top; n++) {
        out->of[n] = law->cells[n - 1];
    }
    for (out->end = frame->least; out->end <= top && out->of[out->end] >= VALUE_MIN; out->end++) {
    }
}

/* The mean at y; `*last` becomes the probability of end - 1 starts. */
static double mean_at(const struct counts *counts, double y, double *last)
{
    double term = 1.0; /* of n starts, relative to the others: only ratios count */
    double sum = 1.0;
    double moment = counts->least;
    for (uint32_t n = counts->least + 1; n < counts->end; n++) {
        term *= y * (counts->of[n] / counts->of[n - 1]);
        sum += term;
        moment += n * term;
        if (sum > SCALE_AT) {
            term /= SCALE_AT;
            sum /= SCALE_AT;
            moment /= SCALE_AT;
        }
    }
    *last = term / sum;
    return moment / sum;
}

/* Whether the C_n that underflow could be felt: each is below VALUE_MIN. */
static int ends_too_soon(const struct counts *counts, double y)
{
    double last;
    (void)mean_at(counts, y, &last);
    double share = last / counts->of[counts->end - 1] * VALUE_MIN;
    for (uint32_t n = counts->end; n <= counts->top; n++) {
        share *= y;
        if (share > 1e-17) {
            return 1;
        }
    }
    return 0;
}

/* The y that gives the mean, to the last bit; Y_MAX where none does. */
static double solve(const struct counts *counts, double mean)
{
    double last;
    double low = 0.0;
    double high = 1.0;
    while (high < Y_MAX && mean_at(counts, high, &last) < mean) {
        low = high;
        high *= 2.0;
    }
    for (double middle = low + (high - low) / 2.0; middle > low && middle < high; middle = low + (high - low) / 2.0) {
        if (mean_at(counts, middle, &last) < mean) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return high;
}

static enum sibu_status find_theta(struct law *law, const struct law_def *def, struct sibu_fault *fault)
{
    const double whole = (double)law->frame.weight_sum;
    struct counts counts;
    double last;
    count_calendars(law, def->weights_milli, &counts);
    if (counts.end == counts.least) {
        return underflow(fault);
    }
    law->theta = def->theta;
    if (!(law->theta > 0.0)) {
        law->theta = (counts.least == counts.top ? 1.0 : solve(&counts, def->mean)) / whole;
    }
    double y = law->theta * whole;
    if (!(law->theta > 0.0) || y >= Y_MAX || ends_too_soon(&counts, y)) {
        return underflow(fault);
    }
    law->mean = mean_at(&counts, y, &last);
    return SIBU_OK;
}

static void fill_table(struct law *law, const int64_t *weights_milli)
{
    const struct law_frame *frame = &law->frame;
    const uint32_t most = frame->most;
    const size_t width = most + (size_t)1;
    double *end = law->cells + frame->rows * width;
    for (uint32_t k = 0; k < most; k++) {
        end[k] = k >= frame->least ? 1.0 : 0.0;
    }
    for (uint32_t t = frame->ticks; t-- > 0;) {
        if (weights_milli[t] == 0) {
            continue;
        }
        const double x = law->theta * (double)weights_milli[t];
        double *row = law->cells + frame->row_of[t] * width;
        const double *next = row + width;
        const double *after = law->cells + frame->row_of[law_frame_after_gap(frame, t)] * width;
        for (uint32_t k = 0; k + 1 < most; k++) {
            row[k] = next[k] + x * after[k + 1];
        }
        row[most - 1] = next[most - 1] + x; /* x times V(t, most) = 1 */
        row[most] = x;
    }
}

/* V falls with t, so that the least positive value of a column is its last. */
static int column_is_sound(const struct law *law, uint32_t starts)
{
    const struct law_frame *frame = &law->frame;
    const size_t width = frame->most + (size_t)1;
    uint32_t row = frame->rows;
    if (starts < frame->least) {
        row = frame->row_of[frame->last_start[frame->least - starts]];
    }
    return law->cells[row * width + starts] >= VALUE_MIN && law->cells[starts] <= VALUE_MAX;
}

static int table_is_sound(const struct law *law, const int64_t *weights_milli)
{
    for (uint32_t t = 0; t < law->frame.ticks; t++) {
        if (weights_milli[t] > 0 && law->theta * (double)weights_milli[t] < X_MIN) {
            return 0;
        }
    }
    for (uint32_t k = 0; k < law->frame.most; k++) {
        if (!column_is_sound(law, k)) {
            return 0;
        }
    }
    return 1;
}

enum sibu_status law_entropy_fill(struct law *law, const struct law_def *def, struct sibu_fault *fault)
{
    law->cells = sibu_array_new((law->frame.rows + (size_t)1) * (law->frame.most + (size_t)1), sizeof *law->cells);
    if (law->cells == NULL) {
        return law_no_memory(fault);
    }
    enum sibu_status status = find_theta(law, def, fault);
    if (status != SIBU_OK) {
        return status;
    }
    fill_table(law, def->weights_milli);
    return table_is_sound(law, def->weights_milli) ? SIBU_OK : underflow(fault);
}
