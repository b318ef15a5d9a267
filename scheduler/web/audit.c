/* See audit.h. */
#include "web/audit.h"

#include "base/log.h"
#include "web/session.h"

struct store_audit audit_row(const struct server *server, const struct http_request *request, const char *action,
                             const char *object)
{
    const struct caller *caller = request->caller;
    return (struct store_audit){.time_us = clock_now_us(server->def.clock),
                                .who = caller->name,
                                .roles = caller->role_list,
                                .action = action,
                                .object = object,
                                .address = request->address,
                                .result = "ok"};
}

enum sibu_status audit_asked(struct server *server, const struct http_request *request, const char *action,
                             const char *object, struct sibu_fault *fault)
{
    struct store_audit row = audit_row(server, request, action, object);
    row.result = "asked";
    return store_audit_put(server->store, &row, fault);
}

static const char *result_of(enum sibu_status status)
{
    if (status == SIBU_OK) {
        return "ok";
    }
    return status == SIBU_IO || status == SIBU_NO_MEMORY ? "failed" : "refused";
}

void audit_ended(struct server *server, const struct http_request *request, const char *action, const char *object,
                 enum sibu_status status)
{
    struct sibu_fault fault;
    struct store_audit row = audit_row(server, request, action, object);
    row.result = result_of(status);
    if (store_audit_put(server->store, &row, &fault) != SIBU_OK) {
        log_fault(row.time_us, "audit", &fault);
    }
}
