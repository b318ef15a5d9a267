/* Pictures on paper: charts, plans beside each other, legends, scales, and the key figures. Inside report/ only. Depends on: paper.
 *
 * Each takes the element that opens with the token, and returns the token that closes it.
 */
#pragma once
#include "report/paper.h"

size_t paper_tiles(struct paper *paper, const struct document *document, size_t token);
size_t paper_maps(struct paper *paper, const struct document *document, size_t token);
size_t paper_legend(struct paper *paper, const struct document *document, size_t token);
size_t paper_scale(struct paper *paper, const struct document *document, size_t token);
/* A chart, and below it, where asked for, what it shows in words. */
void paper_chart(struct paper *paper, const struct document_picture *picture, int with_words);
/* How much of a page the first chart or plan after a token takes, where nothing but a legend or a scale stands before it; else 0. */
double paper_next_figure(const struct paper *paper, const struct document *document, size_t token);
