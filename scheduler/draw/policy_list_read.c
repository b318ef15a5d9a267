/* What a group's rules list: grade weights, families, who is told at T0. See docs/policy.md.
 *
 * Depends on: json. One thread while reading.
 */
#include <string.h>

#include "draw/policy_read.h"

#define FAMILIES_MAX 256

static enum sibu_status read_grades(struct policy_reader *reader)
{
    static const char *const KEYS[] = {"A", "B", "C", "D", NULL};
    struct sibu_json_value object;
    if (sibu_json_member(reader->object, "grade_weights").node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_object(reader->object, "grade_weights", &object, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_only(object, KEYS, reader->fault);
    }
    for (size_t i = 0; i < 4 && status == SIBU_OK; i++) {
        double otherwise = reader->rules->grade_weights[i];
        status = sibu_json_number_or(object, KEYS[i], (const double[]){0.001, 1000.0, otherwise},
                                     &reader->rules->grade_weights[i], reader->fault);
    }
    return status;
}

/* One family: its id alone, or a member "id": weight. */
static enum sibu_status read_family(struct policy_reader *reader, struct sibu_json_value item, int weighted,
                                    struct policy_family *out)
{
    const char *id = weighted ? sibu_json_key(item) : sibu_json_as_string(item);
    out->weight = weighted ? sibu_json_as_number(item) : 1.0;
    if (id[0] == '\0' || (weighted && sibu_json_kind(item) != SIBU_JSON_NUMBER)) {
        return policy_refuse(reader, item, NULL, "应为灾种 id，或 \"id\": 权重",
                             "must be the id of a hazard family, or \"id\": weight");
    }
    if (!(out->weight >= 0.001 && out->weight <= 1000.0)) {
        return policy_refuse(reader, item, NULL, "权重应在 0.001 到 1000 之间", "must be a weight in [0.001, 1000]");
    }
    return policy_keep(reader, id, &out->id);
}

static enum sibu_status read_allowed(struct policy_reader *reader)
{
    struct sibu_json_value list = sibu_json_member(reader->object, "allowed_families");
    int weighted = sibu_json_kind(list) == SIBU_JSON_OBJECT;
    enum sibu_status status = SIBU_OK;
    if (list.node == NULL) {
        return SIBU_OK;
    }
    if (!weighted) {
        status = sibu_json_array(reader->object, "allowed_families", 1, FAMILIES_MAX, &list, reader->fault);
    }
    size_t count = sibu_json_count(list);
    if (status == SIBU_OK && (count == 0 || count > FAMILIES_MAX)) {
        return policy_refuse(reader, list, NULL, "应列出 1 到 256 个灾种", "must list 1 to 256 families");
    }
    struct policy_family *allowed = sibu_arena_take(&reader->policy->arena, count + 1, sizeof *allowed);
    if (allowed == NULL) {
        return policy_no_memory(reader->fault);
    }
    reader->rules->allowed_count = 0;
    reader->rules->allowed = allowed;
    for (struct sibu_json_value item = sibu_json_first(list); item.node != NULL && status == SIBU_OK;
         item = sibu_json_next(item)) {
        status = read_family(reader, item, weighted, &allowed[reader->rules->allowed_count++]);
    }
    return status;
}

static enum sibu_status read_told(struct policy_reader *reader)
{
    static const char *const KEYS[] = {"who", "how", NULL};
    struct sibu_json_value list;
    size_t count = 0;
    enum sibu_status status = policy_list(reader, "told_at_t0", POLICY_TOLD_MAX, &list, &count);
    if (status != SIBU_OK || list.node == NULL) {
        return status;
    }
    struct policy_told *items = sibu_arena_take(&reader->policy->arena, count + 1, sizeof *items);
    if (items == NULL) {
        return policy_no_memory(reader->fault);
    }
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        struct sibu_json_value item = sibu_json_item(list, i);
        status = policy_expect_object(reader, item, KEYS);
        if (status == SIBU_OK && sibu_json_member(item, "who").node == NULL) {
            return policy_refuse(reader, item, "who", "缺少 {\"zh\", \"en\"}", "is missing: {\"zh\", \"en\"}");
        }
        if (status == SIBU_OK) {
            status = policy_keep_name(reader, item, "who", &items[i].who);
        }
        if (status == SIBU_OK) {
            status = policy_keep_member(reader, item, "how", "", &items[i].how);
        }
    }
    reader->rules->told = items;
    reader->rules->told_count = (uint32_t)count;
    return status;
}

enum sibu_status policy_read_lists(struct policy_reader *reader)
{
    static enum sibu_status (*const PARTS[])(struct policy_reader * reader) = {read_grades, read_allowed,
                                                                               policy_read_interlocks, read_told};
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0] && status == SIBU_OK; i++) {
        status = PARTS[i](reader);
    }
    return status;
}
