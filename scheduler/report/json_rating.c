/* The rating as a member of the report's JSON object: see rate.h; keys in docs/rating.md. */
#include <inttypes.h>

#include "report/rate.h"

static void add_text(struct sibu_text *out, const char *key, const char *value)
{
    sibu_text_addf(out, "\"%s\":", key);
    sibu_text_add_json(out, value);
}

static void add_pair(struct sibu_text *out, const char *key, const struct sibu_name *pair)
{
    sibu_text_addf(out, "\"%s\":{", key);
    add_text(out, "zh", pair->in[SIBU_ZH]);
    sibu_text_add(out, ",");
    add_text(out, "en", pair->in[SIBU_EN]);
    sibu_text_add(out, "}");
}

static void add_grade(struct sibu_text *out, const char *key, const struct rating_scheme *scheme, uint32_t grade)
{
    sibu_text_addf(out, "\"%s\":", key);
    if (grade == RATING_UNRATED) {
        sibu_text_add(out, "null");
    } else {
        sibu_text_add_json(out, scheme->grades[grade].id);
    }
}

/* A time that was not reached, and a bound that there is none of, are null. */
static void add_number(struct sibu_text *out, const char *key, double value)
{
    if (value < 0.0 || value >= RATING_NO_BOUND) {
        sibu_text_addf(out, ",\"%s\":null", key);
    } else {
        sibu_text_addf(out, ",\"%s\":%.9g", key, value);
    }
}

static void add_figure(struct sibu_text *out, const struct rating_named *named, const struct rating_figure *figure)
{
    add_text(out, "figure", named->figure->name);
    if (named->figure->argument != RATING_ARGUMENT_NONE) {
        sibu_text_addf(out, ",\"%s\":%.9g", named->figure->argument == RATING_ARGUMENT_WITHIN_S ? "within_s" : "share",
                       named->argument);
    }
    sibu_text_addf(out, ",\"unit\":\"%s\"", rating_unit_name(named->figure->unit));
    if (figure->known) {
        sibu_text_addf(out, ",\"n\":%" PRIu32, figure->n);
        add_number(out, "value", figure->value);
        add_number(out, "low", figure->low);
        add_number(out, "high", figure->high);
    } else {
        sibu_text_add(out, ",\"n\":0,\"value\":null,\"low\":null,\"high\":null");
    }
}

static const char *is_name(enum rating_is is)
{
    return is == RATING_AT_LEAST ? "at-least" : "at-most";
}

static void add_rule(struct sibu_text *out, const struct rating_scheme *scheme, const struct rating_rule_result *result)
{
    const struct rating_rule *rule = result->rule;
    const char *between = "";
    sibu_text_add(out, "{");
    add_text(out, "id", rule->id);
    sibu_text_add(out, ",");
    add_pair(out, "text", &rule->text);
    sibu_text_add(out, ",");
    add_figure(out, &rule->named, &result->figure);
    sibu_text_addf(out, ",\"is\":\"%s\",\"grades\":{", is_name(rule->is));
    for (uint32_t i = 0; i < scheme->grade_count; i++) {
        if (rule->has_limit[i]) {
            sibu_text_add(out, between);
            sibu_text_add_json(out, scheme->grades[i].id);
            sibu_text_addf(out, ":%.9g", rule->limits[i]);
            between = ",";
        }
    }
    sibu_text_add(out, "},");
    add_grade(out, "otherwise", scheme, rule->otherwise);
    sibu_text_add(out, ",");
    add_grade(out, "grade", scheme, result->grade);
    sibu_text_addf(out, ",\"why\":\"%s\"}", rating_why_name(result->why));
}

static void add_condition(struct sibu_text *out, const struct rating_condition_result *result)
{
    const struct rating_condition *condition = result->condition;
    sibu_text_add(out, "{");
    add_pair(out, "text", &condition->text);
    sibu_text_add(out, ",");
    add_figure(out, &condition->named, &result->figure);
    sibu_text_addf(out, ",\"is\":\"%s\",\"limit\":%.9g,\"kept\":%s}", is_name(condition->is), condition->limit,
                   result->kept < 0 ? "null"
                   : result->kept   ? "true"
                                    : "false");
}

static void add_answer(struct sibu_text *out, const struct report_rating *rating, const struct rating_scheme *scheme,
                       const struct rating_answer_result *result)
{
    const struct rating_answer *answer = result->answer;
    sibu_text_add(out, "{");
    add_text(out, "question", answer->question);
    sibu_text_add(out, ",");
    add_pair(out, "text", &answer->text);
    sibu_text_addf(out, ",\"evaluator\":%" PRIu32 ",\"time_us\":%" PRId64 ",", rate_evaluator(rating, answer->who),
                   answer->time_us);
    add_grade(out, "grade", scheme, result->grade);
    sibu_text_add(out, ",");
    add_text(out, "note", answer->note);
    sibu_text_addf(out, ",\"counts\":\"%s\"}", rating_counts_name(result->counts));
}

