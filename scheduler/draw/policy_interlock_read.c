/* The interlocks of a group's rules: where the state of each stands, and what in it is open. See docs/policy.md.
 *
 * Depends on: json. One thread while reading.
 */
#include <float.h>
#include <string.h>

#include "draw/policy_read.h"

#define URL_BYTES_MAX 500
#define ID_BYTES_MAX 40
#define TOPIC_BYTES_MAX 200
#define WARDENS_MAX 1000
#define AGE_S 120

static int url_is_good(const char *url)
{
    size_t scheme = strncmp(url, "http://", 7) == 0 ? 7 : strncmp(url, "https://", 8) == 0 ? 8 : 0;
    int is_plain = 1;
    for (const char *c = url; *c != '\0'; c++) {
        is_plain = is_plain && *c > ' ' && *c < 0x7F && *c != '"' && *c != '\\';
    }
    return scheme > 0 && is_plain && strlen(url) <= URL_BYTES_MAX && strchr("/:?#", url[scheme]) == NULL;
}

static int has(struct sibu_json_value item, const char *key)
{
    return sibu_json_member(item, key).node != NULL;
}

/* One topic, not a pattern of many. */
static enum sibu_status read_topic(struct policy_reader *reader, struct sibu_json_value item,
                                   struct policy_interlock *out)
{
    enum sibu_status status = policy_keep_member(reader, item, "topic", NULL, &out->topic);
    if (status == SIBU_OK && (strpbrk(out->topic, "+#") != NULL || strlen(out->topic) > TOPIC_BYTES_MAX)) {
        return policy_refuse(reader, item, "topic", "应为一个主题，不含 + 和 #，最长 200 字节",
                             "must be one topic, without + and #, of at most 200 bytes");
    }
    return status == SIBU_OK ? policy_integer(reader, item, "age_s", (const int64_t[]){10, 86400}, &out->age_s)
                             : status;
}

static enum sibu_status read_wardens(struct policy_reader *reader, struct sibu_json_value item,
                                     struct policy_interlock *out)
{
    int64_t wardens = 0;
    enum sibu_status status = policy_integer(reader, item, "wardens", (const int64_t[]){1, WARDENS_MAX}, &wardens);
    out->reading = POLICY_WARDENS;
    out->wardens = (uint32_t)wardens;
    return status;
}

/* Where its state stands: one of file, url, topic and the roster. */
static enum sibu_status read_source(struct policy_reader *reader, struct sibu_json_value item,
                                    struct policy_interlock *out)
{
    if (has(item, "url") + has(item, "file") + has(item, "topic") + has(item, "wardens") != 1) {
        return policy_refuse(reader, item, NULL, "应有 file、url、topic 或 wardens，只要其中之一",
                             "must have a file, a url, a topic or wardens, and one of them only");
    }
    if (has(item, "topic")) {
        return read_topic(reader, item, out);
    }
    if (has(item, "age_s")) {
        return policy_refuse(reader, item, "age_s", "只用于 topic", "belongs to a topic");
    }
    if (has(item, "wardens")) {
        return read_wardens(reader, item, out);
    }
    if (has(item, "file")) {
        return policy_keep_member(reader, item, "file", NULL, &out->file);
    }
    enum sibu_status status = policy_keep_member(reader, item, "url", NULL, &out->url);
    if (status == SIBU_OK && !url_is_good(out->url)) {
        return policy_refuse(reader, item, "url", "应为 http:// 或 https:// 地址，最长 500 字节",
                             "must be an address that begins with http:// or https://, of at most 500 bytes");
    }
    return status;
}

