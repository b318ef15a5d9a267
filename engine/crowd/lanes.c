/* Weighing headings. The idea of anticipation after Xu et al., Anticipation in a velocity-based model for pedestrian
 * dynamics (2021): what counts is where the others are going to be.
 */
#include "crowd/lanes.h"

#include <math.h>

#define WALL_TIME_S 0.25f /* one goes no faster towards a wall than to be there in this time */
#define HABIT 0.03f /* for the heading that one had */
#define RIGHT 0.02f /* in China one passes on the right */

/* Cosine and sine of the headings from the way: straight on, 20, 40, 70 degrees to either side; and when stuck 35, 75,
 * 120. The last lane is the heading of before. */
static const float COSINE[2][LANES] = {
    {1.0f, 0.93969262f, 0.93969262f, 0.76604444f, 0.76604444f, 0.34202014f, 0.34202014f, 1.0f},
    {1.0f, 0.81915204f, 0.81915204f, 0.25881905f, 0.25881905f, -0.5f, -0.5f, 1.0f},
};
static const float SINE[2][LANES] = {
    {0.0f, -0.34202014f, 0.34202014f, -0.64278761f, 0.64278761f, -0.93969262f, 0.93969262f, 0.0f},
    {0.0f, -0.57357644f, 0.57357644f, -0.96592583f, 0.96592583f, -0.86602540f, 0.86602540f, 0.0f},
};

void lanes_open(struct lanes *lanes, float dx, float dy, const float last[2], int wide)
{
    const float *cosine = COSINE[wide != 0], *sine = SINE[wide != 0];
    for (size_t k = 0; k < LANES; k++) {
        lanes->x[k] = dx * cosine[k] - dy * sine[k];
        lanes->y[k] = dx * sine[k] + dy * cosine[k];
        lanes->gain[k] = (wide ? 0.6f + 0.4f * cosine[k] : cosine[k]) + (sine[k] < 0.0f ? RIGHT : 0.0f);
        lanes->free_s[k] = LANE_FREE_S;
        lanes->cap[k] = LANE_UNCAPPED;
    }
    float along = last[0] * dx + last[1] * dy;
    if (along > 0.5f) {
        lanes->x[LANES - 1] = last[0];
        lanes->y[LANES - 1] = last[1];
        lanes->gain[LANES - 1] = along + HABIT;
    }
}

void lanes_meet(struct lanes *lanes, const struct other *other, float speed)
{
    for (size_t k = 0; k < LANES; k++) {
        /* When does |offset - closing * t| come down to the reach? */
        float closing_x = lanes->x[k] * speed - other->vx, closing_y = lanes->y[k] * speed - other->vy;
        float a = closing_x * closing_x + closing_y * closing_y + 1e-6f;
        float b = other->x * closing_x + other->y * closing_y;
        float discriminant = b * b - a * other->gap2;
        float root = sqrtf(discriminant > 0.0f ? discriminant : 0.0f);
        float time = (b - root) / a;
        time = discriminant > 0.0f && b > 0.0f ? time : LANE_FREE_S;
        time = time > other->least_s ? time : other->least_s;
        lanes->free_s[k] = time < lanes->free_s[k] ? time : lanes->free_s[k];
    }
}

float lane_wall_cap(const struct lanes *lanes, size_t lane, const struct lane_wall *wall)
{
    float towards = lanes->x[lane] * wall->x + lanes->y[lane] * wall->y;
    return towards > 0.0f ? wall->room / (WALL_TIME_S * (towards > 0.01f ? towards : 0.01f)) : LANE_UNCAPPED;
}

void lanes_wall(struct lanes *lanes, const struct lane_wall *wall)
{
    for (size_t k = 0; k < LANES; k++) {
        float towards = lanes->x[k] * wall->x + lanes->y[k] * wall->y;
        float cap = wall->room / (WALL_TIME_S * (towards > 0.01f ? towards : 0.01f));
        cap = towards > 0.0f ? cap : LANE_UNCAPPED;
        lanes->cap[k] = cap < lanes->cap[k] ? cap : lanes->cap[k];
    }
}

size_t lanes_first(const struct lanes *lanes)
{
    size_t first = 0;
    for (size_t k = 1; k < LANES; k++) {
        first = lanes->gain[k] > lanes->gain[first] ? k : first;
    }
    return first;
}

size_t lanes_best(const struct lanes *lanes, float speed)
{
    size_t best = 0;
    float most = -1e9f;
    for (size_t k = 0; k < LANES; k++) {
        float reached = speed * lanes->free_s[k] / LANE_FREE_S;
        reached = reached < lanes->cap[k] ? reached : lanes->cap[k];
        float value = reached * lanes->gain[k];
        if (value > most) {
            most = value;
            best = k;
        }
    }
    return best;
}
