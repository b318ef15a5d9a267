/* Several servers' drill hosts in one process: each with a connection of its own to one store, and with a clock of its own that
 * stands and differs from the others'. Claims go by the database's clock: their leases are longer than a test, and one passes when
 * the test says so. */
#pragma once
#include "../store/fixture.h"
#include "draw/plan.h"
#include "drill/drill.h"

#define CREW_MOST 3
#define CREW_LEASE_US 3600000000
#define CREW_MORNING_US (INT64_C(1795392000) * 1000000) /* Monday 2026-11-23, 08:00 in Shanghai */
#define CREW_SECOND_US INT64_C(1000000)
#define CREW_PEOPLE 12 /* of each site, "W01" ..., the first a warden */

struct crew_node {
    char name[16];
    struct store *store;
    struct clock clock;
    int64_t off_us; /* by how much its clock differs */
    struct notify *notify;
    struct drill_host *host;
};
struct crew {
    struct fixture base; /* the store, for who looks from outside */
    char folder[64], records[80];
    struct plan *plan; /* of the sites "one" and "two" */
    struct crew_node nodes[CREW_MOST];
    size_t count;
    int64_t now_us;
    int is_alone; /* 1: one server that knows of no others */
    struct sibu_fault fault;
};

/* The plan, the people and no server. */
void crew_open(struct crew *crew);
/* `count` servers more. */
void crew_serve(struct crew *crew, size_t count);
void crew_leave(struct crew *crew, size_t node); /* it shuts down */
void crew_close(struct crew *crew);
void crew_set(struct crew *crew, int64_t now_us); /* all clocks */

/* A drill at the site, drawn from the seed, at the node. SIBU_NO as drill_begin. */
enum sibu_status crew_begin(struct crew *crew, size_t node, const char *site, uint8_t seed, char id[24]);
void crew_step(struct crew *crew, size_t node);
/* Steps the nodes from `first` on, second by second, to the moment. */
void crew_go_on(struct crew *crew, size_t first, int64_t until_us);
/* Who drives: its index, or -1. */
int crew_driver(struct crew *crew, const char *id);
void crew_pass(struct crew *crew); /* all leases pass */
/* The same, and the nodes from `first` on are stepped until one of them drives. */
void crew_take_over(struct crew *crew, size_t first, const char *id);
/* An answer of the site's n-th person, n from 0, at the node. */
enum drill_verdict crew_answer(struct crew *crew, size_t node, const char *site, int n, const char *kind,
                               const char *key);
enum sibu_status crew_end(struct crew *crew, size_t node, const char *id, enum drill_state how);
struct drill_view crew_look(struct crew *crew, size_t node, const char *id);
/* Steps the nodes from `first` on until the drill is closed, and finishes its record at whichever may. */
void crew_finish(struct crew *crew, size_t first, const char *id);
/* The record, sealed, is whole, has all rows of the store, and what unfolded is drawn again from it. Each alert is there once. */
void crew_check(struct crew *crew, const char *id);
/* The record's newest path, in the crew's arena. */
const char *crew_record(struct crew *crew, const char *id);
int64_t crew_number(struct crew *crew, const char *sql);
