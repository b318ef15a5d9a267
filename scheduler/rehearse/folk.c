/* See folk.h. Shares of roles and what a hurt warden or a silent sounder cost are our own assumptions. */
#include "rehearse/folk.h"

#include <math.h>
#include <string.h>

#include "sibu/memory.h"

#define WARDENS 0.06 /* of all */
#define CONTRACTORS 0.1
#define UNHEARD_S 60.0 /* so much longer one waits where the sounder is out */
#define HURT_S 120.0 /* and so much longer a hurt warden needs */

/* Places people into the zones by their areas. */
static void place(const struct sibu_site *site, size_t people, struct sibu_placement *who)
{
    uint8_t key[32];
    struct sibu_pcg64 stream;
    double whole = 0.0;
    sibu_key_of_seed(key, 1);
    sibu_pcg64_open(&stream, key, "folk zones", 0);
    for (uint32_t zone = 0; zone < site->zone_count; zone++) {
        whole += site->zones[zone].area_m2;
    }
    for (size_t i = 0; i < people; i++) {
        double share = sibu_draw_unit(&stream) * whole;
        uint32_t zone = 0;
        while (zone + 1 < site->zone_count && share >= site->zones[zone].area_m2) {
            share -= site->zones[zone++].area_m2;
        }
        who[i] = (struct sibu_placement){.zone = zone, .pace = SIBU_PACE_NORMAL};
    }
}

static void keep(struct folk_pool *pool, const struct sibu_ways *ways, const struct sibu_placement *who,
                 const struct sibu_person_def *people)
{
    const uint32_t exits = pool->site->exit_count;
    for (size_t i = 0; i < pool->count; i++) {
        const struct sibu_person_def *person = &people[i];
        pool->items[i] = (struct folk_origin){
            .zone = who[i].zone, .premovement_s = person->premovement_s, .speed_m_per_s = person->speed_m_per_s};
        for (uint32_t exit = 0; exit < exits; exit++) {
            pool->far_s[i * exits + exit] = sibu_ways_length_s(ways, exit, person->floor, person->x_m, person->y_m);
        }
    }
}

enum sibu_status folk_pool_open(struct folk_pool *pool, const struct sibu_ways *ways, const struct sibu_site *site,
                                size_t people, struct sibu_fault *fault)
{
    *pool = (struct folk_pool){.site = site, .count = people};
    struct sibu_placement *who = sibu_array_new(people, sizeof *who);
    struct sibu_person_def *drawn = sibu_array_new(people, sizeof *drawn);
    pool->items = sibu_array_new(people, sizeof *pool->items);
    pool->far_s = sibu_array_new(people * site->exit_count, sizeof *pool->far_s);
    enum sibu_status status = SIBU_NO_MEMORY;
    if (!who || !drawn || !pool->items || !pool->far_s) {
        status = sibu_fault_set(fault, SIBU_NO_MEMORY, site->id, "内存不足", "out of memory");
    } else {
        place(site, people, who);
        status = sibu_population_draw_on(ways, who, people, 1, drawn, fault);
    }
    if (status == SIBU_OK) {
        keep(pool, ways, who, drawn);
    }
    sibu_array_free(who);
    sibu_array_free(drawn);
    return status;
}

void folk_pool_close(struct folk_pool *pool)
{
    sibu_array_free(pool->items);
    sibu_array_free(pool->far_s);
    *pool = (struct folk_pool){0};
}

_Bool folk_open(struct folk *folk, const struct folk_pool *pool)
{
    *folk = (struct folk){.pool = pool};
    folk->people = sibu_array_new(pool->count, sizeof *folk->people);
    folk->heading = sibu_array_new((size_t)pool->site->exit_count + 1, sizeof *folk->heading);
    folk->inside = sibu_array_new((size_t)pool->site->zone_count + 1, sizeof *folk->inside);
    folk->waiting = sibu_array_new((size_t)pool->site->zone_count + 1, sizeof *folk->waiting);
    folk->lost = sibu_array_new((size_t)pool->site->exit_count + 1, 1);
    return folk->people && folk->heading && folk->inside && folk->waiting && folk->lost;
}

void folk_close(struct folk *folk)
{
    sibu_array_free(folk->people);
    sibu_array_free(folk->heading);
    sibu_array_free(folk->inside);
    sibu_array_free(folk->waiting);
    sibu_array_free(folk->lost);
    *folk = (struct folk){0};
}

static double far_of(const struct folk *folk, uint32_t origin, uint32_t exit)
{
    return folk->pool->far_s[(size_t)origin * folk->pool->site->exit_count + exit];
}

/* The nearest exit that is not lost. */
static uint32_t choose(const struct folk *folk, uint32_t origin)
{
    uint32_t best = SIBU_NONE;
    for (uint32_t exit = 0; exit < folk->pool->site->exit_count; exit++) {
        double far_s = far_of(folk, origin, exit);
        if (!folk->lost[exit] && far_s < HUGE_VAL && (best == SIBU_NONE || far_s < far_of(folk, origin, best))) {
            best = exit;
        }
    }
    return best;
}

