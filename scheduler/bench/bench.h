/* Measurements: each beside a reference that is run in the same process at once.
 *
 * Depends on: sibu/fault.h. A measurement prints nothing; it adds results to the list. One after the other.
 */
#pragma once
#include <signal.h>
#include <stddef.h>

#include "sibu/fault.h"

struct bench_result {
    char name[64]; /* "crowd/open-floor/10000" */
    double value; /* in `unit` */
    const char *unit; /* "agent-steps/s" */
    const char *reference; /* what it is compared with */
    double reference_value; /* in the same unit */
    double ratio; /* how many times better than the reference: above 1 is better */
    unsigned threads;
};
#define BENCH_RESULTS_MAX 128
struct bench {
    struct bench_result results[BENCH_RESULTS_MAX];
    size_t count;
    const volatile sig_atomic_t *stop; /* Ctrl-C: what is measured is kept */
    void (*progress)(void *caller, const char *name); /* told before each measurement */
    void *caller;
    const char *only; /* "crowd/door/200", or the first parts of a name: "crowd", or "" for all */
    const char *store; /* the address of a PostgreSQL database for "city"; NULL: a server of its own */
};

/* Whether the measurement of this name is asked for; tells the caller that it begins. */
int bench_begins(struct bench *bench, const char *name);
void bench_add(struct bench *bench, const struct bench_result *result);

/* Several servers on one PostgreSQL: check-ins kept, and what a drill asks of the store. */
SIBU_MUST_USE enum sibu_status bench_city(struct bench *bench, struct sibu_fault *fault);
/* The second half of bench_city. */
SIBU_MUST_USE enum sibu_status bench_operations(struct bench *bench, struct sibu_fault *fault);
/* The crowd: floors, rooms, a door, fields, threads, memory. */
SIBU_MUST_USE enum sibu_status bench_crowd(struct bench *bench, struct sibu_fault *fault);
/* The laws of the draw. */
SIBU_MUST_USE enum sibu_status bench_draw(struct bench *bench, struct sibu_fault *fault);
/* Ticks of many sites, and a year's ledger verified. */
SIBU_MUST_USE enum sibu_status bench_ledger(struct bench *bench, struct sibu_fault *fault);
/* Open streams of events. */
SIBU_MUST_USE enum sibu_status bench_events(struct bench *bench, struct sibu_fault *fault);
/* The forecast of a drill. */
SIBU_MUST_USE enum sibu_status bench_forecast(struct bench *bench, struct sibu_fault *fault);
/* All files of a report, for drills of any size. */
SIBU_MUST_USE enum sibu_status bench_report(struct bench *bench, struct sibu_fault *fault);
/* The second half of bench_server. */
SIBU_MUST_USE enum sibu_status bench_alerts(struct bench *bench, struct sibu_fault *fault);
/* A server: check-ins kept, alerts delivered. */
SIBU_MUST_USE enum sibu_status bench_server(struct bench *bench, struct sibu_fault *fault);
/* The viewer, by the processor's time of sibu-view, which stands beside this program: SIBU_IO where it does not. */
SIBU_MUST_USE enum sibu_status bench_view(struct bench *bench, struct sibu_fault *fault);
