/* Where the checks of a site put their faults: a list with a most, so that one run reports them all, or only the first.
 *
 * Depends on: base (memory, json). One sink belongs to one thread.
 */
#pragma once
#include "sibu/json.h"
#include "sibu/site.h"

#define FAULTS_MAX ((size_t)1000)

struct fault_sink {
    struct sibu_fault_list *list; /* the caller's */
    size_t max; /* more than this are not kept: the run may end */
    int no_memory; /* 1: the list or the site could not grow; the run must end */
    struct sibu_fault spare; /* takes what is not kept */
    char place[sizeof((struct sibu_fault){0}).place]; /* the text of sink_place */
};

/* True when nothing more can be reported: whoever works through a file stops then. */
int sink_full(const struct fault_sink *sink);
/* Room for one more fault, to be filled at once; never NULL. */
struct sibu_fault *sink_next(struct fault_sink *sink);
void sink_add(struct fault_sink *sink, const struct sibu_fault *fault);
/* "file:/pointer" of the value (of its member `key` where that is not NULL), valid until the next call. */
const char *sink_place(struct fault_sink *sink, struct sibu_json_value value, const char *key);
