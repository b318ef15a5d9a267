/* The live drill: begins from a draw, tells everybody, takes their answers, knows the muster, ends, and leaves a record.
 *
 * A host holds up to POLICY_CONCURRENT_MAX drills at one time, one for each site at most; each goes its own way. What happened
 * is in the store before a function returns; the record follows the store by sequence number (drill_step), so a restart at
 * any moment goes on where it was and sends nothing twice.
 *
 * Thread safe: answers and stops come from the HTTP pool, steps from the clock's thread; one mutex guards the drills in
 * memory.
 *
 * Several servers on one store, which share the folder of the records too: each hosts every drill, so that a person may talk to any. Each
 * step and each decision looks what the others have written. One drives a drill, until its lease passes without a step; then
 * another does, in whose step that is seen (drive.h). Ends and the closing of the muster work at once on whichever server a
 * person asks (move.h). An answer is of the drill that it names, on whichever server it arrives, until the drill is evaluated.
 * What is shown is at most one step old.
 *
 * Invariants: 1. the store is never behind memory; 2. people's numbers are 1..count in the order of the store;
 * 3. a record holds a prefix of the store's rows of each kind; 4. who takes part in a drill takes part in no other.
 */
#pragma once
#include <stdint.h>

#include "base/clock.h"
#include "draw/plan.h"
#include "drill/answer.h"
#include "drill/muster.h"
#include "drill/state.h"
#include "drill/tally.h"
#include "notify/notify.h"
#include "store/store_outbox.h"

/* Frames a second in a drill's record: enough to see people walk; 20 megabytes for 600 people and five minutes. */
#define DRILL_FRAMES_PER_S 2
#define DRILL_LEASE_US INT64_C(9000000) /* well below UNFOLD_SLACK_S: see unfold_check.h */

struct drill_host;
struct drill_host_def {
    const struct plan *plan; /* these five must outlive the host */
    struct store *store;
    struct clock *clock;
    struct notify *notify;
    const struct store_way *ways; /* on which people are told; with none: by a post to each person's url */
    size_t way_count;
    int64_t warden_after_us; /* since T0: then wardens are told who has not answered; 0: they are not */
    const char *folder; /* where records are written; copied */
    const char *base_url; /* "http://127.0.0.1:8080": what people's links begin with; copied */
    const char *node; /* this server's id among several on one store; copied. NULL: it is the only one */
    int64_t lease_us; /* then: for how long a drill is its own without being stepped, by the database's clock */
    const char *rating_rules; /* bytes that each record gets at T0 as its document "rating-rules"; NULL: none */
    size_t rating_length;
    const char *finding_rules; /* likewise as "finding-rules" */
    size_t finding_length;
    /* Writes what is known at T0 of the site's earlier drills: the record's document "earlier". NULL: there is none. */
    enum sibu_status (*earlier)(void *data, const char *site, int64_t t0_us, struct sibu_text *out,
                                struct sibu_fault *fault);
    void *earlier_data;
    /* Writes the evaluation of the record at `path`, which is being written to: it opens it for itself, and nobody waits
     * meanwhile. NULL: drills are closed without, and somebody else does it. */
    enum sibu_status (*evaluate)(const char *path, struct sibu_text *out, struct sibu_fault *fault);
};

/* Puts the evaluation into the record as its document "evaluation", once: a server that died has put it there already. */
SIBU_MUST_USE enum sibu_status drill_put_evaluation(struct sibu_record *record, const struct sibu_text *text,
                                                    struct sibu_fault *fault);

/* Takes up the drills that were not closed. The caller closes the host. */
SIBU_MUST_USE enum sibu_status drill_host_open(struct drill_host **out, const struct drill_host_def *def,
                                               struct sibu_fault *fault);
void drill_host_close(struct drill_host *host); /* NULL is allowed */

/* What was drawn, as the drill needs it. Strings are copied. */
struct drill_start {
    const char *id; /* as drill_number gave it */
    uint32_t site; /* index in the plan */
    int64_t t0_us;
    const char *family; /* id */
    const char *zone; /* id */
    const char *document; /* the "draw" document of the record, JSON; {"drill":""} in it is not needed */
    const struct store_claim
        *claim; /* under which it was drawn: SIBU_NO where another draws by now; NULL: under none */
};
/* The id of the next drill, "2026-000017": the year at the site, and its number in this installation. With several servers no
 * other gets it while the lease lasts; drill_begin is for the one that was given last. */
SIBU_MUST_USE enum sibu_status drill_number(struct drill_host *host, uint32_t site, int64_t t0_us, char id[24],
                                            struct sibu_fault *fault);
/* Opens the drill, with everybody of the site as participant (expected: those whose shift is on), checks the texts of its
 * alert and of its ends, files the first alert. SIBU_NO while another drill runs at the site. Where the record then cannot be made, the
 * drill has begun no less: it stands in the store, and steps try again. */
