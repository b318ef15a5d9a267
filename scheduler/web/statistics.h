/* Who was drilled when, and how that compares with what the rules let expect. From store, plan and ledger; numbers only. */
#pragma once
#include "draw/outlook.h"
#include "web/server_state.h"

struct statistics_line {
    const char *id;
    const struct sibu_name *name; /* NULL: only the id is known */
    int64_t drills; /* held so far */
    double expected; /* by the rules of the plan, over the same time */
    int64_t last_us; /* T0 of the last one; 0: none yet */
};
/* How a site's last drills went, and what that moves (draw/result.h). */
struct statistics_result {
    int moves; /* 1: the rules in force or those that wait let results move it */
    uint32_t share_count;
    uint32_t shares[RESULT_KEPT]; /* millionths, the oldest first */
    int moved; /* steps, by the rules in force: 1 to more drills, -1 to fewer */
    int waits, waiting; /* 1: rules wait; and the steps by them */
};
struct statistics_person {
    const char *site, *id, *name;
    int64_t drills, last_us;
};
struct statistics {
    int64_t since_us, now_us; /* since the ledger's first tick */
    struct statistics_line *sites, *shifts, *families; /* in the order of plan and policy */
    struct statistics_result *results; /* per site */
    uint32_t site_count, shift_count, family_count;
    struct statistics_person *people; /* those that rosters name now, who was drilled least recently first */
    size_t person_count, never_count; /* never_count: how many were in no drill yet */
    int is_part; /* 1: of a branch alone; then shifts, families and counts, which are of the whole, are left out */
    struct book_counts counts; /* of the ledger */
};
/* Of the sites that the caller reaches. All lives in the request's arena. */
SIBU_MUST_USE enum sibu_status statistics_make(struct server *server, struct http_request *request,
                                               struct statistics *out, struct sibu_fault *fault);
