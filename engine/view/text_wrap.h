/* Where a text is broken into lines: at spaces, and between any two characters of a script that has none.
 */
#pragma once
#include "view/text_draw.h"

/* How many bytes of `text` make the first line of at most `width` pixels, at least one character; 0 where it is empty.
 * A line does not begin with a mark that ends a clause. */
size_t text_wrap(struct text_kit *kit, const struct text_style *style, const char *text, int32_t width);
