/* Text that is too long for its place, cut where it tells the least. The ends of a file's name tell more than its middle:
 * the date is at one, what makes it another than its neighbour at the other.
 */
#pragma once
#include "view/text_draw.h"

/* Writes `text` to `out`; where it is wider than `width` pixels, with "…" in place of its middle. Characters stay whole. */
void text_cut_middle(struct text_kit *kit, const struct text_style *style, const char *text, int32_t width, char *out,
                     size_t size);
/* Takes the last part of `text` off, with the `mark` before it. 0 where there is but one part: it stays. */
int text_drop_part(char *text, const char *mark);
