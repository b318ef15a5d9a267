/* What a rating is made of, in words: figures with their bounds, what rules ask for, why there is no grade. Inside report/ only;
 * shared by the plain words (rating_words.c) and the pages (part_rating.c). Pure.
 */
#pragma once
#include "evaluate/rating.h"
#include "sibu/catalogue.h"
#include "sibu/text.h"

/* Why there is a grade, or none; whether an answer counts. */
enum sibu_say_id rating_say_why(enum rating_why why);
enum sibu_say_id rating_say_counts(enum rating_counts counts);
/* "91.46 %", "3 min 00 s", "8 people", "yes": in the figure's unit; seconds below 0 are those of what was not reached. */
void rating_say_value(struct sibu_text *out, enum sibu_language language, enum rating_unit unit, double value);
/* A known figure's value, or between which bounds it lies. */
void rating_say_figure(struct sibu_text *out, enum sibu_language language, enum rating_unit unit,
                       const struct rating_figure *figure);
/* "people alerted within 60 s". */
void rating_say_name(struct sibu_text *out, enum sibu_language language, const struct rating_named *named);
/* "excellent ≥ 98 %, good ≥ 95 %, else poor": what gives which grade. */
void rating_say_rule(struct sibu_text *out, enum sibu_language language, const struct rating_scheme *scheme,
                     const struct rating_rule *rule);
/* The id without its scheme: "2.5" of "aqt9009.2.5". */
const char *rating_say_id(const struct rating_scheme *scheme, const char *id);
/* What somebody wrote, on one line and without what a terminal would obey. */
void rating_say_note(struct sibu_text *out, const char *note);
