/* The state that a ledger leads to, row by row: rules in force, periods, what each unit has had; and from it the hazard of
 * every unit at the next tick.
 *
 * The server and whoever verifies use the same book: a row is first made from it, then kept, then taken into it again, and
 * what it does not take is not a row. A book needs nothing but rows: no policy file, no time zone database, no clock.
 * Owned by one thread. Depends on: ledger, rules, law, weights.
 */
#pragma once
#include <stdint.h>

#include "draw/ledger.h"
#include "draw/rules.h"
#include "draw/tree.h"
#include "draw/zone.h"

#define BOOK_SURPRISE_S_MAX INT64_C(604800) /* the longest window: a week */

struct book;
SIBU_MUST_USE enum sibu_status book_open(struct book **out, struct sibu_fault *fault); /* the caller closes it */
void book_close(struct book *book); /* NULL is allowed */

/* Takes the next row. SIBU_OK: the ledger goes on with it. SIBU_NO: it does not; the fault's place is "ledger:ROW" and its
 * words say why, and nothing more can be taken, but for book_resume. Checked are: row numbers, chain, form and size of each
 * body; that each tick is there once, in its turn and not before its time; that rules wait until they are in force; that a
 * period's theta gives the mean that the rules ask for; every hazard, U and outcome; that each start has its "drill" row and
 * no drill is held without one; that results are told once, and move sites as their rule says. Not: that r came from the kernel, nor that nobody was on shift where a row says so. */
SIBU_MUST_USE enum sibu_status book_take(struct book *book, const struct ledger_row *row, struct sibu_fault *fault);

/* What was counted so far. */
struct book_counts {
    int64_t rows, ticks, skipped, starts, held, not_held, aborted, surprises, nows, missed, rules, servers;
    int64_t heads; /* signed heads that were checked */
    int64_t head_row; /* the last row that a checked head closes */
    int64_t not_held_running, not_held_limit, not_held_budget, not_held_nobody, not_held_stopped,
        not_held_late; /* by reason; the rest: other */
    int64_t epochs; /* rows */
    int64_t local, witnessed, beaconed, both; /* ticks by mode (docs/proof.md); together: ticks */
    int64_t withheld; /* ticks of a shared epoch that were given up without a draw */
    int seeded; /* 1: at least one server start was seeded */
    /* Where an interlock was closed: how many starts there would have been, how many to be expected, their variance. */
    int64_t closed_fired;
    double closed_expected, closed_variance;
    int64_t late; /* ticks written when the next one had come already */
    int64_t open_ticks, closed_ticks; /* unit-ticks with a hazard; of those, closed by an interlock */
    double surprisal, surprisal_expected, surprisal_variance; /* nats: -ln P(outcome), its mean and variance */
};
const struct book_counts *book_counts(const struct book *book);
const uint8_t *book_hash(const struct book *book); /* of the last row; 32 bytes */
/* The head of the ledger as it stands, and of what it will be with the row whose hash this is. */
struct tree_head book_head(const struct book *book);
struct tree_head book_head_with(const struct book *book, const uint8_t hash[SIBU_HASH_BYTES]);
/* Checks a signed head of the ledger as it stands. SIBU_NO where it is not signed with the key of the ledger's "start" rows,
 * or is the head of other rows. */
SIBU_MUST_USE enum sibu_status book_check_head(struct book *book, int64_t size, const char *note,
                                               struct sibu_fault *fault);
/* The name that stands in heads: "sibu/" and the installation; `out` holds 64 bytes. */
void book_origin(const struct ledger_start *start, char out[64]);
const struct ledger_start *book_start(const struct book *book); /* the last; valid once counts.servers > 0 */
const struct rules *book_rules(const struct book *book); /* in force at the next tick; NULL before the first */
int64_t book_rules_row(const struct book *book);
/* Rules that wait: NULL where there are none. */
const struct rules *book_next_rules(const struct book *book, int64_t *from_tick);
int64_t book_first_tick(const struct book *book); /* of the epoch; INT64_MIN before its first rules */
int64_t book_next_tick(const struct book *book); /* INT64_MIN before the first rules */
/* The drills that run: held, and without an "end" row yet; in the order in which they began. */
uint32_t book_running(const struct book *book); /* how many */
const char *book_running_drill(const struct book *book,
                               uint32_t index); /* number of the index-th; "" where there is none */
