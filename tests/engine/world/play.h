/* Worlds for tests: people put in by hand or drawn, and run with the witness looking on.
 *
 * Depends on: scene.h, witness.h. Close a play with play_close.
 */
#pragma once
#include "scene.h"
#include "witness.h"

struct play {
    struct scene *scene;
    struct sibu_person_def *people; /* the play's */
    struct sibu_world_def def;
    struct sibu_world *world;
    struct witness witness;
};

/* Takes the scene (finished by this) and `count` people who have still to be put in; all have usual bodies and start at
 * once. */
void play_open(struct play *play, struct scene *scene, size_t count);
void play_put(struct play *play, size_t person, uint32_t floor, double x, double y);
/* All people drawn over the start areas, everybody normal. `immediate`: without pre-movement. */
void play_draw(struct play *play, uint64_t seed, int immediate);
/* Opens the world: it must succeed. */
void play_begin(struct play *play);
/* Runs until all are done or until_s; the witness must be content. The time when it ended. */
double play_run(struct play *play, double until_s);
void play_close(struct play *play);
