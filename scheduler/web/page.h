/* What pages share: their language, their head and foot, their texts escaped. Pages are plain HTML that needs no script.
 */
#pragma once
#include "sibu/catalogue.h"
#include "web/route.h"

/* By ?lang, then by Accept-Language, then `otherwise`. */
enum sibu_language page_language(const struct http_request *request, enum sibu_language otherwise);
/* Begins the page; refresh_s 0: it does not reload itself. `kind` becomes the class of the body ("worker", "board"). */
struct page_head {
    enum sibu_language language;
    enum sibu_say_id title;
    const char *kind;
    int refresh_s;
};
void page_begin(struct sibu_text *out, const struct page_head *head);
/* The links to the same page in the other language, and the end. */
void page_end(struct sibu_text *out, enum sibu_language language);
/* Appends the catalogue's sentence, escaped. */
void page_say(struct sibu_text *out, enum sibu_language language, enum sibu_say_id id);
/* The same with one value for {0}. */
void page_say_one(struct sibu_text *out, enum sibu_language language, enum sibu_say_id id, const char *value);
/* The ledger's head that belongs to the drill, as a line; nothing where it has none, and in a real emergency. */
void page_ledger(struct sibu_text *out, enum sibu_language language, const struct drill_view *drill);
/* Marks the answer as a page with the status given. */
void page_answer(struct http_answer *answer, unsigned status);
