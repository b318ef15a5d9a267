/* Counting sort of the bodies by cell, into the other buffer: then the bodies of a row of cells lie one after the other.
 *
 * The sort is stable and its input order is the output of the step before, so the order depends on nothing but the
 * history of positions.
 */
#include "crowd/sort.h"

#include <string.h>

#include "crowd/phase.h"

_Bool crowd_cells_open(struct crowd *crowd)
{
    const struct sibu_site *site = crowd->ways->map.site;
    crowd->cells = sibu_arena_take(&crowd->arena, site->floor_count, sizeof *crowd->cells);
    if (!crowd->cells) {
        return 0;
    }
    for (uint32_t i = 0; i < site->floor_count; i++) {
        struct sibu_box box = site->floors[i].box;
        struct crowd_cells *cells = &crowd->cells[i];
        cells->origin_x = (float)box.min_x;
        cells->origin_y = (float)box.min_y;
        cells->columns = (uint32_t)((box.max_x - box.min_x) / (double)CROWD_CELL_M) + 1;
        cells->rows = (uint32_t)((box.max_y - box.min_y) / (double)CROWD_CELL_M) + 1;
        cells->base = crowd->cell_count;
        crowd->cell_count += cells->columns * cells->rows;
    }
    crowd->first = sibu_arena_take(&crowd->arena, (size_t)crowd->cell_count + 1, sizeof *crowd->first);
    crowd->flow = sibu_arena_take(&crowd->arena, crowd->cell_count, sizeof *crowd->flow);
    crowd->spans = sibu_arena_take(&crowd->arena, crowd->capacity / CROWD_SPAN + 1, sizeof *crowd->spans);
    return crowd->first && crowd->flow && crowd->spans;
}

static uint32_t index_along(float offset, uint32_t count)
{
    if (!(offset > 0.0f)) {
        return 0;
    }
    uint32_t index = (uint32_t)(offset * (1.0f / CROWD_CELL_M));
    return index < count ? index : count - 1;
}

uint32_t crowd_cell_of(const struct crowd *crowd, uint32_t floor, float x, float y)
{
    const struct crowd_cells *cells = &crowd->cells[floor];
    return cells->base + index_along(y - cells->origin_y, cells->rows) * cells->columns +
           index_along(x - cells->origin_x, cells->columns);
}

static void put(const struct crowd_bodies *to, size_t k, const struct crowd_bodies *from, size_t i)
{
    to->x[k] = from->x[i];
    to->y[k] = from->y[i];
    to->vx[k] = from->vx[i];
    to->vy[k] = from->vy[i];
    to->radius[k] = from->radius[i];
    to->rank[k] = from->rank[i];
    to->patience[k] = from->patience[i];
    to->goal[k] = from->goal[i];
    to->stair[k] = from->stair[i];
    to->stuck[k] = from->stuck[i];
    to->company[k] = from->company[i];
    to->self[k] = from->self[i];
}

static size_t span_end(const struct crowd *crowd, size_t span)
{
    size_t end = (span + 1) * CROWD_SPAN;
    return end < crowd->count ? end : crowd->count;
}

/* The cells of the bodies of one span, and between which they lie. */
static void take_keys(void *of, unsigned number)
{
    struct crowd *crowd = of;
    struct crowd_span span = {.low = UINT32_MAX, .high = 0};
    for (size_t i = (size_t)number * CROWD_SPAN, end = span_end(crowd, number); i < end; i++) {
        const struct crowd_self *self = &crowd->now.self[i];
        uint32_t key = self->gone ? UINT32_MAX : crowd_cell_of(crowd, self->floor, crowd->now.x[i], crowd->now.y[i]);
        crowd->key[i] = key;
        span.low = key < span.low ? key : span.low;
        span.high = key > span.high && key != UINT32_MAX ? key : span.high;
    }
    crowd->spans[number] = span;
}

/* Each thread fetches the bodies of its own cells from all over, in their order; most are where they were, so most spans
 * have none. `first` is the end of each cell's part afterwards. */
static void fetch(struct crowd *crowd, struct crowd_slice *slice)
{
    uint32_t low = (uint32_t)slice->from, high = (uint32_t)slice->to; /* cells, until the bodies are fetched */
    for (size_t span = 0; span * CROWD_SPAN < crowd->count; span++) {
        if (crowd->spans[span].low >= high || crowd->spans[span].high < low) {
            continue;
        }
        for (size_t i = span * CROWD_SPAN, end = span_end(crowd, span); i < end; i++) {
            uint32_t cell = crowd->key[i];
            if (cell >= low && cell < high) {
                put(&crowd->spare, crowd->first[cell]++, &crowd->now, i);
            }
        }
    }
}

