/* A document set onto pages, block by block. Inside report/ only. Depends on: paper, paper_table, paper_figure.
 */
#pragma once
#include "report/paper.h"

/* Begins on a new page. `shift` is added to the levels of bookmarks: 1 where they stand below one of the whole document. */
void paper_flow(struct paper *paper, const struct document *document, int shift);
