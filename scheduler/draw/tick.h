/* One tick's randomness: from 32 bytes to an outcome for each unit. A pure function; docs/ledger.md says every byte.
 *
 * R = BLAKE2b-256("sibu tick v1": installation, epoch, tick index, and then in the local mode an empty field and the 32 bytes
 * r; in a shared epoch its parts: the server's link, each witness's, the beacon's randomness where there is one). U of a unit = the first 8 bytes, big-endian, of BLAKE2b-256 keyed with R ("sibu fire v1": its id).
 * Threshold H = floor(h 2^64); the tick starts a drill of the unit iff U < H, or H = 2^64 - 1, which stands for h >= 1 and
 * for no other h. No thread, no clock, no entropy, no memory: all are arguments.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define DRAW_INSTALLATION_BYTES 16
#define DRAW_ALWAYS UINT64_MAX
#define DRAW_PARTS_MAX 6 /* the server's link, four witnesses', the beacon's randomness */

/* Whose draw it is: kernel bytes made at the first start, and the epoch, which begins with 1. */
struct draw_installation {
    uint8_t id[DRAW_INSTALLATION_BYTES];
    uint64_t epoch;
};

/* Why a unit has the hazard that it has. */
enum draw_gate {
    DRAW_GATE_OPEN = 0,
    DRAW_GATE_CLOSED, /* outside the windows, or a never-time: 0 */
    DRAW_GATE_GAP, /* too soon after the last start: 0 */
    DRAW_GATE_MOST, /* the period has had its most: 0 */
    DRAW_GATE_INTERLOCK, /* an interlock is closed: 0 */
    DRAW_GATE_SURPRISE, /* inside an officer's window, and open */
    DRAW_GATE_NOW /* an officer started it: not drawn */
};
const char *draw_gate_letter(enum draw_gate gate); /* "o" "c" "g" "m" "i" "s" "n": one byte */

/* The outcome of one unit. */
struct draw_tick {
    int64_t index; /* of the tick; its moment is index tick_s seconds since 1970 */
    uint8_t r[32]; /* the bytes given; zeros where there are parts */
    uint8_t parts[DRAW_PARTS_MAX][32];
    size_t part_count; /* 0: the local mode, or a drill at once */
    uint8_t R[32]; /* what everything drawn at this tick comes from */
    const char *unit; /* its id */
    uint64_t u, threshold;
    enum draw_gate gate;
    int start; /* 1: a drill starts now */
};

/* The tick that the moment lies in (its beginning is at or before it). */
int64_t draw_tick_index(int64_t tick_s, int64_t time_us);
int64_t draw_tick_time_us(int64_t tick_s, int64_t index);

uint64_t draw_threshold(double hazard); /* hazard >= 0; floor(h 2^64), DRAW_ALWAYS from h = 1 on */
int draw_fires(uint64_t u, uint64_t threshold);

/* R and U as stated above. */
void draw_root(const struct draw_installation *who, int64_t index, const uint8_t r[32], uint8_t R[32]);
void draw_root_shared(const struct draw_installation *who, int64_t index, const uint8_t parts[][32], size_t count,
                      uint8_t R[32]);
uint64_t draw_u(const uint8_t R[32], const char *unit);
/* R of a drill that an officer starts at once: "sibu now v1" over the same, with the ledger's row in place of the index. */
void draw_root_now(const struct draw_installation *who, int64_t row, const uint8_t r[32], uint8_t R[32]);
/* In what order the starts of one tick are acted on: the smaller number first; BLAKE2b keyed with R ("sibu order v1"). */
uint64_t draw_order(const uint8_t R[32], const char *unit);
