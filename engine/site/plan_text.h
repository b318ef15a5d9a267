/* How wide a text will be without asking a font, and how it breaks into lines.
 *
 * Depends on: nothing. Pure. Widths are those of a usual sans serif (Chinese a full em), good to about a tenth.
 */
#pragma once
#include <stddef.h>

#define LINES_MAX 4

struct lines {
    int count; /* 1 .. LINES_MAX */
    size_t begin[LINES_MAX], length[LINES_MAX]; /* bytes of the text */
    double width; /* of the widest, in em */
};

double text_width_em(const char *text, size_t length);
/* Breaks between words, and between any two Chinese characters; a word longer than a line stays whole. What does not
 * fit into LINES_MAX lines stays on the last. */
struct lines text_break(const char *text, double width_em);
