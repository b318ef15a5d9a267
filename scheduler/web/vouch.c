/* A password asked for again: see vouch.h. */
#include "web/vouch.h"

#include <string.h>

#include "web/session.h"

enum sibu_status vouch_password(struct server *server, struct http_request *request, const char *field,
                                struct store_account *account, struct sibu_fault *fault)
{
    const struct password_cost cost = {server->def.password_passes, server->def.password_bytes};
    const char *given = http_form(request, field);
    enum sibu_status status =
        store_account_by_name(server->store, request->caller->name, &request->arena, account, fault);
    if (status != SIBU_OK) {
        return status;
    }
    if (pthread_mutex_trylock(&server->door.password_mutex) != 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "password", "服务器正忙，请再按一次",
                              "the server is busy; press again");
    }
    pthread_mutex_lock(&server->door.mutex);
    int64_t now_us = clock_now_us(server->def.clock);
    int waits = limiter_wait_us(&server->door.names, account->name, now_us) > 0;
    pthread_mutex_unlock(&server->door.mutex);
    int fits =
        !waits && given != NULL && strlen(given) <= PASSWORD_MOST && password_fits(account->password, given, cost);
    if (!fits && !waits) {
        pthread_mutex_lock(&server->door.mutex);
        limiter_failed(&server->door.names, account->name, now_us);
        pthread_mutex_unlock(&server->door.mutex);
    }
    pthread_mutex_unlock(&server->door.password_mutex);
    return fits ? SIBU_OK
                : sibu_fault_set(fault, SIBU_BAD_INPUT, "password", "口令不对，或试得太快",
                                 "that is not your password, or you tried too often");
}
