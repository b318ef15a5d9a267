/* See line_edit.h. */
#include "view/line_edit.h"

#include <stdio.h>
#include <string.h>

#include "sibu/text.h"

static int is_inside(char byte) /* of a character, behind its first byte */
{
    return ((unsigned char)byte & 0xc0u) == 0x80u;
}

/* The bytes of the character at `text`, which is valid UTF-8. */
static size_t character(const char *text)
{
    size_t length = 1;
    while (is_inside(text[length])) {
        length++;
    }
    return length;
}

static size_t before(const struct line_edit *edit, size_t at)
{
    if (at == 0) {
        return 0;
    }
    do {
        at--;
    } while (at > 0 && is_inside(edit->bytes[at]));
    return at;
}

static size_t behind(const struct line_edit *edit, size_t at)
{
    return at < edit->length ? at + character(edit->bytes + at) : at;
}

void line_edit_set(struct line_edit *edit, const char *text)
{
    *edit = (struct line_edit){0};
    (void)line_edit_insert(edit, text);
}

static void put(struct line_edit *edit, const char *bytes, size_t length)
{
    memmove(edit->bytes + edit->caret + length, edit->bytes + edit->caret, edit->length - edit->caret + 1);
    memcpy(edit->bytes + edit->caret, bytes, length);
    edit->length += length;
    edit->caret += length;
}

int line_edit_insert(struct line_edit *edit, const char *text)
{
    size_t before_bytes = edit->length;
    edit->composing[0] = '\0';
    if (!sibu_utf8_valid(text, strlen(text))) {
        return 0;
    }
    for (size_t length; *text != '\0'; text += length) {
        length = character(text);
        int control = (unsigned char)*text < 0x20u || *text == 0x7f;
        if (edit->length + length >= LINE_EDIT_BYTES) {
            break;
        }
        put(edit, control ? " " : text, length);
    }
    return edit->length != before_bytes;
}

void line_edit_compose(struct line_edit *edit, const char *text)
{
    int whole = strlen(text) < sizeof edit->composing && sibu_utf8_valid(text, strlen(text));
    (void)snprintf(edit->composing, sizeof edit->composing, "%s", whole ? text : "");
}

void line_edit_erase(struct line_edit *edit, int direction)
{
    size_t from = direction < 0 ? before(edit, edit->caret) : edit->caret;
    size_t to = direction < 0 ? edit->caret : behind(edit, edit->caret);
    memmove(edit->bytes + from, edit->bytes + to, edit->length - to + 1);
    edit->length -= to - from;
    edit->caret = from;
}

void line_edit_move(struct line_edit *edit, int direction)
{
    edit->caret = direction < 0 ? before(edit, edit->caret) : behind(edit, edit->caret);
}

void line_edit_home(struct line_edit *edit)
{
    edit->caret = 0;
}

void line_edit_end(struct line_edit *edit)
{
    edit->caret = edit->length;
}
