/* Bytes as a small site and its people: the world is refused with a reason, or runs 200 steps in which an independent
 * witness sees nobody outside, in a wall or in somebody else, all counts add up, and the grid of neighbours changes
 * nothing.
 *
 * Entry point of libFuzzer; replay.c calls it for each file of the corpus. Aborts on a finding.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "finding.h"
#include "fuzz.h"
#include "sibu/world.h"
#include "stage.h"
#include "witness.h"

#define STEPS 200

struct trial {
    struct stage stage;
    struct sibu_world *world;
    struct witness witness;
    size_t started, ended;
};

static void count_events(struct trial *trial)
{
    struct sibu_events events = sibu_world_events(trial->world);
    int ends = trial->stage.def.goal == SIBU_GOAL_MUSTER ? SIBU_EVENT_ARRIVE : SIBU_EVENT_EXIT;
    double last_s = 0.0;
    for (size_t i = 0; i < events.count; i++) {
        trial->started += events.items[i].kind == SIBU_EVENT_START;
        trial->ended += events.items[i].kind == ends;
        finding(events.items[i].time_s < last_s, "events out of order");
        finding(events.items[i].person >= trial->stage.def.people_count, "an event of nobody");
        last_s = events.items[i].time_s;
    }
}

static void check_counts(struct trial *trial)
{
    struct sibu_people_view people = sibu_world_people(trial->world);
    size_t walking = 0, done = 0;
    for (size_t i = 0; i < people.count; i++) {
        walking += people.state[i] == SIBU_PERSON_WALKING;
        done += people.state[i] == SIBU_PERSON_DONE;
        finding(!isfinite(people.x_m[i]) || !isfinite(people.y_m[i]), "a place that is no number");
    }
    finding(walking != sibu_world_walking(trial->world) || done != sibu_world_done(trial->world),
            "counts and states differ");
    finding(sibu_world_waiting(trial->world) + walking + done > people.count, "more people than there are");
    finding(trial->ended != done, "not as many out as their events say");
    finding(trial->started != walking + done, "not as many on the way as their events say");
}

/* Doors and exits close and open again, as the bytes say. */
static void change_doors(struct trial *trial, int step)
{
    const struct stage *stage = &trial->stage;
    struct sibu_fault fault = {0};
    for (size_t i = 0; i < STAGE_CHANGES; i++) {
        const struct stage_change *change = &stage->changes[i];
        if (change->step != step) {
            continue;
        }
        enum sibu_status status = SIBU_OK;
        if (change->is_exit && change->index < stage->site->exit_count) {
            status = sibu_world_set_exit(trial->world, change->index, change->open, &fault);
        } else if (!change->is_exit && change->index < stage->site->door_count) {
            status = sibu_world_set_door(trial->world, change->index, change->open, &fault);
        }
        finding(status != SIBU_OK && fault.what[SIBU_EN][0] == '\0', "a door is refused without a reason");
    }
}

/* Runs it all; the digest is the caller's. False where the world was refused. */
static int play(struct trial *trial, int plain, uint8_t digest[32])
{
    struct sibu_fault fault = {0};
    trial->stage.def.plain = plain;
    trial->started = trial->ended = 0;
    if (sibu_world_open(&trial->world, &trial->stage.def, &fault) != SIBU_OK) {
        finding(fault.what[SIBU_EN][0] == '\0', "refused without a reason");
        return 0;
    }
    witness_open(&trial->witness, &trial->stage.def);
    for (int step = 0; step < STEPS; step++) {
        change_doors(trial, step);
        sibu_world_step(trial->world);
        count_events(trial);
        check_counts(trial);
        witness_look(&trial->witness, trial->world);
        finding(trial->witness.least_wall < 0.95, "somebody is in a wall or outside");
        finding(trial->witness.least_pair < 0.95, "two bodies overlap");
    }
    sibu_world_digest(trial->world, digest);
    sibu_world_close(trial->world);
    return 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct trial trial = {0};
    uint8_t digests[2][32];
    if (stage_open(&trial.stage, bytes, length) && play(&trial, 0, digests[0])) {
        finding(!play(&trial, 1, digests[1]), "refused at the second time");
        finding(memcmp(digests[0], digests[1], 32) != 0, "looking at everybody changes the result");
    }
    stage_close(&trial.stage);
    return 0;
}
