/* What stands around the parts of a stand-alone page: its head with the style inside, and the switch between the languages, which
 * needs no script. Well-formed as XML too. Pure. Depends on: html_style.
 */
#pragma once
#include "sibu/catalogue.h"
#include "sibu/text.h"

/* Up to the beginning of the body. Nothing in the page comes from elsewhere. */
void html_frame_begin(struct sibu_text *out, enum sibu_language first, const char *title);
/* Two buttons that stand before both bodies, so that a style can follow what is chosen; then <main> begins. */
void html_frame_switch(struct sibu_text *out, enum sibu_language first);
/* The <article> of one language in it, and its end. */
void html_frame_article(struct sibu_text *out, enum sibu_language language);
void html_frame_end_article(struct sibu_text *out);
void html_frame_end(struct sibu_text *out);
