/* What is kept of people who left their roster: see server_state.h, store_privacy.h and docs/privacy.md. */
#include <string.h>

#include "base/log.h"
#include "store/store_privacy.h"
#include "web/server_state.h"

#define HOUR_US (INT64_C(3600) * 1000000)
#define PEOPLE_AT_ONCE 16 /* some milliseconds in which the store serves nobody else */

static int is_in_plan(const struct server *server, const char *site)
{
    for (uint32_t i = 0; i < server->def.plan->site_count; i++) {
        if (strcmp(server->def.plan->sites[i].site->id, site) == 0) {
            return 1;
        }
    }
    return 0;
}

enum sibu_status server_retention_open(struct server *server, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct sibu_fault unwiped;
    const char **sites = NULL;
    size_t count = 0;
    enum sibu_status status = store_sites(server->store, &arena, &sites, &count, fault);
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        if (!is_in_plan(server, sites[i])) {
            status = store_people_import(server->store, sites[i], NULL, 0, fault);
        }
    }
    if (status == SIBU_OK && store_scrub_due(server->store, &unwiped) != SIBU_OK) {
        log_fault(clock_now_us(server->def.clock), "server", &unwiped); /* no room for a copy: no reason not to start */
    }
    sibu_arena_clear(&arena);
    return status;
}

enum sibu_status server_retention_step(struct server *server, struct sibu_fault *fault)
{
    int32_t count = 0;
    struct store_keeping_time time = {
        .now_us = clock_now_us(server->def.clock), .keep_us = server->def.keep_people_us, .most = PEOPLE_AT_ONCE};
    if (time.keep_us == 0 || time.now_us < server->retention_us) {
        return SIBU_OK;
    }
    enum sibu_status status = server_kept_step(server, fault);
    if (status == SIBU_OK) {
        status = store_people_expire(server->store, &time, &count, fault);
    }
    server->retention_us = count == time.most ? time.now_us : time.now_us + HOUR_US;
    return status;
}
