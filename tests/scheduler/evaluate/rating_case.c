/* See rating_case.h. */
#include "rating_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#define PAIR "{\"zh\": \"字\", \"en\": \"word\"}"

void case_rules(struct sibu_text *text, const char *items)
{
    sibu_text_add(text,
                  "{\"format\": 1, \"id\": \"test\", \"name\": " PAIR ", \"source\": " PAIR ", \"schemes\": [{"
                  "\"id\": \"a\", \"name\": " PAIR ", \"grades\": [{\"id\": \"top\", \"name\": " PAIR "}, {"
                  "\"id\": \"middle\", \"name\": " PAIR "}, {\"id\": \"low\", \"name\": " PAIR "}], \"overall\": {"
                  "\"text\": " PAIR ", \"least_rated\": 2, \"steps\": [{\"grade\": \"top\", \"share\": 1, "
                  "\"decisive\": \"top\"}, {\"grade\": \"middle\", \"share\": 0.5, \"decisive\": \"middle\"}], "
                  "\"otherwise\": \"low\", \"broken_off\": \"low\"}}], \"groups\": [{\"id\": \"g\", \"scheme\": "
                  "\"a\", \"name\": " PAIR "}], \"items\": [");
    sibu_text_add(text, items);
    sibu_text_add(text, "]}");
}

static void fill_person(struct case_rating *out, size_t index, const struct case_person *from)
{
    double first = from->checked_in_s;
    if (from->help_s >= 0.0 && (first < 0.0 || from->help_s < first)) {
        first = from->help_s;
    }
    out->people[index] = (struct evaluation_person){
        .number = (uint32_t)index + 1,
        .id = "P",
        .zone = "Z",
        .state = from->checked_in_s >= 0.0 ? EVALUATION_CHECKED_IN
                 : from->help_s >= 0.0     ? EVALUATION_NEED_HELP
                                           : EVALUATION_MISSING,
        .alerted_s = from->alerted_s,
        .acknowledged_s = from->acknowledged_s,
        .started_s = MEASURE_NEVER,
        .out_s = MEASURE_NEVER,
        .checked_in_s = from->checked_in_s,
        .exit = "",
        .muster = "",
        .last_kind = "",
    };
    out->accounted_s[index] = first;
    out->help_s[index] = from->help_s;
    out->helped_s[index] = from->helped_s;
    out->evaluation.all.expected++;
    out->evaluation.all.checked_in += from->checked_in_s >= 0.0 ? 1 : 0;
    out->evaluation.all.missing += out->people[index].state == EVALUATION_MISSING ? 1 : 0;
    out->evaluation.deliveries.reached += from->alerted_s >= 0.0 ? 1 : 0;
}

void case_open(struct case_rating *out, const struct case_drill *drill, const char *items,
               const struct rating_answer *answers, size_t answer_count)
{
    struct sibu_text text = {0};
    struct sibu_fault fault = {0};
    *out = (struct case_rating){.evaluation = {.end = drill->end,
                                               .end_us = (int64_t)(drill->end_s * 1e6),
                                               .people = out->people,
                                               .people_count = drill->count},
                                .facts = {.drawn = drill->drawn,
                                          .has_ledger = drill->has_ledger,
                                          .told_before = drill->told_before,
                                          .accounted_s = out->accounted_s,
                                          .help_s = out->help_s,
                                          .helped_s = out->helped_s}};
    for (size_t i = 0; i < drill->count; i++) {
        fill_person(out, i, &drill->people[i]);
    }
    case_rules(&text, items);
    if (rating_rules_open(&out->rules, "rules", sibu_text_get(&text), text.length, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    const struct rating_case what = {&out->evaluation, &out->facts, answers, answer_count};
    assert_int_equal(rating_open(&out->rating, out->rules, &what, &fault), SIBU_OK);
    sibu_text_clear(&text);
}

void case_close(struct case_rating *rating)
{
    rating_close(&rating->rating);
    rating_rules_close(rating->rules);
}

const char *case_verdict(const struct case_rating *rating, const char *item)
{
    uint32_t index = rating_rules_item(rating->rules, item);
    assert_true(index != RATING_UNRATED);
    const struct rating_item_result *result = &rating->rating.items[index];
    return result->grade == RATING_UNRATED ? rating_why_name(result->why)
                                           : rating->rules->schemes[0].grades[result->grade].id;
}
