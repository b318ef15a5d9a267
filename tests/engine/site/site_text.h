/* Site files for tests: the good one (base.geojson), with pieces of its text replaced, or its coordinates changed. */
#pragma once
#include "sibu/geometry.h"
#include "sibu/text.h"

struct change {
    const char *from; /* stands exactly once in the text; NULL: no change */
    const char *to;
};

/* The bytes of a file below $SIBU_SOURCE; the test fails where it can not be read. `text` is cleared by the caller. */
void text_of_file(struct sibu_text *text, const char *path);
/* True and filled when there is such a file. */
int text_of_file_if_there(struct sibu_text *text, const char *path);
void text_change(struct sibu_text *text, struct change change);
/* All numbers in geometries times `factor` plus `offset`, x and y in turn. */
void text_move(struct sibu_text *text, struct sibu_point factor, struct sibu_point offset);
