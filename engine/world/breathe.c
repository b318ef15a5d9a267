/* What the air does to people: smoke slows them down, as does water on the floor; gases add up until they are overcome.
 *
 * Depends on: world/world_state.h, sibu/hazard.h. The air is looked at about once a second for each person, by turns; the
 * dose is added up in every step, so that the moment somebody is overcome does not depend on the length of a step.
 */
#include <math.h>

#include "world/world_state.h"

#define LOOK_S 1.0 /* from one look at the air to the next */

_Bool world_open_breath(struct sibu_world *world)
{
    struct world_breath *breath = &world->breath;
    if (!world->def.air) {
        return 1;
    }
    breath->share = sibu_arena_take(&world->arena, world->count, sizeof *breath->share);
    breath->least_share = sibu_arena_take(&world->arena, world->count, sizeof *breath->least_share);
    breath->dose = sibu_arena_take(&world->arena, world->count, sizeof *breath->dose);
    breath->rate_per_s = sibu_arena_take(&world->arena, world->count, sizeof *breath->rate_per_s);
    world->crowd.hindered = breath->share;
    for (size_t i = 0; breath->least_share && i < world->count; i++) {
        breath->least_share[i] = 1.0f;
    }
    return breath->share && breath->least_share && breath->dose && breath->rate_per_s;
}

static float free_speed(const struct sibu_world *world, size_t person)
{
    return world->crowd.now.self[world->people.body[person]].speed;
}

static void look(struct sibu_world *world, size_t person, double time_s)
{
    const struct sibu_world_air *source = world->def.air;
    const struct world_people *people = &world->people;
    struct sibu_air air = sibu_air_clean();
    source->look(source->of, people->floor[person], (double)people->x[person], (double)people->y[person], time_s, &air);
    double free = (double)free_speed(world, person), rate = sibu_dose_rate_per_s(&air);
    double seeing = sibu_smoke_speed(&source->smoke, air.extinction_per_m, free) / free;
    world->breath.share[person] = (float)(seeing * sibu_water_share(air.water_m));
    if ((float)seeing < world->breath.least_share[person]) {
        world->breath.least_share[person] = (float)seeing;
    }
    world->breath.rate_per_s[person] = rate > 0.0 ? rate : 0.0;
}

/* Where they are they stay, and others go round them. */
static void fall(struct sibu_world *world, size_t person, double time_s)
{
    uint8_t *state = &world->people.state[person];
    if (*state == SIBU_PERSON_WALKING) {
        world->walking--;
    } else {
        world->waiting -= world_will_start(world->people.premovement_s[person]);
    }
    *state = SIBU_PERSON_OVERCOME;
    world->overcome++;
    crowd_halt(&world->crowd, world->people.body[person]);
    world_add_event(world,
                    (struct sibu_event){.time_s = time_s, .person = (uint32_t)person, .kind = SIBU_EVENT_OVERCOME});
}

/* Adds what is breathed in within a step. */
static void inhale(struct sibu_world *world, size_t person, double time_s, double step_s)
{
    double *dose = &world->breath.dose[person], rate = world->breath.rate_per_s[person];
    if (!(rate > 0.0)) {
        return; /* nearly everybody, nearly always */
    }
    double missing = world->def.air->overcome_dose - *dose;
    *dose += rate * step_s;
    if (missing <= rate * step_s) {
        fall(world, person, time_s + (missing > 0.0 ? missing / rate : 0.0));
    }
}

void world_breathe(struct sibu_world *world, double time_s, double step_s)
{
    if (!world->def.air) {
        return;
    }
    uint64_t period = (uint64_t)(LOOK_S / step_s + 0.5);
    for (size_t i = 0; i < world->count; i++) {
        if (world->people.state[i] >= SIBU_PERSON_DONE) {
            continue;
        }
        if (world->steps == 0 || (world->steps + i) % period == 0) {
            look(world, i, time_s);
        }
        inhale(world, i, time_s, step_s);
    }
}
