/* What pages share: their language, their head and foot, their texts escaped. Pages are plain HTML that needs no script.
 */
#pragma once
#include "sibu/catalogue.h"
#include "web/route.h"
#include "web/session.h"

/* By ?lang, then by Accept-Language, then `otherwise`. */
enum sibu_language page_language(const struct http_request *request, enum sibu_language otherwise);
/* Begins the page; refresh_s 0: it does not reload itself. `kind` becomes the class of the body ("worker", "board"). */
struct page_head {
    enum sibu_language language;
    enum sibu_say_id title;
    const char *kind;
    int refresh_s;
    const char *script; /* "/app.js": then only who runs no scripts reloads; NULL: none */
    const char *manifest; /* the address of the page's manifest, or NULL */
};
void page_begin(struct sibu_text *out, const struct page_head *head);
/* The link to the same page in the other language, and the end. */
void page_end(struct sibu_text *out, enum sibu_language language);
/* The same, where the link keeps the point, the site, the draft, the finding and the choice that the page was asked for, and the drill: this one, or where it is NULL the one that
 * was asked for. */
void page_end_of(struct sibu_text *out, enum sibu_language language, const struct http_request *request,
                 const char *drill);
/* Appends the catalogue's sentence, escaped. */
void page_say(struct sibu_text *out, enum sibu_language language, enum sibu_say_id id);
/* Appends the name of somebody, escaped, and set apart from what stands around it, whichever way its letters run. */
void page_name(struct sibu_text *out, const char *name);
/* The catalogue's sentence with a name for {0}. */
void page_say_name(struct sibu_text *out, enum sibu_language language, enum sibu_say_id id, const char *name);
/* The same with another value for {0}. */
void page_say_one(struct sibu_text *out, enum sibu_language language, enum sibu_say_id id, const char *value);
/* The name of a person as the language's readers know it. */
const char *page_name_of(enum sibu_language language, const char *name, const char *name_en);
/* The ledger's head that belongs to the drill, as a line; nothing where it has none, and in a real emergency. */
void page_ledger(struct sibu_text *out, enum sibu_language language, const struct drill_view *drill);
/* Begins a form that posts to the address, in the page's language, with the caller's secret in it where there is a caller. */
void page_form(struct sibu_text *out, const struct http_request *request, enum sibu_language language,
               const char *address);
/* A button named "do". `look`: "go", "stop", "small". */
void page_button(struct sibu_text *out, enum sibu_language language, const char *value, const char *look,
                 enum sibu_say_id says);
/* A paragraph that stands out: "kept", or "kept warn" with an alert's role. */
void page_note(struct sibu_text *out, enum sibu_language language, int warns, enum sibu_say_id says);
/* What the script shows while the server does not answer. */
void page_lost(struct sibu_text *out, enum sibu_language language);
/* What a fault says, in the page's language, as a warning. */
void page_fault(struct sibu_text *out, enum sibu_language language, const struct sibu_fault *fault);
/* The end of a page of somebody who has signed in: who they are, where else they may go, and the way out; while a drill runs
 * also the real emergency, unless the page has it already. */
void page_officer_end(struct sibu_text *out, struct server *server, const struct http_request *request,
                      enum sibu_language language, int has_emergency);
/* All of that but the end of the page. */
void page_officer_foot(struct sibu_text *out, struct server *server, const struct http_request *request,
                       enum sibu_language language, int has_emergency);
/* A value for an address: what is no letter or digit as %XX. */
void page_add_query(struct sibu_text *out, const char *value);
/* What a form that was taken leads to: `to`, an address with a query, in the language that was asked for. Clears `to`. */
void page_go_to(struct http_request *request, struct http_answer *answer, struct sibu_text *to);
/* Sends the browser on. */
void page_go(struct http_request *request, struct http_answer *answer, const char *address);
/* Marks the answer as a page with the status given. */
void page_answer(struct http_answer *answer, unsigned status);
/* A paragraph that links to path and id, which is escaped. */
void page_link(struct sibu_text *out, enum sibu_language language, const char *path, const char *id,
               enum sibu_say_id says);
