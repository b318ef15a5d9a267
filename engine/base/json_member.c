/* Members of JSON objects, read with their range: the fault names the place and what would be right. See sibu/json.h.
 *
 * Depends on: json. Thread safe; allocates nothing that outlives a call.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/place.h"
#include "base/utf8.h"
#include "sibu/json.h"

#define EXACT_MAX INT64_C(9007199254740992) /* 2^53: up to here a double holds every integer */

/* The number `value`, which stands at `key` of `object`, against its range. */
static enum sibu_status take_number(struct sibu_json_value object, const char *key, const double range[2], double *out,
                                    struct sibu_fault *fault)
{
    struct sibu_json_value value = sibu_json_member(object, key);
    char place[PLACE_BYTES];
    if (sibu_json_kind(value) != SIBU_JSON_NUMBER) {
        sibu_json_place(object, key, place);
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "应为 %.10g 到 %.10g 之间的数字",
                              "must be a number from %.10g to %.10g", range[0], range[1]);
    }
    double number = sibu_json_as_number(value);
    if (number < range[0] || number > range[1]) {
        sibu_json_place(object, key, place);
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "%.10g 超出范围，应在 %.10g 到 %.10g 之间",
                              "%.10g is out of range; it must be from %.10g to %.10g", number, range[0], range[1]);
    }
    *out = number;
    return SIBU_OK;
}

static int absent(struct sibu_json_value object, const char *key)
{
    return sibu_json_member(object, key).node == NULL;
}

static enum sibu_status missing(struct sibu_json_value object, const char *key, struct sibu_fault *fault)
{
    char place[PLACE_BYTES];
    sibu_json_place(object, key, place);
    return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "缺少必填项“%s”", "\"%s\" is missing", key);
}

enum sibu_status sibu_json_number(struct sibu_json_value object, const char *key, double min, double max, double *out,
                                  struct sibu_fault *fault)
{
    if (absent(object, key)) {
        return missing(object, key, fault);
    }
    return take_number(object, key, (const double[]){min, max}, out, fault);
}

enum sibu_status sibu_json_number_or(struct sibu_json_value object, const char *key,
                                     const double range_and_otherwise[3], double *out, struct sibu_fault *fault)
{
    if (absent(object, key)) {
        *out = range_and_otherwise[2];
        return SIBU_OK;
    }
    return take_number(object, key, range_and_otherwise, out, fault);
}

enum sibu_status sibu_json_integer(struct sibu_json_value object, const char *key, int64_t min, int64_t max,
                                   int64_t *out, struct sibu_fault *fault)
{
    double number = 0.0;
    double low = min < -EXACT_MAX ? -(double)EXACT_MAX : (double)min;
    double high = max > EXACT_MAX ? (double)EXACT_MAX : (double)max;
    enum sibu_status status = sibu_json_number(object, key, low, high, &number, fault);
    if (status != SIBU_OK) {
        return status;
    }
    if (floor(number) < number) {
        char place[PLACE_BYTES];
        sibu_json_place(object, key, place);
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "%.10g 不是整数", "%.10g is not a whole number", number);
    }
    *out = (int64_t)number;
    return SIBU_OK;
}

static enum sibu_status take_string(struct sibu_json_value object, const char *key, const char **out,
                                    struct sibu_fault *fault)
{
    struct sibu_json_value value = sibu_json_member(object, key);
    if (sibu_json_kind(value) != SIBU_JSON_STRING) {
        char place[PLACE_BYTES];
        sibu_json_place(object, key, place);
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "应为带引号的文本", "must be a text in quotation marks");
    }
    *out = sibu_json_as_string(value);
    return SIBU_OK;
}

