/* The parts of the page, each written once for each language. Inside validate/ only. Pure. */
#pragma once
#include "validate/say.h"

struct page_part {
    const struct validate *validate;
    enum sibu_language language;
    struct sibu_text *out;
};
void page_plots(const struct page_part *part);
