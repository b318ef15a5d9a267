/* The ledger of the draw: what its rows say, how they are chained, and how anyone checks them (docs/ledger.md).
 *
 * Rows are JSON texts; each carries a hash over the one before it. This file makes and checks them; the store keeps
 * them. Rows of kind "tick" all have one size, and so have those of kind "surprise": nothing about the outcome shows in
 * lengths. Pure; allocates nothing but a checker's small documents.
 */
#pragma once
#include <stdint.h>

#include "draw/tick.h"
#include "sibu/hash.h"

#define LEDGER_BODY_MAX 512 /* with the NUL */
#define LEDGER_TICK_LENGTH 167 /* of the body of every "tick" row */
#define LEDGER_SURPRISE_LENGTH 20 /* of the body of every "surprise" row */

struct ledger_row {
    int64_t row; /* 1.. without a hole */
    int64_t time_us;
    const char *kind; /* "start", "tick", "surprise", "drill" */
    const char *body;
    uint8_t hash[SIBU_HASH_BYTES];
};

/* hash = BLAKE2b-256("sibu ledger v1": previous hash, row, time_us, kind, body). Before row 1: 32 zero bytes. */
void ledger_hash(const struct ledger_row *row, const uint8_t previous[SIBU_HASH_BYTES], uint8_t out[SIBU_HASH_BYTES]);

/* Bodies. Every server start writes a "start" row before its first tick; the installation never changes. */
struct ledger_start {
    struct draw_installation who;
    int seeded; /* 1: a demonstration's bytes, predictable for whoever knows the seed */
    int64_t tick_s;
    uint8_t policy[SIBU_HASH_BYTES]; /* of the policy file */
};
void ledger_start_body(char out[LEDGER_BODY_MAX], const struct ledger_start *start);
void ledger_tick_body(char out[LEDGER_BODY_MAX], const struct draw_tick *tick);
/* Only that a window was armed, and its length in seconds, in [1, 9999999]. */
void ledger_surprise_body(char out[LEDGER_BODY_MAX], int64_t within_s);

/* What became of a drawn start: one row for each tick with start 1, held or not. */
struct ledger_drill {
    int64_t tick; /* its index */
    const char *drill; /* "2026-000017"; "" when not held */
    const char *reason; /* "" when held, else why not: at most 64 bytes, "nobody on shift" */
    uint8_t document[SIBU_HASH_BYTES]; /* ledger_document_hash; zeros when not held */
};
void ledger_drill_body(char out[LEDGER_BODY_MAX], const struct ledger_drill *drill);
int ledger_drill_plain(
    const struct ledger_drill *drill); /* its texts are short and need no escape: else it is no row */
/* BLAKE2b-256("sibu draw v1": the bytes). */
void ledger_document_hash(const char *bytes, size_t length, uint8_t out[SIBU_HASH_BYTES]);

/* A check, row by row, of a ledger of any length. All zero begins at row 1. */
struct ledger_check {
    int64_t rows, ticks, starts, drills, refused; /* counted so far; refused: drawn, not held */
    int64_t last_time_s; /* of the last tick, since 1970; valid once ticks > 0 */
    int64_t waiting; /* index of a tick with start 1 whose "drill" row has not come yet; valid if is_waiting */
    int is_waiting;
    int seeded; /* 1: at least one start was seeded */
    struct ledger_start start; /* the last one; valid once starts > 0 */
    uint8_t hash[SIBU_HASH_BYTES]; /* of the last row */
};
/* SIBU_OK: the row goes on where the ledger was. SIBU_NO: it does not, and the fault says which row and why; the check
 * is then over. What is checked: row numbers, the chain, the body's form and size, that ticks grow and are not
 * drawn before their time, U from r, the outcome from U and threshold, that each start has its "drill" row before the next tick. What is not: that
 * r came from the kernel, and the threshold from the rules. */
SIBU_MUST_USE enum sibu_status ledger_check_row(struct ledger_check *check, const struct ledger_row *row,
                                                struct sibu_fault *fault);
