/* The demonstration: the whole loop of Sibu on the sample sites, with real parts on loopback. Behind `sibu demo`.
 *
 * A server, simulated phones and their officer run in this process and speak HTTP to each other. The clock stands and is
 * set from tick to tick while the working day passes, and runs at the given speed from T0 on.
 */
#pragma once
#include "command/command.h"
#include "phones/phones.h"
#include "web/server.h"

struct demo_def {
    const char *policy; /* path */
    const char *folder; /* working folder, ours alone */
    uint64_t seed;
    double speed;
    int64_t day_us; /* the beginning of the working day, UTC */
    int64_t day_s; /* its length */
};
struct demo {
    struct demo_def def;
    const struct command_call *call;
    struct plan *plan;
    struct clock clock;
    struct server *server;
    struct phones *phones;
    struct post *officer;
    int64_t t0_us;
    int paced; /* 1: the clock runs at def.speed */
    char record[4096]; /* where the closed drill's record is */
    char drill[24];
    char site[64]; /* id of the drilled site */
};

/* Server, phones and officer; and a surprise armed for the day. Call demo_close in any case. */
SIBU_MUST_USE enum sibu_status demo_open(struct demo *demo, const struct command_call *call, const struct demo_def *def,
                                         struct sibu_fault *fault);
void demo_close(struct demo *demo);
/* The day, tick by tick, until the draw strikes. SIBU_NO at Ctrl-C. */
SIBU_MUST_USE enum sibu_status demo_pass_day(struct demo *demo, struct sibu_fault *fault);
/* The drill, until it is closed. The officer gives the all clear when nobody moves any more. SIBU_NO at Ctrl-C. */
SIBU_MUST_USE enum sibu_status demo_run_drill(struct demo *demo, struct sibu_fault *fault);
