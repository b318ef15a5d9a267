/* What the pages of rosters, of sites and of the policy share: what an officer brings, its preview's buttons, those that wait for a second
 * person, and what came of it. See change.h. Inside web/ only.
 */
#pragma once
#include "web/change.h"
#include "web/page.h"

struct change_page {
    enum kept_kind kind;
    const char *address; /* "/roster", "/site", "/policy" */
    const char *site; /* whose roster or plan; "": the policy */
    enum sibu_language language;
    struct server *server;
    struct http_request *request;
    struct sibu_text *out;
    int shows; /* 1: `draft` and `change` are what is looked at */
    struct draft draft;
    struct change change;
    const char *brought; /* what was found wrong, to be mended; or NULL */
    struct sibu_fault_list faults;
    const struct sibu_fault *wrong; /* what was wrong, or NULL */
    struct sibu_fault fault;
};
/* Of a page that is asked for: looks again at the draft that it names. The caller clears it. */
void page_change_open(struct change_page *page, struct server *server, struct http_request *request,
                      enum kept_kind kind, const char *site);
void page_change_clear(struct change_page *page);
/* Does what was posted. True: the answer is whole; else the page is to be shown, with what was wrong. */
int page_change_post(struct change_page *page, struct http_answer *answer);
/* 200, 400 or 409. */
unsigned page_change_status(const struct change_page *page);

/* The site of the plan that is meant, by its id; the first where none is named; NULL where there is none of this id. */
const char *page_change_find_site(const struct server *server, const char *id);
/* Links to the other sites, where there are others. */
void page_change_sites(const struct change_page *page);
/* What came of the last step; what is kept for the next start; what waits for a second person. */
void page_change_notes(const struct change_page *page);
/* Behind a preview: what becomes of it, and the buttons. */
void page_change_buttons(const struct change_page *page);
/* The form for another text. */
void page_change_form(const struct change_page *page, enum sibu_say_id title, enum sibu_say_id means);
/* "SHA-256 0123…", set apart. */
void page_change_hash(struct sibu_text *out, const char *hash);
