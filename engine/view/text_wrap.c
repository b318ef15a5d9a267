/* See text_wrap.h. */
#include "view/text_wrap.h"

#include <string.h>

#define LINE_BYTES 256 /* a line has no more, however narrow its letters */

/* The bytes of the character at `text`, 1 for what is none. */
static size_t character(const char *text)
{
    size_t length = 1;
    while (length < 4 && ((unsigned char)text[0] & 0xC0u) == 0xC0u && ((unsigned char)text[length] & 0xC0u) == 0x80u) {
        length++;
    }
    return length;
}

static int ends_clause(const char *text)
{
    static const char *const MARKS[] = {"，", "。", "、", "；", "：", "！", "？", "）", "”", "》"};
    for (size_t i = 0; i < sizeof MARKS / sizeof MARKS[0]; i++) {
        if (strncmp(text, MARKS[i], strlen(MARKS[i])) == 0) {
            return 1;
        }
    }
    return 0;
}

/* Whether a line may end before `at`, bytes into the text. */
static int may_break(const char *text, size_t at)
{
    unsigned char before = (unsigned char)text[at - 1], after = (unsigned char)text[at];
    return before == ' ' || (after != ' ' && (before >= 0x80u || after >= 0x80u) && !ends_clause(text + at));
}

static int fits(struct text_kit *kit, const struct text_style *style, const char *text, size_t length, int32_t width)
{
    char line[LINE_BYTES + 8];
    memcpy(line, text, length);
    line[length] = '\0';
    return text_width(kit, style, line) <= width;
}

size_t text_wrap(struct text_kit *kit, const struct text_style *style, const char *text, int32_t width)
{
    size_t length = 0, broken = 0;
    while (text[length] != '\0' && length < LINE_BYTES) {
        size_t next = length + character(text + length);
        if (length > 0 && text[length] != ' ' && !fits(kit, style, text, next, width)) {
            return broken > 0 ? broken : length;
        }
        length = next;
        if (text[length] != '\0' && may_break(text, length)) {
            broken = length;
        }
    }
    return length;
}
