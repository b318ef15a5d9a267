/* Who can be reached, by which channels, and why not: from the roster's addresses and what became of earlier attempts.
 * Nothing is sent to find out. For GET /v1/reachability and the page /reachability.
 */
#pragma once
#include "notify/reach.h"
#include "web/server_state.h"

struct reachability_cell {
    enum reach_state state;
    int64_t accepted_us, failed_us; /* over all drills; 0: never */
    const char *fault; /* of the last that failed, or "" */
};
struct reachability_person {
    const struct store_person *who;
    struct reach_addresses addresses; /* secret: shown by reach_mask alone */
    enum reach_why why;
    const struct reachability_cell *cells; /* one for each of the ways */
};
struct reachability {
    struct reach_way ways[CHANNELS_MAX]; /* the channels to persons, in their order */
    size_t way_count;
    const struct reachability_person *people; /* of all sites that the caller reaches, in the order of their keys */
    size_t count;
    int64_t now_us;
};
/* Of the sites that the caller reaches. All lives in the request's arena. */
SIBU_MUST_USE enum sibu_status reachability_make(struct server *server, struct http_request *request,
                                                 struct reachability *out, struct sibu_fault *fault);

/* The people of a site. */
struct reachability_counts {
    size_t people, reachable;
    size_t by[CHANNELS_MAX]; /* of them, by each of the ways */
    size_t proved[CHANNELS_MAX]; /* and to how many it has delivered before */
};
void reachability_count(const struct reachability *from, const char *site, struct reachability_counts *out);
