/* Bodies of rows followed byte by byte: see ledger_scan.h. Pure. */
#include "draw/ledger_scan.h"

#include <string.h>

void scan_literal(struct scan *scan, const char *text)
{
    size_t length = strlen(text);
    if (scan->at != NULL) {
        scan->at = strncmp(scan->at, text, length) == 0 ? scan->at + length : NULL;
    }
}

/* The digits from `at` up to `end`; false where there are none, something else, or a zero too many. */
static int digits(const char *text, int at, int end, int64_t *value)
{
    if (at >= end || (text[at] == '0' && end > at + 1)) {
        return 0;
    }
    *value = 0;
    for (int i = at; i < end; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return 0;
        }
        *value = *value * 10 + (text[i] - '0');
    }
    return 1;
}

/* A number right-aligned in `width` <= 18 characters, as "%*lld" writes it. */
int64_t scan_padded(struct scan *scan, int width)
{
    int64_t value = 0;
    int at = 0;
    if (scan->at == NULL) {
        return 0;
    }
    while (at < width - 1 && scan->at[at] == ' ') {
        at++;
    }
    int negative = scan->at[at] == '-';
    int good = digits(scan->at, at + negative, width, &value) && !(negative && value == 0);
    scan->at = good ? scan->at + width : NULL;
    return negative ? -value : value;
}

/* The same, where "%*u" wrote it: no sign. */
uint32_t scan_count(struct scan *scan, int width)
{
    int64_t value = scan_padded(scan, width);
    scan->at = value < 0 ? NULL : scan->at;
    return (uint32_t)value;
}

/* A number as "%llu" writes it. */
uint64_t scan_whole(struct scan *scan)
{
    uint64_t value = 0;
    size_t i = 0;
    if (scan->at == NULL) {
        return 0;
    }
    for (; i < 18 && scan->at[i] >= '0' && scan->at[i] <= '9'; i++) {
        value = value * 10 + (uint64_t)(scan->at[i] - '0');
    }
    scan->at = i > 0 && (i == 1 || scan->at[0] != '0') ? scan->at + i : NULL;
    return value;
}

static int digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void scan_hex(struct scan *scan, uint8_t *out, size_t length)
{
    for (size_t i = 0; i < length && scan->at != NULL; i++) {
        int high = digit(scan->at[0]);
        int low = high >= 0 ? digit(scan->at[1]) : -1;
        if (low < 0) {
            scan->at = NULL;
            return;
        }
        out[i] = (uint8_t)(high * 16 + low);
        scan->at += 2;
    }
}

uint64_t scan_hex_integer(struct scan *scan, size_t length)
{
    uint8_t bytes[8] = {0};
    uint64_t value = 0;
    scan_hex(scan, bytes, length);
    for (size_t i = 0; i < length; i++) {
        value = value << 8 | bytes[i];
    }
    return value;
}

void scan_text(struct scan *scan, char *out, size_t size)
{
    size_t length = 0;
    out[0] = '\0';
    scan_literal(scan, "\"");
    if (scan->at == NULL) {
        return;
    }
    while (scan->at[length] >= ' ' && scan->at[length] <= '~' && scan->at[length] != '"' && scan->at[length] != '\\') {
        length++;
    }
    if (scan->at[length] != '"' || length >= size) {
        scan->at = NULL;
        return;
    }
    memcpy(out, scan->at, length);
    out[length] = '\0';
    scan->at += length + 1;
}

const char *scan_plain(struct scan *scan, char **keep)
{
    char *copy = *keep;
    scan_text(scan, copy, SCAN_PLAIN_MAX + 1);
    *keep += scan->at != NULL ? strlen(copy) + 1 : 0;
    return scan->at != NULL ? copy : "";
}

int scan_item(struct scan *scan, size_t *count, size_t most)
{
    if (scan->at == NULL || *scan->at == ']') {
        scan_literal(scan, "]");
        return 0;
    }
    if (*count == most) {
        scan->at = NULL;
        return 0;
    }
    scan_literal(scan, *count > 0 ? "," : "");
    (*count)++;
    return scan->at != NULL;
}

void scan_turn(struct scan *scan, struct scan_turn *out)
{
    scan_literal(scan, "{\"tick\":");
    out->tick = scan_padded(scan, 12);
    scan_literal(scan, ",\"rules\":");
    out->rules = scan_padded(scan, 9);
    scan_literal(scan, ",\"plan\":\"");
    scan_hex(scan, out->plan, 32);
    scan_literal(scan, "\",\"closed\":\"");
    out->closed = (uint32_t)scan_hex_integer(scan, 4);
    scan_literal(scan, "\"");
}

int scan_done(const struct scan *scan)
{
    return scan->at != NULL && *scan->at == '\0';
}
