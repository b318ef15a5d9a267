/* See interlock_rule.h. */
#include "web/interlock_rule.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "draw/date.h"
#include "sibu/csv.h"
#include "sibu/json.h"

#define KEY_BYTES 200

/* One of the words, which end with NULL. */
static int is_one_of(const char *word, const char *const *words)
{
    while (*words != NULL && strcmp(*words, word) != 0) {
        words++;
    }
    return *words != NULL;
}

static int first_word_is_open(const char *bytes, size_t length)
{
    size_t word = 0;
    while (word < length && strchr(" \t\r\n", bytes[word]) == NULL) {
        word++;
    }
    return word == 4 && strncmp(bytes, "open", 4) == 0;
}

/* The next part of a JSON pointer, which stands behind the slash; returns what follows it, NULL: it is too long. */
static const char *next_part(const char *pointer, char out[KEY_BYTES])
{
    size_t length = 0;
    for (; *pointer != '\0' && *pointer != '/'; pointer++) {
        if (length + 1 == KEY_BYTES) {
            return NULL;
        }
        char letter = *pointer;
        if (letter == '~' && (pointer[1] == '0' || pointer[1] == '1')) {
            letter = *++pointer == '0' ? '~' : '/';
        }
        out[length++] = letter;
    }
    out[length] = '\0';
    return pointer;
}

static struct sibu_json_value follow(struct sibu_json_value value, const char *pointer)
{
    char part[KEY_BYTES];
    while (pointer != NULL && *pointer == '/' && value.node != NULL) {
        pointer = next_part(pointer + 1, part);
        int is_index = part[0] != '\0' && strspn(part, "0123456789") == strlen(part) && strlen(part) < 9;
        value = sibu_json_kind(value) != SIBU_JSON_ARRAY ? sibu_json_member(value, part)
                : is_index                               ? sibu_json_item(value, strtoul(part, NULL, 10))
                                                         : (struct sibu_json_value){0};
    }
    return pointer != NULL ? value : (struct sibu_json_value){0};
}

static int number_is_within(const struct policy_interlock *interlock, const char *bytes, size_t length)
{
    struct sibu_json *document = NULL;
    struct sibu_fault ignored;
    if (sibu_json_open(&document, interlock->id, bytes, length, &ignored) != SIBU_OK) {
        return 0;
    }
    struct sibu_json_value value = follow(sibu_json_root(document), interlock->pointer);
    double number = sibu_json_as_number(value);
    int within = sibu_json_kind(value) == SIBU_JSON_NUMBER && number >= interlock->min && number <= interlock->max;
    sibu_json_close(document);
    return within;
}

/* Two digits as a number of at most `most`; -1: they are none. */
static int two_digits(const char *text, int most)
{
    if (!isdigit((unsigned char)text[0]) || !isdigit((unsigned char)text[1])) {
        return -1;
    }
    int number = (text[0] - '0') * 10 + text[1] - '0';
    return number <= most ? number : -1;
}

/* "08:00" or "08:00:30" as seconds, -1: it is none; *rest is what follows. */
static int32_t read_clock(const char *text, const char **rest)
{
    int hour = two_digits(text, 23);
    int minute = hour >= 0 && text[2] == ':' ? two_digits(text + 3, 59) : -1;
    if (minute < 0) {
        return -1;
    }
    int second = text[5] == ':' ? two_digits(text + 6, 59) : 0;
    *rest = text + (text[5] == ':' && second >= 0 ? 8 : 5);
    return second < 0 ? -1 : hour * 3600 + minute * 60 + second;
}

/* "Z" or "+08:00" as seconds east of UTC. False where it is neither. */
static int read_offset(const char *text, int32_t *out)
{
    const char *end = "";
    *out = 0;
    if (strcmp(text, "Z") == 0) {
        return 1;
    }
    if (strlen(text) != 6 || (text[0] != '+' && text[0] != '-')) {
        return 0;
    }
    int32_t offset_s = read_clock(text + 1, &end);
    *out = text[0] == '-' ? -offset_s : offset_s;
    return offset_s >= 0;
}

/* A moment of a register. False where it is none. */
static int read_time(const char *text, const struct zone *zone, int64_t *out)
{
    char date[11] = "";
    int64_t days = 0;
    int32_t offset_s = 0;
    const char *rest = "";
    if (strlen(text) < 16 || (text[10] != 'T' && text[10] != ' ')) {
        return 0;
    }
    memcpy(date, text, 10);
    int32_t second = read_clock(text + 11, &rest);
    if (second < 0 || !date_read(date, &days) || (rest[0] != '\0' && !read_offset(rest, &offset_s))) {
        return 0;
    }
    *out = rest[0] == '\0' ? zone_utc_us(zone, days, second) : (days * 86400 + second - offset_s) * 1000000;
    return 1;
}