/* Divides the bodies by whole cells, as evenly as that goes: from and to are cells. */
static void divide(struct crowd *crowd, size_t bodies)
{
    uint32_t cell = 0;
    for (unsigned s = 0; s < crowd->slice_count; s++) {
        size_t until = bodies * (s + 1) / crowd->slice_count;
        crowd->slices[s].from = cell;
        while (cell < crowd->cell_count && (s + 1 == crowd->slice_count || crowd->first[cell] < until)) {
            cell++;
        }
        crowd->slices[s].to = cell;
    }
}

/* What others don't see is cut up as well: more memory than all the rest. */
static void lend_selves(struct crowd *crowd)
{
    size_t n = crowd->capacity + CROWD_PADDING;
    float *words = (float *)(void *)crowd->spare.self;
    crowd->plan_y = words;
    crowd->limit = words + n;
    crowd->contacts = (uint32_t *)(void *)(words + 2 * n);
    crowd->level = (uint8_t *)(crowd->contacts + CROWD_CONTACTS * n);
    crowd->suspect = crowd->level + n;
    crowd->moved = crowd->level;
    crowd->moves = crowd->suspect;
    _Static_assert(sizeof *crowd->spare.self >= (2 + CROWD_CONTACTS) * sizeof(float) + 2, "all of it has room");
}

static void lend_spare(struct crowd *crowd)
{
    const struct crowd_bodies *spare = &crowd->spare;
    crowd->to_x = spare->x;
    crowd->to_y = spare->y;
    crowd->aside_x = spare->vx;
    crowd->aside_y = spare->vy;
    crowd->move_m = spare->radius;
    crowd->plan_x = spare->rank;
    lend_selves(crowd);
    crowd->contact_first = (uint32_t *)(void *)spare->patience;
    crowd->contact_count = spare->goal;
    crowd->will_choose = spare->stair;
    crowd->will_stick = spare->stuck;
    crowd->will_company = spare->company;
}

void crowd_sort(struct crowd *crowd)
{
    uint32_t *first = crowd->first;
    size_t staying = 0;
    team_do(crowd->team, (unsigned)((crowd->count + CROWD_SPAN - 1) / CROWD_SPAN), take_keys, crowd);
    memset(first, 0, ((size_t)crowd->cell_count + 1) * sizeof *first);
    for (size_t i = 0; i < crowd->count; i++) {
        if (crowd->key[i] != UINT32_MAX) {
            first[crowd->key[i] + 1]++;
            staying++;
        }
    }
    for (uint32_t c = 0; c < crowd->cell_count; c++) {
        first[c + 1] += first[c];
    }
    divide(crowd, staying);
    crowd_each_slice(crowd, fetch);
    memmove(first + 1, first, (size_t)crowd->cell_count * sizeof *first); /* each has moved on to its cell's end */
    first[0] = 0;
    for (unsigned s = 0; s < crowd->slice_count; s++) {
        crowd->slices[s].from = first[crowd->slices[s].from];
        crowd->slices[s].to = first[crowd->slices[s].to];
    }
    struct crowd_bodies sorted = crowd->spare;
    crowd->spare = crowd->now;
    crowd->now = sorted;
    crowd->count = staying;
    lend_spare(crowd);
    crowd->since = 0;
}

static size_t runs_on_floor(const struct crowd *crowd, uint32_t floor, float x, float y, struct crowd_run *runs)
{
    const struct crowd_cells *cells = &crowd->cells[floor];
    if (crowd->plain) {
        const uint32_t *first = crowd->first + cells->base;
        runs[0] = (struct crowd_run){.from = first[0], .to = first[(size_t)cells->columns * cells->rows]};
        return 1;
    }
    uint32_t column = index_along(x - cells->origin_x, cells->columns);
    uint32_t row = index_along(y - cells->origin_y, cells->rows);
    uint32_t west = column > 0 ? column - 1 : 0, east = column + 1 < cells->columns ? column + 1 : column;
    uint32_t south = row > 0 ? row - 1 : 0, north = row + 1 < cells->rows ? row + 1 : row;
    size_t count = 0;
    for (uint32_t r = south; r <= north; r++) {
        uint32_t start = cells->base + r * cells->columns;
        runs[count++] = (struct crowd_run){.from = crowd->first[start + west], .to = crowd->first[start + east + 1]};
    }
    return count;
}

size_t crowd_runs(const struct crowd *crowd, size_t body, struct crowd_run runs[CROWD_RUNS_MAX])
{
    const struct crowd_bodies *now = &crowd->now;
    uint16_t floor = now->self[body].floor, stair = now->stair[body];
    size_t count = runs_on_floor(crowd, floor, now->x[body], now->y[body], runs);
    if (stair == 0) {
        return count;
    }
    const struct way_stair *way = &crowd->ways->map.stairs[stair - 1];
    size_t all = count + runs_on_floor(crowd, way->floor == floor ? way->to : way->floor, now->x[body], now->y[body],
                                       runs + count);
    for (; count < all; count++) {
        runs[count].stair = stair;
    }
    return all;
}
