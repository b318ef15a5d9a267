/* See reader_model.h. */
#include "reader_model.h"

#include "draw/occupancy.h"
#include "sibu/random.h"

#define RATE 0.05
#define BITS 16
#define BET_LEAST 1e-9

const char *model_name(enum model_kind kind)
{
    static const char *const NAMES[MODEL_COUNT] = {
        "the exact hazard",   "the clock", "clock and rules",       "bits of the last hash", "bits of the last r",
        "bits of the last U", "sizes",     "a table of the last U", "a leak (control)"};
    return NAMES[kind];
}

static int knows_rules(const struct model *model)
{
    return model->kind != MODEL_CLOCK;
}

static double logit(double p)
{
    return sibu_log(p / (1.0 - p));
}

static double sigmoid(double x)
{
    return 1.0 / (1.0 + sibu_exp(-x));
}

static int put_bits(double *x, const uint8_t *bytes)
{
    for (int i = 0; i < BITS; i++) {
        x[i] = (bytes[i / 8] >> (i % 8) & 1) != 0 ? 1.0 : -1.0;
    }
    return BITS;
}

static int put_clock(double *x, const struct moment *moment)
{
    double since = moment->since_days / 180.0;
    x[0] = 1.0;
    x[1] = since;
    x[2] = since * since;
    x[3] = moment->tick % 2 != 0 ? 1.0 : -1.0;
    for (int i = 0; i < 24; i++) {
        x[4 + i] = moment->hour == i ? 1.0 : 0.0;
    }
    for (int i = 0; i < 7; i++) {
        x[28 + i] = moment->weekday == i ? 1.0 : 0.0;
    }
    x[35] = (double)moment->tick / 4344.0;
    x[36] = (double)moment->starts;
    return 37;
}

static int put_sizes(double *x, uint64_t bytes)
{
    x[0] = (double)(bytes % 4096) / 4096.0 - 0.5;
    x[1] = (double)(bytes % 65536) / 65536.0 - 0.5;
    for (int i = 0; i < 10; i++) {
        x[2 + i] = (bytes >> i & 1) != 0 ? 1.0 : -1.0;
    }
    return 12;
}

/* What the reader looks at; returns how many numbers that is. */
static int look(const struct model *model, const struct moment *moment, double x[MODEL_INPUTS_MAX])
{
    uint8_t u[2] = {(uint8_t)(moment->u >> 56), (uint8_t)(moment->u >> 48)};
    switch (model->kind) {
    case MODEL_CLOCK:
    case MODEL_CLOCK_AND_RULES:
        return put_clock(x, moment);
    case MODEL_HASH:
        return put_bits(x, moment->hash);
    case MODEL_BYTES_OF_R:
        return put_bits(x, moment->r);
    case MODEL_BYTES_OF_U:
        return put_bits(x, u);
    case MODEL_SIZES:
        return put_sizes(x, moment->bytes);
    case MODEL_LEAK:
        x[0] = moment->leak ? 1.0 : -1.0;
        x[1] = 1.0;
        return 2;
    case MODEL_EXACT:
    case MODEL_TABLE_OF_U:
    case MODEL_COUNT:
    default:
        return 0;
    }
}

double model_bet(const struct model *model, const struct moment *moment)
{
    double x[MODEL_INPUTS_MAX];
    int sure = moment->h <= 0.0 || moment->h >= 1.0;
    if (knows_rules(model) && (sure || model->kind == MODEL_EXACT)) {
        return moment->h;
    }
    double at = knows_rules(model) ? logit(moment->h) : -6.0;
    if (model->kind == MODEL_TABLE_OF_U) {
        int i = (int)(moment->u >> 56);
        at += sibu_log((model->seen[i] + 4.0) / (model->wanted[i] + 4.0));
    }
    int count = look(model, moment, x);
    for (int i = 0; i < count; i++) {
        at += model->w[i] * x[i];
    }
    double bet = sigmoid(at);
    return bet < BET_LEAST ? BET_LEAST : bet > 1.0 - BET_LEAST ? 1.0 - BET_LEAST : bet;
}

void model_learn(struct model *model, const struct moment *moment, int start)
{
    double x[MODEL_INPUTS_MAX];
    if (model->kind == MODEL_EXACT || (knows_rules(model) && moment->h >= 1.0)) {
        return;
    }
    if (model->kind == MODEL_TABLE_OF_U) {
        model->seen[moment->u >> 56] += start;
        model->wanted[moment->u >> 56] += moment->h;
        return;
    }
    double off = (double)start - model_bet(model, moment);
    int count = look(model, moment, x);
    for (int i = 0; i < count; i++) {
        double slope = off * x[i];
        model->spread[i] += slope * slope;
        if (model->spread[i] > 0.0) {
            model->w[i] += RATE * slope / __builtin_sqrt(model->spread[i]);
        }
    }
}

double model_loss(double bet, int start)
{
    return -occupancy_log2(start ? bet : 1.0 - bet);
}
