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
/* Writes the page: `out` is not set yet. */
typedef void (*page_change_show)(struct change_page *page, struct http_answer *answer);
/* The page as it is asked for, with the draft that it names looked at again; what was posted is done first, and answered by the
 * page where something was wrong. 404 and 400 where there is no such site. */
void page_change_answer(struct server *server, struct http_request *request, enum kept_kind kind, page_change_show show,
                        struct http_answer *answer);
void page_change_answer_post(struct server *server, struct http_request *request, enum kept_kind kind,
                             page_change_show show, struct http_answer *answer);
/* 200, 400 or 409. */
unsigned page_change_status(const struct change_page *page);

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
