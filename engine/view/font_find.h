/* Which font file to draw text with: asked of fontconfig, for one that has the Chinese characters in their mainland
 * forms (fonts-wqy-microhei is enough).
 */
#pragma once
#include "sibu/fault.h"

enum font_weight { FONT_REGULAR, FONT_BOLD, FONT_WEIGHTS };

struct font_place {
    char path[1024];
    int index; /* of the face in the file */
    int bold; /* 1: the face is bold by itself */
};

/* SIBU_IO where there is no font with Chinese characters: the banner is always in both languages. */
SIBU_MUST_USE enum sibu_status font_find(enum font_weight weight, struct font_place *out, struct sibu_fault *fault);
