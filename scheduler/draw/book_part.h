/* What a book holds. For book*.c only; the outside sees book.h. */
#pragma once
#include "draw/book_proof.h"
#include "draw/tree.h"

#define BOOK_HELD_MAX POLICY_STARTS_MAX /* starts remembered of a unit: no period counts more */

struct book_period {
    int64_t from_tick, to_tick; /* [from, to); from == to: there is none yet */
    struct law *law; /* NULL where no tick of the period is open */
    int64_t *weights; /* of its ticks, thousandths; sibu_array */
    struct weights_offset offsets[LEDGER_OFFSETS_MAX];
    size_t offset_count;
    uint32_t least; /* that can be asked for in it */
};
/* Does a drill's result still come? */
enum book_result { BOOK_RESULT_NONE, BOOK_RESULT_LATER /* it runs */, BOOK_RESULT_DUE /* it has ended, and counts */ };
struct book_unit {
    char *id; /* sibu_array */
    int64_t held[BOOK_HELD_MAX]; /* ticks of the last starts, the newest at (held_count - 1) % MAX */
    int64_t held_count;
    int64_t starts; /* in the period of its law */
    int64_t free_tick;
    int64_t surprise_until; /* tick; 0: none */
    int missed; /* 1: this period's "missed" row is there */
    char drill[72]; /* the last one that was held at the site; "" */
    enum book_result result; /* of that drill */
    uint32_t shares[RESULT_KEPT]; /* results of the site's last drills that count, the oldest first (result.h) */
    uint32_t share_count;
};
struct book_outcome {
    enum draw_gate gate;
    uint64_t u, threshold;
    double hazard; /* also where an interlock makes the threshold 0 */
    int start;
};
struct book_waiting {
    uint32_t unit;
    enum draw_gate gate;
    uint64_t u, threshold, order;
};
struct book_run {
    char drill[72]; /* its number */
    uint32_t site; /* unit of the rules in force; SIBU_NONE: they do not have its site */
};
struct book {
    struct book_counts counts;
    uint8_t hash[SIBU_HASH_BYTES];
    struct tree tree; /* over the rows: a leaf is a row's hash */
    struct ledger_start start;
    struct rules *rules, *next_rules;
    int64_t rules_row, next_row, next_from;
    int64_t first_tick; /* of the epoch: where its first rules came into force */
    int64_t next_tick;
    struct book_period *periods; /* per law of the rules */
    struct book_unit *units; /* per unit of the rules */
    struct book_outcome *outcomes; /* per unit: of the tick that was drawn last */
    uint8_t *outcome_bytes; /* 17 per unit */
    struct ledger_tick drawn; /* that tick, so that it is not reckoned twice; tick INT64_MIN: none */
    struct book_waiting *waiting; /* per unit at most */
    uint32_t waiting_count, waiting_first;
    int64_t waiting_tick;
    uint8_t waiting_r[32], waiting_R[32];
    uint8_t waiting_parts[DRAW_PARTS_MAX][32];
    size_t waiting_part_count;
    int waiting_late; /* 1: what waits came too late to be held */
    struct ledger_epoch epoch, next_epoch; /* in force, and the one that waits */
    int has_epoch, has_next_epoch;
    uint64_t last_epoch; /* the greatest number of all rows */
    struct chain_known known[1 + LEDGER_WITNESSES_MAX]; /* the last link of the epoch: the server's, each witness's */
    int is_open; /* 1: next_tick has its row "open", and hazards and gates stand in outcomes */
    struct ledger_open opened;
    struct tree_head open_head; /* of the ledger with that row as its last */
    struct book_run running[POLICY_CONCURRENT_MAX];
    uint32_t running_count;
    int resuming; /* 1: a "damage" row leads on from here, and nothing else */
    int failed; /* 1: nothing more is taken */
};

/* The row that is being taken, for messages. */
struct book_subject {
    struct book *book;
    const struct ledger_row *row;
    struct sibu_fault *fault;
};
SIBU_MUST_USE enum sibu_status book_refuse(const struct book_subject *subject, const char *zh, const char *en);
SIBU_MUST_USE enum sibu_status book_bad_form(const struct book_subject *subject);