SIBU_MUST_USE enum sibu_status drill_begin(struct drill_host *host, const struct drill_start *start,
                                           struct sibu_fault *fault);
struct drill_end {
    const char
        *drill; /* its number, or its site's id; NULL or "": the one that can end so, and all for a real emergency */
    enum drill_state how; /* DRILL_ALL_CLEAR, DRILL_ABORT or DRILL_REAL_EMERGENCY */
    const char *who; /* "officer", "limit", ... */
};
/* Ends a drill, or all. SIBU_NO where none such runs or it has ended so already; SIBU_BAD_INPUT, with their numbers, where
 * several could end so and none was named. A fault with one keeps no other from its end. */
SIBU_MUST_USE enum sibu_status drill_stop(struct drill_host *host, const struct drill_end *end,
                                          struct sibu_fault *fault);
/* Closes the muster of a drill that has ended: nobody is waited for any more. `which`: its number, or its site's id; NULL or "":
 * the one that has ended. SIBU_NO where no such drill is, it still runs, or its muster is closed already. */
SIBU_MUST_USE enum sibu_status drill_close_muster(struct drill_host *host, const char *which, const char *who,
                                                  struct sibu_fault *fault);
/* Lets each drill do what is due now: change its state by itself, follow into the record. *closed: how many became closed
 * in this call; their records are then complete, but not sealed. */
SIBU_MUST_USE enum sibu_status drill_step(struct drill_host *host, int *closed, struct sibu_fault *fault);

/* Brings the record of a closed drill to what the store has: a server may have died before it had done so. One that is
 * sealed is left alone; SIBU_BAD_INPUT where it is sealed for good. With several servers: SIBU_NO where another has it in hand, who
 * closed it or has taken over; else this one has it for its lease from now on, or until drill_ended. Its path may be another
 * afterwards: read it from the store again. */
SIBU_MUST_USE enum sibu_status drill_complete(struct drill_host *host, const char *id, struct sibu_fault *fault);
/* The drill's record is finished: with several servers another may take it in hand. Nothing where this server had it not. */
void drill_ended(struct drill_host *host, const char *id);

/* A drill as it stands, copied into the caller's arena. */
struct drill_missing {
    uint32_t number;
    const char *id, *name, *name_en, *zone; /* name_en: "" where there is none */
    int64_t last_us; /* 0: never */
    int need_help; /* asks for help: listed first */
};
struct drill_doubt { /* a check-in that is flagged */
    uint32_t number;
    const char *id, *name, *name_en, *place;
    const char *why; /* "stale", "wrong-point", "forged" */
};
struct drill_update { /* what has unfolded, as people were told */
    int64_t time_us;
    struct sibu_name words;
};
struct drill_view {
    int running; /* 0: there is no such drill, and nothing but now_us is filled */
    const char *id, *record;
    uint32_t site;
    const char *zone, *family;
    const char *ledger; /* its head when the drill began, "1234 · 1a2b 3c4d 5e6f 7081", or "" */
    enum sibu_ask ask;
    enum drill_state state;
    int over, real; /* its time has ended; by a real emergency */
    int64_t t0_us, end_us, now_us;
    uint32_t alert_count; /* filed so far */
    int64_t alert_us, expires_us; /* of the last one */
    struct muster_counts counts;
    const struct drill_missing *missing;
    size_t missing_count;
    const struct drill_doubt *doubts;
    size_t doubt_count;
    const uint32_t *at_muster; /* check-ins per assembly point of the site */
    size_t waiting_alerts;
    const struct drill_update *updates; /* in the order in which it happened */
    size_t update_count;
};
/* `which`: its number, or its site's id; NULL or "": the only one, where one runs. A glance is quick whoever takes part: it leaves
 * out counts, missing, doubts, at_muster and waiting_alerts. */
SIBU_MUST_USE enum sibu_status drill_glance(struct drill_host *host, const char *which, struct sibu_arena *arena,
                                            struct drill_view *out, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status drill_look(struct drill_host *host, const char *which, struct sibu_arena *arena,
                                          struct drill_view *out, struct sibu_fault *fault);
/* All drills that are not closed, in the order in which they began. */
struct drill_brief {
    const char *id;
    uint32_t site;
    enum drill_state state;
    int64_t t0_us;
    struct muster_counts counts;
};
SIBU_MUST_USE enum sibu_status drill_list(struct drill_host *host, struct sibu_arena *arena, struct drill_brief **out,
                                          size_t *count, struct sibu_fault *fault);
/* The one person behind a token, and how the drill stands that the person takes part in. SIBU_NO: unknown token. */
struct drill_person_view {
    struct store_person person;
    int in_drill, expected;
    const char *drill; /* its number; "": the person is in none */
    struct muster_person muster;
};
SIBU_MUST_USE enum sibu_status drill_look_person(struct drill_host *host, const char *token, struct sibu_arena *arena,
                                                 struct drill_person_view *out, struct sibu_fault *fault);
/* What came in since the host was opened. */
struct tally drill_tally(struct drill_host *host);
