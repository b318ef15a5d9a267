/* Who is near. Most of those looked at are not, and which of them are cannot be foretold: so without a branch for each.
 * Where the processor takes four floats at once (SSE2, on every x86-64), four are looked at at a time; the plain way finds
 * the same in the same order.
 */
#include "crowd/around.h"

#include "crowd/sort.h"

static void add_run_plainly(const struct crowd *crowd, size_t i, struct crowd_run run, struct around *around)
{
    const float x = crowd->now.x[i], y = crowd->now.y[i];
    uint32_t count = around->count;
    for (uint32_t k = run.from; k < run.to && count < AROUND_MAX - 4; k++) {
        float dx = crowd->now.x[k] - x, dy = crowd->now.y[k] - y;
        around->body[count] = k;
        count += (uint32_t)(dx * dx + dy * dy < SIGHT_M * SIGHT_M) & (uint32_t)(k != i);
    }
    around->count = count;
}

#ifdef __SSE2__
#include <emmintrin.h>

/* For each set of four the places of those in it, and how many they are. */
static const struct {
    uint32_t place[4];
    uint32_t count;
} SETS[16] = {{{0, 0, 0, 0}, 0}, {{0, 0, 0, 0}, 1}, {{1, 0, 0, 0}, 1}, {{0, 1, 0, 0}, 2},
              {{2, 0, 0, 0}, 1}, {{0, 2, 0, 0}, 2}, {{1, 2, 0, 0}, 2}, {{0, 1, 2, 0}, 3},
              {{3, 0, 0, 0}, 1}, {{0, 3, 0, 0}, 2}, {{1, 3, 0, 0}, 2}, {{0, 1, 3, 0}, 3},
              {{2, 3, 0, 0}, 2}, {{0, 2, 3, 0}, 3}, {{1, 2, 3, 0}, 3}, {{0, 1, 2, 3}, 4}};

/* The set of those of the four from body k on that are within sight, whoever they are. */
static unsigned near_of_four(const float *x, const float *y, __m128 at_x, __m128 at_y)
{
    __m128 dx = _mm_sub_ps(_mm_loadu_ps(x), at_x), dy = _mm_sub_ps(_mm_loadu_ps(y), at_y);
    __m128 distance2 = _mm_add_ps(_mm_mul_ps(dx, dx), _mm_mul_ps(dy, dy));
    return (unsigned)_mm_movemask_ps(_mm_cmplt_ps(distance2, _mm_set1_ps(SIGHT_M * SIGHT_M)));
}

static void add_run(const struct crowd *crowd, size_t i, struct crowd_run run, struct around *around)
{
    const __m128 x = _mm_set1_ps(crowd->now.x[i]), y = _mm_set1_ps(crowd->now.y[i]);
    const uint32_t self = (uint32_t)i;
    uint32_t count = around->count;
    for (uint32_t k = run.from; k < run.to && count < AROUND_MAX - 4;
         k += 4) { /* arrays go on for four past the last body */
        unsigned set = near_of_four(crowd->now.x + k, crowd->now.y + k, x, y);
        set &= run.to - k < 4 ? (1u << (run.to - k)) - 1 : 15u;
        set &= self - k < 4 ? ~(1u << (self - k)) : 15u; /* not oneself */
        __m128i places = _mm_loadu_si128((const __m128i *)(const void *)SETS[set].place);
        _mm_storeu_si128((__m128i *)(void *)(around->body + count), _mm_add_epi32(places, _mm_set1_epi32((int)k)));
        count += SETS[set].count;
    }
    around->count = count;
}
#else
static void add_run(const struct crowd *crowd, size_t i, struct crowd_run run, struct around *around)
{
    add_run_plainly(crowd, i, run, around);
}
#endif

/* Of the other floor only those on the stair count. */
static void add_run_on_stair(const struct crowd *crowd, size_t i, struct crowd_run run, struct around *around)
{
    for (uint32_t k = run.from; k < run.to; k++) {
        if (crowd->now.stair[k] == run.stair) {
            add_run_plainly(crowd, i, (struct crowd_run){.from = k, .to = k + 1}, around);
        }
    }
}

/* The rows of the body's cell. Those of somebody on a stair are their own. */
static void find_rows(const struct crowd *crowd, size_t body, struct around_rows *rows)
{
    _Bool same = rows->cell != UINT32_MAX && body < crowd->first[rows->cell + 1] && crowd->now.stair[body] == 0;
    if (same) {
        return;
    }
    rows->cell = crowd_cell_of(crowd, crowd->now.self[body].floor, crowd->now.x[body], crowd->now.y[body]);
    rows->count = crowd_runs(crowd, body, rows->runs);
    if (crowd->now.stair[body] != 0) {
        rows->cell = UINT32_MAX;
    }
}

void crowd_look_around(const struct crowd *crowd, size_t body, struct around_rows *rows, struct around *around)
{
    find_rows(crowd, body, rows);
    around->count = 0;
    for (size_t r = 0; r < rows->count; r++) {
        if (rows->runs[r].stair) {
            add_run_on_stair(crowd, body, rows->runs[r], around);
        } else if (crowd->plain) {
            add_run_plainly(crowd, body, rows->runs[r], around);
        } else {
            add_run(crowd, body, rows->runs[r], around);
        }
    }
}
