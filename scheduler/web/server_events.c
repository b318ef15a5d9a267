/* What phones hear at once: see server_state.h. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "web/route.h"

void server_event_id(const struct drill_view *drill, char out[STREAM_ID_BYTES])
{
    (void)snprintf(out, STREAM_ID_BYTES, "0");
    if (drill->running) {
        (void)snprintf(out, STREAM_ID_BYTES, "%s.%u.%s", drill->id, (unsigned)drill->alert_count,
                       drill_state_name(drill->state));
    }
}

static void add_name(struct sibu_text *out, const char *key, const struct sibu_name *name)
{
    sibu_text_addf(out, "%s{\"zh\":", key);
    sibu_text_add_json(out, name->in[SIBU_ZH]);
    sibu_text_add(out, ",\"en\":");
    sibu_text_add_json(out, name->in[SIBU_EN]);
    sibu_text_add(out, "}");
}

void server_event_data(const struct server *server, const struct drill_view *drill, struct sibu_text *out)
{
    if (!drill->running) {
        sibu_text_add(out, "{\"drill\":null}");
        return;
    }
    const struct sibu_site *site = server->def.plan->sites[drill->site].site;
    uint32_t zone = sibu_site_find_zone(site, drill->zone);
    const struct sibu_name unnamed = {.in = {drill->zone, drill->zone}};
    sibu_text_addf(out, "{\"drill\":{\"id\":\"%s\",\"state\":\"%s\",\"ask\":\"%s\"", drill->id,
                   drill_state_name(drill->state), sibu_ask_name(drill->ask));
    sibu_text_addf(out, ",\"real\":%s,\"over\":%s", drill->real ? "true" : "false", drill->over ? "true" : "false");
    sibu_text_addf(out, ",\"alert\":%u,\"alert_us\":%" PRId64 ",\"expires_us\":%" PRId64, (unsigned)drill->alert_count,
                   drill->alert_us, drill->expires_us);
    add_name(out, ",\"where\":", zone != SIBU_NONE ? &site->zones[zone].name : &unnamed);
    sibu_text_add(out, ",\"updates\":[");
    for (size_t i = 0; i < drill->update_count; i++) {
        add_name(out, i > 0 ? "," : "", &drill->updates[i].words);
    }
    sibu_text_add(out, "]}}");
}

static enum sibu_status tell_site(struct server *server, uint32_t site, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct sibu_text data = {.max_length = STREAM_WORDS_BYTES_MAX};
    struct drill_view drill;
    char id[STREAM_ID_BYTES];
    enum sibu_status status =
        drill_glance(server->drill, server->def.plan->sites[site].site->id, &arena, &drill, fault);
    if (status == SIBU_OK) {
        server_event_id(&drill, id);
    }
    if (status == SIBU_OK && strcmp(id, server->told[site]) != 0) {
        server_event_data(server, &drill, &data);
        status = streams_tell(server->streams, site, id, sibu_text_get(&data), fault);
        if (status == SIBU_OK) {
            (void)snprintf(server->told[site], sizeof server->told[site], "%s", id);
        }
    }
    sibu_text_clear(&data);
    sibu_arena_clear(&arena);
    return status;
}

enum sibu_status server_tell(struct server *server, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (uint32_t i = 0; i < server->def.plan->site_count;
         i++) { /* what goes wrong at one keeps nothing from the others */
        struct sibu_fault why;
        enum sibu_status told = tell_site(server, i, &why);
        if (status == SIBU_OK && told != SIBU_OK) {
            status = told;
            *fault = why;
        }
    }
    streams_beat(server->streams, clock_monotonic_us());
    return status;
}

enum sibu_status server_events_open(struct server *server, struct sibu_fault *fault)
{
    server->told = sibu_array_new(server->def.plan->site_count, sizeof *server->told);
    if (server->told == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    enum sibu_status status = streams_open(&server->streams, server->def.plan->site_count, fault);
    return status == SIBU_OK ? server_tell(server, fault) : status;
}

void server_events_close(struct server *server)
{
    if (server->streams != NULL) {
        streams_stop(server->streams);
    }
    sibu_array_free(server->told);
    server->told = NULL;
}
