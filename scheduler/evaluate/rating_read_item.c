/* Items with their conditions and rules: see rating_rules.h. */
#include <string.h>

#include "evaluate/rating_reader.h"

static const char *const ITEM_KEYS[] = {"id", "group", "text", "decisive", "requires", "rules", "question", NULL};
static const char *const CONDITION_KEYS[] = {"figure", "within_s", "share", "text", "at_least", "at_most", NULL};
static const char *const RULE_KEYS[] = {"id", "text",   "figure",    "within_s", "share", "least_n",
                                        "is", "grades", "otherwise", "optional", NULL};
static const char *const IS[] = {"at-least", "at-most", NULL};

#define WITHIN_S_MAX 86400.0
#define LIMIT_MAX 1e9

static uint32_t find_group(const struct rating_rules *rules, const char *id)
{
    for (uint32_t i = 0; i < rules->group_count; i++) {
        if (strcmp(rules->groups[i].id, id) == 0) {
            return i;
        }
    }
    return RATING_UNRATED;
}

static enum sibu_status read_flag(const struct rating_reader *reader, struct sibu_json_value object, const char *key,
                                  int *out)
{
    struct sibu_json_value value = sibu_json_member(object, key);
    if (value.node != NULL && sibu_json_kind(value) != SIBU_JSON_BOOL) {
        return rating_refuse(reader, object, key, "应为 true 或 false", "must be true or false");
    }
    *out = sibu_json_as_bool(value);
    return SIBU_OK;
}

/* The argument that the figure takes must stand there, and the other must not. */
static enum sibu_status read_argument(const struct rating_reader *reader, struct sibu_json_value object,
                                      struct rating_named *out)
{
    int has_within = sibu_json_member(object, "within_s").node != NULL;
    int has_share = sibu_json_member(object, "share").node != NULL;
    enum rating_argument takes = out->figure->argument;
    if (has_within && takes != RATING_ARGUMENT_WITHIN_S) {
        return rating_refuse(reader, object, "within_s", "该指标不用 within_s", "is not for this figure");
    }
    if (has_share && takes != RATING_ARGUMENT_SHARE) {
        return rating_refuse(reader, object, "share", "该指标不用 share", "is not for this figure");
    }
    if (takes == RATING_ARGUMENT_WITHIN_S) {
        return sibu_json_number(object, "within_s", 0.001, WITHIN_S_MAX, &out->argument, reader->fault);
    }
    if (takes == RATING_ARGUMENT_SHARE) {
        return sibu_json_number(object, "share", 0.000001, 1.0, &out->argument, reader->fault);
    }
    return SIBU_OK;
}

static enum sibu_status read_named(const struct rating_reader *reader, struct sibu_json_value object,
                                   struct rating_named *out)
{
    const char *name = "";
    enum sibu_status status = sibu_json_string(object, "figure", 4 * RATING_ID_BYTES_MAX, &name, reader->fault);
    if (status != SIBU_OK) {
        return status;
    }
    out->figure = rating_figure_find(name);
    if (out->figure == NULL) {
        return rating_refuse_name(reader, object, "figure", "不是已知的指标；见 docs/rating.md",
                                  "is no figure; docs/rating.md names all");
    }
    return read_argument(reader, object, out);
}

static enum sibu_status read_condition(const struct rating_reader *reader, struct sibu_json_value object,
                                       struct rating_condition *out)
{
    int least = sibu_json_member(object, "at_least").node != NULL;
    int most = sibu_json_member(object, "at_most").node != NULL;
    enum sibu_status status = sibu_json_only(object, CONDITION_KEYS, reader->fault);
    if (status == SIBU_OK) {
        status = read_named(reader, object, &out->named);
    }
    if (status == SIBU_OK) {
        status = rating_read_pair(reader, object, "text", &out->text);
    }
    if (status == SIBU_OK && least == most) {
        return rating_refuse(reader, object, NULL, "应有 at_least 或 at_most 其中一项",
                             "must have one of at_least and at_most");
    }
    out->is = least ? RATING_AT_LEAST : RATING_AT_MOST;
    return status == SIBU_OK ? sibu_json_number(object, least ? "at_least" : "at_most", -LIMIT_MAX, LIMIT_MAX,
                                                &out->limit, reader->fault)
                             : status;
}

