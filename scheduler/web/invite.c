/* See invite.h. */
#include "web/invite.h"

#include <sodium.h>
#include <stdio.h>

#include "web/session.h"

enum sibu_status invite_make(struct server *server, const struct invite *invite, const struct store_audit *row,
                             char link[INVITE_LINK_BYTES], struct sibu_fault *fault)
{
    char secret[SESSION_SECRET_BYTES];
    struct store_invitation filed = {.account = invite->account,
                                     .roles = invite->roles,
                                     .branch = invite->branch,
                                     .by = invite->by,
                                     .made_us = row->time_us,
                                     .expires_us = row->time_us + INVITE_LASTS_US};
    session_secret(secret, filed.hash);
    (void)snprintf(link, INVITE_LINK_BYTES, "%s/join/%s", server->base_url, secret);
    sodium_memzero(secret, sizeof secret);
    enum sibu_status status = store_invitation_put(server->store, &filed, row, fault);
    if (status != SIBU_OK) {
        link[0] = '\0';
    }
    return status;
}

static enum sibu_status has_administrator(struct server *server, int *has, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct store_account *accounts = NULL;
    size_t count = 0;
    enum sibu_status status = store_accounts(server->store, &arena, &accounts, &count, fault);
    *has = 0;
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        *has |= role_may((unsigned)accounts[i].roles, RIGHT_ACCOUNTS) && accounts[i].branch[0] == '\0';
    }
    sibu_arena_clear(&arena);
    return status;
}

enum sibu_status invite_first(struct server *server, struct sibu_fault *fault)
{
    int has = 0;
    enum sibu_status status = has_administrator(server, &has, fault);
    if (status != SIBU_OK || (has && !server->def.makes_set_up_link)) {
        return status;
    }
    const struct store_audit row = {.time_us = clock_now_us(server->def.clock),
                                    .who = "system",
                                    .roles = "",
                                    .action = "set-up-link",
                                    .object = "administrator",
                                    .address = "",
                                    .result = "ok"};
    const struct invite invite = {.roles = ROLE_BIT(ROLE_ADMINISTRATOR), .by = "system"};
    return invite_make(server, &invite, &row, server->door.set_up, fault);
}
