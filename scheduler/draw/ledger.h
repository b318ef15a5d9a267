/* The rows of the draw's ledger: how each is written and read, and how they are chained (docs/ledger.md).
 *
 * A row is a JSON text with one way to be written; rows that tell of a tick all have one size, so that nothing about the
 * outcome shows in lengths. Each carries a hash over the one before it. What rows mean together is book.h's. Pure;
 * allocates nothing but what texts grow.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "draw/tick.h"
#include "draw/weights.h"
#include "sibu/fault.h"
#include "sibu/hash.h"
#include "sibu/text.h"

#define LEDGER_BODY_MAX 640 /* with the NUL: of every body but those of "rules" and "period" */
#define LEDGER_TICK_LENGTH 297 /* of the body of every "tick" row */
#define LEDGER_OFFSETS_MAX 64 /* changes of a clock's offset in a period */

struct ledger_row {
    int64_t row; /* 1.. without a hole */
    int64_t time_us;
    const char
        *kind; /* "start", "rules", "period", "skip", "tick", "drill", "end", "result", "surprise", "now", "missed",
                         "damage", and those of ledger_proof.h */
    const char *body;
    uint8_t hash[SIBU_HASH_BYTES];
};

/* hash = BLAKE2b-256("sibu ledger v1": previous hash, row, time_us, kind, body). Before row 1: 32 zero bytes. */
void ledger_hash(const struct ledger_row *row, const uint8_t previous[SIBU_HASH_BYTES], uint8_t out[SIBU_HASH_BYTES]);
/* BLAKE2b-256("sibu draw v1": the bytes) of a draw document. */
void ledger_document_hash(const char *bytes, size_t length, uint8_t out[SIBU_HASH_BYTES]);

/* Every server start writes a "start" row; installation and epoch change only after a "damage" row. */
struct ledger_start {
    struct draw_installation who;
    int seeded; /* 1: a demonstration's bytes, predictable for whoever knows the seed */
    uint8_t key[32]; /* Ed25519: with it the heads are signed */
};
/* The period of a law of the rules, before its first tick. */
struct ledger_period {
    int64_t rules; /* row of the rules */
    uint32_t law; /* index in them */
    int64_t from_tick, to_tick; /* [from, to) */
    double theta, floor; /* law.h; written as the 16 digits of the double's bits */
    struct weights_offset offsets[LEDGER_OFFSETS_MAX];
    size_t offset_count;
};
/* Ticks that nobody drew: the server was down. */
struct ledger_skip {
    int64_t from_tick, to_tick; /* [from, to) */
};
struct ledger_tick {
    int64_t tick, rules; /* rules: the row of those in force */
    uint8_t plan[SIBU_HASH_BYTES]; /* of the files that would be drawn from now */
    uint32_t closed; /* interlocks that are closed, bit by bit */
    uint8_t r[32];
    uint8_t outcomes
        [SIBU_HASH_BYTES]; /* BLAKE2b-256("sibu sites v1": gate letter, U, threshold of every unit, 17 bytes each) */
    int64_t starts; /* how many units start; each has its "drill" row */
};
/* What became of a drawn start: one row for each, held or not, before the next tick. */
struct ledger_drill {
    int64_t tick;
    uint32_t unit, site; /* indexes of units in the rules in force; site: where it is held */
    enum draw_gate asked; /* OPEN, SURPRISE or NOW */
    uint64_t u, threshold;
    const char *drill; /* "2026-000017"; "" when not held */
    const char *reason; /* "" when held, else why not: at most 64 bytes, "nobody on shift" */
    uint8_t document[SIBU_HASH_BYTES]; /* ledger_document_hash; zeros when not held */
};
struct ledger_end {
    const char *drill, *how; /* "all-clear", "abort", "real-emergency", "limit" */
};
/* How a drill went that has ended: what moves its site's grade (result.h). */
struct ledger_result {
    const char *drill;
    uint32_t expected, checked_in; /* people; at most 999,999 */
};
struct ledger_surprise {
    uint32_t unit;
    int64_t within_s; /* [1, 9999999] */
};
struct ledger_now {
    uint32_t unit;
    uint8_t r[32];
};
/* The least number of a unit's period can no longer be met. */
struct ledger_missed {
    uint32_t unit;
    int64_t starts, least;
};
struct ledger_damage {
    int64_t row; /* the damaged one, which an officer has acknowledged: a new epoch begins behind this row */
};

void ledger_start_body(struct sibu_text *out, const struct ledger_start *start);
void ledger_rules_body(struct sibu_text *out, int64_t from_tick, const char *rules); /* rules: their text */
void ledger_period_body(struct sibu_text *out, const struct ledger_period *period);
void ledger_skip_body(struct sibu_text *out, const struct ledger_skip *skip);
void ledger_tick_body(struct sibu_text *out, const struct ledger_tick *tick);
void ledger_drill_body(struct sibu_text *out, const struct ledger_drill *drill);
void ledger_end_body(struct sibu_text *out, const struct ledger_end *end);
void ledger_result_body(struct sibu_text *out, const struct ledger_result *result);
void ledger_surprise_body(struct sibu_text *out, const struct ledger_surprise *surprise);
void ledger_now_body(struct sibu_text *out, const struct ledger_now *now);
void ledger_missed_body(struct sibu_text *out, const struct ledger_missed *missed);
void ledger_damage_body(struct sibu_text *out, const struct ledger_damage *damage);

/* The reverse: false unless the body is, byte for byte, one that the function above would write. Texts are copied to
 * `keep`, which has room for LEDGER_BODY_MAX bytes. */
int ledger_start_read(const char *body, struct ledger_start *out);
int ledger_rules_read(const char *body, int64_t *from_tick, const char **rules, size_t *length); /* into the body */
int ledger_period_read(const char *body, struct ledger_period *out);
int ledger_skip_read(const char *body, struct ledger_skip *out);
int ledger_tick_read(const char *body, struct ledger_tick *out);
int ledger_drill_read(const char *body, struct ledger_drill *out, char keep[LEDGER_BODY_MAX]);
int ledger_end_read(const char *body, struct ledger_end *out, char keep[LEDGER_BODY_MAX]);
int ledger_result_read(const char *body, struct ledger_result *out, char keep[LEDGER_BODY_MAX]);
int ledger_surprise_read(const char *body, struct ledger_surprise *out);
int ledger_now_read(const char *body, struct ledger_now *out);
int ledger_missed_read(const char *body, struct ledger_missed *out);
int ledger_damage_read(const char *body, struct ledger_damage *out);
