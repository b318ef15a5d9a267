/* Many answers, one transaction: see intake.h. */
#include "drill/intake.h"

#include <time.h>

#define GATHER_NS 300000 /* much less than a disk takes */

void intake_open(struct intake *intake)
{
    *intake = (struct intake){.first = NULL};
    intake->end = &intake->first;
    pthread_mutex_init(&intake->mutex, NULL);
    pthread_cond_init(&intake->told, NULL);
    pthread_cond_init(&intake->came, NULL);
}

void intake_close(struct intake *intake)
{
    pthread_cond_destroy(&intake->came);
    pthread_cond_destroy(&intake->told);
    pthread_mutex_destroy(&intake->mutex);
}

/* Where others came during the round before, they are coming back now: a moment's wait lets them share this one. */
static void gather(struct intake *intake)
{
    struct timespec until;
    if (intake->last_count < 2) {
        return;
    }
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += GATHER_NS;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    while (intake->waiting < intake->last_count && pthread_cond_timedwait(&intake->came, &intake->mutex, &until) == 0) {
        /* until as many are there as last time, or the moment is over */
    }
}

/* One round, with the mutex held before and after, but not while things are kept. */
static void lead(struct intake *intake, void (*keep)(void *data, struct intake_item *items, size_t count), void *data)
{
    intake->is_led = 1;
    gather(intake);
    struct intake_item *items = intake->first;
    size_t count = intake->waiting;
    intake->first = NULL;
    intake->end = &intake->first;
    intake->waiting = 0;
    intake->last_count = count;
    pthread_mutex_unlock(&intake->mutex);
    keep(data, items, count);
    pthread_mutex_lock(&intake->mutex);
    intake->is_led = 0;
    while (items != NULL) {
        struct intake_item *next = items->next; /* who brought it may be gone once it is done */
        items->is_done = 1;
        items = next;
    }
    pthread_cond_broadcast(&intake->told);
}

void intake_bring(struct intake *intake, struct intake_item *item,
                  void (*keep)(void *data, struct intake_item *items, size_t count), void *data)
{
    item->next = NULL;
    item->is_done = 0;
    pthread_mutex_lock(&intake->mutex);
    *intake->end = item;
    intake->end = &item->next;
    intake->waiting++;
    pthread_cond_signal(&intake->came);
    while (!item->is_done) {
        if (intake->is_led) {
            pthread_cond_wait(&intake->told, &intake->mutex);
        } else {
            lead(intake, keep, data);
        }
    }
    pthread_mutex_unlock(&intake->mutex);
}
