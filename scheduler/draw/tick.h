/* One tick of the draw: does a drill start now? A pure function of rules, state, time and 32 fresh random bytes.
 *
 * The law. Let w_t >= 0 be the weight of tick t (policy_weight_milli), W the sum of w over the calendar half-year that
 * t lies in (on the wall clock of the policy's zone), m the mean per half-year, and g the gap in ticks. We want each
 * tick to start a drill with the unconditional probability p_t = m w_t / W: then a half-year holds m starts on average
 * exactly, in proportion to the weights, and a half-year with many never-times no less. A start at tick s closes the
 * ticks s+1 .. s+g-1, so at most one of the ticks t-g+1 .. t-1 has started one, and t is free with probability
 * 1 - sum of p_s over t-g < s < t. The hazard of a free tick is therefore
 *
 *     h_t = p_t / (1 - sum over t-g < s < t of p_s),          p_s = 0 before the installation's first tick.
 *
 * With windows that repeat weekly, a gap of whole weeks and no never-times near, this is h_t = theta w_t with the
 * constant theta = 1 / (W/m - W_gap): without memory, the same after any quiet time. By induction over t the p_t come
 * out as wanted, from the first tick on. Where the denominator is too small the hazard is capped at 1 (policy_open
 * refuses means that do not fit with the gap). What the law does not count: drills that officers ask for, and ticks
 * that pass while a drill of a policy with gap 0 runs or while the server is down; nothing is made up for them.
 *
 * A surprise: while an officer's window [.., until) is armed, h_t = w_t / sum of w_s over t <= s < until instead:
 * uniform over the open ticks, and the last one fires for sure. It ignores the gap (the officer asked), and nothing else.
 *
 * Threshold H = floor(h 2^64); the tick starts a drill iff U < H, or H = 2^64 - 1, which stands for h >= 1 and for no
 * other h. R = BLAKE2b-256("sibu tick v1": installation, epoch, tick index, link of the server's own chain (empty in the
 * local mode), the 32 kernel bytes r); U = the first 8 bytes, big-endian, of BLAKE2b-256 keyed with R
 * ("sibu fire v1": ""). Doubles with + - * / only. No thread, no clock, no entropy, no memory: all are arguments.
 */
#pragma once
#include <stdint.h>

#include "draw/policy.h"

#define DRAW_INSTALLATION_BYTES 16
#define DRAW_ALWAYS UINT64_MAX

/* What the draw has to remember. All zero: nothing has happened yet, installed since ever. */
struct draw_state {
    int64_t installed_us; /* when the first tick could be drawn; 0: long ago */
    int64_t last_start_us; /* T0 of the last drill of any site, drawn or asked for; 0: none */
    int64_t surprise_until_us; /* an officer's window ends here; 0: none is armed. Set to 0 once it has fired */
    int drill_running; /* 1: a drill is not closed yet */
};

/* Whose draw it is: kernel bytes made at the first start, and the epoch (1). */
struct draw_installation {
    uint8_t id[DRAW_INSTALLATION_BYTES];
    uint64_t epoch;
};

/* What is fixed while a server runs. The pointers are the caller's (a plan's). */
struct draw_rules {
    const struct policy *policy;
    const struct zone *zone; /* the policy's */
    struct draw_installation who;
};

/* Why a tick has the hazard that it has. */
enum draw_gate {
    DRAW_GATE_OPEN = 0,
    DRAW_GATE_WINDOW, /* outside the windows: 0 */
    DRAW_GATE_NEVER, /* a never-time: 0 */
    DRAW_GATE_GAP, /* too soon after the last start: 0 */
    DRAW_GATE_RUNNING, /* a drill runs: 0 */
    DRAW_GATE_SURPRISE /* inside an officer's window, and open */
};
const char *draw_gate_letter(enum draw_gate gate); /* "o" "w" "n" "g" "r" "s": one byte, for rows of one size */

/* The outcome. */
struct draw_tick {
    int64_t index; /* time_us / 1e6 / tick_s */
    int64_t time_us; /* the tick's moment: index * tick_s */
    uint8_t r[32]; /* the kernel bytes given */
    uint8_t R[32]; /* what everything drawn at this tick comes from */
    uint64_t u, threshold;
    enum draw_gate gate;
    int start; /* 1: a drill starts now */
};

/* The tick that the moment lies in (its beginning is at or before it). */
int64_t draw_tick_index(const struct policy *policy, int64_t time_us);
int64_t draw_tick_time_us(const struct policy *policy, int64_t index);

/* The hazard of the tick in [0, 1], and why. */
double draw_hazard(const struct draw_rules *rules, const struct draw_state *state, int64_t index, enum draw_gate *gate);
uint64_t draw_threshold(double hazard); /* floor(h 2^64), DRAW_ALWAYS from h = 1 on */
int draw_fires(uint64_t u, uint64_t threshold);

/* R and U as stated above. */
void draw_root(const struct draw_installation *who, int64_t index, const uint8_t r[32], uint8_t R[32]);
uint64_t draw_u(const uint8_t R[32]);

/* Draws the tick. Nothing about any other tick is computed. The caller stores the row (ledger.h) before it acts. */
void draw_tick(const struct draw_rules *rules, const struct draw_state *state, int64_t index, const uint8_t r[32],
               struct draw_tick *out);

/* Can a surprise be armed for [now_us, until_us)? False where no open tick lies in it: it could never fire. */
int draw_surprise_fits(const struct draw_rules *rules, int64_t now_us, int64_t until_us);

/* The calendar half-year (from 1 January or 1 July, on the wall clock of the zone) that the moment lies in. */
void draw_half_year(const struct zone *zone, int64_t time_us, int64_t *from_us, int64_t *to_us);
