/* Several servers of the little works on one store and one folder, for tests that look at them from inside one process, or that
 * each have one in a process of its own. With SIBU_TEST_STORE=postgres in the environment the store is in PostgreSQL. */
#pragma once
#include "../store/fixture.h"

#include "draw/plan.h"
#include "web/server_state.h"

#define NODES_MAX 3
#define NODES_MORNING_US (INT64_C(1795392000) * 1000000) /* Monday 2026-11-23, 08:00 in Shanghai */
#define NODES_MINUTE_US (INT64_C(60) * 1000000)
#define NODES_SELDOM "\"tick_s\":60,\"least\":0,\"mean\":0.01,\"windows\":[{}]"

struct nodes {
    struct fixture f; /* its store is closed: servers have theirs */
    char folder[64], data[80];
    int64_t lease_us;
    struct plan *plan;
    struct clock clock; /* of all */
    struct server *servers[NODES_MAX];
};

/* Names of node 0, 1, 2. */
const char *nodes_id(int number);
/* A policy of these members, and no server yet. The caller closes it; servers that are open are closed first. */
void nodes_open(struct nodes *nodes, const char *rules, int64_t lease_us);
void nodes_close(struct nodes *nodes);
/* Opens server `number`; its status is told. */
enum sibu_status nodes_try(struct nodes *nodes, int number, struct server **out, struct sibu_fault *fault);
void nodes_serve(struct nodes *nodes, int number); /* as nodes->servers[number], or the test fails */
void nodes_stop(struct nodes *nodes, int number);
struct server_news nodes_step(struct nodes *nodes, int number); /* without a fault, or the test fails */
int nodes_draws(struct nodes *nodes, int number); /* it holds "tick" */
int64_t nodes_rows(const struct nodes *nodes, const char *kind);
/* Reads the whole ledger into a new book, which takes every row, and compares ticks with what is marked as drawn. */
void nodes_check_ledger(struct nodes *nodes);
