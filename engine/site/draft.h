/* A site while it is being read: what has been read so far, where in the file it stood, and what was wrong with it.
 *
 * Depends on: base, geometry. Invariants:
 * 1. sources[k][i] is the feature that item i of kind k was read from, for all i < counts[k].
 * 2. counts[k] + broken[k] features of kind k have been met; only good ones are kept.
 * 3. A draft whose sink is full may be half read: nobody looks into it any more.
 */
#pragma once
#include "sibu/json.h"
#include "site/fault_sink.h"
#include "site/frame.h"
#include "site/kind.h"
#include "site/shapes.h"
#include "site/site_memory.h"

struct patch { /* a piece of ground, or an obstacle */
    uint32_t floor;
    struct sibu_polygon polygon;
};

struct draft {
    struct sibu_site *site;
    struct sibu_arena *arena; /* the site's */
    struct sibu_arena scratch; /* freed when reading ends */
    struct fault_sink *sink;
    struct sibu_fault fault; /* for draft_take */
    struct shapes shapes;
    struct frame frame;
    struct sibu_json_value root, header, features; /* absent where the file has none */
    int frame_wrong; /* the units are in doubt: nothing that depends on lengths is checked */
    int floors_wrong; /* a floor could not be read: what names it would be blamed in vain */
    int units_confirmed;

    struct sibu_json_value *sources[KINDS];
    uint32_t counts[KINDS], broken[KINDS];
    struct sibu_floor *floors;
    uint32_t floor_count;
    struct patch *walkables, *obstacles;
    struct sibu_zone *zones;
    struct sibu_door *doors;
    struct sibu_exit *exits;
    struct sibu_stair *stairs;
    struct sibu_muster *musters;
    struct sibu_alarm *alarms;
    struct sibu_interlock *interlocks;
    struct sibu_start *starts;
    double *start_densities; /* persons per m2; 0 where a count was given */
};

/* Counts the features of each kind and makes room for them; complains of what is not known. */
void draft_prepare(struct draft *draft);
/* True when `status` is SIBU_OK; else puts draft->fault into the sink. */
int draft_take(struct draft *draft, enum sibu_status status);
/* Memory of the site, or NULL with the fault reported. */
void *draft_new(struct draft *draft, size_t count, size_t item_bytes);
const char *draft_text(struct draft *draft, const char *string); /* a copy that lives with the site, or NULL */
void draft_no_memory(struct draft *draft);
/* Hands everything over to the site. */
void draft_finish(struct draft *draft);