/* Limits of worse grades must be easier to keep, or those grades would never be given. */
static enum sibu_status check_order(const struct rating_reader *reader, struct sibu_json_value grades,
                                    const struct rating_scheme *scheme, const struct rating_rule *rule)
{
    uint32_t better = RATING_UNRATED;
    for (uint32_t i = 0; i < scheme->grade_count; i++) {
        if (!rule->has_limit[i]) {
            continue;
        }
        if (better != RATING_UNRATED && (rule->is == RATING_AT_LEAST ? rule->limits[i] >= rule->limits[better]
                                                                     : rule->limits[i] <= rule->limits[better])) {
            return rating_refuse(reader, grades, scheme->grades[i].id, "应比更好的等级容易达到",
                                 "must be easier to keep than that of the better grade");
        }
        better = i;
    }
    return better != RATING_UNRATED && rule->otherwise <= better
               ? rating_refuse(reader, grades, NULL, "otherwise 应比 grades 中的等级都差",
                               "must all be better than \"otherwise\"")
               : SIBU_OK;
}

static enum sibu_status read_limits(const struct rating_reader *reader, struct sibu_json_value object,
                                    const struct rating_scheme *scheme, struct rating_rule *out)
{
    struct sibu_json_value grades;
    enum sibu_status status = sibu_json_object(object, "grades", &grades, reader->fault);
    if (status == SIBU_OK && sibu_json_count(grades) == 0) {
        return rating_refuse(reader, object, "grades", "不能为空", "must not be empty");
    }
    for (struct sibu_json_value item = status == SIBU_OK ? sibu_json_first(grades) : (struct sibu_json_value){0};
         item.node != NULL && status == SIBU_OK; item = sibu_json_next(item)) {
        uint32_t grade = rating_scheme_grade(scheme, sibu_json_key(item));
        if (grade == RATING_UNRATED) {
            return rating_refuse(reader, item, NULL, "不是该体系的等级", "is no grade of its scheme");
        }
        out->has_limit[grade] = 1;
        status =
            sibu_json_number(grades, sibu_json_key(item), -LIMIT_MAX, LIMIT_MAX, &out->limits[grade], reader->fault);
    }
    if (status == SIBU_OK) {
        status = rating_read_grade(reader, scheme, object, "otherwise", &out->otherwise);
    }
    return status == SIBU_OK ? check_order(reader, grades, scheme, out) : status;
}

