/* The tree of an organisation: order, parents and depths of its branches. Pure; the file is hostile. */
#include <stdlib.h>
#include <string.h>

#include "organisation/organisation_part.h"

/* A branch by its id, and by its place in the file where the id stands twice. */
struct entry {
    const char *id;
    uint32_t index;
};

static int compare_entries(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;
    int order = strcmp(left->id, right->id);
    return order != 0 ? order : (left->index > right->index) - (left->index < right->index);
}

static void sort(struct organisation_reader *reader, struct entry *entries)
{
    static const char *const TWICE[] = {"分支“%.64s”出现了两次", "the branch \"%.64s\" stands here a second time"};
    uint32_t count = reader->organisation->branch_count;
    for (uint32_t i = 0; i < count; i++) {
        entries[i] = (struct entry){reader->branches[i].id, i};
    }
    qsort(entries, count, sizeof *entries, compare_entries);
    for (uint32_t i = 0; i < count; i++) {
        reader->by_id[i] = entries[i].index;
        if (i > 0 && strcmp(entries[i - 1].id, entries[i].id) == 0 && entries[i].id[0] != '\0') {
            organisation_blame(reader, reader->branch_values[entries[i].index], "id", TWICE, entries[i].id);
        }
    }
}

static void find_parents(struct organisation_reader *reader, const char *const *under)
{
    static const char *const UNKNOWN[] = {"没有分支“%.64s”", "there is no branch \"%.64s\""};
    for (uint32_t i = 0; i < reader->organisation->branch_count; i++) {
        uint32_t parent = under[i][0] != '\0' ? organisation_find_branch(reader->organisation, under[i]) : SIBU_NONE;
        reader->branches[i].under = parent;
        if (under[i][0] != '\0' && parent == SIBU_NONE) {
            organisation_blame(reader, reader->branch_values[i], "under", UNKNOWN, under[i]);
        }
    }
}

/* How many branches lie on the way from this one to the top, itself included; 0: it never gets there. `least`: the least
 * index on the way of one that comes back to itself, else SIBU_NONE. */
static uint32_t climb(const struct organisation_reader *reader, uint32_t from, uint32_t *least)
{
    uint32_t steps = 1, smallest = from;
    *least = SIBU_NONE;
    for (uint32_t at = reader->branches[from].under; at != SIBU_NONE; at = reader->branches[at].under) {
        if (at == from) {
            *least = smallest;
            return 0;
        }
        if (steps++ > reader->organisation->branch_count) {
            return 0; /* below a ring, not in it */
        }
        smallest = at < smallest ? at : smallest;
    }
    return steps;
}

/* A ring is told of once, at the first of its branches; a branch that is too deep, not those below it. */
static void measure_depths(struct organisation_reader *reader)
{
    static const char *const RING[] = {"分支“%.64s”经过它的上级又回到了自己",
                                       "the branch \"%.64s\" stands under itself, by way of those above it"};
    static const char *const DEEP[] = {"分支“%.64s”太深：顶层以下最多 16 级",
                                       "the branch \"%.64s\" lies too deep: at most 16 levels below the top"};
    for (uint32_t i = 0; i < reader->organisation->branch_count; i++) {
        struct organisation_branch *branch = &reader->branches[i];
        uint32_t least;
        branch->depth = climb(reader, i, &least);
        if (least == i) {
            organisation_blame(reader, reader->branch_values[i], "under", RING, branch->id);
        } else if (branch->depth == ORGANISATION_DEPTH_MAX + 1) {
            organisation_blame(reader, reader->branch_values[i], "under", DEEP, branch->id);
        }
    }
}

void organisation_grow(struct organisation_reader *reader, const char *const *under)
{
    struct entry *entries = sibu_array_new(reader->organisation->branch_count, sizeof *entries);
    if (entries == NULL) {
        reader->no_memory = 1;
        return;
    }
    sort(reader, entries);
    sibu_array_free(entries);
    find_parents(reader, under);
    measure_depths(reader);
}
