/* A document as a part of an HTML page, well-formed as XML too; its classes are those of html_style.h. Pure.
 * Depends on: document, drawing_svg.
 */
#pragma once
#include "report/document.h"

/* Shared drawings are referred to: the page has them already (drawing_svg_shapes). */
void document_html(struct sibu_text *out, const struct document *document);
