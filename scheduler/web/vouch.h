/* The password asked for again, before what is grave: a session that was left open must not be enough. Inside web/ only. */
#pragma once
#include "store/store_accounts.h"
#include "web/http.h"
#include "web/server_state.h"

/* Whether the field of what was posted is the caller's password; *account then says whose. SIBU_BAD_INPUT where it is not, where it
 * was tried too often, and while another password is worked out. The caller must have an account. */
SIBU_MUST_USE enum sibu_status vouch_password(struct server *server, struct http_request *request, const char *field,
                                              struct store_account *account, struct sibu_fault *fault);
