/* Rating rules from JSON: the frame, and what all parts need. See rating_rules.h. */
#include <stdio.h>
#include <string.h>

#include "evaluate/rating_reader.h"

static const char *const KEYS[] = {"format", "id", "name", "source", "schemes", "groups", "items", NULL};
static const char *const PAIR_KEYS[] = {"zh", "en", NULL};

enum sibu_status rating_refuse(const struct rating_reader *reader, struct sibu_json_value value, const char *key,
                               const char *zh, const char *en)
{
    char place[240];
    sibu_json_place(value, key, place);
    return sibu_fault_set(reader->fault, SIBU_BAD_INPUT, place, "%s%.0s", "%.0s%s", zh, en);
}

enum sibu_status rating_refuse_name(const struct rating_reader *reader, struct sibu_json_value value, const char *key,
                                    const char *zh, const char *en)
{
    char place[240];
    const char *name = sibu_json_as_string(key != NULL ? sibu_json_member(value, key) : value);
    sibu_json_place(value, key, place);
    return sibu_fault_set(reader->fault, SIBU_BAD_INPUT, place, "“%.64s”%s%.0s", "\"%.64s\" %.0s%s", name, zh, en);
}

enum sibu_status rating_no_memory(const struct rating_reader *reader)
{
    return sibu_fault_set(reader->fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

static enum sibu_status keep(const struct rating_reader *reader, const char *text, const char **out)
{
    *out = sibu_arena_text(&reader->rules->arena, text, strlen(text));
    return *out != NULL ? SIBU_OK : rating_no_memory(reader);
}

enum sibu_status rating_read_id(const struct rating_reader *reader, struct sibu_json_value object, const char *key,
                                const char **out)
{
    static const char PLAIN[] = "0123456789.-_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const char *id = "";
    enum sibu_status status = sibu_json_string(object, key, 4 * RATING_ID_BYTES_MAX, &id, reader->fault);
    if (status != SIBU_OK) {
        return status;
    }
    if (id[0] == '\0' || strlen(id) > RATING_ID_BYTES_MAX || strspn(id, PLAIN) != strlen(id)) {
        return rating_refuse(reader, object, key, "应由字母、数字和“.”“-”“_”组成，1 到 64 个字符",
                             "must be 1 to 64 of letters, digits, \".\", \"-\" and \"_\"");
    }
    return keep(reader, id, out);
}

enum sibu_status rating_read_pair(const struct rating_reader *reader, struct sibu_json_value object, const char *key,
                                  struct sibu_name *out)
{
    struct sibu_json_value pair;
    enum sibu_status status = sibu_json_object(object, key, &pair, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_only(pair, PAIR_KEYS, reader->fault);
    }
    for (int i = 0; i < SIBU_LANGUAGES && status == SIBU_OK; i++) {
        const char *text = "";
        status = sibu_json_string(pair, PAIR_KEYS[i], RATING_TEXT_BYTES_MAX, &text, reader->fault);
        if (status == SIBU_OK && text[strspn(text, " \t\r\n")] == '\0') {
            return rating_refuse(reader, pair, PAIR_KEYS[i], "不能为空", "must not be empty");
        }
        if (status == SIBU_OK) {
            status = keep(reader, text, &out->in[i]);
        }
    }
    return status;
}

enum sibu_status rating_read_grade(const struct rating_reader *reader, const struct rating_scheme *scheme,
                                   struct sibu_json_value object, const char *key, uint32_t *out)
{
    const char *id = "";
    enum sibu_status status = sibu_json_string(object, key, 4 * RATING_ID_BYTES_MAX, &id, reader->fault);
    if (status != SIBU_OK) {
        return status;
    }
    *out = rating_scheme_grade(scheme, id);
    return *out != RATING_UNRATED
               ? SIBU_OK
               : rating_refuse_name(reader, object, key, "不是该体系的等级", "is no grade of its scheme");
}

enum sibu_status rating_read_objects(const struct rating_reader *reader, struct sibu_json_value array,
                                     size_t item_bytes, void **out)
{
    for (struct sibu_json_value item = sibu_json_first(array); item.node != NULL; item = sibu_json_next(item)) {
        if (sibu_json_kind(item) != SIBU_JSON_OBJECT) {
            return rating_refuse(reader, item, NULL, "应为一个 JSON 对象", "must be a JSON object");
        }
    }
    *out = sibu_arena_take(&reader->rules->arena, sibu_json_count(array), item_bytes);
    return *out != NULL ? SIBU_OK : rating_no_memory(reader);
}

static enum sibu_status read_head(struct rating_reader *reader, struct sibu_json_value root)
{
    int64_t format = 0;
    if (sibu_json_kind(root) != SIBU_JSON_OBJECT) {
        return rating_refuse(reader, root, NULL, "应为一个 JSON 对象", "must be a JSON object");
    }
    enum sibu_status status = sibu_json_only(root, KEYS, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_integer(root, "format", 1, 1, &format, reader->fault);
    }
    if (status == SIBU_OK) {
        status = rating_read_id(reader, root, "id", &reader->rules->id);
    }
    if (status == SIBU_OK) {
        status = rating_read_pair(reader, root, "name", &reader->rules->name);
    }
    return status == SIBU_OK ? rating_read_pair(reader, root, "source", &reader->rules->source) : status;
}

static enum sibu_status read_root(struct rating_reader *reader, struct sibu_json_value root)
{
    enum sibu_status status = read_head(reader, root);
    if (status == SIBU_OK) {
        status = rating_read_schemes(reader, root);
    }
    if (status == SIBU_OK) {
        status = rating_read_groups(reader, root);
    }
    return status == SIBU_OK ? rating_read_items(reader, root) : status;
}

static void take_hash(struct rating_rules *rules, const char *bytes, size_t length)
{
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu rating v1");
    sibu_hash_field(&hash, bytes, length);
    sibu_hash_done(&hash, rules->hash);
}

enum sibu_status rating_rules_open(struct rating_rules **out, const char *name, const char *bytes, size_t length,
                                   struct sibu_fault *fault)
{
    struct sibu_json *document = NULL;
    *out = NULL;
    if (length > RATING_FILE_BYTES_MAX) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, name, "超过 1 MiB", "is larger than 1 MiB");
    }
    struct rating_rules *rules = sibu_array_new(1, sizeof *rules);
    struct rating_reader reader = {rules, fault};
    if (rules == NULL) {
        return rating_no_memory(&reader);
    }
    enum sibu_status status = sibu_json_open(&document, name, bytes, length, fault);
    if (status == SIBU_OK) {
        status = read_root(&reader, sibu_json_root(document));
    }
    sibu_json_close(document);
    if (status != SIBU_OK) {
        rating_rules_close(rules);
        return status;
    }
    take_hash(rules, bytes, length);
    *out = rules;
    return SIBU_OK;
}

void rating_rules_close(struct rating_rules *rules)
{
    if (rules != NULL) {
        sibu_arena_clear(&rules->arena);
        sibu_array_free(rules);
    }
}

uint32_t rating_rules_item(const struct rating_rules *rules, const char *id)
{
    for (uint32_t i = 0; i < rules->item_count; i++) {
        if (strcmp(rules->items[i].id, id) == 0) {
            return i;
        }
    }
    return RATING_UNRATED;
}

uint32_t rating_scheme_grade(const struct rating_scheme *scheme, const char *id)
{
    for (uint32_t i = 0; i < scheme->grade_count; i++) {
        if (strcmp(scheme->grades[i].id, id) == 0) {
            return i;
        }
    }
    return RATING_UNRATED;
}

const struct rating_scheme *rating_item_scheme(const struct rating_rules *rules, const struct rating_item *item)
{
    return &rules->schemes[rules->groups[item->group].scheme];
}
