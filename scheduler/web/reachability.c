/* Who can be reached: see reachability.h. */
#include "web/reachability.h"

#include <string.h>

#include "web/scope.h"

/* The ways to persons; with no channels file there is one, the post to each person's url. */
static void list_ways(struct server *server, struct reachability *out)
{
    for (size_t i = 0; i < server->way_count; i++) {
        if (server->ways[i].address[0] != '\0') {
            out->ways[out->way_count++] =
                (struct reach_way){.channel = server->ways[i].channel, .address = server->ways[i].address};
        }
    }
    if (server->way_count == 0 && server->def.channels == NULL) {
        out->ways[out->way_count++] = (struct reach_way){.channel = "http", .address = "url"};
    }
    for (size_t i = 0; i < out->way_count; i++) {
        out->ways[i].is_down = notify_is_down(server->notify, out->ways[i].channel);
    }
}

/* Lists in the order of people's keys, and how far each was read. */
struct reading {
    const struct store_proof *proofs;
    size_t proof_at, proof_count;
    const struct store_push *pushes;
    size_t push_at, push_count;
};

static const char *take_push(struct reading *from, int64_t person)
{
    while (from->push_at < from->push_count && from->pushes[from->push_at].person < person) {
        from->push_at++;
    }
    int has = from->push_at < from->push_count && from->pushes[from->push_at].person == person;
    return has ? from->pushes[from->push_at].value : "";
}

/* The person's proofs into the cells of their channels; those of channels that are gone are passed over. */
static void take_proofs(struct reading *from, int64_t person, const struct reachability *out,
                        struct reachability_cell *cells)
{
    while (from->proof_at < from->proof_count && from->proofs[from->proof_at].person < person) {
        from->proof_at++;
    }
    for (; from->proof_at < from->proof_count && from->proofs[from->proof_at].person == person; from->proof_at++) {
        const struct store_proof *proof = &from->proofs[from->proof_at];
        for (size_t i = 0; i < out->way_count; i++) {
            if (strcmp(out->ways[i].channel, proof->channel) == 0) {
                cells[i].accepted_us = proof->accepted_us;
                cells[i].failed_us = proof->failed_us;
                cells[i].fault = proof->fault;
            }
        }
    }
}

static void judge(struct reading *from, const struct reachability *out, struct reachability_person *person,
                  struct reachability_cell *cells)
{
    enum reach_state states[CHANNELS_MAX];
    const struct store_person *who = person->who;
    person->addresses = (struct reach_addresses){who->url, who->email, who->phone, take_push(from, who->key)};
    for (size_t i = 0; i < out->way_count; i++) {
        cells[i].fault = "";
    }
    take_proofs(from, who->key, out, cells);
    for (size_t i = 0; i < out->way_count; i++) {
        struct reach_proof proof = {cells[i].accepted_us, cells[i].failed_us};
        states[i] = cells[i].state = reach_by(&out->ways[i], &person->addresses, &proof);
    }
    person->cells = cells;
    person->why = reach_sum(states, out->way_count, &person->addresses);
}

static enum sibu_status judge_all(struct reading *from, const struct store_person *people, size_t count,
                                  struct sibu_arena *arena, struct reachability *out)
{
    struct reachability_person *items = sibu_arena_take(arena, count + 1, sizeof *items);
    struct reachability_cell *cells = sibu_arena_take(arena, count * out->way_count + 1, sizeof *cells);
    if (items == NULL || cells == NULL) {
        return SIBU_NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        items[i].who = &people[i];
        judge(from, out, &items[i], &cells[i * out->way_count]);
    }
    out->people = items;
    out->count = count;
    return SIBU_OK;
}

enum sibu_status reachability_make(struct server *server, struct http_request *request, struct reachability *out,
                                   struct sibu_fault *fault)
{
    struct sibu_arena *arena = &request->arena;
    struct store_person *people = NULL;
    struct store_proof *proofs = NULL;
    struct store_push *pushes = NULL;
    struct reading from = {.proof_at = 0};
    size_t count = 0;
    *out = (struct reachability){.now_us = clock_now_us(server->def.clock)};
    list_ways(server, out);
    enum sibu_status status = store_people(server->store, NULL, arena, &people, &count, fault);
    if (status == SIBU_OK) {
        count = scope_people(server, request, people, count);
        status = store_proofs(server->store, arena, &proofs, &from.proof_count, fault);
    }
    if (status == SIBU_OK) {
        status = store_pushes(server->store, arena, &pushes, &from.push_count, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    from.proofs = proofs;
    from.pushes = pushes;
    return judge_all(&from, people, count, arena, out) == SIBU_OK
               ? SIBU_OK
               : sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

void reachability_count(const struct reachability *from, const char *site, struct reachability_counts *out)
{
    *out = (struct reachability_counts){.people = 0};
    for (size_t i = 0; i < from->count; i++) {
        const struct reachability_person *person = &from->people[i];
        if (strcmp(person->who->site, site) != 0) {
            continue;
        }
        out->people++;
        out->reachable += person->why == REACH_CAN;
        for (size_t k = 0; k < from->way_count; k++) {
            out->by[k] += person->cells[k].state == REACH_OPEN;
            out->proved[k] += person->cells[k].accepted_us > 0;
        }
    }
}
