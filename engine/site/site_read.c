/* From bytes to a site: header, frame, features, ground, ways. See site_read.h.
 *
 * What depends on a part that is wrong is not checked, so that one mistake gives one complaint.
 */
#include "site/site_read.h"

#include <stdio.h>

#include "sibu/hash.h"
#include "site/draft.h"
#include "site/feature_read.h"
#include "site/header_read.h"
#include "site/plan_check.h"
#include "site/units.h"

/* True when the ground is known: nothing that makes it is missing. */
static int ground_is_known(const struct draft *draft)
{
    return !draft->frame_wrong && !draft->floors_wrong && draft->broken[KIND_WALKABLE] == 0 &&
           draft->broken[KIND_OBSTACLE] == 0 && draft->broken[KIND_STAIR] == 0 && !sink_full(draft->sink);
}

static int has_any(const struct draft *draft, enum kind kind)
{
    return draft->counts[kind] + draft->broken[kind] > 0;
}

static void report_missing(struct draft *draft, const char *zh, const char *en)
{
    sibu_fault_set(sink_next(draft->sink), SIBU_BAD_INPUT, sink_place(draft->sink, draft->root, "features"), "%s%.0s",
                   "%.0s%s", zh, en);
}

/* A feature whose kind could not be read may have been what is missing. */
static void check_presence(struct draft *draft)
{
    if (draft->features.node == NULL || draft->broken[KIND_WALKABLE] > 0) {
        return;
    }
    if (!has_any(draft, KIND_WALKABLE)) {
        report_missing(draft, "没有可通行区域（walkable）", "there is no walkable area");
    }
    if (!has_any(draft, KIND_EXIT)) {
        report_missing(draft, "没有安全出口（exit）", "there is no exit");
    }
    if (!has_any(draft, KIND_MUSTER)) {
        report_missing(draft, "没有集合点（muster）", "there is no assembly point (muster)");
    }
}

static void check_ways(struct draft *draft, const struct ground *ground, struct reach *reach, uint32_t wrong_stairs)
{
    uint32_t wrong_exits = check_exits(draft, ground, reach);
    check_doors(draft, ground, reach);
    uint32_t wrong_musters = check_musters(draft, ground);
    struct ways ways = {
        wrong_stairs + wrong_exits + draft->broken[KIND_EXIT] == 0 && draft->counts[KIND_EXIT] > 0,
        wrong_stairs + wrong_musters + draft->broken[KIND_MUSTER] == 0 && draft->counts[KIND_MUSTER] > 0,
    };
    check_zones(draft, ground, reach, ways);
    check_starts(draft, ground, reach, ways);
}

/* How the parts stand to each other. */
static void check_plan(struct draft *draft)
{
    struct ground ground = {NULL, 0};
    struct reach reach = {NULL, 0};
    if (ground_open(&ground, draft)) {
        uint32_t wrong_stairs = check_stairs(draft);
        if (reach_open(&reach, draft, &ground)) {
            check_ways(draft, &ground, &reach, wrong_stairs);
        }
    }
    reach_close(&reach, draft);
    ground_close(&ground, draft);
}

static void read_all(struct draft *draft)
{
    header_read(draft);
    if (draft->header.node == NULL) {
        return; /* another kind of file: its features would only make noise */
    }
    draft_prepare(draft);
    if (sink_full(draft->sink)) {
        return;
    }
    units_choose_frame(draft);
    features_read(draft);
    check_ids(draft);
    units_check_doors(draft);
    check_presence(draft);
    if (ground_is_known(draft)) {
        check_plan(draft);
    }
    draft_finish(draft);
}

static void hash_bytes(struct sibu_site *site, const char *bytes, size_t length)
{
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu site v1");
    sibu_hash_raw(&hash, bytes, length);
    sibu_hash_done(&hash, site->hash);
}

static int read_document(struct site_memory *memory, const struct sibu_json *document, struct fault_sink *sink)
{
    struct draft draft = {.site = &memory->site, .arena = &memory->arena, .sink = sink};
    draft.root = sibu_json_root(document);
    if (!shapes_open(&draft.shapes)) {
        draft_no_memory(&draft);
        return 0;
    }
    read_all(&draft);
    sibu_arena_clear(&draft.scratch);
    shapes_close(&draft.shapes);
    return sink->list->count == 0 && !sink->no_memory;
}

struct site_memory *site_read(const char *name, const char *bytes, size_t length, struct fault_sink *sink)
{
    struct sibu_json *document = NULL;
    struct sibu_fault fault;
    if (sibu_json_open(&document, name, bytes, length, &fault) != SIBU_OK) {
        sink_add(sink, &fault);
        return NULL;
    }
    struct site_memory *memory = site_memory_open();
    int good = memory != NULL && read_document(memory, document, sink);
    sibu_json_close(document);
    if (!good) {
        site_memory_close(memory);
        sink->no_memory |= memory == NULL;
        return NULL;
    }
    hash_bytes(&memory->site, bytes, length);
    return memory;
}