int book_site_spent(const struct book *book, uint32_t site); /* 1: a budget of one of its branches is used up */
int book_runs_at(const struct book *book, uint32_t unit); /* 1: one runs at this site, or at each site of this group */

/* Which period rows are due before the next tick: the index of a law that has none there; SIBU_NONE: all have. */
uint32_t book_period_due(const struct book *book);
/* The row for it. `zone` is the one that the law names. */
SIBU_MUST_USE enum sibu_status book_period_make(const struct book *book, uint32_t law, const struct zone *zone,
                                                struct ledger_period *out, struct sibu_fault *fault);
/* Only theta and floor of it, everything else being filled in. */
SIBU_MUST_USE enum sibu_status book_period_solve(const struct book *book, struct ledger_period *out,
                                                 struct sibu_fault *fault);
/* A unit whose period is over at the next tick with fewer starts than the least and no "missed" row; SIBU_NONE: none. */
uint32_t book_missed(const struct book *book, struct ledger_missed *out);

/* The number of an ended drill whose "result" row comes before the next tick; "": none. */
const char *book_result_due(const struct book *book);
/* The results of a site's last drills that count, in millionths, the oldest first. Returns how many. */
uint32_t book_results(const struct book *book, const char *site, uint32_t shares[RESULT_KEPT]);
/* The move of a site by these (result.h); of one that the rules in force do not have: 0. */
int book_move(const struct book *book, const char *site, const struct result_rule *rule);
/* 1: no rules wait, and those in force move a site otherwise than its results do: a "rules" row comes before the next tick. */
int book_moves_due(const struct book *book);

/* The next tick, drawn from 32 bytes: fills outcomes and starts of the row from its r and closed, and rules. Nothing is
 * taken yet. */
SIBU_MUST_USE enum sibu_status book_draw(struct book *book, struct ledger_tick *tick, struct sibu_fault *fault);
/* The starts of the last tick (or of an officer's "now") that have no "drill" row yet, the first to act on first; false:
 * none. tick->unit is the rules'. */
int book_waiting(const struct book *book, struct draw_tick *tick, uint32_t *unit);
/* Why a start of the unit may not be held at the site as the rules stand: "a drill runs", "limit", "budget", the first that
 * fits; "" where it may. site: the unit itself as long as none is chosen. */
const char *book_obstacle(const struct book *book, uint32_t unit, uint32_t site);
/* The first two of them: whether any drill can begin. */
const char *book_running_obstacle(const struct book *book, uint32_t unit, uint32_t site);
/* The same in words, where it is not "": SIBU_NO. */
enum sibu_status book_running_fault(const struct book *book, uint32_t unit, struct sibu_fault *fault);
#define BOOK_DRILL_RUNS "a drill runs"
#define BOOK_LIMIT "limit"
/* Can a surprise be armed for the unit now? SIBU_NO with the reason; *bits: the entropy of when, in bits, uniform over the
 * open ticks by weight. */
SIBU_MUST_USE enum sibu_status book_surprise_fits(const struct book *book, uint32_t unit, int64_t now_us,
                                                  int64_t within_s, double *bits, struct sibu_fault *fault);
/* The unit's hazard at the next tick, and why; for tests and odds. */
double book_hazard(const struct book *book, uint32_t unit, uint32_t closed, enum draw_gate *gate);
/* What a unit has had. */
struct book_unit_view {
    int64_t starts; /* held in the period under way */
    int64_t last_tick; /* of the last start; INT64_MIN: none */
    int64_t free_tick; /* before it no draw starts one */
    int64_t surprise_until; /* tick; 0: none is armed */
};
void book_unit(const struct book *book, uint32_t unit, struct book_unit_view *out);

/* After a fault that an officer has acknowledged: goes on at a row "damage" (docs/ledger.md) as a new epoch, whatever stands
 * before it; previous: the stored hash of the row before. */
/* Each row that is passed over meanwhile, the failed one first, is told to the tree by its stored hash. */
void book_pass(struct book *book, const uint8_t hash[SIBU_HASH_BYTES]);
void book_resume(struct book *book, int64_t row, const uint8_t previous[SIBU_HASH_BYTES]);
