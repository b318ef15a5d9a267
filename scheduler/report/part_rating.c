/* The rating item by item: each verdict with the figures that it rests on, the rule that made it, and what evaluators said. See
 * part.h. */
#include <inttypes.h>
#include <stdio.h>

#include "report/part.h"
#include "report/part_grade.h"
#include "report/rate.h"
#include "report/rating_say.h"

static void add_small(const struct part *part, enum sibu_say_id id, const char *const *values, int count)
{
    part_open(part, DOCUMENT_SMALL, 0);
    part_say_values(part, id, values, count);
    part_close(part, DOCUMENT_SMALL);
}

static void add_item_head(const struct part *part, const struct rating_scheme *scheme, const struct rating_item *item)
{
    const char *const id[] = {rating_say_id(scheme, item->id)};
    part_open(part, DOCUMENT_ROW_HEAD, 0);
    part_text(part, item->text.in[part->language]);
    if (item->decisive) {
        add_small(part, SIBU_SAY_JUDGEMENT_DECISIVE, id, 1);
    } else {
        part_words(part, DOCUMENT_SMALL, 0, id[0]);
    }
    part_sentence(part, DOCUMENT_SMALL,
                  item->rule_count == 0 ? SIBU_SAY_JUDGEMENT_BY_PEOPLE
                  : item->is_asked      ? SIBU_SAY_JUDGEMENT_BY_BOTH
                                        : SIBU_SAY_JUDGEMENT_BY_MACHINE);
    part_close(part, DOCUMENT_ROW_HEAD);
}

/* Without evidence it is not rated, which is another thing than failed. */
static enum sibu_say_id unrated_words(enum rating_why why)
{
    return why == RATING_UNDECIDED ? SIBU_SAY_JUDGEMENT_UNDECIDED
           : why == RATING_NOT_MET ? SIBU_SAY_JUDGEMENT_NOT_TESTED
                                   : SIBU_SAY_JUDGEMENT_UNRATED;
}

static void add_verdict(const struct part *part, const struct rating_scheme *scheme,
                        const struct rating_item_result *item)
{
    if (item->grade == RATING_UNRATED) {
        part_open(part, DOCUMENT_CELL, DOCUMENT_FAINT);
        part_say(part, unrated_words(item->why));
        part_sentence(part, DOCUMENT_SMALL, rating_say_why(item->why));
    } else {
        part_open(part, DOCUMENT_CELL, grade_is_low(scheme, item->grade) ? DOCUMENT_BAD : 0);
        part_text(part, scheme->grades[item->grade].name.in[part->language]);
    }
    part_close(part, DOCUMENT_CELL);
}

static void add_figure(const struct part *part, const struct rating_scheme *scheme,
                       const struct rating_rule_result *result)
{
    struct sibu_text name = {0}, value = {0};
    char n[16];
    const char *grade = result->grade != RATING_UNRATED   ? scheme->grades[result->grade].name.in[part->language]
                        : result->why == RATING_UNDECIDED ? sibu_say(part->language, SIBU_SAY_JUDGEMENT_UNDECIDED)
                                                          : sibu_say(part->language, rating_say_why(result->why));
    rating_say_name(&name, part->language, &result->rule->named);
    if (result->figure.known) {
        rating_say_figure(&value, part->language, result->rule->named.figure->unit, &result->figure);
        (void)snprintf(n, sizeof n, "%" PRIu32, result->figure.n);
        const char *const values[] = {sibu_text_get(&name), sibu_text_get(&value), n, grade};
        part_say_values(part, SIBU_SAY_JUDGEMENT_FIGURE, values, 4);
    } else {
        const char *const values[] = {sibu_text_get(&name), grade};
        part_say_values(part, SIBU_SAY_JUDGEMENT_FIGURE_NONE, values, 2);
    }
    sibu_text_clear(&name);
    sibu_text_clear(&value);
}

static void add_rule(const struct part *part, const struct rating_scheme *scheme,
                     const struct rating_rule_result *result)
{
    struct sibu_text limits = {0};
    add_figure(part, scheme, result);
    rating_say_rule(&limits, part->language, scheme, result->rule);
    const char *const values[] = {result->rule->id, sibu_text_get(&limits)};
    add_small(part, SIBU_SAY_JUDGEMENT_RULE, values, 2);
    sibu_text_clear(&limits);
}

/* What an evaluator said, and when the server signed for it. Names are in the sheets. */
static void add_answer(const struct part *part, const struct rating_scheme *scheme,
                       const struct rating_answer_result *result)
{
    struct sibu_text note = {0}, time = {0};
    char number[16];
    (void)snprintf(number, sizeof number, "%" PRIu32, rate_evaluator(&part->report->rating, result->answer->who));
    rating_say_note(&note, result->answer->note);
    say_date_and_time(&time, result->answer->time_us, part->report->draw.offset_s);
    const char *const values[] = {number,
                                  result->grade == RATING_UNRATED
                                      ? sibu_say(part->language, SIBU_SAY_RATING_COUNTS_NOT_SEEN)
                                      : scheme->grades[result->grade].name.in[part->language],
                                  sibu_text_get(&note)};
    const char *const signs[] = {sibu_text_get(&time), sibu_say(part->language, rating_say_counts(result->counts))};
    part_say_values(part, note.length > 0 ? SIBU_SAY_JUDGEMENT_SAID : SIBU_SAY_JUDGEMENT_SAID_EMPTY, values, 3);
    add_small(part, SIBU_SAY_JUDGEMENT_SIGNED, signs, 2);
    sibu_text_clear(&note);
    sibu_text_clear(&time);
}

