/* One-time links by which accounts come to be. Inside web/ only. */
#pragma once
#include "store/store_accounts.h"
#include "web/server_state.h"

#define INVITE_LASTS_US (INT64_C(86400) * 1000000)
#define INVITE_LINK_BYTES 360

/* At the start of the server: the link for the first administrator, where there is none yet; server->door.set_up. */
SIBU_MUST_USE enum sibu_status invite_first(struct server *server, struct sibu_fault *fault);
/* Files a link for these roles, or for another password of this account, and writes it out. row: the audit trail's. */
struct invite {
    int64_t account, roles;
    const char *branch; /* for which the roles hold; "" or NULL: for all */
    const char *by;
};
SIBU_MUST_USE enum sibu_status invite_make(struct server *server, const struct invite *invite,
                                           const struct store_audit *row, char link[INVITE_LINK_BYTES],
                                           struct sibu_fault *fault);
