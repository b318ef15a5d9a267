/* Ids that stand twice: each kind's ids are sorted, equal neighbours are reported. See plan_check.h. */
#include <stdlib.h>
#include <string.h>

#include "site/plan_check.h"

struct entry {
    const char *id;
    uint32_t index;
};

static int by_id(const void *a, const void *b)
{
    const struct entry *left = a;
    const struct entry *right = b;
    int order = strcmp(left->id, right->id);
    return order != 0 ? order : (left->index > right->index) - (left->index < right->index);
}

/* The id of an item, or NULL for kinds without ids. */
static const char *id_of(const struct draft *draft, enum kind kind, uint32_t i)
{
    switch (kind) {
    case KIND_ZONE:
        return draft->zones[i].id;
    case KIND_DOOR:
        return draft->doors[i].id;
    case KIND_EXIT:
        return draft->exits[i].id;
    case KIND_STAIR:
        return draft->stairs[i].id;
    case KIND_MUSTER:
        return draft->musters[i].id;
    case KIND_ALARM:
        return draft->alarms[i].id;
    case KIND_INTERLOCK:
        return draft->interlocks[i].id;
    case KIND_WALKABLE:
    case KIND_OBSTACLE:
    case KIND_START:
    case KINDS:
        break;
    }
    return NULL;
}

static void report(struct draft *draft, enum kind kind, struct entry first, struct entry again)
{
    char where[sizeof draft->sink->place];
    struct sibu_json_value properties = sibu_json_member(draft->sources[kind][again.index], "properties");
    sibu_json_place(draft->sources[kind][first.index], NULL, where);
    const char *pointer = strrchr(where, ':');
    sibu_fault_set(sink_next(draft->sink), SIBU_BAD_INPUT, sink_place(draft->sink, properties, "id"),
                   "编号“%.64s”重复：%.100s 已使用", "the id \"%.64s\" is taken already, by %.100s", again.id,
                   pointer == NULL ? where : pointer + 1);
}

static void check_kind(struct draft *draft, enum kind kind)
{
    uint32_t count = draft->counts[kind];
    struct entry *entries = sibu_arena_take(&draft->scratch, count, sizeof entries[0]);
    if (entries == NULL) {
        draft_no_memory(draft);
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        entries[i] = (struct entry){id_of(draft, kind, i), i};
    }
    qsort(entries, count, sizeof entries[0], by_id);
    for (uint32_t i = 1; i < count && !sink_full(draft->sink); i++) {
        if (strcmp(entries[i - 1].id, entries[i].id) == 0) {
            report(draft, kind, entries[i - 1], entries[i]);
        }
    }
}

void check_ids(struct draft *draft)
{
    for (int kind = 0; kind < KINDS; kind++) {
        if (draft->counts[kind] > 1 && id_of(draft, (enum kind)kind, 0) != NULL) {
            check_kind(draft, (enum kind)kind);
        }
    }
}
