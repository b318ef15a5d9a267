/* Readers who try to know more than the exact hazard: what each looks at, and how it learns from what happened.
 *
 * A reader guesses the chance of a start as sigmoid(base + w x), where x is what it looks at. One that knows the rules takes
 * base = logit of the exact hazard, so that w = 0 is honest and any w that pays is something that leaks; one that does not
 * takes base = 0. It learns one tick after the other (AdaGrad on the log-loss). Pure.
 */
#pragma once
#include <stdint.h>

#define MODEL_INPUTS_MAX 64
#define MODEL_TABLE 256

/* All that can be seen on the disk at a tick, before it is drawn. */
struct moment {
    uint32_t tick, starts; /* in the period */
    double h;
    double since_days; /* since the last start, or since the period began */
    int hour, weekday; /* of the wall clock; 0 is Monday */
    uint8_t hash[32]; /* of the ledger's last row */
    uint8_t r[32]; /* of the tick before */
    uint64_t u; /* of the tick before */
    uint64_t bytes; /* of the ledger so far */
    int leak; /* a control: not there in the product */
};

enum model_kind {
    MODEL_EXACT, /* knows the rules and nothing else */
    MODEL_CLOCK, /* no rules: time since the last start, hour, weekday, parity of the tick */
    MODEL_CLOCK_AND_RULES, /* the same on top of the rules */
    MODEL_HASH, /* the rules, and bits of the last row's hash */
    MODEL_BYTES_OF_R, /* the rules, and bits of the last r */
    MODEL_BYTES_OF_U, /* the rules, and bits of the last U */
    MODEL_SIZES, /* the rules, and how full the last pages of the file are */
    MODEL_TABLE_OF_U, /* the rules, and how often a start followed this first byte of U */
    MODEL_LEAK, /* a control: the rules, and a bit that tells a little */
    MODEL_COUNT
};

struct model {
    enum model_kind kind;
    double w[MODEL_INPUTS_MAX], spread[MODEL_INPUTS_MAX];
    double seen[MODEL_TABLE], wanted[MODEL_TABLE]; /* of MODEL_TABLE_OF_U: starts, and what h let expect */
};

const char *model_name(enum model_kind kind);
/* The chance of a start that the reader bets on. In (0, 1), but 0 or 1 where the rules say so and it knows them. */
double model_bet(const struct model *model, const struct moment *moment);
void model_learn(struct model *model, const struct moment *moment, int start);
/* -log2 of the chance that was given to what happened. */
double model_loss(double bet, int start);
