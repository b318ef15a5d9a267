/* What a zone holds: the one struct that zone_read.c fills and zone.c asks. Not for other files. */
#pragma once
#include <stdint.h>

#include "draw/zone_rule.h"
#include "sibu/memory.h"

#define ZONE_NAME_BYTES 64

struct zone {
    char name[ZONE_NAME_BYTES];
    const int64_t *changes_s; /* strictly ascending */
    const int32_t *offsets_s; /* the offset from each change on */
    size_t count;
    int32_t first_offset_s; /* before the first change */
    struct zone_rule rule; /* from the last change on, if has_rule */
    int has_rule;
    struct sibu_arena arena; /* owns the two arrays */
};
