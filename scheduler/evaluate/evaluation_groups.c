/* The groups: all expected people, and those of each zone, shift, role and channel. See evaluation.h and
 * evaluation_part.h.
 */
#include <stdlib.h>
#include <string.h>

#include "evaluate/evaluation_part.h"

enum kind { KIND_ZONE, KIND_SHIFT, KIND_ROLE, KIND_CHANNEL, KINDS };

static const char *key_of(const struct evaluation_person *person, enum kind kind)
{
    const char *const keys[KINDS] = {person->zone, person->shift, person->role, person->channel};
    return keys[kind];
}

static int compare_members(const void *a, const void *b)
{
    const struct evaluation_member *left = a, *right = b;
    int order = strcmp(left->key, right->key);
    return order != 0 ? order
                      : (left->person->number > right->person->number) - (left->person->number < right->person->number);
}

/* Sorts the members by what they are grouped by, and counts the groups. */
static size_t arrange(struct evaluation_member *members, size_t count, enum kind kind)
{
    size_t groups = 0;
    for (size_t i = 0; i < count; i++) {
        members[i].key = key_of(members[i].person, kind);
    }
    qsort(members, count, sizeof *members, compare_members);
    for (size_t i = 0; i < count; i++) {
        groups += i == 0 || strcmp(members[i - 1].key, members[i].key) != 0 ? 1 : 0;
    }
    return groups;
}

/* Measures the groups of the members, which are arranged by their kind. */
static enum sibu_status measure_kind(struct evaluation_group *groups, const struct evaluation_members *all,
                                     enum kind kind, struct sibu_fault *fault)
{
    static const char *const NAMES[KINDS] = {"zone", "shift", "role", "channel"};
    enum sibu_status status = SIBU_OK;
    struct evaluation_members part = *all;
    for (size_t from = 0; from < all->count && status == SIBU_OK; from += part.count, groups++) {
        const char *key = all->items[from].key;
        part.items = all->items + from;
        part.count = 0;
        while (from + part.count < all->count && strcmp(part.items[part.count].key, key) == 0) {
            part.count++;
        }
        *groups = (struct evaluation_group){.kind = NAMES[kind], .id = key, .zone = kind == KIND_ZONE ? key : ""};
        status = evaluation_measure(groups, &part, fault);
    }
    return status;
}

static enum sibu_status take_zones(struct evaluation *out, const struct evaluation_members *all,
                                   struct evaluation_member *members, struct sibu_fault *fault)
{
    size_t count = arrange(members, all->count, KIND_ZONE);
    struct evaluation_group *zones = sibu_arena_take(&out->arena, count, sizeof *zones);
    if (zones == NULL) {
        return evaluation_no_memory(fault);
    }
    out->zones = zones;
    out->zone_count = count;
    return measure_kind(zones, all, KIND_ZONE, fault);
}

static enum sibu_status take_others(struct evaluation *out, const struct evaluation_members *all,
                                    struct evaluation_member *members, struct sibu_fault *fault)
{
    size_t count[KINDS] = {0}, at = 0;
    for (int kind = KIND_SHIFT; kind < KINDS; kind++) {
        count[kind] = arrange(members, all->count, (enum kind)kind);
        out->group_count += count[kind];
    }
    struct evaluation_group *groups = sibu_arena_take(&out->arena, out->group_count, sizeof *groups);
    enum sibu_status status = groups == NULL ? evaluation_no_memory(fault) : SIBU_OK;
    for (int kind = KIND_SHIFT; kind < KINDS && status == SIBU_OK; kind++) {
        (void)arrange(members, all->count, (enum kind)kind);
        status = measure_kind(groups + at, all, (enum kind)kind, fault);
        at += count[kind];
    }
    out->groups = groups;
    return status;
}

/* Keeps the missing, in the order in which they stand. */
static enum sibu_status take_missing(struct evaluation *out, const struct evaluation_members *all,
                                     struct sibu_fault *fault)
{
    const struct evaluation_person **missing = sibu_arena_take(&out->arena, out->all.missing, sizeof *missing);
    if (missing == NULL) {
        return evaluation_no_memory(fault);
    }
    for (size_t i = 0; i < all->count; i++) {
        if (all->items[i].person->state == EVALUATION_MISSING) {
            missing[out->missing_count++] = all->items[i].person;
        }
    }
    out->missing = missing;
    return SIBU_OK;
}

static enum sibu_status take_all(struct evaluation *out, struct evaluation_members *all,
                                 struct evaluation_member *members, struct sibu_fault *fault)
{
    for (size_t i = 0; i < out->people_count; i++) {
        if (out->people[i].state != EVALUATION_NOT_EXPECTED) {
            members[all->count++] = (struct evaluation_member){"", &out->people[i], &out->doubt.bounds[i]};
        }
    }
    out->all.kind = out->all.id = out->all.zone = "";
    enum sibu_status status = evaluation_measure(&out->all, all, fault);
    if (status == SIBU_OK) {
        status = take_zones(out, all, members, fault);
    }
    if (status == SIBU_OK) {
        status = take_missing(out, all, fault);
    }
    return status == SIBU_OK ? take_others(out, all, members, fault) : status;
}

enum sibu_status evaluation_take_groups(struct evaluation *out, const struct evaluation_source *source,
                                        struct sibu_fault *fault)
{
    struct evaluation_member *members = sibu_array_new(out->people_count, sizeof *members);
    struct evaluation_members all = {.items = members,
                                     .end_s = evaluation_seconds(out, out->end_us),
                                     .subjects = sibu_array_new(2 * out->people_count, sizeof *all.subjects),
                                     .has_starts = source->has_starts,
                                     .has_exits = source->has_exits};
    enum sibu_status status =
        members != NULL && all.subjects != NULL ? take_all(out, &all, members, fault) : evaluation_no_memory(fault);
    sibu_array_free(all.subjects);
    sibu_array_free(members);
    return status;
}