/* book_rules.c */
SIBU_MUST_USE enum sibu_status book_take_rules(const struct book_subject *subject);
SIBU_MUST_USE enum sibu_status book_take_period(const struct book_subject *subject);
SIBU_MUST_USE enum sibu_status book_enter_next_rules(struct book *book, struct sibu_fault *fault);
void book_forget_rules(struct book *book); /* rules, periods, units: all of them */
/* book_period.c: the law of a period; def.theta 0 solves it. */
SIBU_MUST_USE enum sibu_status book_period_open(const struct book *book, const struct ledger_period *row,
                                                struct book_period *out, struct sibu_fault *fault);
void book_period_close(struct book_period *period);
/* book_tick.c */
SIBU_MUST_USE enum sibu_status book_take_tick(const struct book_subject *subject);
SIBU_MUST_USE enum sibu_status book_take_skip(const struct book_subject *subject);
enum sibu_status book_check_turn(const struct book_subject *subject, const struct ledger_open *open);
void book_gate_units(struct book *book, uint32_t closed); /* gates, hazards, thresholds of the next tick */
int64_t book_fire_units(struct book *book, const uint8_t R[32], uint8_t outcomes[SIBU_HASH_BYTES]); /* how many start */
void book_count_outcomes(struct book *book);
/* Lists what starts, in the order that waiting_R gives. */
void book_list_starts(struct book *book, int64_t tick);
/* book_epoch.c */
SIBU_MUST_USE enum sibu_status book_take_epoch(const struct book_subject *subject);
void book_enter_next_epoch(struct book *book);
int book_may_skip(const struct book *book, const struct ledger_skip *skip);
/* book_link.c */
SIBU_MUST_USE enum sibu_status book_take_open(const struct book_subject *subject);
SIBU_MUST_USE enum sibu_status book_take_link(const struct book_subject *subject);
/* book_drill.c */
SIBU_MUST_USE enum sibu_status book_take_drill(const struct book_subject *subject);
SIBU_MUST_USE enum sibu_status book_take_end(const struct book_subject *subject);
SIBU_MUST_USE enum sibu_status book_take_surprise(const struct book_subject *subject);
SIBU_MUST_USE enum sibu_status book_take_now(const struct book_subject *subject);
SIBU_MUST_USE enum sibu_status book_take_missed(const struct book_subject *subject);
/* book_budget.c */
/* Whether a month's or a branch's budget stands against a drill of the unit that waits, at the site; the unit itself as long as
 * none is chosen: then it does where it stands against each site of the group without a drill that runs. */
int book_budget_spent(const struct book *book, uint32_t unit, uint32_t site);
/* book_result.c */
SIBU_MUST_USE enum sibu_status book_take_result(const struct book_subject *subject);
void book_result_begin(struct book *book, uint32_t site, const char *drill);
void book_result_end(struct book *book, const char *drill, const char *how);
void book_result_lapse(struct book *book); /* at a tick: results that nobody asked for and did not come */
/* Whether a tick may be drawn (site SIBU_NONE), or a drill begin at the site: no result is owed, and no move. */
SIBU_MUST_USE enum sibu_status book_result_settled(const struct book_subject *subject, uint32_t site);
/* Whether each site of new rules is moved as the results up to here say. */
SIBU_MUST_USE int book_moves_follow(const struct book *book, const struct rules *rules);
/* book_running.c: the list of drills that run. */
SIBU_MUST_USE int book_run_begin(struct book *book, const char *drill, uint32_t site); /* 0: this number runs already */
SIBU_MUST_USE int book_run_end(struct book *book, const char *drill); /* 0: it does not run */
void book_run_move(struct book *book, const struct rules *to); /* the sites' units in rules that come into force */
/* The starts of a unit since a tick. */
int64_t book_starts_since(const struct book_unit *unit, int64_t tick);
int64_t book_last_start(const struct book_unit *unit); /* INT64_MIN: none */
