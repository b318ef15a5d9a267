/* Days, hours and dates of a policy: see policy_time.h. */
#include "draw/policy_time.h"

#include <string.h>

#include "draw/date.h"

static const char *const DAYS[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/* "HH:MM" from 00:00 to 24:00 in minutes, or -1. */
static int32_t read_clock(const char *text)
{
    if (strlen(text) != 5 || text[2] != ':' || strspn(text, "0123456789") != 2 || strspn(text + 3, "0123456789") != 2) {
        return -1;
    }
    int32_t hour = (text[0] - '0') * 10 + (text[1] - '0');
    int32_t minute = (text[3] - '0') * 10 + (text[4] - '0');
    int32_t all = hour * 60 + minute;
    return minute < 60 && all <= POLICY_DAY_MINUTES ? all : -1;
}

static enum sibu_status clock_at(struct sibu_json_value object, const char *key, const char *otherwise, int32_t *out,
                                 struct sibu_fault *fault)
{
    const char *text = "";
    enum sibu_status status = sibu_json_string_or(object, key, otherwise, &text, fault);
    if (status != SIBU_OK) {
        return status;
    }
    *out = read_clock(text);
    if (*out >= 0) {
        return SIBU_OK;
    }
    char place[240];
    sibu_json_place(object, key, place);
    return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "“%.20s”不是时刻，应写成 08:00（到 24:00 为止）",
                          "\"%.20s\" is no time of day: write it as 08:00 (up to 24:00)", text);
}

/* The bit of one day's name, or 0. */
static uint8_t day_bit(struct sibu_json_value item)
{
    if (sibu_json_kind(item) != SIBU_JSON_STRING) {
        return 0;
    }
    for (unsigned i = 0; i < 7; i++) {
        if (strcmp(sibu_json_as_string(item), DAYS[i]) == 0) {
            return (uint8_t)(1u << i);
        }
    }
    return 0;
}

static enum sibu_status days_at(struct sibu_json_value object, uint8_t *out, struct sibu_fault *fault)
{
    struct sibu_json_value array;
    *out = POLICY_ALL_DAYS;
    if (sibu_json_member(object, "days").node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_array(object, "days", 1, 7, &array, fault);
    if (status != SIBU_OK) {
        return status;
    }
    *out = 0;
    for (struct sibu_json_value item = sibu_json_first(array); item.node != NULL; item = sibu_json_next(item)) {
        uint8_t bit = day_bit(item);
        if (bit == 0 || (*out & bit) != 0) {
            char place[240];
            sibu_json_place(item, NULL, place);
            return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "星期应为 mon tue wed thu fri sat sun，且不重复",
                                  "must be one of mon tue wed thu fri sat sun, each once");
        }
        *out = (uint8_t)(*out | bit);
    }
    return SIBU_OK;
}

enum sibu_status policy_time_hours(struct sibu_json_value object, struct policy_hours *out, struct sibu_fault *fault)
{
    enum sibu_status status = days_at(object, &out->days, fault);
    if (status == SIBU_OK) {
        status = clock_at(object, "from", "00:00", &out->from_minute, fault);
    }
    if (status == SIBU_OK) {
        status = clock_at(object, "to", "24:00", &out->to_minute, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    if (out->from_minute == POLICY_DAY_MINUTES || out->from_minute == out->to_minute) {
        char place[240];
        sibu_json_place(object, out->from_minute == out->to_minute ? "to" : "from", place);
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place,
                              "时段长度为零；全天应写 00:00 到 24:00，跨夜应写 20:00 到 08:00",
                              "lasts no time at all: write the whole day as 00:00 to 24:00, a night as 20:00 to 08:00");
    }
    return SIBU_OK;
}

enum sibu_status policy_time_date(struct sibu_json_value object, const char *key, int64_t *days,
                                  struct sibu_fault *fault)
{
    const char *text = "";
    enum sibu_status status = sibu_json_string(object, key, 100, &text, fault);
    if (status != SIBU_OK || date_read(text, days)) {
        return status;
    }
    char place[240];
    sibu_json_place(object, key, place);
    return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "“%.20s”不是日期，应写成 2026-10-01",
                          "\"%.20s\" is no date: write it as 2026-10-01", text);
}

int32_t policy_time_minutes(const struct policy_hours *hours)
{
    int32_t minutes = hours->to_minute - hours->from_minute;
    return minutes > 0 ? minutes : minutes + POLICY_DAY_MINUTES;
}
