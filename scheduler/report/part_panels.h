/* Small charts beside each other, one for each place, all on the same axes. Inside report/ only. Pure.
 */
#pragma once
#include "report/part.h"

#define PANELS_MAX 8 /* places with a chart of their own; the others stand in the table */

/* One chart: its words stand below it and name it; what it shows, for who cannot see it, in `description`. `id` is unique in the
 * page without its number and its language. */
struct part_panel {
    const struct drawing *drawing;
    const char *id;
    size_t number;
    const char *words, *description;
    int is_alone; /* 1: no other stands beside it: it is as wide as the page */
};
void part_panel(const struct part *part, const struct part_panel *panel);
/* A picture as wide as the page. */
void part_chart(const struct part *part, const struct drawing *drawing, const char *id, enum sibu_say_id title,
                const char *description);
