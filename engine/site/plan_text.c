/* Widths and lines of texts: see plan_text.h. */
#include "site/plan_text.h"

#include <string.h>

#define IDEOGRAPHS_FROM 0x2e80u

/* One character of valid UTF-8 at `at`; *length is its bytes. */
static unsigned decode(const char *at, size_t *length)
{
    unsigned char first = (unsigned char)at[0];
    size_t bytes = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    unsigned code = bytes == 1 ? first : first & (0x7fu >> bytes);
    for (size_t i = 1; i < bytes && at[i] != '\0'; i++) {
        code = code << 6 | ((unsigned char)at[i] & 0x3fu);
    }
    *length = bytes;
    return code;
}

static double advance_em(unsigned code)
{
    if (code >= IDEOGRAPHS_FROM) {
        return 1.0;
    }
    if (code < 0x80 && strchr(" .,:;'|!il1()[]fjtI", (int)code) != NULL) {
        return code == '1' ? 0.55 : 0.32;
    }
    if (code < 0x80 && strchr("mwMW@%", (int)code) != NULL) {
        return 0.88;
    }
    return code >= 'A' && code <= 'Z' ? 0.67 : 0.55;
}

double text_width_em(const char *text, size_t length)
{
    double width = 0.0;
    size_t bytes = 0;
    for (size_t i = 0; i < length; i += bytes) {
        width += advance_em(decode(text + i, &bytes));
    }
    return width;
}

/* Bytes from `at` to where a line may end: the end of the word, or of one ideograph. */
static size_t unit_length(const char *at)
{
    size_t bytes = 0;
    size_t length = 0;
    if (decode(at, &bytes) >= IDEOGRAPHS_FROM) {
        return bytes;
    }
    while (at[length] != '\0' && at[length] != ' ' && decode(at + length, &bytes) < IDEOGRAPHS_FROM) {
        length += bytes;
    }
    return length;
}

static size_t skip_spaces(const char *text, size_t at)
{
    while (text[at] == ' ') {
        at++;
    }
    return at;
}

struct lines text_break(const char *text, double width_em)
{
    struct lines lines = {.count = 0};
    size_t at = skip_spaces(text, 0);
    while (text[at] != '\0' && lines.count < LINES_MAX) {
        int line = lines.count++;
        size_t end = at + unit_length(text + at);
        size_t next = skip_spaces(text, end);
        while (text[next] != '\0' && (lines.count == LINES_MAX ||
                                      text_width_em(text + at, next + unit_length(text + next) - at) <= width_em)) {
            end = next + unit_length(text + next);
            next = skip_spaces(text, end);
        }
        lines.begin[line] = at;
        lines.length[line] = end - at;
        double width = text_width_em(text + at, end - at);
        lines.width = width > lines.width ? width : lines.width;
        at = next;
    }
    return lines;
}
