/* The style that all pages of this half share: paper, ink, tables, charts, on screen, phone, in the dark and in print. */
#pragma once
#include "sibu/text.h"

/* Appends it as CSS, without the element around it. */
void html_style(struct sibu_text *out);