static void add_evidence(struct sibu_text *out, const struct report_rating *rating, const struct rating_scheme *scheme,
                         const struct rating_item_result *item)
{
    sibu_text_add(out, ",\"conditions\":[");
    for (uint32_t i = 0; i < item->item->condition_count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_condition(out, &item->conditions[i]);
    }
    sibu_text_add(out, "],\"rules\":[");
    for (uint32_t i = 0; i < item->item->rule_count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_rule(out, scheme, &item->rules[i]);
    }
    sibu_text_add(out, "],\"answers\":[");
    for (size_t i = 0; i < item->answer_count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_answer(out, rating, scheme, &item->answers[i]);
    }
    sibu_text_add(out, "]");
}

static void add_item(struct sibu_text *out, const struct report_rating *rating, const struct rating_item_result *item)
{
    const struct rating_scheme *scheme = rating_item_scheme(rating->rules, item->item);
    sibu_text_add(out, "{");
    add_text(out, "id", item->item->id);
    sibu_text_add(out, ",");
    add_text(out, "group", rating->rules->groups[item->item->group].id);
    sibu_text_add(out, ",");
    add_pair(out, "text", &item->item->text);
    sibu_text_addf(out, ",\"decisive\":%s,\"asked\":%s,", item->item->decisive ? "true" : "false",
                   item->item->is_asked ? "true" : "false");
    add_grade(out, "grade", scheme, item->grade);
    sibu_text_addf(out, ",\"why\":\"%s\",", rating_why_name(item->why));
    add_grade(out, "by_machine", scheme, item->machine);
    sibu_text_add(out, ",");
    add_grade(out, "by_evaluators", scheme, item->asked);
    add_evidence(out, rating, scheme, item);
    sibu_text_add(out, "}");
}

static void add_group(struct sibu_text *out, const struct report_rating *rating,
                      const struct rating_group_result *group)
{
    const struct rating_scheme *scheme = &rating->rules->schemes[group->group->scheme];
    sibu_text_add(out, "{");
    add_text(out, "id", group->group->id);
    sibu_text_add(out, ",");
    add_text(out, "scheme", scheme->id);
    sibu_text_add(out, ",");
    add_pair(out, "name", &group->group->name);
    sibu_text_add(out, ",");
    add_grade(out, "grade", scheme, group->grade);
    sibu_text_addf(out, ",\"rated\":%" PRIu32 ",\"items\":%" PRIu32 "}", group->rated, group->items);
}

static void add_scheme(struct sibu_text *out, const struct rating_scheme_result *result)
{
    const struct rating_scheme *scheme = result->scheme;
    sibu_text_add(out, "{");
    add_text(out, "id", scheme->id);
    sibu_text_add(out, ",");
    add_pair(out, "name", &scheme->name);
    sibu_text_add(out, ",");
    add_grade(out, "grade", scheme, result->grade);
    sibu_text_addf(out, ",\"why\":\"%s\",\"rated\":%" PRIu32 ",\"items\":%" PRIu32 ",\"decisive_rated\":%" PRIu32,
                   rating_why_name(result->why), result->rated, result->items, result->decisive_rated);
    sibu_text_add(out, ",");
    add_grade(out, "worst_decisive", scheme, result->worst_decisive);
    sibu_text_add(out, ",\"at_least\":{");
    for (uint32_t i = 0; i < scheme->grade_count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        sibu_text_add_json(out, scheme->grades[i].id);
        sibu_text_addf(out, ":%" PRIu32, result->at_least[i]);
    }
    sibu_text_add(out, "},");
    if (scheme->overall.known) {
        add_pair(out, "rule", &scheme->overall.text);
    } else {
        sibu_text_add(out, "\"rule\":null");
    }
    sibu_text_add(out, "}");
}

static void add_rules(struct sibu_text *out, const struct report_rating *rating)
{
    char hash[2 * SIBU_HASH_BYTES + 1];
    sibu_hex(hash, rating->rules->hash, sizeof rating->rules->hash);
    sibu_text_add(out, "\"rules\":{");
    add_text(out, "id", rating->rules->id);
    sibu_text_add(out, ",");
    add_pair(out, "name", &rating->rules->name);
    sibu_text_addf(out, ",\"hash\":\"%s\",\"from\":\"%s\"}", hash, rating->from_elsewhere ? "file" : "record");
}

void rate_json(const struct report *report, struct sibu_text *out)
{
    const struct report_rating *rating = &report->rating;
    if (rating->rules == NULL) {
        sibu_text_add(out, ",\"rating\":null");
        return;
    }
    sibu_text_add(out, ",\"rating\":{");
    add_rules(out, rating);
    sibu_text_add(out, ",\"schemes\":[");
    for (uint32_t i = 0; i < rating->rules->scheme_count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_scheme(out, &rating->rating.schemes[i]);
    }
    sibu_text_add(out, "],\"groups\":[");
    for (uint32_t i = 0; i < rating->rules->group_count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_group(out, rating, &rating->rating.groups[i]);
    }
    sibu_text_add(out, "],\"items\":[");
    for (uint32_t i = 0; i < rating->rules->item_count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_item(out, rating, &rating->rating.items[i]);
    }
    sibu_text_add(out, "]}");
}