static double walk_s(const struct folk *folk, const struct folk_person *person, uint32_t exit)
{
    return far_of(folk, person->origin, exit) / folk->pool->items[person->origin].speed_m_per_s;
}

void folk_gather(struct folk *folk, const uint8_t key[32])
{
    struct sibu_pcg64 stream;
    sibu_pcg64_open(&stream, key, "folk", 0);
    memset(folk->lost, 0, folk->pool->site->exit_count);
    for (size_t i = 0; i < folk->pool->count; i++) {
        struct folk_person *person = &folk->people[i];
        uint32_t origin = (uint32_t)sibu_pcg64_below(&stream, folk->pool->count);
        double role = sibu_draw_unit(&stream), premovement_s = folk->pool->items[origin].premovement_s;
        *person = (struct folk_person){.origin = origin};
        person->role = role < WARDENS ? FOLK_WARDEN : role < WARDENS + CONTRACTORS ? FOLK_CONTRACTOR : FOLK_WORKER;
        person->exit = choose(folk, origin);
        person->set_out_s = premovement_s > 0.0 && premovement_s < 3600.0 ? premovement_s : 0.0;
        person->out_s = person->exit == SIBU_NONE ? HUGE_VAL : person->set_out_s + walk_s(folk, person, person->exit);
    }
    folk_walk(folk, 0.0);
}

static void count(struct folk *folk, const struct folk_person *person, double time_s)
{
    uint32_t zone = folk->pool->items[person->origin].zone;
    struct sibu_unfold_state *state = &folk->state;
    state->people++;
    state->wardens += person->role == FOLK_WARDEN;
    state->contractors += person->role == FOLK_CONTRACTOR;
    if (person->out) {
        return;
    }
    folk->inside_count++;
    folk->inside[zone]++;
    folk->waiting[zone] += person->set_out_s > time_s;
    folk->heading[person->exit] += 1;
    state->wardens_inside += person->role == FOLK_WARDEN;
    state->contractors_inside += person->role == FOLK_CONTRACTOR;
}

void folk_walk(struct folk *folk, double time_s)
{
    const struct sibu_site *site = folk->pool->site;
    folk->state =
        (struct sibu_unfold_state){.heading = folk->heading, .inside = folk->inside, .waiting = folk->waiting};
    folk->inside_count = 0;
    memset(folk->heading, 0, ((size_t)site->exit_count + 1) * sizeof *folk->heading);
    memset(folk->inside, 0, ((size_t)site->zone_count + 1) * sizeof *folk->inside);
    memset(folk->waiting, 0, ((size_t)site->zone_count + 1) * sizeof *folk->waiting);
    for (size_t i = 0; i < folk->pool->count; i++) {
        struct folk_person *person = &folk->people[i];
        person->out = person->out || person->exit == SIBU_NONE || person->out_s <= time_s;
        count(folk, person, time_s);
    }
}

/* Who was on the way to the exit turns round: back to where they came from, at the most, and to the nearest other. */
static void turn_round(struct folk *folk, struct folk_person *person, double time_s)
{
    double walked_s = time_s > person->set_out_s ? time_s - person->set_out_s : 0.0;
    double from_s = time_s > person->set_out_s ? time_s : person->set_out_s;
    person->exit = choose(folk, person->origin);
    person->out_s = person->exit == SIBU_NONE ? HUGE_VAL : from_s + walked_s + walk_s(folk, person, person->exit);
}

static void hear_silence(struct folk *folk, const struct sibu_unfold_event *event)
{
    for (size_t i = 0; i < folk->pool->count; i++) {
        struct folk_person *person = &folk->people[i];
        if (folk->pool->items[person->origin].zone == event->place && person->set_out_s > event->time_s) {
            person->set_out_s += UNHEARD_S;
            person->out_s += UNHEARD_S;
        }
    }
}

void folk_hear(struct folk *folk, const struct sibu_unfold_event *event)
{
    if (event->kind == SIBU_UNFOLD_ALARM_SILENT) {
        hear_silence(folk, event);
    }
    if (event->kind == SIBU_UNFOLD_EXIT_LOST) {
        folk->lost[event->place] = 1;
    }
    for (size_t i = 0; i < folk->pool->count; i++) {
        struct folk_person *person = &folk->people[i];
        if (person->out) {
            continue;
        }
        if (event->kind == SIBU_UNFOLD_EXIT_LOST && person->exit == event->place) {
            turn_round(folk, person, event->time_s);
        }
        if (event->kind == SIBU_UNFOLD_WARDEN_HURT && person->role == FOLK_WARDEN) {
            person->out_s += HURT_S;
            break;
        }
    }
}

_Bool folk_can_leave(const struct folk *folk)
{
    for (size_t i = 0; i < folk->pool->count; i++) {
        if (!folk->people[i].out && choose(folk, folk->people[i].origin) == SIBU_NONE) {
            return 0;
        }
    }
    return 1;
}
