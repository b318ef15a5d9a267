/* A server of the little works on a standing clock, for tests that look at it from inside its own process. */
#pragma once
#include <stdint.h>

#include "draw/plan.h"
#include "web/server_state.h"

#define STAND_MORNING_US (INT64_C(1795392000) * 1000000) /* Monday 2026-11-23, 08:00 in Shanghai */

struct stand {
    int alone; /* 1: in a child of the test's process, which ends with status 1 where a test would fail */
    int finishes; /* 1: closed drills are evaluated and sealed */
    char folder[64]; /* everything is below it */
    char program[400]; /* sibu, of the same build */
    char data[80]; /* the server's own folder */
    int64_t keep_people_us; /* how long people are kept who left; 0: for good */
    const struct channels *channels; /* what the server is told of them; NULL: nothing */
    struct plan *plan;
    struct clock clock;
    struct server *server;
};

/* Fails the test, or ends the child, unless `holds`. */
void stand_need(const struct stand *stand, int holds, const char *what);
/* Where sibu of the same build is. */
void stand_program(char out[400]);
/* Writes a policy of these members besides format, shifts, families and sites, and starts the server in a new folder. The
 * caller closes the stand, and the folder goes with it. */
void stand_open(struct stand *stand, const char *rules);
/* The same with `finishes`, `keep_people_us` and `channels` as they are set; stand_open takes the usual ones. */
void stand_open_as_set(struct stand *stand, const char *rules);
void stand_close(struct stand *stand);
/* Another policy, while no server runs. */
void stand_change(struct stand *stand, const char *rules);
/* The server of the stand's plan and clock, on the data folder. */
void stand_serve(struct stand *stand);

/* Stops the server, and starts it again on the same policy and what officers keep. */
void stand_again(struct stand *stand);
void stand_stop(struct stand *stand); /* closes the server; the stand stays */

/* A number from the database of a server's folder, as anybody can read it, -1: there is no row. SQL that writes works too. */
int64_t stand_number(const char *data, const char *sql);
/* How many rows of this kind the ledger has. */
int64_t stand_rows(const struct stand *stand, const char *kind);

/* Sets the clock to the moment, and steps. */
struct server_news stand_step(struct stand *stand, int64_t time_us);
void stand_surprise(struct stand *stand, int64_t within_s);

/* The sizes of what lies in the data folder. */
struct stand_sizes {
    int64_t db, wal, shm, others; /* others: all that is no part of the database, records and logs too */
};
struct stand_sizes stand_sizes(const struct stand *stand);
