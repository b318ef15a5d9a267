/* What callers do, in the audit trail (store/store_audit.h). Inside web/ only.
 *
 * What changes accounts takes its row along into the store's own transaction: audit_row. What begins elsewhere (a surprise, a
 * stop) has a row "asked" on disk before it is done, and one behind it that says what came of it.
 */
#pragma once
#include "store/store_audit.h"
#include "web/http.h"
#include "web/server_state.h"

/* A row with the time, the caller and their address; the result is "ok". Lives as long as the request. */
struct store_audit audit_row(const struct server *server, const struct http_request *request, const char *action,
                             const char *object);
SIBU_MUST_USE enum sibu_status audit_asked(struct server *server, const struct http_request *request,
                                           const char *action, const char *object, struct sibu_fault *fault);
/* "ok", "refused" or "failed" by the status; the log tells where that cannot be kept. */
void audit_ended(struct server *server, const struct http_request *request, const char *action, const char *object,
                 enum sibu_status status);
