/* Drills as tables for the tests of ratings: people with the seconds at which they did things, and little rules to rate them by.
 */
#pragma once
#include "evaluate/rating.h"

#define CASE_PEOPLE_MAX 24
#define CASE_ITEMS_MAX 8

/* Seconds from T0; negative: never. */
struct case_person {
    double alerted_s, acknowledged_s, checked_in_s, help_s, helped_s;
};
struct case_drill {
    const char *end; /* as in an evaluation */
    double end_s;
    size_t count;
    struct case_person people[CASE_PEOPLE_MAX];
    enum rating_drawn drawn;
    int has_ledger;
    uint32_t told_before;
};

/* A rating of the drill, and all that it is made of. */
struct case_rating {
    struct evaluation evaluation;
    struct evaluation_person people[CASE_PEOPLE_MAX];
    struct rating_facts facts;
    double accounted_s[CASE_PEOPLE_MAX], help_s[CASE_PEOPLE_MAX], helped_s[CASE_PEOPLE_MAX];
    struct rating_rules *rules;
    struct rating rating;
};

/* Rules with a scheme "a" (grades top, middle, low; an overall grade) and the items' JSON, objects split by commas. */
void case_open(struct case_rating *out, const struct case_drill *drill, const char *items,
               const struct rating_answer *answers, size_t answer_count);
void case_close(struct case_rating *rating);
/* The JSON of such a file. `text` is the caller's to clear. */
void case_rules(struct sibu_text *text, const char *items);
/* "top", "middle", "low", or the name of why it is not rated. */
const char *case_verdict(const struct case_rating *rating, const char *item);
