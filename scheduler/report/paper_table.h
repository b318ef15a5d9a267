/* A table on paper: columns as wide as their words want them, rows that go to the next page whole where they fit on one, and heads
 * that stand on every page. Inside report/ only. Depends on: paper.
 */
#pragma once
#include "report/paper.h"

#define PAPER_COLUMNS_MAX 16 /* what stands in columns beyond it fails the paper */

/* Sets the table that opens with this token. Returns the token that closes it. */
size_t paper_table(struct paper *paper, const struct document *document, size_t token);