void part_condition(const struct part *part, const struct rating_condition_result *result)
{
    enum sibu_say_id kept = result->kept > 0    ? SIBU_SAY_RATING_CONDITION_KEPT
                            : result->kept == 0 ? SIBU_SAY_RATING_CONDITION_BROKEN
                                                : SIBU_SAY_RATING_CONDITION_OPEN;
    const char *const values[] = {result->condition->text.in[part->language], sibu_say(part->language, kept)};
    part_say_values(part, SIBU_SAY_RATING_CONDITION, values, 2);
}

static void add_item(const struct part *part, const struct rating_scheme *scheme, const struct rating_item_result *item)
{
    part_open(part, DOCUMENT_ROW, 0);
    add_item_head(part, scheme, item->item);
    add_verdict(part, scheme, item);
    part_open(part, DOCUMENT_CELL, 0);
    for (uint32_t i = 0; i < item->item->condition_count; i++) {
        part_condition(part, &item->conditions[i]);
        document_break(part->out);
    }
    for (uint32_t i = 0; i < item->item->rule_count; i++) {
        add_rule(part, scheme, &item->rules[i]);
    }
    for (size_t i = 0; i < item->answer_count; i++) {
        add_answer(part, scheme, &item->answers[i]);
    }
    part_close(part, DOCUMENT_CELL);
    part_end_row(part);
}

/* What the machine judged, or somebody has said something of. */
static int is_told(const struct rating_item_result *item)
{
    return item->item->rule_count > 0 || item->answer_count > 0;
}

/* What only waits for an evaluator, in one row: a row for each would fill the pages and say nothing. */
static void add_waiting(const struct part *part, const struct rating_scheme *scheme, uint32_t group)
{
    const struct report_rating *rating = &part->report->rating;
    uint32_t count = 0;
    for (uint32_t i = 0; i < rating->rules->item_count; i++) {
        const struct rating_item *item = &rating->rules->items[i];
        if (item->group != group || is_told(&rating->rating.items[i])) {
            continue;
        }
        if (count++ == 0) {
            part_open(part, DOCUMENT_ROW, 0);
            part_sentence(part, DOCUMENT_ROW_HEAD, SIBU_SAY_JUDGEMENT_WAITING);
            part_words(part, DOCUMENT_CELL, DOCUMENT_FAINT, sibu_say(part->language, SIBU_SAY_JUDGEMENT_UNRATED));
            part_open(part, DOCUMENT_CELL, DOCUMENT_FAINT);
        } else {
            part_say(part, SIBU_SAY_JUDGEMENT_NEXT);
        }
        const char *const values[] = {rating_say_id(scheme, item->id), item->text.in[part->language]};
        part_say_values(part, SIBU_SAY_JUDGEMENT_WAITING_ITEM, values, 2);
    }
    if (count > 0) {
        part_close(part, DOCUMENT_CELL);
        part_end_row(part);
    }
}

static void add_group_head(const struct part *part, const struct rating_scheme *scheme,
                           const struct rating_group_result *group)
{
    char rated[16], items[16];
    const char *const values[] = {rated, items};
    (void)snprintf(rated, sizeof rated, "%" PRIu32, group->rated);
    (void)snprintf(items, sizeof items, "%" PRIu32, group->items);
    part_open(part, DOCUMENT_ROW, DOCUMENT_STRONG);
    part_words(part, DOCUMENT_ROW_HEAD, 0, group->group->name.in[part->language]);
    part_words(part, DOCUMENT_CELL, grade_is_low(scheme, group->grade) ? DOCUMENT_BAD : 0,
               group->grade == RATING_UNRATED ? sibu_say(part->language, SIBU_SAY_JUDGEMENT_UNRATED)
                                              : scheme->grades[group->grade].name.in[part->language]);
    part_open(part, DOCUMENT_CELL, 0);
    part_say_values(part, SIBU_SAY_JUDGEMENT_GROUP_RATED, values, 2);
    part_close(part, DOCUMENT_CELL);
    part_end_row(part);
}

static void add_scheme(const struct part *part, uint32_t index)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_JUDGEMENT_ITEM, SIBU_SAY_JUDGEMENT_VERDICT,
                                             SIBU_SAY_JUDGEMENT_RESTS_ON};
    const struct report_rating *rating = &part->report->rating;
    const struct rating_scheme *scheme = &rating->rules->schemes[index];
    const char *const name[] = {scheme->name.in[part->language]};
    part_open(part, DOCUMENT_SECTION, 0);
    part_open(part, DOCUMENT_HEADING, 0);
    part_say_values(part, SIBU_SAY_JUDGEMENT_ITEMS_OF, name, 1);
    part_close(part, DOCUMENT_HEADING);
    part_table(part, "rating", HEADS, 3, 0);
    for (uint32_t g = 0; g < rating->rules->group_count; g++) {
        if (rating->rules->groups[g].scheme != index) {
            continue;
        }
        add_group_head(part, scheme, &rating->rating.groups[g]);
        for (uint32_t i = 0; i < rating->rules->item_count; i++) {
            if (rating->rules->items[i].group == g && is_told(&rating->rating.items[i])) {
                add_item(part, scheme, &rating->rating.items[i]);
            }
        }
        add_waiting(part, scheme, g);
    }
    part_end_table(part);
    part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_JUDGEMENT_TABLE_NOTE);
    part_end_section(part);
}

void part_rating(const struct part *part)
{
    for (uint32_t i = 0; part->report->rating.rules != NULL && i < part->report->rating.rules->scheme_count; i++) {
        add_scheme(part, i);
    }
}
