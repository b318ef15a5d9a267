/* Who there is, as the server tells its officer: read from GET /v1/people. Inside phones/ only.
 */
#pragma once
#include "sibu/memory.h"
#include "sibu/world.h"

struct listed_person {
    const char *site, *id, *zone, *token;
    enum sibu_pace pace;
    int expected_now;
};
/* Reads the answer; strings are copied into the arena. At most `most` people. */
SIBU_MUST_USE enum sibu_status people_list_read(const char *bytes, size_t length, size_t most, struct sibu_arena *arena,
                                                struct listed_person **items, size_t *count, struct sibu_fault *fault);
