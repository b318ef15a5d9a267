/* Counting down who is still in the zone that they started in. See clearing.h. */
#include "forecast/clearing.h"

#include <math.h>

#include "sibu/memory.h"

enum sibu_status clearing_open(struct clearing *clearing, const struct sibu_world_def *def, struct sibu_fault *fault)
{
    *clearing = (struct clearing){.site = def->site, .goal = def->goal, .people = def->people_count};
    clearing->zone = sibu_array_new(def->people_count, sizeof *clearing->zone);
    clearing->left = sibu_array_new(def->people_count, sizeof *clearing->left);
    clearing->zones = sibu_array_new(def->site->zone_count, sizeof *clearing->zones);
    if (!clearing->zone || !clearing->left || !clearing->zones) {
        clearing_clear(clearing);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, def->site->id, "内存不足", "no memory left");
    }
    for (uint32_t z = 0; z < def->site->zone_count; z++) {
        clearing->zones[z] = (struct clearing_zone){.clear_s = (double)NAN, .out_s = (double)NAN};
    }
    for (size_t i = 0; i < def->people_count; i++) {
        const struct sibu_person_def *person = &def->people[i];
        uint32_t zone = sibu_site_zone_at(def->site, person->floor, person->x_m, person->y_m);
        zone = isinf(person->premovement_s) ? SIBU_NONE : zone; /* stays for good: not waited for */
        clearing->zone[i] = zone;
        if (zone != SIBU_NONE) {
            struct clearing_zone *at = &clearing->zones[zone];
            at->inside++;
            at->in++;
            at->clear_s = at->out_s = HUGE_VAL;
        }
    }
    return SIBU_OK;
}

void clearing_clear(struct clearing *clearing)
{
    sibu_array_free(clearing->zone);
    sibu_array_free(clearing->left);
    sibu_array_free(clearing->zones);
    *clearing = (struct clearing){0};
}

static void count_out(struct clearing *clearing, const struct sibu_event *event)
{
    enum sibu_event_kind ends = clearing->goal == SIBU_GOAL_MUSTER ? SIBU_EVENT_ARRIVE : SIBU_EVENT_EXIT;
    uint32_t zone = clearing->zone[event->person];
    if (event->kind == (uint16_t)ends && zone != SIBU_NONE && --clearing->zones[zone].in == 0) {
        clearing->zones[zone].out_s = event->time_s;
    }
}

static _Bool is_in(const struct clearing *clearing, const struct sibu_people_view *people, size_t i)
{
    const struct sibu_zone *zone = &clearing->site->zones[clearing->zone[i]];
    return people->state[i] != SIBU_PERSON_DONE && people->floor[i] == zone->floor &&
           sibu_polygon_contains(&zone->polygon, (double)people->x_m[i], (double)people->y_m[i]);
}

void clearing_step(struct clearing *clearing, const struct sibu_world *world)
{
    struct sibu_events events = sibu_world_events(world);
    for (size_t i = 0; i < events.count; i++) {
        count_out(clearing, &events.items[i]);
    }
    struct sibu_people_view people = sibu_world_people(world);
    for (size_t i = 0; i < people.count; i++) {
        if (clearing->left[i] || clearing->zone[i] == SIBU_NONE || people.state[i] == SIBU_PERSON_WAITING ||
            is_in(clearing, &people, i)) {
            continue;
        }
        clearing->left[i] = 1;
        if (--clearing->zones[clearing->zone[i]].inside == 0) {
            clearing->zones[clearing->zone[i]].clear_s = sibu_world_time_s(world);
        }
    }
}
