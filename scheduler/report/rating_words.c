/* The rating in plain words: see report.h. Each verdict with the figures that it rests on and the rule that made it. */
#include <inttypes.h>
#include <stdio.h>

#include "report/rate.h"
#include "report/rating_say.h"
#include "report/say.h"

static void say_rule(struct sibu_text *out, enum sibu_language language, const struct rating_scheme *scheme,
                     const struct rating_rule_result *result)
{
    struct sibu_text title = {0}, value = {0};
    char n[16];
    const char *grade = result->grade == RATING_UNRATED ? sibu_say(language, rating_say_why(result->why))
                                                        : scheme->grades[result->grade].name.in[language];
    rating_say_name(&title, language, &result->rule->named);
    sibu_text_add(out, "      ");
    if (result->figure.known) {
        (void)snprintf(n, sizeof n, "%" PRIu32, result->figure.n);
        rating_say_figure(&value, language, result->rule->named.figure->unit, &result->figure);
        const char *const values[] = {sibu_text_get(&title), sibu_text_get(&value),          n, grade,
                                      result->rule->id,      result->rule->text.in[language]};
        sibu_say_with(out, language, SIBU_SAY_RATING_RESTS_ON, values, 6);
    } else {
        const char *const values[] = {sibu_text_get(&title), grade, result->rule->id, result->rule->text.in[language]};
        sibu_say_with(out, language, SIBU_SAY_RATING_RESTS_ON_NONE, values, 4);
    }
    sibu_text_add(out, "\n");
    sibu_text_clear(&title);
    sibu_text_clear(&value);
}

static void say_condition(struct sibu_text *out, enum sibu_language language,
                          const struct rating_condition_result *result)
{
    enum sibu_say_id kept = result->kept > 0    ? SIBU_SAY_RATING_CONDITION_KEPT
                            : result->kept == 0 ? SIBU_SAY_RATING_CONDITION_BROKEN
                                                : SIBU_SAY_RATING_CONDITION_OPEN;
    const char *const values[] = {result->condition->text.in[language], sibu_say(language, kept)};
    sibu_text_add(out, "      ");
    sibu_say_with(out, language, SIBU_SAY_RATING_CONDITION, values, 2);
    sibu_text_add(out, "\n");
}

static void say_answer(struct sibu_text *out, enum sibu_language language, const struct report_rating *rating,
                       const struct rating_scheme *scheme, const struct rating_answer_result *result)
{
    struct sibu_text note = {0};
    char number[16];
    (void)snprintf(number, sizeof number, "%" PRIu32, rate_evaluator(rating, result->answer->who));
    rating_say_note(&note, result->answer->note);
    const char *const values[] = {number,
                                  result->grade == RATING_UNRATED ? sibu_say(language, SIBU_SAY_RATING_COUNTS_NOT_SEEN)
                                                                  : scheme->grades[result->grade].name.in[language],
                                  sibu_text_get(&note), sibu_say(language, rating_say_counts(result->counts))};
    sibu_text_add(out, "      ");
    sibu_say_with(out, language, SIBU_SAY_RATING_SAID, values, 4);
    sibu_text_add(out, "\n");
    sibu_text_clear(&note);
}

static void say_item(struct sibu_text *out, enum sibu_language language, const struct report_rating *rating,
                     const struct rating_item_result *item)
{
    const struct rating_rules *rules = rating->rules;
    const struct rating_scheme *scheme = rating_item_scheme(rules, item->item);
    int is_rated = item->grade != RATING_UNRATED;
    const char *const values[] = {item->item->id, item->item->text.in[language],
                                  is_rated ? scheme->grades[item->grade].name.in[language]
                                           : sibu_say(language, rating_say_why(item->why))};
    sibu_text_add(out, "    ");
    sibu_say_with(out, language, is_rated ? SIBU_SAY_RATING_ITEM_GRADE : SIBU_SAY_RATING_ITEM_UNRATED, values, 3);
    sibu_text_add(out, "\n");
    for (uint32_t i = 0; i < item->item->condition_count; i++) {
        say_condition(out, language, &item->conditions[i]);
    }
    for (uint32_t i = 0; i < item->item->rule_count; i++) {
        say_rule(out, language, scheme, &item->rules[i]);
    }
    for (size_t i = 0; i < item->answer_count; i++) {
        say_answer(out, language, rating, scheme, &item->answers[i]);
    }
}