static enum sibu_status read_rule_head(const struct rating_reader *reader, struct sibu_json_value object,
                                       struct rating_rule *out)
{
    static const double LEAST[] = {1, 1000000, 1};
    double least = 1;
    size_t is = 0;
    enum sibu_status status = sibu_json_only(object, RULE_KEYS, reader->fault);
    if (status == SIBU_OK) {
        status = rating_read_id(reader, object, "id", &out->id);
    }
    if (status == SIBU_OK) {
        status = rating_read_pair(reader, object, "text", &out->text);
    }
    if (status == SIBU_OK) {
        status = sibu_json_number_or(object, "least_n", LEAST, &least, reader->fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_choice(object, "is", IS, &is, reader->fault);
    }
    out->least_n = (uint32_t)least;
    out->is = is == 0 ? RATING_AT_LEAST : RATING_AT_MOST;
    return status == SIBU_OK ? read_flag(reader, object, "optional", &out->optional) : status;
}

static int has_rule(const struct rating_rules *rules, const struct rating_item *item, const char *id)
{
    for (uint32_t i = 0; i <= rules->item_count; i++) {
        const struct rating_item *at = i < rules->item_count ? &rules->items[i] : item;
        for (uint32_t k = 0; k < at->rule_count; k++) {
            if (strcmp(at->rules[k].id, id) == 0) {
                return 1;
            }
        }
    }
    return 0;
}

static enum sibu_status read_rule(const struct rating_reader *reader, struct sibu_json_value object,
                                  const struct rating_item *item, struct rating_rule *out)
{
    enum sibu_status status = read_rule_head(reader, object, out);
    if (status == SIBU_OK && has_rule(reader->rules, item, out->id)) {
        return rating_refuse_name(reader, object, "id", "重复", "stands here twice");
    }
    if (status == SIBU_OK) {
        status = read_named(reader, object, &out->named);
    }
    return status == SIBU_OK ? read_limits(reader, object, rating_item_scheme(reader->rules, item), out) : status;
}

/* The array `key`, which may be missing: then `array` has nothing. */
static enum sibu_status read_list(const struct rating_reader *reader, struct sibu_json_value object, const char *key,
                                  size_t item_bytes, struct sibu_json_value *array, void **room)
{
    *array = (struct sibu_json_value){0};
    *room = NULL;
    if (sibu_json_member(object, key).node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_array(object, key, 1, RATING_RULES_MAX, array, reader->fault);
    return status == SIBU_OK ? rating_read_objects(reader, *array, item_bytes, room) : status;
}

static enum sibu_status read_rules(const struct rating_reader *reader, struct sibu_json_value object,
                                   struct rating_item *item)
{
    struct sibu_json_value array;
    void *room = NULL;
    enum sibu_status status = read_list(reader, object, "rules", sizeof(struct rating_rule), &array, &room);
    struct rating_rule *rules = room;
    item->rules = rules;
    for (struct sibu_json_value at = status == SIBU_OK ? sibu_json_first(array) : (struct sibu_json_value){0};
         at.node != NULL && status == SIBU_OK; at = sibu_json_next(at)) {
        status = read_rule(reader, at, item, &rules[item->rule_count]);
        item->rule_count += status == SIBU_OK ? 1 : 0;
    }
    return status;
}

static enum sibu_status read_conditions(const struct rating_reader *reader, struct sibu_json_value object,
                                        struct rating_item *item)
{
    struct sibu_json_value array;
    void *room = NULL;
    enum sibu_status status = read_list(reader, object, "requires", sizeof(struct rating_condition), &array, &room);
    struct rating_condition *conditions = room;
    item->conditions = conditions;
    for (struct sibu_json_value at = status == SIBU_OK ? sibu_json_first(array) : (struct sibu_json_value){0};
         at.node != NULL && status == SIBU_OK; at = sibu_json_next(at)) {
        status = read_condition(reader, at, &conditions[item->condition_count++]);
    }
    return status;
}

static enum sibu_status read_item_head(const struct rating_reader *reader, struct sibu_json_value object,
                                       struct rating_item *out)
{
    const char *group = "";
    enum sibu_status status = sibu_json_only(object, ITEM_KEYS, reader->fault);
    if (status == SIBU_OK) {
        status = rating_read_id(reader, object, "id", &out->id);
    }
    if (status == SIBU_OK && rating_rules_item(reader->rules, out->id) != RATING_UNRATED) {
        return rating_refuse_name(reader, object, "id", "重复", "stands here twice");
    }
    if (status == SIBU_OK) {
        status = sibu_json_string(object, "group", 4 * RATING_ID_BYTES_MAX, &group, reader->fault);
    }
    out->group = find_group(reader->rules, group);
    if (status == SIBU_OK && out->group == RATING_UNRATED) {
        return rating_refuse_name(reader, object, "group", "不是本文件的分组", "is no group of this file");
    }
    if (status == SIBU_OK) {
        status = rating_read_pair(reader, object, "text", &out->text);
    }
    return status == SIBU_OK ? read_flag(reader, object, "decisive", &out->decisive) : status;
}

static enum sibu_status read_item(const struct rating_reader *reader, struct sibu_json_value object,
                                  struct rating_item *out)
{
    enum sibu_status status = read_item_head(reader, object, out);
    if (status == SIBU_OK) {
        status = read_conditions(reader, object, out);
    }
    if (status == SIBU_OK) {
        status = read_rules(reader, object, out);
    }
    out->is_asked = sibu_json_member(object, "question").node != NULL;
    if (status == SIBU_OK && out->is_asked) {
        status = rating_read_pair(reader, object, "question", &out->question);
    }
    return status == SIBU_OK && out->rule_count == 0 && !out->is_asked
               ? rating_refuse(reader, object, NULL, "应有 rules（由机器判断）或 question（询问评估员）",
                               "must have rules (judged by the machine) or a question (asked of evaluators)")
               : status;
}

enum sibu_status rating_read_items(struct rating_reader *reader, struct sibu_json_value root)
{
    struct sibu_json_value array;
    void *room = NULL;
    enum sibu_status status = sibu_json_array(root, "items", 1, RATING_ITEMS_MAX, &array, reader->fault);
    if (status == SIBU_OK) {
        status = rating_read_objects(reader, array, sizeof(struct rating_item), &room);
    }
    if (status != SIBU_OK) {
        return status;
    }
    struct rating_item *items = room;
    reader->rules->items = items;
    for (struct sibu_json_value item = sibu_json_first(array); item.node != NULL && status == SIBU_OK;
         item = sibu_json_next(item)) {
        status = read_item(reader, item, &items[reader->rules->item_count]);
        reader->rules->item_count += status == SIBU_OK ? 1 : 0;
    }
    return status;
}
