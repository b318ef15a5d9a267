/* The optimum by dynamic programming: see odds_best.h. Depends on: law_frame, memory. */
#include "draw/odds_best.h"

#include "draw/law_frame.h"
#include "sibu/memory.h"

#define PRICES 72u /* down to 2e-6, between which the least is looked for at first */
#define PRICE_STEP 1.2
#define GOLDEN 0.61803398874989484820
#define GOLDEN_STEPS 24
#define LAMBDA_STEPS 100
#define CLOSE 1e-11

/* A state's cost from there on, lambda times its starts taken off, and the starts themselves. */
struct cell {
    double cost, starts;
};

struct search {
    struct law_frame frame;
    const int64_t *weights_milli;
    double mean;
    struct cell *cells; /* [(rows + 1) * (most + 1)]; the last row and the last column stay 0 */
};

/* The cost is straight in h from 0 to c and from c to 1, so that its least lies at one of the three. */
static struct cell best(const struct cell *wait, const struct cell *start, double price, double lambda, int forced)
{
    double slope = start->cost - wait->cost - lambda; /* up to c; beyond it 1 more, which is what being seen costs */
    double h = slope < 0.0 ? price : 0.0;
    h = forced || slope < -1.0 ? 1.0 : h;
    return (struct cell){wait->cost + h * slope + (h > price ? h - price : 0.0),
                         (1.0 - h) * wait->starts + h * (1.0 + start->starts)};
}

static struct cell evaluate(const struct search *search, double price, double lambda)
{
    const struct law_frame *frame = &search->frame;
    const size_t width = frame->most + (size_t)1;
    for (uint32_t t = frame->ticks; t-- > 0;) {
        if (search->weights_milli[t] == 0) {
            continue;
        }
        struct cell *row = search->cells + frame->row_of[t] * width;
        const struct cell *after = search->cells + frame->row_of[law_frame_after_gap(frame, t)] * width;
        for (uint32_t k = 0; k < frame->most; k++) {
            int forced = k < frame->least && t >= frame->last_start[frame->least - k];
            row[k] = best(&row[width + k], &after[k + 1], price, lambda, forced);
        }
    }
    return search->cells[0];
}

/* The dual value at lambda and its slope: a line that nowhere lies below the concave dual. */
struct line {
    double at, value, slope;
};

static struct line line_at(const struct search *search, double price, double lambda)
{
    struct cell first = evaluate(search, price, lambda);
    return (struct line){lambda, first.cost + lambda * search->mean, search->mean - first.starts};
}

/* L(c): the dual's greatest value, between a line that rises and one that falls. */
static double least_cost(const struct search *search, double price)
{
    struct line rises = line_at(search, price, 0.0);
    struct line falls = rises;
    for (double lambda = 1.0; falls.slope > 0.0 && lambda < 1e12; lambda *= 4.0) {
        falls = line_at(search, price, lambda);
    }
    for (int step = 0; step < LAMBDA_STEPS && rises.slope > 0.0 && falls.slope < 0.0; step++) {
        double lambda =
            (falls.value - rises.value + rises.slope * rises.at - falls.slope * falls.at) / (rises.slope - falls.slope);
        double bound = rises.value + rises.slope * (lambda - rises.at);
        struct line found = line_at(search, price, lambda);
        if (bound - found.value <= CLOSE) {
            return found.value;
        }
        if (found.slope > 0.0) {
            rises = found;
        } else {
            falls = found;
        }
    }
    return rises.value > falls.value ? rises.value : falls.value;
}

static double caught_at(const struct search *search, double share, double price, double cost)
{
    return (price * share * search->frame.ticks + cost) / search->mean;
}

/* Between two prices, by golden section. */
static double refine(const struct search *search, double share, double low, double high)
{
    double left = high - GOLDEN * (high - low);
    double right = low + GOLDEN * (high - low);
    double at_left = caught_at(search, share, left, least_cost(search, left));
    double at_right = caught_at(search, share, right, least_cost(search, right));
    for (int step = 0; step < GOLDEN_STEPS; step++) {
        if (at_left < at_right) {
            high = right;
            right = left;
            at_right = at_left;
            left = high - GOLDEN * (high - low);
            at_left = caught_at(search, share, left, least_cost(search, left));
        } else {
            low = left;
            left = right;
            at_left = at_right;
            right = low + GOLDEN * (high - low);
            at_right = caught_at(search, share, right, least_cost(search, right));
        }
    }
    return at_left < at_right ? at_left : at_right;
}

static void find(const struct search *search, const double *shares, double *caught, size_t count)
{
    double prices[PRICES];
    double costs[PRICES];
    double price = 1.0;
    for (size_t i = PRICES; i-- > 0; price /= PRICE_STEP) {
        prices[i] = price;
        costs[i] = least_cost(search, price);
    }
    for (size_t s = 0; s < count; s++) {
        size_t at = 0;
        for (size_t i = 1; i < PRICES; i++) {
            at = caught_at(search, shares[s], prices[i], costs[i]) < caught_at(search, shares[s], prices[at], costs[at])
                     ? i
                     : at;
        }
        double low = at > 0 ? prices[at - 1] : 0.0;
        double high = at + 1 < PRICES ? prices[at + 1] : 1.0;
        caught[s] = refine(search, shares[s], low, high);
    }
}

enum sibu_status odds_best_caught(const struct law_def *def, const double *shares, double *caught, size_t count,
                                  struct sibu_fault *fault)
{
    struct search search = {.weights_milli = def->weights_milli, .mean = def->mean};
    enum sibu_status status = law_frame_open(&search.frame, def, fault);
    status = status == SIBU_OK ? law_frame_check_mean(&search.frame, def->mean, fault) : status;
    if (status == SIBU_OK) {
        size_t count_cells = (search.frame.rows + (size_t)1) * (search.frame.most + (size_t)1);
        search.cells = sibu_array_new(count_cells, sizeof *search.cells);
        status = search.cells != NULL ? SIBU_OK : law_no_memory(fault);
    }
    if (status == SIBU_OK) {
        find(&search, shares, caught, count);
    }
    sibu_array_free(search.cells);
    law_frame_close(&search.frame);
    return status;
}
