/* The server: draws, alerts, pages and API of one installation, on one plan.
 *
 * It has no clock thread of its own: whoever runs it calls server_step again and again (`sibu serve` five times a second;
 * the demonstration after each tick of its own clock). HTTP and alerts run on threads of their own.
 */
#pragma once
#include <stdint.h>

#include "base/clock.h"
#include "draw/plan.h"
#include "drill/drill.h"
#include "notify/channels.h"
#include "web/tls.h"

struct server;
#define SERVER_KEPT "kept" /* in the data folder: what officers keep in place of files of the plan (draw/kept.h) */
struct server_def {
    const struct plan *plan; /* must outlive the server, like the clock */
    struct clock *clock;
    const struct channels
        *channels; /* of the channels file; must outlive the server; NULL: a post to each person's url */
    const char
        *program; /* sibu, for what is tried in a process of its own (site_trial.h); NULL: the one that this runs in */
    const char *folder; /* sibu.db or store.url, officer.key, metrics.key, records/; made where it is missing */
    const char *node; /* of several servers on one store, each with a folder that all share: its id (node.h); NULL: the
                         only one */
    int64_t lease_us; /* then: after so long without a sign of it others go on with what it did; 0: as node.h says */
    const char *store; /* address of the database that the folder's store is in from now on; NULL: where it was */
    const char *address; /* "127.0.0.1" */
    uint16_t port; /* 0: a free one */
    const struct tls *tls; /* certificate and key; must outlive the server; NULL: in the clear */
    const char
        *base_url; /* what people's links begin with, https where there is `tls`; NULL: scheme, address and port */
    int seeded; /* 1: ticks are drawn from `seed` instead of the kernel's entropy, and marked so */
    uint64_t seed;
    int64_t acknowledged_row; /* a damaged row of the ledger that an officer has acknowledged; 0: none */
    int interlock_round_ms; /* how often interlocks are asked over HTTP; 0: as interlock_watch.h says */
    int64_t
        two_persons_s; /* a surprise in a shorter window, or at once, needs two persons (two_persons.h); 0: none does */
    int makes_set_up_link; /* 1: also where there is an administrator already, who has lost the password */
    unsigned long long password_passes; /* what a password costs to work out (password.h); 0: as much as is usual */
    size_t password_bytes;
    const char
        *rating; /* file of the rules that drills are rated by (docs/rating.md); NULL: those that come with Sibu */
    int wall_names; /* 1: the screens of assembly points show the names of who is missing, not their number alone */
    int64_t
        keep_people_us; /* how long what is personal of who left the roster is kept (docs/privacy.md); 0: for good */
    int keeps_record_open; /* 1: a closed drill's record is not evaluated and sealed here: the caller does it */
};

/* Imports the plan's rosters, makes the officer's key at the first start, takes up a drill that was not closed, listens.
 * The caller closes the server. */
SIBU_MUST_USE enum sibu_status server_open(struct server **out, const struct server_def *def, struct sibu_fault *fault);
void server_close(struct server *server); /* NULL is allowed */
uint16_t server_port(const struct server *server);
const char *server_base_url(const struct server *server);
const char *server_officer_key(const struct server *server); /* 43 characters */
/* Where the first administrator makes their account: a link that works once, until a day after the start; "" where there
 * is an administrator. */
const char *server_set_up_link(const struct server *server);
struct drill_host *server_drill(struct server *server);

/* Another certificate from now on, where the server was opened with one (http_renew). */
SIBU_MUST_USE enum sibu_status server_renew_tls(struct server *server, const struct tls *tls, struct sibu_fault *fault);

/* What happened in a step. */
struct server_news {
    int is_over; /* another server was started with this one's id: it does nothing any more */
    int drew; /* a tick was drawn */
    int began; /* a drill began */
    int closed; /* a drill was closed, and has its "end" row now */
    char record[4096]; /* then: its record */
};
/* Draws the tick that is due, where one is, and lets the drills do what is due. Time is the clock's. */
SIBU_MUST_USE enum sibu_status server_step(struct server *server, struct server_news *news, struct sibu_fault *fault);
/* Arms a surprise: a drill at some open tick in [now, now + within_s]. `unit` is the id of a site or a group, or "": the
 * only group. *bits: the entropy of when. SIBU_NO while one is armed, a drill runs there, or as
 * many run as may. */
SIBU_MUST_USE enum sibu_status server_surprise(struct server *server, const char *unit, int64_t within_s, double *bits,
                                               struct sibu_fault *fault);
/* Starts a drill at once, and says so in the ledger: it is no surprise to who asks. */
SIBU_MUST_USE enum sibu_status server_now(struct server *server, const char *unit, struct sibu_fault *fault);
