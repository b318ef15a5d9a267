/* Lines of iCalendar: see ics_line.h. Unfolding and ending lines happens in place: what is put together is never longer
 * than what it was put together from.
 */
#include "draw/ics_line.h"

#include <stdio.h>
#include <string.h>

#include "sibu/text.h"

enum sibu_status ics_no_memory(const char *file, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, file, "内存不足", "out of memory");
}

struct ics_place ics_place(const char *file, int line)
{
    struct ics_place place;
    (void)snprintf(place.text, sizeof place.text, "%.200s:%d", file, line);
    return place;
}

enum sibu_status ics_lines_open(struct ics_lines *out, const char *file, const char *bytes, size_t length,
                                struct sibu_arena *arena, struct sibu_fault *fault)
{
    size_t mark = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    *out = (struct ics_lines){.file = file, .length = length - mark};
    out->bytes = sibu_arena_text(arena, bytes + mark, length - mark);
    return out->bytes == NULL ? ics_no_memory(file, fault) : SIBU_OK;
}

/* Puts the line at `at` together and ends it; returns where it begins. */
static char *unfold(struct ics_lines *lines, size_t *length)
{
    char *begin = lines->bytes + lines->at, *write = begin;
    int goes_on = 1;
    while (goes_on) {
        const char *read = lines->bytes + lines->at;
        const char *end = memchr(read, '\n', lines->length - lines->at);
        size_t part = end == NULL ? lines->length - lines->at : (size_t)(end - read);
        lines->at += part + (end != NULL);
        lines->number++;
        if (part > 0 && read[part - 1] == '\r') {
            part--;
        }
        memmove(write, read, part);
        write += part;
        goes_on = lines->at < lines->length && memchr(" \t", lines->bytes[lines->at], 2) != NULL;
        lines->at += (size_t)goes_on;
    }
    *write = '\0';
    *length = (size_t)(write - begin);
    return begin;
}

static void to_upper(char *text)
{
    for (; *text != '\0'; text++) {
        if (*text >= 'a' && *text <= 'z') {
            *text = (char)(*text - 'a' + 'A');
        }
    }
}

static size_t name_length(const char *text)
{
    return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");
}

/* Where the value of a parameter ends, quoted parts passed over; NULL where a quote never does. */
static char *value_end(char *at)
{
    for (;;) {
        at += strcspn(at, "\";:");
        if (*at != '"') {
            return at;
        }
        at = strchr(at + 1, '"');
        if (at == NULL) {
            return NULL;
        }
        at++;
    }
}

static void keep_parameter(struct ics_line *line, char *name, char *value, char *end)
{
    if (*value == '"' && end - value >= 2 && end[-1] == '"') {
        *--end = '\0';
        value++;
    }
    to_upper(name);
    if (strcmp(name, "TZID") == 0) {
        line->tzid = value;
    } else if (strcmp(name, "RANGE") == 0) {
        line->range = value;
    }
}

/* Takes the line apart; false where it has not the form NAME;PARAMETER=VALUE:VALUE. */
static int take_apart(char *text, struct ics_line *line)
{
    char *at = text + name_length(text);
    line->name = text;
    if (at == text) {
        return 0;
    }
    while (*at == ';') {
        *at++ = '\0';
        char *name = at;
        at += name_length(at);
        if (at == name || *at != '=') {
            return 0;
        }
        *at++ = '\0';
        char *value = at;
        at = value_end(at);
        if (at == NULL || *at == '\0') {
            return 0;
        }
        char after = *at;
        *at = '\0';
        keep_parameter(line, name, value, at);
        *at = after;
        if (after == ':') {
            break;
        }
    }
    if (*at != ':') {
        return 0;
    }
    *at = '\0';
    line->value = at + 1;
    to_upper(text);
    return 1;
}

enum sibu_status ics_lines_next(struct ics_lines *lines, struct ics_line *out, struct sibu_fault *fault)
{
    *out = (struct ics_line){.tzid = "", .range = "", .value = ""};
    char *text = NULL;
    size_t length = 0;
    while (length == 0) {
        if (lines->at >= lines->length) {
            return SIBU_OK;
        }
        out->number = lines->number + 1;
        text = unfold(lines, &length);
    }
    struct ics_place place = ics_place(lines->file, out->number);
    if (!sibu_utf8_valid(text, length)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place.text, "这一行不是 UTF-8；请把日历另存为 UTF-8 编码",
                              "this line is not UTF-8: save the calendar as UTF-8");
    }
    if (!take_apart(text, out)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place.text,
                              "不是 iCalendar 的一行（应为“名称:值”）；请重新导出日历",
                              "no line of an iCalendar file (NAME:VALUE): export the calendar again");
    }
    return SIBU_OK;
}