struct permit {
    const char *state, *from, *to; /* "": it does not say */
};
/* Whether the work of the permit goes on, as far as anybody can tell. */
static int goes_on(const struct permit *permit, int64_t now_us, const struct zone *zone)
{
    static const char *const OVER[] = {"closed", "cancelled", "done",   "expired", "rejected", "已关闭",
                                       "已取消", "已完成",    "已过期", "已拒绝",  NULL};
    static const char *const ACTIVE[] = {"active", "open", "进行中", "作业中", NULL};
    int64_t from_us = INT64_MIN, to_us = INT64_MAX;
    if (is_one_of(permit->state, OVER)) {
        return 0;
    }
    if (is_one_of(permit->state, ACTIVE) || (permit->from[0] != '\0' && !read_time(permit->from, zone, &from_us)) ||
        (permit->to[0] != '\0' && !read_time(permit->to, zone, &to_us))) {
        return 1;
    }
    return now_us >= from_us && now_us < to_us;
}

/* The column of one of the names; `columns` where there is none. */
static size_t find_column(const struct sibu_csv *csv, const char *const *names)
{
    size_t column = 0;
    while (column < sibu_csv_columns(csv) && !is_one_of(sibu_csv_cell(csv, 0, column), names)) {
        column++;
    }
    return column;
}

static int csv_is_quiet(const char *bytes, size_t length, int64_t now_us, const struct zone *zone)
{
    static const char *const STATE[] = {"state", "状态", NULL}, *const FROM[] = {"from", "开始", NULL};
    static const char *const TO[] = {"to", "结束", NULL};
    struct sibu_csv *csv = NULL;
    struct sibu_fault ignored;
    if (sibu_csv_open(&csv, "register", bytes, length, &ignored) != SIBU_OK) {
        return 0;
    }
    size_t columns = sibu_csv_columns(csv);
    size_t state = find_column(csv, STATE), from = find_column(csv, FROM), to = find_column(csv, TO);
    int quiet = sibu_csv_rows(csv) > 0 && state < columns;
    for (size_t row = 1; row < sibu_csv_rows(csv) && quiet; row++) {
        struct permit permit = {.state = sibu_csv_cell(csv, row, state),
                                .from = from < columns ? sibu_csv_cell(csv, row, from) : "",
                                .to = to < columns ? sibu_csv_cell(csv, row, to) : ""};
        quiet = !goes_on(&permit, now_us, zone);
    }
    sibu_csv_close(csv);
    return quiet;
}

/* A member that is absent or null is "", and one that is no text nothing that could be read. */
static const char *text_of(struct sibu_json_value permit, const char *key)
{
    struct sibu_json_value value = sibu_json_member(permit, key);
    int is_empty = value.node == NULL || sibu_json_kind(value) == SIBU_JSON_NULL;
    return is_empty ? "" : sibu_json_kind(value) == SIBU_JSON_STRING ? sibu_json_as_string(value) : "?";
}

static int json_is_quiet(const char *bytes, size_t length, int64_t now_us, const struct zone *zone)
{
    struct sibu_json *document = NULL;
    struct sibu_fault ignored;
    if (sibu_json_open(&document, "register", bytes, length, &ignored) != SIBU_OK) {
        return 0;
    }
    struct sibu_json_value list = sibu_json_root(document);
    list = sibu_json_kind(list) == SIBU_JSON_OBJECT ? sibu_json_member(list, "permits") : list;
    int quiet = sibu_json_kind(list) == SIBU_JSON_ARRAY;
    for (struct sibu_json_value item = sibu_json_first(list); item.node != NULL && quiet; item = sibu_json_next(item)) {
        struct permit permit = {text_of(item, "state"), text_of(item, "from"), text_of(item, "to")};
        quiet = sibu_json_kind(item) == SIBU_JSON_OBJECT && permit.state[0] != '\0' && !goes_on(&permit, now_us, zone);
    }
    sibu_json_close(document);
    return quiet;
}

static int register_is_quiet(const char *bytes, size_t length, int64_t now_us, const struct zone *zone)
{
    size_t at = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (at < length && strchr(" \t\r\n", bytes[at]) != NULL) {
        at++;
    }
    int is_json = at < length && (bytes[at] == '[' || bytes[at] == '{');
    return is_json ? json_is_quiet(bytes, length, now_us, zone) : csv_is_quiet(bytes, length, now_us, zone);
}

int interlock_says_open(const struct policy_interlock *interlock, const char *bytes, size_t length, int64_t now_us,
                        const struct zone *zone)
{
    switch (interlock->reading) {
    case POLICY_WORD:
        return first_word_is_open(bytes, length);
    case POLICY_NUMBER:
        return number_is_within(interlock, bytes, length);
    case POLICY_REGISTER:
        return register_is_quiet(bytes, length, now_us, zone);
    case POLICY_WARDENS:
        break;
    }
    return 0;
}
