/* What officers do to findings, from pages and from the API: looked at, done under one lock, in the audit trail. Inside web/ only.
 *
 * Depends on: finding_book, store_findings, audit.
 */
#pragma once
#include "evaluate/finding_book.h"
#include "web/http.h"
#include "web/server_state.h"

/* The ledger as it stands, of the site alone or (NULL or "") of all that the caller reaches. Rows and book live as long as the request's arena, once the
 * book is closed by the caller, whatever this returns. */
struct finding_desk {
    struct store_finding_row *rows;
    size_t row_count;
    struct finding_book book;
};
SIBU_MUST_USE enum sibu_status finding_desk_open(struct finding_desk *out, const struct server *server,
                                                 struct http_request *request, const char *site,
                                                 struct sibu_fault *fault);
void finding_desk_close(struct finding_desk *desk); /* all zero is allowed */
/* The finding with this number, as it was written; NULL: there is none. */
const struct finding_item *finding_desk_find(const struct finding_desk *desk, const char *number);
/* Whether the row is of the finding. */
int finding_desk_is_of(const struct store_finding_row *row, const struct finding_item *item);

/* What is asked for, as it came; NULL counts as "". */
struct finding_wish {
    const char *act; /* "assign", "due", "proof", "close", "reopen", "note" */
    const char *number; /* of the finding */
    const char *text, *file; /* finding_book.h */
    const char *until; /* "2026-12-31": to the end of that day on the policy's clock */
};
/* Does it, in the caller's name. SIBU_BAD_INPUT and SIBU_NO say what is wrong. *event: what the ledger now says ("closed"). */
SIBU_MUST_USE enum sibu_status finding_desk_act(struct server *server, struct http_request *request,
                                                const struct finding_wish *wish, const char **event,
                                                struct sibu_fault *fault);
