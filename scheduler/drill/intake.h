/* Where many threads bring answers at once: whoever comes first keeps those of all who came meanwhile, in one
 * transaction, and each goes away with its own verdict.
 *
 *   (a thread comes) ──> queue ──(nobody leads)──> it leads: takes the whole queue, keeps it, tells all
 *                          └────(somebody leads)──> it waits until it is told, or leads the next round
 *
 * So one wait for the disk serves as many as have come during the one before. Inside drill/ only. Invariants: 1. at most
 * one thread leads; 2. nobody goes away before what it brought is on disk or has failed.
 */
#pragma once
#include <pthread.h>

#include "drill/drill.h"

struct intake_item { /* on the stack of the thread that brings it */
    const struct drill_answer *answer;
    enum drill_verdict verdict;
    int64_t received_us;
    enum sibu_status status;
    struct sibu_fault fault;
    int is_done;
    struct intake_item *next;
};
struct intake {
    pthread_mutex_t mutex; /* guards what follows */
    pthread_cond_t told, came;
    struct intake_item *first, **end;
    size_t waiting, last_count; /* in the queue; in the round before */
    int is_led;
};

void intake_open(struct intake *intake);
void intake_close(struct intake *intake);
/* Returns when the item is done. `keep` is called in one thread at a time with a list of items, and fills their verdicts
 * and statuses. */
void intake_bring(struct intake *intake, struct intake_item *item,
                  void (*keep)(void *data, struct intake_item *items, size_t count), void *data);
