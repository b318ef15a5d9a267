/* What a courier holds. For courier*.c only; the outside sees courier.h. */
#pragma once
#include <pthread.h>

#include "witness/courier.h"

/* How asking one party stands. */
struct courier_turn {
    int is_done;
    int failures; /* in a row */
    int64_t next_us; /* monotonic: not before */
};
struct courier_fetching {
    int is_there, is_whole;
    uint64_t number; /* of the errand: what comes back for an older one is thrown away */
    int64_t next_us;
    struct courier_tick wanted;
    struct courier_turn turns[LEDGER_WITNESSES_MAX + 1]; /* the last: the beacon's */
    struct ledger_link found;
};
struct courier_beginning {
    int is_there;
    uint64_t number;
    int64_t next_us;
    struct courier_epoch wanted;
    struct courier_turn turns[LEDGER_WITNESSES_MAX + 1];
    enum courier_answer answer;
    struct ledger_epoch found;
};
/* The tree that a witness has signed last, so that proofs begin where it stands. */
struct courier_tree {
    uint8_t key[32];
    struct tree tree;
};
struct courier {
    struct tree_leaves leaves;
    int timeout_ms;
    pthread_t thread;
    struct courier_tree trees[2 * LEDGER_WITNESSES_MAX]; /* the thread's own */
    size_t oldest; /* of them, to be replaced next */
    pthread_mutex_t mutex; /* guards what follows */
    pthread_cond_t wake, done;
    int stops;
    uint64_t errands;
    struct courier_fetching fetch;
    struct courier_beginning begin;
    int has_trouble;
    struct sibu_fault trouble;
};

/* Ask each party that has not answered and is due, once. In the courier's thread, the mutex open. */
void courier_try_tick(struct courier *courier, struct courier_fetching *fetch);
void courier_try_epoch(struct courier *courier, struct courier_beginning *begin);
