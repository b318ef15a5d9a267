/* Who there is, as the server tells its officer: read from GET /v1/people. Inside phones/ only.
 */
#pragma once
#include "sibu/memory.h"
#include "sibu/text.h"
#include "sibu/world.h"

struct listed_person {
    const char *site, *id, *zone, *token;
    enum sibu_pace pace;
    int expected_now;
};
struct people_list {
    struct listed_person *items;
    size_t count;
};
/* Reads the answer; the list and its strings live in the arena. At most `most` people. */
SIBU_MUST_USE enum sibu_status people_list_read(const struct sibu_text *answer, size_t most, struct sibu_arena *arena,
                                                struct people_list *out, struct sibu_fault *fault);
