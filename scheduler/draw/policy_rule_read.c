/* The lists of a policy: windows, never-times, shifts. See docs/policy.md.
 *
 * Depends on: json, policy_time, policy_week. One thread while reading.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draw/policy_read.h"
#include "draw/policy_time.h"
#include "draw/policy_week.h"

#define NEVER_DAYS_MAX 366
#define SHIFT_ID_BYTES_MAX 40
#define WORKDAYS 0x1f

/* The list at `key` with at most `max` items; absent: *list has no node and *count is 0. */
static enum sibu_status open_list(struct policy_reader *reader, const char *key, size_t max,
                                  struct sibu_json_value *list, size_t *count)
{
    *list = sibu_json_member(reader->root, key);
    *count = 0;
    if (list->node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_array(reader->root, key, 0, max, list, reader->fault);
    *count = sibu_json_count(*list);
    return status;
}

static enum sibu_status expect_object(struct policy_reader *reader, struct sibu_json_value item,
                                      const char *const *keys)
{
    if (sibu_json_kind(item) != SIBU_JSON_OBJECT) {
        return policy_refuse(reader, item, NULL, "应为对象 {…}", "must be an object {...}");
    }
    return sibu_json_only(item, keys, reader->fault);
}

/* A weight in thousandths: what is finer would not be kept. */
static enum sibu_status read_weight(struct policy_reader *reader, struct sibu_json_value item, int64_t *milli)
{
    double weight = 1.0;
    enum sibu_status status =
        sibu_json_number_or(item, "weight", (const double[]){0.001, 1000.0, 1.0}, &weight, reader->fault);
    *milli = (int64_t)(weight * 1000.0 + 0.5);
    double off = weight * 1000.0 - (double)*milli;
    if (status == SIBU_OK && (off > 1e-6 || off < -1e-6)) {
        return policy_refuse(reader, item, "weight", "最多三位小数", "may have three decimals at most");
    }
    return status;
}

static enum sibu_status read_window(struct policy_reader *reader, struct sibu_json_value item,
                                    struct policy_window *out)
{
    static const char *const KEYS[] = {"days", "from", "to", "weight", NULL};
    struct policy_hours hours = {0, 0, 0};
    enum sibu_status status = expect_object(reader, item, KEYS);
    if (status == SIBU_OK) {
        status = policy_time_hours(item, &hours, reader->fault);
    }
    out->days = hours.days;
    out->from_minute = hours.from_minute;
    out->to_minute = hours.to_minute;
    return status == SIBU_OK ? read_weight(reader, item, &out->weight_milli) : status;
}

static enum sibu_status lay_windows(struct policy_reader *reader, struct sibu_json_value list)
{
    uint32_t first = 0;
    uint32_t second = 0;
    enum sibu_status status = policy_week_lay(reader->policy, &first, &second);
    if (status == SIBU_OK) {
        return SIBU_OK;
    }
    if (status == SIBU_NO_MEMORY) {
        return policy_no_memory(reader->fault);
    }
    char place[240];
    sibu_json_place(sibu_json_item(list, second), NULL, place);
    return sibu_fault_set(reader->fault, SIBU_BAD_INPUT, place, "与第 %u 个时段重叠而权重不同，互相矛盾",
                          "overlaps with window %u, which has another weight: they contradict each other", first + 1u);
}

enum sibu_status policy_read_windows(struct policy_reader *reader)
{
    static const struct policy_window USUAL = {WORKDAYS, 8 * 60, 18 * 60, 1000};
    struct sibu_json_value list;
    size_t count = 0;
    enum sibu_status status = open_list(reader, "windows", POLICY_WINDOWS_MAX, &list, &count);
    if (status != SIBU_OK) {
        return status;
    }
    if (list.node != NULL && count == 0) {
        return policy_refuse(
            reader, list, NULL, "没有任何时段，永远不会演练；不写此项则为工作日 08:00 至 18:00",
            "holds no window, so no drill could ever start; left out it is Monday to Friday 08:00 to 18:00");
    }
    struct policy_window *windows = sibu_arena_take(&reader->policy->arena, count + 1, sizeof *windows);
    if (windows == NULL) {
        return policy_no_memory(reader->fault);
    }
    windows[0] = USUAL;
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        status = read_window(reader, sibu_json_item(list, i), &windows[i]);
    }
    reader->policy->windows = windows;
    reader->policy->window_count = count > 0 ? (uint32_t)count : 1;
    return status == SIBU_OK ? lay_windows(reader, list) : status;
}

