/* A line of text that is being typed: its bytes, where the next letter goes, and what an input method is still composing
 * there. Free of SDL, so that a test can type. Pure.
 */
#pragma once
#include <stddef.h>

#define LINE_EDIT_BYTES 512 /* with the NUL */
#define LINE_EDIT_COMPOSING_BYTES 128

struct line_edit { /* all zero: empty. Always whole characters of UTF-8 */
    char bytes[LINE_EDIT_BYTES];
    size_t length, caret; /* bytes; caret <= length */
    char composing[LINE_EDIT_COMPOSING_BYTES]; /* stands at the caret and is not part of the line yet */
};

void line_edit_set(struct line_edit *edit, const char *text); /* the caret goes to the end */
/* Puts text at the caret: as many whole characters as there is room for. Control characters become spaces; what is not
 * UTF-8 is refused. Returns 1 where something changed. */
int line_edit_insert(struct line_edit *edit, const char *text);
void line_edit_compose(struct line_edit *edit, const char *text); /* "": no longer */
void line_edit_erase(struct line_edit *edit, int direction); /* the character before (-1) or behind (1) the caret */
void line_edit_move(struct line_edit *edit, int direction); /* a character to the left (-1) or right (1) */
void line_edit_home(struct line_edit *edit);
void line_edit_end(struct line_edit *edit);
