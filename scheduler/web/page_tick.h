/* What the board says of check-ins that are flagged. */
#pragma once
#include "web/page.h"

/* A table of them, and the ways to the page on which wardens tick people off and to the assembly points' screens. */
void tick_add_doubts(struct sibu_text *out, enum sibu_language language, const struct drill_view *drill,
                     const struct sibu_site *site);
