/* See text_cut.h. */
#include "view/text_cut.h"

#include <stdio.h>
#include <string.h>

/* The nearest beginning of a character at or before `at`. */
static size_t whole(const char *text, size_t at)
{
    while (at > 0 && ((unsigned char)text[at] & 0xC0u) == 0x80u) {
        at--;
    }
    return at;
}

void text_cut_middle(struct text_kit *kit, const struct text_style *style, const char *text, int32_t width, char *out,
                     size_t size)
{
    size_t length = strlen(text);
    (void)snprintf(out, size, "%s", text);
    for (size_t kept = length; kept > 0 && text_width(kit, style, out) > width;) {
        kept--;
        size_t before = whole(text, kept - kept / 2), after = whole(text, length - kept / 2);
        (void)snprintf(out, size, "%.*s…%s", (int)before, text, text + after);
    }
}

int text_drop_part(char *text, const char *mark)
{
    char *last = NULL;
    for (char *at = strstr(text, mark); at != NULL; at = strstr(at + 1, mark)) {
        last = at;
    }
    if (last != NULL) {
        *last = '\0';
    }
    return last != NULL;
}
