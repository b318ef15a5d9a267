/* What is done to a running drill by somebody who has signed in, or by the key: it is ended, people are ticked off. Each with its
 * rows in the audit trail. Inside web/ only.
 */
#pragma once
#include "web/http.h"
#include "web/server_state.h"

/* Ends the drill, or all, or with DRILL_MUSTERED closes the muster of one that has ended (drill.h). A real emergency is told whether its row can be kept or not. */
SIBU_MUST_USE enum sibu_status stop_drill(struct server *server, struct http_request *request, const char *drill,
                                          enum drill_state how, struct sibu_fault *fault);
/* Checks in the person with the number `person` of the form at its assembly point `point`, as the person's own answer would.
 * The audit trail has the number, not the name. SIBU_NO: there is no such drill, or nobody with this number. */
SIBU_MUST_USE enum sibu_status tick_off(struct server *server, struct http_request *request, const char *drill,
                                        struct sibu_fault *fault);
