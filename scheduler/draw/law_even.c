/* The even law: sums of weights, and c1 from the mean. Depends on: law_frame, memory. See law.h for the law.
 *
 * The mean is the sum over all t, k of q(t, k) h(t, k), q being the chance of being free at t with k starts so far. It
 * grows with c1, from the least (c1 = 0) to what it is where all open ticks are capped at 1.
 */
#include "draw/law_data.h"
#include "sibu/memory.h"
#include "sibu/random.h"

#define EMPTY 3.06 /* a floor of .017 a day in 180 days leaves e^-3.06 of the periods empty */
#define STEPS_MAX 400
#define CLOSE 1e-14 /* relative to the mean wanted, or of c1 to itself: the rounding of the sums */

double law_even_hazard(const struct law *law, uint32_t tick, uint32_t starts)
{
    const struct law_frame *frame = &law->frame;
    const uint32_t row = frame->row_of[tick];
    const double weight = (double)(law->rest[row] - law->rest[row + 1]);
    double hazard = law->theta * weight;
    if (starts < frame->least) {
        uint32_t last = frame->last_start[frame->least - starts];
        double uniform = weight / (double)(law->rest[row] - law->rest[frame->row_of[last] + 1]);
        hazard = law->floor * weight;
        hazard = hazard < uniform ? uniform : hazard;
    }
    return hazard < 1.0 ? hazard : 1.0;
}

/* What the mean is found with: a ring of the starts of the last g ticks, by the number of starts before. */
struct pass {
    const struct law *law;
    double *ring;
    uint32_t slots; /* min(g, T) */
};

/* The starts of one tick: from q to their slot. */
static double start(const struct law *law, uint32_t tick, double q[LAW_MOST_MAX + 1], double *slot)
{
    double sum = 0.0;
    for (uint32_t k = 0; k < law->frame.most; k++) {
        slot[k] = q[k] > 0.0 ? q[k] * law_even_hazard(law, tick, k) : 0.0;
        q[k] -= slot[k];
        sum += slot[k];
    }
    return sum;
}

static double mean_of(const struct pass *pass)
{
    const struct law *law = pass->law;
    const uint32_t most = law->frame.most;
    double q[LAW_MOST_MAX + 1] = {1.0};
    double mean = 0.0;
    for (uint32_t t = 0; t < law->frame.ticks; t++) {
        double *slot = pass->ring + (size_t)(t % pass->slots) * most;
        for (uint32_t k = 0; k < most && t >= pass->slots; k++) {
            q[k + 1] += slot[k]; /* started g ticks ago */
        }
        if (law_frame_is_open(&law->frame, t)) {
            mean += start(law, t, q, slot);
        } else {
            for (uint32_t k = 0; k < most; k++) {
                slot[k] = 0.0;
            }
        }
    }
    return mean;
}

static double mean_with(struct pass *pass, struct law *law, double theta)
{
    law->theta = theta;
    return mean_of(pass);
}

/* A c1 at which every open tick is capped. */
static double cap(const struct law *law)
{
    int64_t smallest = law->frame.weight_sum;
    for (uint32_t row = 0; row < law->frame.rows; row++) {
        int64_t weight = law->rest[row] - law->rest[row + 1];
        smallest = weight < smallest ? weight : smallest;
    }
    return 1.0 / (double)smallest;
}

static double absolute(double x)
{
    return x < 0.0 ? -x : x;
}

/* The root between two values of c1, the mean less the one wanted being below 0 at the first and above it at the second:
 * by the chord and by halving in turn, so that the bracket shrinks whatever the curve. */
