/* GET /v1/reachability: who can be reached, by which channels, and why not. No names, no address in full. See route.h. */
#include <inttypes.h>

#include "web/reachability.h"
#include "web/route.h"
#include "web/scope.h"

static void add_time(struct sibu_text *out, const char *key, int64_t time_us)
{
    if (time_us > 0) {
        sibu_text_addf(out, ",\"%s\":%" PRId64, key, time_us);
    } else {
        sibu_text_addf(out, ",\"%s\":null", key);
    }
}

static void add_ways(struct sibu_text *out, const struct reachability *from)
{
    sibu_text_addf(out, "{\"now_us\":%" PRId64 ",\"channels\":[", from->now_us);
    for (size_t i = 0; i < from->way_count; i++) {
        sibu_text_add(out, i > 0 ? ",{\"channel\":" : "{\"channel\":");
        sibu_text_add_json(out, from->ways[i].channel);
        sibu_text_addf(out, ",\"address\":\"%s\",\"down\":%s}", from->ways[i].address,
                       from->ways[i].is_down ? "true" : "false");
    }
    sibu_text_add(out, "]");
}

static void add_counts(struct sibu_text *out, const struct reachability *from, const size_t counts[])
{
    for (size_t i = 0; i < from->way_count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        sibu_text_add_json(out, from->ways[i].channel);
        sibu_text_addf(out, ":%zu", counts[i]);
    }
}

static void add_sites(struct sibu_text *out, const struct server *server, const struct http_request *request,
                      const struct reachability *from)
{
    int first = 1;
    sibu_text_add(out, ",\"sites\":[");
    for (uint32_t i = 0; i < server->def.plan->site_count; i++) {
        struct reachability_counts counts;
        const char *site = server->def.plan->sites[i].site->id;
        if (!scope_index(server, request, i)) {
            continue;
        }
        reachability_count(from, site, &counts);
        sibu_text_add(out, !first ? ",{\"site\":" : "{\"site\":");
        first = 0;
        sibu_text_add_json(out, site);
        sibu_text_addf(out, ",\"people\":%zu,\"reachable\":%zu,\"by\":{", counts.people, counts.reachable);
        add_counts(out, from, counts.by);
        sibu_text_add(out, "},\"proved\":{");
        add_counts(out, from, counts.proved);
        sibu_text_add(out, "}}");
    }
    sibu_text_add(out, "]");
}

static void add_cell(struct sibu_text *out, const struct reach_way *way, const struct reachability_person *person,
                     const struct reachability_cell *cell)
{
    struct sibu_text mask = {0};
    const char *address = reach_address(&person->addresses, way->address);
    if (address[0] != '\0') {
        reach_mask(way->address, address, &mask);
    }
    sibu_text_add(out, "{\"channel\":");
    sibu_text_add_json(out, way->channel);
    sibu_text_addf(out, ",\"state\":\"%s\",\"to\":", reach_state_name(cell->state));
    sibu_text_add_json(out, sibu_text_get(&mask));
    add_time(out, "accepted_us", cell->accepted_us);
    add_time(out, "failed_us", cell->failed_us);
    sibu_text_add(out, ",\"fault\":");
    sibu_text_add_json(out, cell->fault);
    sibu_text_add(out, "}");
    sibu_text_clear(&mask);
}

static void add_person(struct sibu_text *out, const struct reachability *from, const struct reachability_person *person)
{
    sibu_text_add(out, "{\"site\":");
    sibu_text_add_json(out, person->who->site);
    sibu_text_add(out, ",\"id\":");
    sibu_text_add_json(out, person->who->id);
    sibu_text_addf(out, ",\"reachable\":%s,\"why\":\"%s\",\"channels\":[", person->why == REACH_CAN ? "true" : "false",
                   reach_why_name(person->why));
    for (size_t i = 0; i < from->way_count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_cell(out, &from->ways[i], person, &person->cells[i]);
    }
    sibu_text_add(out, "]}");
}

void api_reachability(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct reachability from;
    if (reachability_make(server, request, &from, &fault) != SIBU_OK) {
        http_answer_fault(answer, &fault);
        return;
    }
    answer->status = 200;
    add_ways(&answer->body, &from);
    add_sites(&answer->body, server, request, &from);
    sibu_text_add(&answer->body, ",\"people\":[");
    for (size_t i = 0; i < from.count; i++) {
        sibu_text_add(&answer->body, i > 0 ? "," : "");
        add_person(&answer->body, &from, &from.people[i]);
    }
    sibu_text_add(&answer->body, "]}\n");
}