static enum sibu_status read_reason(struct policy_reader *reader, struct sibu_json_value item, struct sibu_name *out)
{
    static const char *const KEYS[] = {"zh", "en", NULL};
    struct sibu_json_value reason;
    out->in[SIBU_ZH] = "";
    out->in[SIBU_EN] = "";
    if (sibu_json_member(item, "reason").node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_object(item, "reason", &reason, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_only(reason, KEYS, reader->fault);
    }
    for (size_t i = 0; i < SIBU_LANGUAGES && status == SIBU_OK; i++) {
        const char *text = "";
        status = sibu_json_string(reason, KEYS[i], 400, &text, reader->fault);
        if (status == SIBU_OK) {
            status = policy_keep(reader, text, &out->in[i]);
        }
    }
    return status;
}

static enum sibu_status read_never(struct policy_reader *reader, struct sibu_json_value item, struct policy_never *out)
{
    static const char *const KEYS[] = {"from", "to", "reason", NULL};
    enum sibu_status status = expect_object(reader, item, KEYS);
    if (status == SIBU_OK) {
        status = policy_time_date(item, "from", &out->from_days, reader->fault);
    }
    if (status == SIBU_OK) {
        status = policy_time_date(item, "to", &out->to_days, reader->fault);
    }
    if (status == SIBU_OK && out->to_days < out->from_days) {
        return policy_refuse(reader, item, "to", "早于起始日期", "lies before its \"from\"");
    }
    if (status == SIBU_OK && out->to_days - out->from_days >= NEVER_DAYS_MAX) {
        return policy_refuse(reader, item, "to", "一段最长 366 天", "ends more than 366 days after its \"from\"");
    }
    return status == SIBU_OK ? read_reason(reader, item, &out->reason) : status;
}

static int compare_nevers(const void *a, const void *b)
{
    const struct policy_never *left = a;
    const struct policy_never *right = b;
    return (left->from_days > right->from_days) - (left->from_days < right->from_days);
}

/* Sorts, and joins what overlaps or touches. Returns how many are left. */
static uint32_t merge(struct policy_never *items, size_t count)
{
    uint32_t kept = 0;
    qsort(items, count, sizeof *items, compare_nevers);
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && items[i].from_days <= items[kept - 1].to_days + 1) {
            if (items[i].to_days > items[kept - 1].to_days) {
                items[kept - 1].to_days = items[i].to_days;
            }
        } else {
            items[kept++] = items[i];
        }
    }
    return kept;
}

enum sibu_status policy_read_nevers(struct policy_reader *reader)
{
    struct sibu_json_value list;
    size_t count = 0;
    enum sibu_status status = open_list(reader, "never", POLICY_NEVERS_MAX, &list, &count);
    if (status != SIBU_OK || count == 0) {
        return status;
    }
    struct policy *policy = reader->policy;
    struct policy_never *nevers = sibu_arena_take(&policy->arena, count, sizeof *nevers);
    struct policy_never *merged = sibu_arena_take(&policy->arena, count, sizeof *merged);
    if (nevers == NULL || merged == NULL) {
        return policy_no_memory(reader->fault);
    }
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        status = read_never(reader, sibu_json_item(list, i), &nevers[i]);
    }
    memcpy(merged, nevers, count * sizeof *merged);
    policy->nevers = nevers;
    policy->never_count = (uint32_t)count;
    policy->nevers_merged = merged;
    policy->never_merged_count = status == SIBU_OK ? merge(merged, count) : 0;
    return status;
}

static enum sibu_status read_shift(struct policy_reader *reader, struct sibu_json_value item, struct policy_shift *out)
{
    static const char *const KEYS[] = {"days", "from", "to", NULL};
    struct policy_hours hours = {0, 0, 0};
    const char *id = sibu_json_key(item);
    if (id[0] == '\0' || strlen(id) > SHIFT_ID_BYTES_MAX) {
        return policy_refuse(reader, item, NULL, "班次名应为 1 到 40 字节", "a shift's name must have 1 to 40 bytes");
    }
    enum sibu_status status = expect_object(reader, item, KEYS);
    if (status == SIBU_OK && sibu_json_count(item) == 0) {
        out->always = 1;
        return policy_keep(reader, id, &out->id);
    }
    if (status == SIBU_OK) {
        status = policy_time_hours(item, &hours, reader->fault);
    }
    out->days = hours.days;
    out->from_minute = hours.from_minute;
    out->to_minute = hours.to_minute;
    return status == SIBU_OK ? policy_keep(reader, id, &out->id) : status;
}

/* The shifts as written, into `out`, which has room for one more than there are. */
static enum sibu_status read_own_shifts(struct policy_reader *reader, struct sibu_json_value object,
                                        struct policy_shift *out)
{
    enum sibu_status status = SIBU_OK;
    uint32_t *count = &reader->policy->shift_count;
    for (struct sibu_json_value item = sibu_json_first(object); item.node != NULL && status == SIBU_OK;
         item = sibu_json_next(item)) {
        status = read_shift(reader, item, &out[*count]);
        *count += status == SIBU_OK;
    }
    if (status == SIBU_OK && policy_find_shift(reader->policy, "always") == SIBU_NONE) {
        out[(*count)++] = (struct policy_shift){.id = "always", .always = 1};
    }
    return status;
}

enum sibu_status policy_read_shifts(struct policy_reader *reader)
{
    static const struct policy_shift USUAL[] = {
        {"day", POLICY_ALL_DAYS, 8 * 60, 20 * 60, 0},
        {"night", POLICY_ALL_DAYS, 20 * 60, 8 * 60, 0},
        {"always", 0, 0, 0, 1},
    };
    struct policy *policy = reader->policy;
    struct sibu_json_value object;
    if (sibu_json_member(reader->root, "shifts").node == NULL) {
        policy->shifts = USUAL;
        policy->shift_count = sizeof USUAL / sizeof USUAL[0];
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_object(reader->root, "shifts", &object, reader->fault);
    if (status != SIBU_OK) {
        return status;
    }
    size_t count = sibu_json_count(object);
    if (count > POLICY_SHIFTS_MAX) {
        return policy_refuse(reader, object, NULL, "最多 63 个班次", "holds more than 63 shifts");
    }
    struct policy_shift *shifts = sibu_arena_take(&policy->arena, count + 1, sizeof *shifts);
    if (shifts == NULL) {
        return policy_no_memory(reader->fault);
    }
    policy->shifts = shifts;
    return read_own_shifts(reader, object, shifts);
}