static void narrow(struct pass *pass, struct law *law, double mean, const double at[2], const double off[2])
{
    double low = at[0];
    double high = at[1];
    double low_off = off[0];
    double high_off = off[1];
    for (int step = 0; step < STEPS_MAX; step++) {
        double middle =
            step % 3 == 2 ? low + (high - low) / 2.0 : low - low_off * ((high - low) / (high_off - low_off));
        if (!(middle > low && middle < high)) {
            middle = low + (high - low) / 2.0;
        }
        double found = mean_with(pass, law, middle) - mean;
        if (absolute(found) <= CLOSE * mean || high - low <= CLOSE * high) {
            return;
        }
        if (found < 0.0) {
            low = middle;
            low_off = found;
        } else {
            high = middle;
            high_off = found;
        }
    }
}

static enum sibu_status solve(struct pass *pass, struct law *law, double mean, struct sibu_fault *fault)
{
    const double limit = cap(law);
    double at[2] = {0.0, 2.0 / (double)law->frame.weight_sum};
    double off[2] = {law->frame.least - mean, 0.0};
    for (;;) {
        at[1] = at[1] < limit ? at[1] : limit;
        off[1] = mean_with(pass, law, at[1]) - mean;
        if (off[1] >= 0.0 || at[1] >= limit) {
            break;
        }
        at[0] = at[1];
        off[0] = off[1];
        at[1] *= 2.0;
    }
    if (off[1] < 0.0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "", "平均 %.6g 次不可能：均匀律在这些规则下平均最多 %.6g 次",
                              "a mean of %.6g is impossible: with these rules the even law reaches %.6g at most", mean,
                              off[1] + mean);
    }
    narrow(pass, law, mean, at, off);
    return SIBU_OK;
}

/* The sum of c0 w over a period with which the floor alone would miss the least in e^-3.06 of the periods, starts without
 * a gap being Poisson's: the sum of f^n / n! over n < m is e^(f - 3.06). 3.06 for m = 1. */
double law_usual_floor(uint32_t least)
{
    double low = EMPTY;
    double high = EMPTY + 4.0 * least; /* far enough: 77.98 for m = 64 */
    for (double floor = low; least > 1 && high - low > 1e-12; floor = low + (high - low) / 2.0) {
        double term = sibu_exp(EMPTY - floor);
        double missed = 0.0; /* in units of e^-3.06 */
        for (uint32_t n = 0; n < least; n++) {
            missed += term;
            term *= floor / (n + 1);
        }
        if (missed > 1.0) {
            low = floor;
        } else {
            high = floor;
        }
    }
    return low;
}

static enum sibu_status find_theta(struct pass *pass, struct law *law, const struct law_def *def,
                                   struct sibu_fault *fault)
{
    const double whole = (double)law->frame.weight_sum;
    law->theta = def->theta;
    law->floor = def->floor;
    if (!(def->theta > 0.0)) {
        law->floor = def->floor > 0.0 ? def->floor : law_usual_floor(law->frame.least) / whole;
        law->theta = 1.0 / whole; /* where no other number than the least is possible */
        enum sibu_status status = law->frame.least < law->frame.top ? solve(pass, law, def->mean, fault) : SIBU_OK;
        if (status != SIBU_OK) {
            return status;
        }
    }
    law->mean = mean_of(pass);
    return SIBU_OK;
}

enum sibu_status law_even_fill(struct law *law, const struct law_def *def, struct sibu_fault *fault)
{
    const struct law_frame *frame = &law->frame;
    struct pass pass = {law, NULL, frame->gap_ticks < frame->ticks ? frame->gap_ticks : frame->ticks};
    law->rest = sibu_array_new(frame->rows + (size_t)1, sizeof *law->rest);
    pass.ring = sibu_array_new((size_t)pass.slots * frame->most, sizeof *pass.ring);
    enum sibu_status status = law->rest != NULL && pass.ring != NULL ? SIBU_OK : law_no_memory(fault);
    if (status == SIBU_OK) {
        for (uint32_t t = frame->ticks; t-- > 0;) {
            if (def->weights_milli[t] > 0) {
                law->rest[frame->row_of[t]] = law->rest[frame->row_of[t] + 1] + def->weights_milli[t];
            }
        }
        status = find_theta(&pass, law, def, fault);
    }
    sibu_array_free(pass.ring);
    return status;
}