static void say_group(struct sibu_text *out, enum sibu_language language, const struct rating_scheme *scheme,
                      const struct rating_group_result *group)
{
    char rated[16], items[16];
    int is_rated = group->grade != RATING_UNRATED;
    (void)snprintf(rated, sizeof rated, "%" PRIu32, group->rated);
    (void)snprintf(items, sizeof items, "%" PRIu32, group->items);
    const char *const values[] = {group->group->name.in[language],
                                  is_rated ? scheme->grades[group->grade].name.in[language] : "", rated, items};
    sibu_text_add(out, "  ");
    sibu_say_with(out, language, is_rated ? SIBU_SAY_RATING_GROUP_GRADE : SIBU_SAY_RATING_GROUP_UNRATED, values, 4);
    sibu_text_add(out, "\n");
}

static void say_scheme(struct sibu_text *out, enum sibu_language language, const struct rating_scheme_result *scheme)
{
    char rated[16], items[16];
    enum sibu_say_id id = scheme->grade != RATING_UNRATED ? SIBU_SAY_RATING_SCHEME_GRADE
                          : scheme->why == RATING_NO_RULE ? SIBU_SAY_RATING_SCHEME_COUNTED
                                                          : SIBU_SAY_RATING_SCHEME_UNRATED;
    (void)snprintf(rated, sizeof rated, "%" PRIu32, scheme->rated);
    (void)snprintf(items, sizeof items, "%" PRIu32, scheme->items);
    const char *const values[] = {scheme->scheme->name.in[language],
                                  scheme->grade != RATING_UNRATED
                                      ? scheme->scheme->grades[scheme->grade].name.in[language]
                                      : sibu_say(language, rating_say_why(scheme->why)),
                                  rated, items};
    sibu_say_with(out, language, id, values, 4);
    sibu_text_add(out, "\n");
    if (scheme->scheme->overall.known) {
        sibu_text_add(out, "  ");
        sibu_text_add(out, scheme->scheme->overall.text.in[language]);
        sibu_text_add(out, "\n");
    }
}

/* What was judged, and what only waits for an evaluator: the latter would fill the screen and say nothing. */
static int is_told(const struct rating_item_result *item)
{
    return item->item->rule_count > 0 || item->answer_count > 0;
}

static void say_items_of(struct sibu_text *out, enum sibu_language language, const struct report_rating *rating,
                         uint32_t group)
{
    for (uint32_t i = 0; i < rating->rules->item_count; i++) {
        if (rating->rules->items[i].group == group && is_told(&rating->rating.items[i])) {
            say_item(out, language, rating, &rating->rating.items[i]);
        }
    }
}

void report_rating_words(const struct report *report, enum sibu_language language, struct sibu_text *out)
{
    const struct report_rating *rating = &report->rating;
    if (rating->rules == NULL) {
        sibu_text_add(out, sibu_say(language, SIBU_SAY_RATING_NO_RULES));
        sibu_text_add(out, "\n");
        return;
    }
    const char *const by[] = {rating->rules->name.in[language], rating->rules->id};
    sibu_say_with(out, language, SIBU_SAY_RATING_BY_RULES, by, 2);
    sibu_text_add(out, "\n");
    for (uint32_t s = 0; s < rating->rules->scheme_count; s++) {
        say_scheme(out, language, &rating->rating.schemes[s]);
        for (uint32_t g = 0; g < rating->rules->group_count; g++) {
            if (rating->rules->groups[g].scheme == s) {
                say_group(out, language, rating->rating.schemes[s].scheme, &rating->rating.groups[g]);
                say_items_of(out, language, rating, g);
            }
        }
    }
    sibu_text_add(out, sibu_say(language, SIBU_SAY_RATING_LOWER_BOUND));
    sibu_text_add(out, "\n");
}
