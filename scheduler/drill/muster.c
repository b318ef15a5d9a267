/* The muster: see muster.h. */
#include "drill/muster.h"

#include <stdio.h>
#include <string.h>

#include "sibu/memory.h"

enum sibu_status muster_open(struct muster *muster, size_t count, struct sibu_fault *fault)
{
    muster->count = count;
    muster->people = sibu_array_new(count, sizeof *muster->people);
    if (muster->people == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    return SIBU_OK;
}

void muster_close(struct muster *muster)
{
    sibu_array_free(muster->people);
    muster->people = NULL;
    muster->count = 0;
}

void muster_expect(struct muster *muster, uint32_t number)
{
    if (number >= 1 && number <= muster->count) {
        muster->people[number - 1].expected = 1;
    }
}

static void first_of(int64_t *kept_us, int64_t time_us)
{
    if (*kept_us == 0 || time_us < *kept_us) {
        *kept_us = time_us;
    }
}

void muster_take(struct muster *muster, const struct sibu_record_response *response)
{
    if (response->person < 1 || response->person > muster->count) {
        return;
    }
    struct muster_person *person = &muster->people[response->person - 1];
    if (strcmp(response->kind, "acknowledge") == 0) {
        person->acknowledged = 1;
        first_of(&person->acknowledged_us, response->received_us);
    } else if (strcmp(response->kind, "check-in") == 0) {
        person->checked_in = 1;
        first_of(&person->checked_in_us, response->received_us);
        (void)snprintf(person->place, sizeof person->place, "%s", response->place);
    } else if (strcmp(response->kind, "need-help") == 0) {
        person->need_help = 1;
    } else if (strcmp(response->kind, "cannot") == 0) {
        person->cannot = 1;
    } else {
        return;
    }
    if (response->received_us > person->last_us) {
        person->last_us = response->received_us;
    }
}

void muster_doubt(struct muster *muster, uint32_t number, const char *why)
{
    if (number >= 1 && number <= muster->count) {
        struct muster_person *person = &muster->people[number - 1];
        (void)snprintf(person->doubt, sizeof person->doubt, "%s", why);
    }
}

int muster_missing(const struct muster_person *person)
{
    return person->expected && !person->checked_in && !person->need_help && !person->cannot;
}

static uint32_t is_doubtful(const struct muster_person *person)
{
    return person->checked_in && person->doubt[0] != '\0';
}

struct muster_counts muster_count(const struct muster *muster)
{
    struct muster_counts counts = {0};
    for (size_t i = 0; i < muster->count; i++) {
        const struct muster_person *person = &muster->people[i];
        if (!person->expected) {
            continue;
        }
        counts.expected++;
        counts.acknowledged += person->acknowledged ? 1 : 0;
        counts.checked_in += person->checked_in ? 1 : 0;
        counts.need_help += person->need_help && !person->checked_in ? 1 : 0;
        counts.cannot += person->cannot && !person->checked_in && !person->need_help ? 1 : 0;
        counts.doubtful += is_doubtful(person);
        counts.missing += muster_missing(person) ? 1 : 0;
    }
    return counts;
}
