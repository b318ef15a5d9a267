/* The walk of those on shift at one site, from the alert to the assembly points; and its track. Inside phones/ only.
 */
#pragma once
#include "drill/drill.h"
#include "phones/phones.h"
#include "sibu/memory.h"
#include "sibu/random.h"

#define TRACK_FRAMES_PER_S DRILL_FRAMES_PER_S

/* Positions of one frame; arrays of walk->count. */
struct track_frame {
    double time_s;
    float *x_m, *y_m, *heading_x, *heading_y;
    uint16_t *floor;
};
struct walker {
    const char *id; /* roster id; the owner of the list keeps it */
    const char *token;
    struct mind mind;
    int64_t answer_us, check_in_us; /* when they are due; 0: never or done */
    uint32_t muster; /* where it arrived, or SIBU_NONE */
};
struct walk {
    struct sibu_site *site;
    struct sibu_world *world;
    struct walker *people; /* people[i] is the world's person i */
    size_t count;
    uint8_t *lost; /* by exit of the site: 1: nobody goes there any more */
    int64_t t0_us;
    struct sibu_arena track_memory;
    struct track_frame *frames;
    size_t frame_count, frame_capacity;
};

struct walk_def {
    const char *site_bytes;
    size_t site_length;
    const char *const *ids, *const *tokens, *const *zones; /* of `count` people; must outlive the walk */
    const enum sibu_pace *paces;
    size_t count;
    uint64_t seed;
    struct mind_shares shares;
    int64_t t0_us;
    int shelters; /* 1: all are asked to stay in shelter, and nobody walks */
};
SIBU_MUST_USE enum sibu_status walk_open(struct walk *walk, const struct walk_def *def, struct sibu_fault *fault);
void walk_close(struct walk *walk);
/* The exit of this id cannot be used any more: all who would go there choose anew. Nothing where it is lost already, or
 * there is none of that id. */
SIBU_MUST_USE enum sibu_status walk_lose_exit(struct walk *walk, const char *id, struct sibu_fault *fault);
/* One step of the world; its events are valid until the next. Keeps a frame where one is due. */
SIBU_MUST_USE enum sibu_status walk_step(struct walk *walk, struct sibu_events *events, struct sibu_fault *fault);
