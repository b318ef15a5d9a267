/* Two rosters side by side: see roster_diff.h. */
#include "roster/roster_diff.h"

#include <stdlib.h>
#include <string.h>

const char *roster_cell_of(const struct roster_person *person, enum roster_column column)
{
    const char *const cells[ROSTER_COLUMNS] = {[ROSTER_ID] = person->id,
                                               [ROSTER_NAME] = person->name,
                                               [ROSTER_ZONE] = person->zone,
                                               [ROSTER_SHIFT] = person->shift,
                                               [ROSTER_ROLE] = roster_role_name(person->role),
                                               [ROSTER_PACE] = roster_pace_name(person->pace),
                                               [ROSTER_LANGUAGE] = roster_language_name(person->language),
                                               [ROSTER_PHONE] = person->phone,
                                               [ROSTER_EMAIL] = person->email,
                                               [ROSTER_URL] = person->url,
                                               [ROSTER_NAME_EN] = person->name_en,
                                               [ROSTER_NOTE] = person->note};
    return cells[column];
}

static int compare(const void *a, const void *b)
{
    return strcmp((*(const struct roster_person *const *)a)->id, (*(const struct roster_person *const *)b)->id);
}

static const struct roster_person **by_id(const struct roster *roster, struct sibu_arena *arena)
{
    const struct roster_person **people = sibu_arena_take(arena, roster->count + 1, sizeof(void *));
    if (people != NULL) {
        for (size_t i = 0; i < roster->count; i++) {
            people[i] = &roster->people[i];
        }
        qsort(people, roster->count, sizeof(void *), compare);
    }
    return people;
}

static unsigned differing(const struct roster_person *before, const struct roster_person *after)
{
    unsigned fields = 0;
    for (int i = 0; i < ROSTER_COLUMNS; i++) {
        enum roster_column column = (enum roster_column)i;
        fields |= strcmp(roster_cell_of(before, column), roster_cell_of(after, column)) != 0 ? 1U << i : 0;
    }
    return fields;
}

static void note(struct roster_diff *out, struct roster_change *changes, const struct roster_person *before,
                 const struct roster_person *after)
{
    unsigned fields = before != NULL && after != NULL ? differing(before, after) : 0;
    if (before != NULL && after != NULL && fields == 0) {
        return;
    }
    changes[out->count++] = (struct roster_change){before, after, fields};
    out->come += before == NULL;
    out->leave += after == NULL;
    out->change += fields != 0;
}

/* In the order of shifts. */
static int compare_shifts(const void *a, const void *b)
{
    return strcmp((*(const struct roster_person *const *)a)->shift, (*(const struct roster_person *const *)b)->shift);
}

/* A shift of the first that the second has not; both are brought into the order of shifts. */
static const char *find_empty_shift(const struct roster_person **before, size_t before_count,
                                    const struct roster_person **after, size_t after_count)
{
    size_t at = 0;
    qsort(before, before_count, sizeof(void *), compare_shifts);
    qsort(after, after_count, sizeof(void *), compare_shifts);
    for (size_t i = 0; i < before_count; i++) {
        while (at < after_count && strcmp(after[at]->shift, before[i]->shift) < 0) {
            at++;
        }
        if (at == after_count || strcmp(after[at]->shift, before[i]->shift) != 0) {
            return before[i]->shift;
        }
    }
    return NULL;
}

int roster_diff_make(const struct roster *before, const struct roster *after, struct sibu_arena *arena,
                     struct roster_diff *out)
{
    const struct roster_person **old = by_id(before, arena), **new = by_id(after, arena);
    struct roster_change *changes = sibu_arena_take(arena, before->count + after->count + 1, sizeof *changes);
    *out = (struct roster_diff){.changes = changes};
    if (old == NULL || new == NULL || changes == NULL) {
        return 0;
    }
    for (size_t i = 0, k = 0; i < before->count || k < after->count;) {
        int order = i == before->count ? 1 : k == after->count ? -1 : strcmp(old[i]->id, new[k]->id);
        note(out, changes, order <= 0 ? old[i] : NULL, order >= 0 ? new[k] : NULL);
        i += order <= 0;
        k += order >= 0;
    }
    out->empty_shift = find_empty_shift(old, before->count, new, after->count);
    return 1;
}
