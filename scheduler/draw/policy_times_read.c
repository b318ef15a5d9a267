/* When a group's drills may start: windows, never-times, calendars. See docs/policy.md.
 *
 * Depends on: json, policy_time, policy_week. One thread while reading.
 */
#include <stdlib.h>
#include <string.h>

#include "draw/policy_read.h"
#include "draw/policy_time.h"
#include "draw/policy_week.h"

#define NEVER_DAYS_MAX 366

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
    enum sibu_status status = policy_expect_object(reader, item, KEYS);
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
    enum sibu_status status = policy_week_lay(reader->rules, &reader->policy->arena, &first, &second);
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

static enum sibu_status read_windows(struct policy_reader *reader)
{
    struct sibu_json_value list;
    size_t count = 0;
    enum sibu_status status = policy_list(reader, "windows", POLICY_WINDOWS_MAX, &list, &count);
    if (status != SIBU_OK || list.node == NULL) {
        return status;
    }
    if (count == 0) {
        return policy_refuse(
            reader, list, NULL, "没有任何时段，永远不会演练；不写此项则为工作日 08:00 至 18:00",
            "holds no window, so no drill could ever start; left out it is Monday to Friday 08:00 to 18:00");
    }
    struct policy_window *windows = sibu_arena_take(&reader->policy->arena, count, sizeof *windows);
    if (windows == NULL) {
        return policy_no_memory(reader->fault);
    }
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        status = read_window(reader, sibu_json_item(list, i), &windows[i]);
    }
    reader->rules->windows = windows;
    reader->rules->window_count = (uint32_t)count;
    return status == SIBU_OK ? lay_windows(reader, list) : status;
}

static enum sibu_status read_never(struct policy_reader *reader, struct sibu_json_value item, struct policy_never *out)
{
    static const char *const KEYS[] = {"from", "to", "reason", NULL};
    enum sibu_status status = policy_expect_object(reader, item, KEYS);
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
    return status == SIBU_OK ? policy_keep_name(reader, item, "reason", &out->reason) : status;
}

static int compare_days(const void *a, const void *b)
{
    const struct weights_days *left = a;
    const struct weights_days *right = b;
    return (left->from_days > right->from_days) - (left->from_days < right->from_days);
}

/* Sorts, and joins what overlaps or touches. Returns how many are left. */
static uint32_t merge(struct weights_days *items, size_t count)
{
    uint32_t kept = 0;
    qsort(items, count, sizeof *items, compare_days);
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

/* An item is dates, or names a calendar. */
static enum sibu_status read_item(struct policy_reader *reader, struct sibu_json_value item,
                                  struct policy_never *nevers, const char **calendars)
{
    static const char *const KEYS[] = {"calendar", NULL};
    struct policy_rules *rules = reader->rules;
    if (sibu_json_member(item, "calendar").node == NULL) {
        return read_never(reader, item, &nevers[rules->never_count++]);
    }
    enum sibu_status status = policy_expect_object(reader, item, KEYS);
    if (status == SIBU_OK && rules->calendar_count == POLICY_CALENDARS_MAX) {
        return policy_refuse(reader, item, NULL, "最多 16 个日历文件", "is one calendar too many: 16 at most");
    }
    return status == SIBU_OK ? policy_keep_member(reader, item, "calendar", NULL, &calendars[rules->calendar_count++])
                             : status;
}

static enum sibu_status read_nevers(struct policy_reader *reader)
{
    struct sibu_json_value list;
    size_t count = 0;
    enum sibu_status status = policy_list(reader, "never", POLICY_NEVERS_MAX, &list, &count);
    if (status != SIBU_OK || list.node == NULL) {
        return status;
    }
    struct sibu_arena *arena = &reader->policy->arena;
    struct policy_rules *rules = reader->rules;
    struct policy_never *nevers = sibu_arena_take(arena, count + 1, sizeof *nevers);
    struct weights_days *merged = sibu_arena_take(arena, count + 1, sizeof *merged);
    const char **calendars = sibu_arena_take(arena, POLICY_CALENDARS_MAX, sizeof *calendars);
    if (nevers == NULL || merged == NULL || calendars == NULL) {
        return policy_no_memory(reader->fault);
    }
    rules->never_count = 0;
    rules->calendar_count = 0;
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        status = read_item(reader, sibu_json_item(list, i), nevers, calendars);
    }
    for (uint32_t i = 0; i < rules->never_count; i++) {
        merged[i] = (struct weights_days){nevers[i].from_days, nevers[i].to_days};
    }
    rules->nevers = nevers;
    rules->calendars = calendars;
    rules->nevers_merged = merged;
    rules->never_merged_count = status == SIBU_OK ? merge(merged, rules->never_count) : 0;
    return status;
}

enum sibu_status policy_read_times(struct policy_reader *reader)
{
    enum sibu_status status = read_windows(reader);
    if (status == SIBU_OK) {
        status = read_nevers(reader);
    }
    if (status != SIBU_OK || sibu_json_member(reader->object, "timezone").node == NULL) {
        return status;
    }
    status = policy_keep_member(reader, reader->object, "timezone", NULL, &reader->rules->timezone);
    if (status == SIBU_OK && !zone_name_valid(reader->rules->timezone)) {
        return policy_refuse(reader, reader->object, "timezone", "不是时区名称，例如 Asia/Shanghai",
                             "is no name of a time zone, as Asia/Shanghai is");
    }
    return status;
}
