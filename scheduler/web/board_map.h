/* The map of a running drill: a site's floors with their zones, exits and assembly points, which fill with who has checked in;
 * where the drill says it broke out, and the exits that it says are lost. SVG without style or script. Pure.
 */
#pragma once
#include "drill/course.h"
#include "sibu/catalogue.h"
#include "sibu/text.h"

struct board_map {
    const struct sibu_site *site;
    const struct drill_view *drill;
    const struct drill_course *course;
    enum sibu_language language;
};
void board_map_draw(struct sibu_text *out, const struct board_map *map);
