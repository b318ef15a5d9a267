/* The letters on paper: found through fontconfig for each language, measured without hints, in points. Inside report/
 * only. Depends on: pango, cairo. Nothing here is thread safe: a typeface belongs to one report.
 */
#pragma once
#include <pango/pangocairo.h>

#include "sibu/fault.h"

struct typeface {
    PangoFontMap *fonts; /* our own, so that it can be given back */
    PangoContext *context;
    enum sibu_language language;
};

/* All NULL where there is no memory. The caller closes it. */
void typeface_open(struct typeface *out);
void typeface_close(struct typeface *typeface);
/* From now on letters and line breaks are those of the language. */
void typeface_speak(struct typeface *typeface, enum sibu_language language);

struct typeface_letters {
    double size; /* points */
    int is_bold;
    int is_code; /* all letters of one width */
};
/* The text as lines, to be placed and shown. What is not UTF-8 is made so; control characters but \n are blanks. The caller gives
 * it back with g_object_unref. */
PangoLayout *typeface_layout(const struct typeface *typeface, const struct typeface_letters *letters, const char *text);
