/* Who is near. Written without a branch for each candidate: which of them are near cannot be foretold. */
#include "crowd/around.h"

#include "crowd/phase.h"

static void add_run(const struct crowd *crowd, size_t i, struct crowd_run run, struct around *around)
{
    const struct crowd_bodies *now = &crowd->now;
    const float x = now->x[i], y = now->y[i];
    uint32_t count = around->count;
    for (uint32_t k = run.from; k < run.to; k++) {
        float dx = now->x[k] - x, dy = now->y[k] - y;
        around->body[count] = k;
        around->x[count] = dx;
        around->y[count] = dy;
        unsigned near =
            (unsigned)(dx * dx + dy * dy < SIGHT_M * SIGHT_M) & (unsigned)(k != i) & (unsigned)(count < AROUND_MAX - 1);
        count += near;
    }
    around->count = count;
}

/* Of the other floor only those on the stair count. */
static void add_run_on_stair(const struct crowd *crowd, size_t i, struct crowd_run run, struct around *around)
{
    const struct crowd_bodies *now = &crowd->now;
    for (uint32_t k = run.from; k < run.to; k++) {
        if (now->stair[k] == run.stair) {
            add_run(crowd, i, (struct crowd_run){.from = k, .to = k + 1}, around);
        }
    }
}

void crowd_look_around(const struct crowd *crowd, size_t body, struct around *around)
{
    struct crowd_run runs[CROWD_RUNS_MAX];
    size_t count = crowd_runs(crowd, body, runs);
    around->count = 0;
    for (size_t r = 0; r < count; r++) {
        if (runs[r].stair) {
            add_run_on_stair(crowd, body, runs[r], around);
        } else {
            add_run(crowd, body, runs[r], around);
        }
    }
}
