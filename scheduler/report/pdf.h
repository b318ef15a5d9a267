/* Pages painted as a PDF. Inside report/ only. Depends on: paper, drawing_pdf, cairo.
 *
 * Letters stay letters (searched, copied, read aloud), fonts are embedded as far as they are used; headings, tables, figures and
 * their order are tagged, headings are bookmarks. Nothing in the bytes comes from the clock or the machine but the fonts and the
 * version of cairo.
 */
#pragma once
#include "report/paper.h"

struct pdf_about {
    const char *title, *subject;
    int64_t made_us; /* what the document says of its age */
    enum sibu_language language; /* that a reader begins in */
};
/* Appends the bytes: the pages of all papers, one after the other, numbered through. Fails for want of memory, and as cairo does. */
SIBU_MUST_USE enum sibu_status pdf_write(const struct paper *papers, size_t count, const struct pdf_about *about,
                                         struct sibu_text *out, struct sibu_fault *fault);
/* Adds to a PDF of cairo, as a later part of the same file, what that cannot say itself: its language, that it is tagged, and that
 * a reader shows its title. A file that is not as cairo writes them stays as it is. Returns whether it was added. (pdf_catalogue.c) */
int pdf_add_catalogue(struct sibu_text *pdf, enum sibu_language language);