static enum sibu_status read_number(struct policy_reader *reader, struct sibu_json_value item,
                                    struct policy_interlock *out)
{
    out->reading = POLICY_NUMBER;
    enum sibu_status status = policy_keep_member(reader, item, "pointer", NULL, &out->pointer);
    if (status == SIBU_OK && out->pointer[0] != '/') {
        return policy_refuse(reader, item, "pointer", "应为以 / 开头的 JSON 指针",
                             "must be a JSON pointer that begins with /");
    }
    if (status == SIBU_OK) {
        status = sibu_json_number_or(item, "min", (const double[]){-1e12, 1e12, -DBL_MAX}, &out->min, reader->fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_number_or(item, "max", (const double[]){-1e12, 1e12, DBL_MAX}, &out->max, reader->fault);
    }
    if (status == SIBU_OK && ((!has(item, "min") && !has(item, "max")) || out->min > out->max)) {
        return policy_refuse(reader, item, NULL, "应有 min 或 max，且 min 不大于 max",
                             "must have a min or a max, the min no greater than the max");
    }
    return status;
}

/* What in it is open. */
static enum sibu_status read_reading(struct policy_reader *reader, struct sibu_json_value item,
                                     struct policy_interlock *out)
{
    struct sibu_json_value is_register = sibu_json_member(item, "register");
    int by_number = has(item, "pointer") || has(item, "min") || has(item, "max");
    if (is_register.node != NULL && sibu_json_kind(is_register) != SIBU_JSON_BOOL) {
        return policy_refuse(reader, item, "register", "应为 true 或 false", "must be true or false");
    }
    int by_register = sibu_json_as_bool(is_register);
    if (by_number + by_register + (out->reading == POLICY_WARDENS) > 1 || (by_register && out->topic[0] != '\0')) {
        return policy_refuse(reader, item, NULL, "register 只用于 file 或 url，且与 pointer、wardens 不能同用",
                             "register belongs to a file or a url, and not together with pointer or wardens");
    }
    out->reading = by_register ? POLICY_REGISTER : out->reading;
    return by_number ? read_number(reader, item, out) : SIBU_OK;
}

static enum sibu_status read_interlock(struct policy_reader *reader, struct sibu_json_value item,
                                       struct policy_interlock *out)
{
    static const char *const KEYS[] = {"id",  "file", "url",      "topic",   "age_s", "pointer",
                                       "min", "max",  "register", "wardens", NULL};
    static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyz0123456789-_";
    *out = (struct policy_interlock){.id = "", .file = "", .url = "", .topic = "", .pointer = "", .age_s = AGE_S};
    enum sibu_status status = policy_expect_object(reader, item, KEYS);
    if (status == SIBU_OK) {
        status = policy_keep_member(reader, item, "id", NULL, &out->id);
    }
    if (status == SIBU_OK && (strspn(out->id, LETTERS) != strlen(out->id) || strlen(out->id) > ID_BYTES_MAX)) {
        return policy_refuse(reader, item, "id", "只能由 a-z、0-9、- 和 _ 组成，最长 40 字节",
                             "may hold a-z, 0-9, - and _, at most 40 of them");
    }
    for (uint32_t i = 0; i < reader->rules->interlock_count && status == SIBU_OK; i++) {
        if (strcmp(reader->rules->interlocks[i].id, out->id) == 0) {
            return policy_refuse(reader, item, "id", "重复的 id", "stands there twice");
        }
    }
    if (status == SIBU_OK) {
        status = read_source(reader, item, out);
    }
    return status == SIBU_OK ? read_reading(reader, item, out) : status;
}

enum sibu_status policy_read_interlocks(struct policy_reader *reader)
{
    struct sibu_json_value list;
    size_t count = 0;
    enum sibu_status status = policy_list(reader, "interlocks", POLICY_INTERLOCKS_MAX, &list, &count);
    if (status != SIBU_OK || list.node == NULL) {
        return status;
    }
    struct policy_interlock *items = sibu_arena_take(&reader->policy->arena, count + 1, sizeof *items);
    if (items == NULL) {
        return policy_no_memory(reader->fault);
    }
    reader->rules->interlocks = items;
    reader->rules->interlock_count = 0;
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        status = read_interlock(reader, sibu_json_item(list, i), &items[i]);
        reader->rules->interlock_count += status == SIBU_OK;
    }
    return status;
}
