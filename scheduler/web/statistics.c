/* Drills held beside drills to be expected: see statistics.h. */
#include "web/statistics.h"

#include <stdlib.h>
#include <string.h>

#include "store/store_history.h"
#include "web/scope.h"

#define HALF_YEAR_US (182.62125 * 86400.0 * 1e6)

struct counting {
    struct server *server;
    const struct http_request *request;
    struct sibu_arena *arena;
    struct statistics *out;
    struct sibu_fault *fault;
};

static enum sibu_status no_memory(const struct counting *counting)
{
    return sibu_fault_set(counting->fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

static enum sibu_status take_lines(struct counting *counting)
{
    const struct plan *plan = counting->server->def.plan;
    struct statistics *out = counting->out;
    out->site_count = plan->site_count;
    out->shift_count = plan->policy->shift_count;
    out->family_count = plan->families->count;
    out->sites = sibu_arena_take(counting->arena, out->site_count + (size_t)1, sizeof *out->sites);
    out->shifts = sibu_arena_take(counting->arena, out->shift_count + (size_t)1, sizeof *out->shifts);
    out->families = sibu_arena_take(counting->arena, out->family_count + (size_t)1, sizeof *out->families);
    out->results = sibu_arena_take(counting->arena, out->site_count + (size_t)1, sizeof *out->results);
    return out->results != NULL && out->sites != NULL && out->shifts != NULL && out->families != NULL
               ? SIBU_OK
               : no_memory(counting);
}

/* What the rules let expect in the time since the ledger began. */
static enum sibu_status expect(struct counting *counting)
{
    const struct plan *plan = counting->server->def.plan;
    struct statistics *out = counting->out;
    struct outlook outlook;
    double halves = (double)(out->now_us - out->since_us) / HALF_YEAR_US;
    double all = 0.0;
    enum sibu_status status = outlook_make(plan, out->now_us, counting->arena, &outlook, counting->fault);
    for (uint32_t i = 0; status == SIBU_OK && i < out->site_count; i++) {
        double expected = outlook.sites[i].drills_per_half_year * halves;
        out->sites[i] = (struct statistics_line){
            .id = plan->sites[i].site->id, .name = &plan->sites[i].site->name, .expected = expected};
        all += expected;
    }
    for (uint32_t i = 0; status == SIBU_OK && i < out->shift_count; i++) {
        out->shifts[i] =
            (struct statistics_line){.id = plan->policy->shifts[i].id, .expected = all * outlook.shifts[i]};
    }
    for (uint32_t i = 0; status == SIBU_OK && i < out->family_count; i++) {
        out->families[i] = (struct statistics_line){.id = plan->families->items[i].id,
                                                    .name = &plan->families->items[i].name,
                                                    .expected = outlook.families[i] * halves};
    }
    outlook_clear(&outlook);
    return status;
}

static void count(struct statistics_line *line, int64_t t0_us)
{
    line->drills++;
    line->last_us = t0_us > line->last_us ? t0_us : line->last_us;
}

static void count_drill(struct counting *counting, const struct store_drill *drill)
{
    const struct plan *plan = counting->server->def.plan;
    struct statistics *out = counting->out;
    uint32_t site = plan_find_site(plan, drill->site);
    uint32_t family = sibu_families_find(plan->families, drill->family);
    if (site != SIBU_NONE) {
        count(&out->sites[site], drill->t0_us);
    }
    if (family != SIBU_NONE) {
        count(&out->families[family], drill->t0_us);
    }
    for (uint32_t i = 0; i < out->shift_count && site != SIBU_NONE; i++) {
        if (policy_shift_on(plan->policy, plan->sites[site].zone, i, drill->t0_us)) {
            count(&out->shifts[i], drill->t0_us);
        }
    }
}

static enum sibu_status count_drills(struct counting *counting)
{
    struct store_drill *drills = NULL;
    size_t drill_count = 0;
    enum sibu_status status =
        store_drills(counting->server->store, counting->arena, &drills, &drill_count, counting->fault);
    for (size_t i = 0; i < drill_count && status == SIBU_OK; i++) {
        count_drill(counting, &drills[i]);
    }
    return status;
}

static int compare_people(const void *a, const void *b)
{
    const struct statistics_person *left = a;
    const struct statistics_person *right = b;
    if (left->last_us != right->last_us) {
        return left->last_us < right->last_us ? -1 : 1;
    }
    int sites = strcmp(left->site, right->site);
    return sites != 0 ? sites : strcmp(left->id, right->id);
}

static enum sibu_status count_people(struct counting *counting)
{
    struct statistics *out = counting->out;
    struct store_attendance *items = NULL;
    size_t item_count = 0;
    enum sibu_status status =
        store_attendances(counting->server->store, counting->arena, &items, &item_count, counting->fault);
    out->people = sibu_arena_take(counting->arena, item_count + 1, sizeof *out->people);
    if (status != SIBU_OK || out->people == NULL) {
        return status != SIBU_OK ? status : no_memory(counting);
    }
    for (size_t i = 0; i < item_count; i++) {
        if (scope_site(counting->server, counting->request, items[i].site)) {
            out->people[out->person_count++] = (struct statistics_person){items[i].site, items[i].id, items[i].name,
                                                                          items[i].drills, items[i].last_us};
            out->never_count += items[i].drills == 0;
        }
    }
    qsort(out->people, out->person_count, sizeof *out->people, compare_people);
    return SIBU_OK;
}

/* What the ledger has counted, and since when. */
static void look_at_ledger(struct server *server, struct statistics *out)
{
    pthread_mutex_lock(&server->draw_mutex);
    out->counts = *book_counts(server->book);
    int64_t first = book_first_tick(server->book);
    out->since_us = first != INT64_MIN ? draw_tick_time_us(book_rules(server->book)->tick_s, first) : out->now_us;
    pthread_mutex_unlock(&server->draw_mutex);
}

/* The steps by these rules; *moves: whether they let results move the site. */
static int steps_of(const struct rules *rules, const char *site, int *moves)
{
    uint32_t unit = rules != NULL ? rules_find_unit(rules, site) : SIBU_NONE;
    if (unit == SIBU_NONE || !rules_moves(rules, unit)) {
        return 0;
    }
    *moves = 1;
    return rules->units[unit].moved;
}

static void look_at_results(const struct counting *counting)
{
    struct server *server = counting->server;
    int64_t from_tick = 0;
    pthread_mutex_lock(&server->draw_mutex);
    const struct rules *next = book_next_rules(server->book, &from_tick);
    for (uint32_t i = 0; i < counting->out->site_count; i++) {
        struct statistics_result *it = &counting->out->results[i];
        const char *site = server->def.plan->sites[i].site->id;
        it->share_count = book_results(server->book, site, it->shares);
        it->moved = steps_of(book_rules(server->book), site, &it->moves);
        it->waits = next != NULL;
        it->waiting = steps_of(next, site, &it->moves);
    }
    pthread_mutex_unlock(&server->draw_mutex);
}

/* Leaves what is of the caller's sites. */
static void leave_reached(const struct counting *counting)
{
    struct statistics *out = counting->out;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < out->site_count; i++) {
        if (scope_index(counting->server, counting->request, i)) {
            out->sites[kept] = out->sites[i];
            out->results[kept++] = out->results[i];
        }
    }
    out->site_count = kept;
    if (!scope_is_whole(counting->request)) {
        out->is_part = 1;
        out->shift_count = 0;
        out->family_count = 0;
        out->counts = (struct book_counts){0};
    }
}

enum sibu_status statistics_make(struct server *server, struct http_request *request, struct statistics *out,
                                 struct sibu_fault *fault)
{
    struct counting counting = {server, request, &request->arena, out, fault};
    memset(out, 0, sizeof *out);
    out->now_us = clock_now_us(server->def.clock);
    look_at_ledger(server, out);
    enum sibu_status status = take_lines(&counting);
    if (status == SIBU_OK) {
        look_at_results(&counting);
        status = expect(&counting);
    }
    if (status == SIBU_OK) {
        status = count_drills(&counting);
    }
    if (status == SIBU_OK) {
        leave_reached(&counting);
        status = count_people(&counting);
    }
    return status;
}
