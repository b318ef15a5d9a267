/* Many answers, one transaction: see intake.h. */
#include "drill/intake.h"

void intake_open(struct intake *intake)
{
    *intake = (struct intake){.first = NULL};
    intake->end = &intake->first;
    pthread_mutex_init(&intake->mutex, NULL);
    pthread_cond_init(&intake->told, NULL);
}

void intake_close(struct intake *intake)
{
    pthread_cond_destroy(&intake->told);
    pthread_mutex_destroy(&intake->mutex);
}

static size_t count_items(const struct intake_item *item)
{
    size_t count = 0;
    for (; item != NULL; item = item->next) {
        count++;
    }
    return count;
}

/* One round, with the mutex held before and after, but not while things are kept. */
static void lead(struct intake *intake, void (*keep)(void *data, struct intake_item *items, size_t count), void *data)
{
    struct intake_item *items = intake->first;
    intake->first = NULL;
    intake->end = &intake->first;
    intake->is_led = 1;
    pthread_mutex_unlock(&intake->mutex);
    keep(data, items, count_items(items));
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
    while (!item->is_done) {
        if (intake->is_led) {
            pthread_cond_wait(&intake->told, &intake->mutex);
        } else {
            lead(intake, keep, data);
        }
    }
    pthread_mutex_unlock(&intake->mutex);
}
