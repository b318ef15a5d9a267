/* The places of a template, {text} and its like: found, named and filled. For robot_template*.c only.
 */
#pragma once
#include "notify/robot.h"
#include "sibu/text.h"

enum robot_place {
    ROBOT_PLACE_TEXT,
    ROBOT_PLACE_TEXT_ZH,
    ROBOT_PLACE_TEXT_EN,
    ROBOT_PLACE_TITLE,
    ROBOT_PLACE_TITLE_ZH,
    ROBOT_PLACE_TITLE_EN,
    ROBOT_PLACE_LINK,
    ROBOT_PLACE_PAGE,
    ROBOT_PLACE_PHONE,
    ROBOT_PLACE_KEY,
    ROBOT_PLACE_DRILL,
    ROBOT_PLACE_EXPIRES,
    ROBOT_PLACE_SECRET,
    ROBOT_PLACE_TOKEN,
    ROBOT_PLACE_USER,
    ROBOT_PLACE_BASIC
};
#define ROBOT_PLACES 16
#define ROBOT_PLACES_OF_WORDS 6 /* the first of them are what people read */

/* Where a value stands, and so how it is written. */
enum robot_place_encoding { ROBOT_IN_JSON, ROBOT_IN_FORM, ROBOT_IN_XML, ROBOT_IN_PLAIN, ROBOT_IN_URL, ROBOT_IN_HEADER };
enum robot_place_encoding robot_place_encoding_of(enum robot_encoding encoding);

/* What the places are filled with; all zero: nothing. */
struct robot_values {
    struct sibu_text made[ROBOT_PLACES];
};
void robot_values_clear(struct robot_values *values); /* overwrites: secrets stand in it */

/* A piece of a template: plain text, or a place. */
struct robot_piece {
    const char *text; /* where it begins */
    size_t length; /* bytes of the template that it takes */
    int place; /* enum robot_place; -1: plain text; -2: {name} that is none of the places */
};
/* The piece at `at`; 0 at the end of the template. */
int robot_piece_next(const char *at, struct robot_piece *out);

/* Appends the template with its places filled and encoded. */
void robot_places_fill(struct sibu_text *out, const char *template, const struct robot_values *values,
                       enum robot_place_encoding encoding);
