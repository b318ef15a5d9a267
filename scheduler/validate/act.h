/* One run of a scene with its people: a world, stepped under the eyes of the witness, and what happened to whom.
 *
 * Depends on: sibu/world.h, validate/study.h, validate/watch.h. One thread.
 */
#pragma once
#include "validate/study.h"
#include "validate/watch.h"

struct act {
    struct rehearsal *of;
    const struct scene *scene;
    struct sibu_world *world;
    size_t count;
    double step_s, time_s; /* time_s after the last step */
    struct sibu_people_view people; /* after the last step */
    double *start_s, *done_s; /* by person: when it set out and when it was out; STUDY_NOTHING before that */
    uint32_t *exit; /* by person, once done */
    float *was_x, *was_y; /* by person, before the last step */
    struct watch watch;
};

#define ACT_STEP_S 0.05

/* Opens the world with the cast, which must outlive the act. On a fault the act is closed and rehearsal->fault says why. */
SIBU_MUST_USE enum sibu_status act_open(struct act *act, struct rehearsal *rehearsal, const struct scene *scene,
                                        const struct cast *cast, double step_s);
/* One step. False where nobody will walk any more, it is until_s, or the user wants to stop: then nothing was done. */
int act_step(struct act *act, double until_s);
void act_run(struct act *act, double until_s);
/* Tells the rehearsal what the witness saw. */
void act_close(struct act *act);

/* Whether the person is still in the scene and has set out. */
int act_walks(const struct act *act, size_t person);
/* How many of the people [from, to) are out. */
size_t act_out(const struct act *act, size_t from, size_t to);
/* When the last of the people [from, to) was out; STUDY_NOTHING where one is not. */
double act_last_s(const struct act *act, size_t from, size_t to);
/* The speed of the person along the unit vector (x, y) in the last step, in the plan. */
double act_speed(const struct act *act, size_t person, double x, double y);
/* Runs one scene with one cast to the end (or until_s): when the last was out. */
SIBU_MUST_USE enum sibu_status act_whole(struct rehearsal *rehearsal, size_t scene, const struct cast *cast,
                                         double until_s, double *last_s);
