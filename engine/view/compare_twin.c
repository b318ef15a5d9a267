/* See compare_twin.h. */
#include "view/compare_twin.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SAME_M 0.01 /* coordinates nearer than this are one */

static int near(double a, double b)
{
    return fabs(a - b) <= SAME_M;
}

static int same_box(struct sibu_box a, struct sibu_box b)
{
    return near(a.min_x, b.min_x) && near(a.min_y, b.min_y) && near(a.max_x, b.max_x) && near(a.max_y, b.max_y);
}

uint32_t compare_floor_of(const struct sibu_site *from, uint32_t floor, const struct sibu_site *to)
{
    for (uint32_t i = 0; floor < from->floor_count && i < to->floor_count; i++) {
        if (strcmp(from->floors[floor].id, to->floors[i].id) == 0) {
            return i;
        }
    }
    return SIBU_NONE;
}

static int same_floors(const struct sibu_site *here, const struct sibu_site *there)
{
    for (uint32_t i = 0; i < here->floor_count; i++) {
        uint32_t other = compare_floor_of(here, i, there);
        if (other == SIBU_NONE || !same_box(here->floors[i].box, there->floors[other].box)) {
            return 0;
        }
    }
    return here->floor_count == there->floor_count;
}

enum compare_site compare_site_of(const struct sibu_site *here, const struct sibu_site *there)
{
    if (memcmp(here->hash, there->hash, sizeof here->hash) == 0) {
        return COMPARE_SITE_SAME;
    }
    if (strcmp(here->id, there->id) != 0) {
        return COMPARE_SITE_OTHER;
    }
    return same_floors(here, there) ? COMPARE_SITE_SAME : COMPARE_SITE_CHANGED;
}

static int same_people(const struct replay *here, const struct replay *there)
{
    for (size_t i = 0; i < here->people_count; i++) {
        const struct replay_person *a = &here->people[i], *b = &there->people[i];
        if (a->number != b->number || strcmp(a->id, b->id) != 0 || memcmp(&a->times, &b->times, sizeof a->times) != 0) {
            return 0;
        }
    }
    return 1;
}

int compare_is_same_record(const struct replay *here, const struct replay *there)
{
    return here->t0_us == there->t0_us && here->people_count == there->people_count &&
           here->mark_count == there->mark_count && here->frame_count == there->frame_count &&
           compare_site_of(here->site, there->site) == COMPARE_SITE_SAME && same_people(here, there);
}

struct name { /* an id, and who has it */
    const char *id;
    uint32_t person;
};

static int compare_names(const void *a, const void *b)
{
    const struct name *first = a, *second = b;
    int order = strcmp(first->id, second->id);
    return order != 0 ? order : (first->person > second->person) - (first->person < second->person);
}

/* The first of that id; SIBU_NONE where nobody has it. */
static uint32_t find_name(const struct name *names, size_t count, const char *id)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(names[middle].id, id) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && strcmp(names[low].id, id) == 0 ? names[low].person : SIBU_NONE;
}

static uint32_t find_number(const struct replay *there, uint32_t number)
{
    uint32_t person = replay_find(there, number);
    return person != SIBU_NONE && there->people[person].id[0] == '\0' ? person : SIBU_NONE;
}

enum sibu_status compare_twins(const struct replay *here, const struct replay *there, uint32_t *out,
                               struct sibu_fault *fault)
{
    struct name *names = sibu_array_new(there->people_count, sizeof *names);
    if (names == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, there->path, "内存不足，无法对照人员",
                              "no memory to match the people");
    }
    for (size_t i = 0; i < there->people_count; i++) {
        names[i] = (struct name){there->people[i].id, (uint32_t)i};
    }
    qsort(names, there->people_count, sizeof *names, compare_names);
    for (size_t i = 0; i < here->people_count; i++) {
        const struct replay_person *person = &here->people[i];
        out[i] = person->id[0] != '\0' ? find_name(names, there->people_count, person->id)
                                       : find_number(there, person->number);
    }
    sibu_array_free(names);
    return SIBU_OK;
}