enum sibu_status sibu_json_string(struct sibu_json_value object, const char *key, size_t max_bytes, const char **out,
                                  struct sibu_fault *fault)
{
    if (absent(object, key)) {
        return missing(object, key, fault);
    }
    const char *string = "";
    enum sibu_status status = take_string(object, key, &string, fault);
    if (status == SIBU_OK && strlen(string) > max_bytes) {
        char place[PLACE_BYTES];
        sibu_json_place(object, key, place);
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "文本太长，最多 %zu 字节",
                              "the text is longer than %zu bytes", max_bytes);
    }
    *out = string;
    return status;
}

enum sibu_status sibu_json_string_or(struct sibu_json_value object, const char *key, const char *otherwise,
                                     const char **out, struct sibu_fault *fault)
{
    if (absent(object, key)) {
        *out = otherwise;
        return SIBU_OK;
    }
    return take_string(object, key, out, fault);
}

/* "a, b, c"; what does not fit is left away. */
static void join(char *out, size_t size, const char *const *names)
{
    size_t length = 0;
    out[0] = '\0';
    for (size_t i = 0; names[i] != NULL && length + strlen(names[i]) + 3 < size; i++) {
        int written = snprintf(out + length, size - length, "%s%s", i == 0 ? "" : ", ", names[i]);
        length += (size_t)written;
    }
}

static size_t index_of(const char *const *names, const char *name)
{
    size_t index = 0;
    while (names[index] != NULL && strcmp(names[index], name) != 0) {
        index++;
    }
    return index;
}

enum sibu_status sibu_json_choice(struct sibu_json_value object, const char *key, const char *const *names, size_t *out,
                                  struct sibu_fault *fault)
{
    if (absent(object, key)) {
        return missing(object, key, fault);
    }
    const char *string = "";
    enum sibu_status status = take_string(object, key, &string, fault);
    if (status != SIBU_OK) {
        return status;
    }
    size_t index = index_of(names, string);
    if (names[index] == NULL) {
        char place[PLACE_BYTES];
        char known[200];
        sibu_json_place(object, key, place);
        join(known, sizeof known, names);
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "“%.60s”无效，应为其中之一：%s",
                              "\"%.60s\" is not one of: %s", string, known);
    }
    *out = index;
    return SIBU_OK;
}

enum sibu_status sibu_json_array(struct sibu_json_value object, const char *key, size_t min_count, size_t max_count,
                                 struct sibu_json_value *out, struct sibu_fault *fault)
{
    if (absent(object, key)) {
        return missing(object, key, fault);
    }
    struct sibu_json_value value = sibu_json_member(object, key);
    size_t count = sibu_json_count(value);
    if (sibu_json_kind(value) != SIBU_JSON_ARRAY || count < min_count || count > max_count) {
        char place[PLACE_BYTES];
        sibu_json_place(object, key, place);
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "应为 %zu 到 %zu 项的数组",
                              "must be an array of %zu to %zu items", min_count, max_count);
    }
    *out = value;
    return SIBU_OK;
}

enum sibu_status sibu_json_object(struct sibu_json_value object, const char *key, struct sibu_json_value *out,
                                  struct sibu_fault *fault)
{
    if (absent(object, key)) {
        return missing(object, key, fault);
    }
    struct sibu_json_value value = sibu_json_member(object, key);
    if (sibu_json_kind(value) != SIBU_JSON_OBJECT) {
        char place[PLACE_BYTES];
        sibu_json_place(object, key, place);
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "应为对象 {…}", "must be an object {...}");
    }
    *out = value;
    return SIBU_OK;
}

enum sibu_status sibu_json_only(struct sibu_json_value object, const char *const *keys, struct sibu_fault *fault)
{
    struct sibu_json_value member = sibu_json_first(object);
    for (; member.node != NULL; member = sibu_json_next(member)) {
        if (keys[index_of(keys, sibu_json_key(member))] == NULL) {
            char place[PLACE_BYTES];
            char known[220];
            sibu_json_place(member, NULL, place);
            join(known, sizeof known, keys);
            return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "未知的名称，这里可用的有：%s",
                                  "unknown name; known here are: %s", known);
        }
    }
    return SIBU_OK;
}
