/* Drafts: room for features, memory, and the way into a site. See draft.h. */
#include "site/draft.h"

#include <string.h>

#define FEATURES_MAX 100000

int draft_take(struct draft *draft, enum sibu_status status)
{
    if (status != SIBU_OK) {
        sink_add(draft->sink, &draft->fault);
    }
    return status == SIBU_OK;
}

void draft_no_memory(struct draft *draft)
{
    if (!draft->sink->no_memory) {
        sibu_fault_set(sink_next(draft->sink), SIBU_NO_MEMORY, sink_place(draft->sink, draft->root, NULL), "内存不足",
                       "out of memory");
        draft->sink->no_memory = 1;
    }
}

void *draft_new(struct draft *draft, size_t count, size_t item_bytes)
{
    void *piece = sibu_arena_take(draft->arena, count, item_bytes);
    if (piece == NULL) {
        draft_no_memory(draft);
    }
    return piece;
}

const char *draft_text(struct draft *draft, const char *string)
{
    const char *copy = sibu_arena_text(draft->arena, string, strlen(string));
    if (copy == NULL) {
        draft_no_memory(draft);
    }
    return copy;
}

/* How many features of each kind there are. One whose kind is not known is reported here, and nowhere else. */
static void count_kinds(struct draft *draft, uint32_t counts[KINDS])
{
    struct sibu_json_value feature = sibu_json_first(draft->features);
    for (; feature.node != NULL && !sink_full(draft->sink); feature = sibu_json_next(feature)) {
        struct sibu_json_value properties = {NULL, NULL};
        size_t kind = KINDS;
        if (draft_take(draft, sibu_json_object(feature, "properties", &properties, &draft->fault)) &&
            draft_take(draft, sibu_json_choice(properties, "kind", KIND_NAMES, &kind, &draft->fault))) {
            counts[kind]++;
        } else {
            draft->broken[KIND_WALKABLE]++; /* it may have been ground: then what stands on it is not to blame */
        }
    }
}

static void make_room(struct draft *draft, const uint32_t counts[KINDS])
{
    draft->walkables = draft_new(draft, counts[KIND_WALKABLE], sizeof draft->walkables[0]);
    draft->obstacles = draft_new(draft, counts[KIND_OBSTACLE], sizeof draft->obstacles[0]);
    draft->zones = draft_new(draft, counts[KIND_ZONE], sizeof draft->zones[0]);
    draft->doors = draft_new(draft, counts[KIND_DOOR], sizeof draft->doors[0]);
    draft->exits = draft_new(draft, counts[KIND_EXIT], sizeof draft->exits[0]);
    draft->stairs = draft_new(draft, counts[KIND_STAIR], sizeof draft->stairs[0]);
    draft->musters = draft_new(draft, counts[KIND_MUSTER], sizeof draft->musters[0]);
    draft->alarms = draft_new(draft, counts[KIND_ALARM], sizeof draft->alarms[0]);
    draft->interlocks = draft_new(draft, counts[KIND_INTERLOCK], sizeof draft->interlocks[0]);
    draft->starts = draft_new(draft, counts[KIND_START], sizeof draft->starts[0]);
    draft->start_densities = draft_new(draft, counts[KIND_START], sizeof draft->start_densities[0]);
    for (int kind = 0; kind < KINDS; kind++) {
        draft->sources[kind] = draft_new(draft, counts[kind], sizeof draft->sources[kind][0]);
    }
}

void draft_prepare(struct draft *draft)
{
    uint32_t counts[KINDS] = {0};
    if (!draft_take(draft,
                    sibu_json_array(draft->root, "features", 0, FEATURES_MAX, &draft->features, &draft->fault))) {
        draft->broken[KIND_WALKABLE]++;
        return;
    }
    count_kinds(draft, counts);
    make_room(draft, counts);
}

void draft_finish(struct draft *draft)
{
    struct sibu_site *site = draft->site;
    site->floors = draft->floors;
    site->floor_count = draft->floor_count;
    site->zones = draft->zones;
    site->zone_count = draft->counts[KIND_ZONE];
    site->doors = draft->doors;
    site->door_count = draft->counts[KIND_DOOR];
    site->exits = draft->exits;
    site->exit_count = draft->counts[KIND_EXIT];
    site->stairs = draft->stairs;
    site->stair_count = draft->counts[KIND_STAIR];
    site->musters = draft->musters;
    site->muster_count = draft->counts[KIND_MUSTER];
    site->alarms = draft->alarms;
    site->alarm_count = draft->counts[KIND_ALARM];
    site->interlocks = draft->interlocks;
    site->interlock_count = draft->counts[KIND_INTERLOCK];
    site->starts = draft->starts;
    site->start_count = draft->counts[KIND_START];
    site->geographic = draft->frame.geographic;
    site->origin_longitude_deg = draft->frame.geographic ? draft->frame.origin.x : 0.0;
    site->origin_latitude_deg = draft->frame.geographic ? draft->frame.origin.y : 0.0;
}
