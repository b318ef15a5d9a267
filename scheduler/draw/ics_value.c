/* Values of iCalendar: see ics_value.h. */
#include "draw/ics_value.h"

#include <string.h>

#include "draw/date.h"

#define SUMMARY_BYTES_MAX 200
#define DAY_S 86400
#define SPAN_MAX_S (INT64_C(3653) * DAY_S)

int64_t ics_digits(const char *text, size_t count)
{
    int64_t value = 0;
    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

static int read_day(const char *text, int64_t *days)
{
    struct date date = {(int32_t)ics_digits(text, 4), (int32_t)ics_digits(text + 4, 2),
                        (int32_t)ics_digits(text + 6, 2)};
    if (date.year < ICS_YEAR_MIN || date.year > ICS_YEAR_MAX || !date_valid(date)) {
        return 0;
    }
    *days = date_days(date);
    return 1;
}

/* "HHMMSS"; second 60 is a leap second. */
static int read_clock(const char *text, int32_t *second)
{
    int64_t hour = ics_digits(text, 2), minute = ics_digits(text + 2, 2), rest = ics_digits(text + 4, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || rest < 0 || rest > 60) {
        return 0;
    }
    *second = (int32_t)(hour * 3600 + minute * 60 + rest);
    return 1;
}

int ics_time_read(const char *text, size_t length, const char *tzid, struct ics_time *out)
{
    *out = (struct ics_time){.clock = ICS_DATE, .tzid = ""};
    if (length == 8) {
        return read_day(text, &out->days);
    }
    int is_utc = length == 16 && text[15] == 'Z';
    if ((length != 15 && !is_utc) || text[8] != 'T') {
        return 0;
    }
    out->clock = is_utc ? ICS_UTC : tzid[0] != '\0' ? ICS_ZONED : ICS_FLOATING;
    out->tzid = out->clock == ICS_ZONED ? tzid : "";
    return read_day(text, &out->days) && read_clock(text + 9, &out->second);
}

/* Reads "15M" at *at: false unless its letter may stand there. *next is the place in the order of letters from which on
 * letters may still come. */
static int read_part(const char *text, size_t *at, size_t *next, struct ics_span *out)
{
    static const char ORDER[] = "WDTHMS";
    static const struct ics_span PARTS[] = {{7, 0}, {1, 0}, {0, 0}, {0, 3600}, {0, 60}, {0, 1}};
    size_t digits = strspn(text + *at, "0123456789");
    const char *letter = memchr(ORDER, text[*at + digits], sizeof ORDER - 1);
    if (digits == 0 || digits > 9 || letter == NULL) {
        return 0;
    }
    size_t place = (size_t)(letter - ORDER);
    if (place < *next || *letter == 'T' || (place > 2 && *next < 3)) {
        return 0;
    }
    int64_t count = ics_digits(text + *at, digits);
    out->days += count * PARTS[place].days;
    out->seconds += count * PARTS[place].seconds;
    *at += digits + 1;
    *next = place + 1;
    return out->days * DAY_S + out->seconds <= SPAN_MAX_S;
}

int ics_span_read(const char *text, size_t length, struct ics_span *out)
{
    *out = (struct ics_span){0};
    size_t at = length > 0 && text[0] == '+' ? 1 : 0, next = 0;
    if (at >= length || text[at] != 'P') {
        return 0;
    }
    at++;
    while (at < length) {
        if (text[at] == 'T' && next <= 2) {
            next = 3;
            at++;
        }
        if (!read_part(text, &at, &next, out)) {
            return 0;
        }
    }
    return at == length && next > 0;
}

int ics_offset_read(const char *text, int32_t *offset_s)
{
    size_t length = strlen(text);
    if ((length != 5 && length != 7) || strchr("+-", text[0]) == NULL) {
        return 0;
    }
    int64_t hours = ics_digits(text + 1, 2), minutes = ics_digits(text + 3, 2);
    int64_t seconds = length == 7 ? ics_digits(text + 5, 2) : 0;
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) {
        return 0;
    }
    int32_t size = (int32_t)(hours * 3600 + minutes * 60 + seconds);
    *offset_s = text[0] == '-' ? -size : size;
    return 1;
}

/* The bytes of the character that begins with this byte of valid UTF-8. */
static size_t character_bytes(char first)
{
    unsigned char byte = (unsigned char)first;
    return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

/* What an escape stands for, by the character behind the backslash. */
static char unescape(char letter)
{
    return letter == 'n' || letter == 'N' ? ' ' : letter;
}

const char *ics_text(struct sibu_arena *arena, const char *value)
{
    char text[SUMMARY_BYTES_MAX + 1];
    size_t length = 0;
    while (*value != '\0') {
        if (*value == '\\' && value[1] != '\0' && strchr("nN,;\\:\"", value[1]) != NULL) {
            value++;
            if (length + 1 > SUMMARY_BYTES_MAX) {
                break;
            }
            text[length++] = unescape(*value++);
            continue;
        }
        size_t bytes = character_bytes(*value);
        if (length + bytes > SUMMARY_BYTES_MAX) {
            break;
        }
        memcpy(text + length, value, bytes);
        if (bytes == 1 && ((unsigned char)*value < 0x20 || *value == 0x7f)) {
            text[length] = ' ';
        }
        length += bytes;
        value += bytes;
    }
    return sibu_arena_text(arena, text, length);
}

const char *ics_item(const char **at, size_t *length)
{
    const char *begin = *at;
    if (begin == NULL) {
        return NULL;
    }
    *length = strcspn(begin, ",");
    *at = begin[*length] == ',' ? begin + *length + 1 : NULL;
    return begin;
}
