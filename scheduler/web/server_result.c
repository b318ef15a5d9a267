/* Results of drills: their rows, and what they move. See server_state.h and draw/result.h.
 *
 * A result is counted from the store once the drill's end is in the ledger, so a server that died in between counts it again.
 */
#include <string.h>

#include "draw/rules_plan.h"
#include "drill/muster.h"
#include "web/server_state.h"

/* Takes those who were expected, and what they answered up to the drill's end. */
static enum sibu_status read_muster(const struct server *server, const struct store_drill *drill, struct muster *muster,
                                    struct sibu_arena *arena, struct sibu_fault *fault)
{
    struct store_participant *people = NULL;
    struct sibu_record_response *answers = NULL;
    size_t count = 0;
    enum sibu_status status = store_participants(server->store, drill->key, arena, &people, &count, fault);
    if (status == SIBU_OK) {
        status = muster_open(muster, count > 0 ? count : 1, fault);
    }
    for (size_t i = 0; status == SIBU_OK && i < count; i++) {
        if (people[i].expected) {
            muster_expect(muster, people[i].number);
        }
    }
    if (status == SIBU_OK) {
        struct store_from from = {drill->key, 0};
        status = store_responses(server->store, from, arena, &answers, &count, fault);
    }
    for (size_t i = 0; status == SIBU_OK && i < count; i++) {
        if (answers[i].received_us <= drill->end_us) {
            muster_take(muster, &answers[i]);
        }
    }
    return status;
}

static enum sibu_status put_result(struct server *server, const char *number, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct muster muster = {0};
    struct store_drill drill;
    enum sibu_status status = store_drill_by_id(server->store, number, &arena, &drill, fault);
    if (status == SIBU_OK) {
        status = read_muster(server, &drill, &muster, &arena, fault);
    }
    if (status == SIBU_OK) {
        struct sibu_text body = {0};
        struct muster_counts counts = muster_count(&muster);
        struct ledger_result row = {drill.id, counts.expected, counts.checked_in};
        ledger_result_body(&body, &row);
        status = ledger_put(server, "result", &body, fault);
        sibu_text_clear(&body);
    }
    muster_close(&muster);
    sibu_arena_clear(&arena);
    return status;
}

enum sibu_status server_file_results(struct server *server, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    while (status == SIBU_OK && book_result_due(server->book)[0] != '\0') {
        status = put_result(server, book_result_due(server->book), fault);
    }
    return status;
}

/* How the rules move a site; 0 where they do not know it. */
static int move_in(const struct rules *rules, const char *site)
{
    uint32_t unit = rules_find_unit(rules, site);
    return unit != SIBU_NONE && rules_moves(rules, unit) ? rules->units[unit].moved : 0;
}

/* The plan's rules with the moves that `rules` have, or with those that the results give (NULL). */
static enum sibu_status text_with(const struct server *server, const struct rules *rules, struct sibu_text *out,
                                  struct sibu_fault *fault)
{
    const struct plan *plan = server->def.plan;
    int8_t *moves = sibu_array_new(plan->site_count, sizeof *moves);
    if (moves == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    for (uint32_t i = 0; i < plan->site_count; i++) {
        const struct result_rule *rule = &plan_rules(plan, i)->results;
        const char *id = plan->sites[i].site->id;
        if (rule->drills > 0) {
            moves[i] = (int8_t)(rules != NULL ? move_in(rules, id) : book_move(server->book, id, rule));
        }
    }
    const struct rules_sites sites = {.moves = moves, .grades = server->grades};
    enum sibu_status status = rules_text(out, plan, &sites, fault);
    sibu_array_free(moves);
    return status;
}

/* Rules that wait are let come into force, whatever moves are due meanwhile: else many sites' results would put each other
 * off for ever. */
enum sibu_status server_rules_text(const struct server *server, struct sibu_text *out, struct sibu_fault *fault)
{
    int64_t from_tick = 0;
    struct sibu_text waiting = {0};
    const struct rules *next = book_next_rules(server->book, &from_tick);
    enum sibu_status status = text_with(server, next, out, fault);
    if (status != SIBU_OK || next == NULL) {
        return status;
    }
    rules_write(&waiting, next);
    if (strcmp(sibu_text_get(&waiting), sibu_text_get(out)) != 0) {
        sibu_text_clear(out);
        status = text_with(server, NULL, out, fault);
    }
    sibu_text_clear(&waiting);
    return status;
}

enum sibu_status server_moves_text(const struct server *server, struct sibu_text *out, struct sibu_fault *fault)
{
    struct rules moved = *book_rules(server->book);
    struct rules_unit *units = sibu_array_new(moved.unit_count, sizeof *units);
    if (units == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    for (uint32_t i = 0; i < moved.unit_count; i++) {
        units[i] = moved.units[i];
        if (rules_moves(book_rules(server->book), i)) {
            units[i].moved = book_move(server->book, units[i].id, &moved.groups[units[i].group].results);
        }
    }
    moved.units = units;
    rules_write(out, &moved);
    sibu_array_free(units);
    return SIBU_OK;
}

double *server_site_weights(const struct server *server, uint32_t unit, struct sibu_arena *arena)
{
    const struct plan *plan = server->def.plan;
    const struct rules *rules = book_rules(server->book);
    double *weights = sibu_arena_take(arena, plan->site_count, sizeof *weights);
    for (uint32_t i = 0; weights != NULL && i < plan->site_count; i++) {
        const struct sibu_site *site = plan->sites[i].site;
        uint32_t of = rules_find_unit(rules, site->id);
        if (of == SIBU_NONE || rules->units[of].group != rules->units[unit].group) {
            continue; /* the rules that drew the group do not have it there yet */
        }
        const struct rules_unit *it = &rules->units[of];
        int moves = rules_moves(rules, of) && !it->draws;
        char grade = it->grade != 0 ? it->grade : site->grade;
        weights[i] = moves ? it->steps[1 + it->moved] : plan_rules(plan, i)->grade_weights[grade - 'A'];
    }
    return weights;
}
