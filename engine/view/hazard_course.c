/* See hazard_course.h. */
#include "view/hazard_course.h"

#include <math.h>

#include "sibu/json.h"
#include "sibu/memory.h"

#define REACH_M 1e6

static enum sibu_status no_memory(const struct replay *replay, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, replay->path, "内存不足，无法计算危害的扩散",
                          "no memory for how the hazard spreads");
}

/* Where it broke out, and by which law. 0: the document does not say so soundly. */
static int read_scenario(struct hazard_course *hazard, const struct replay *replay, const char *bytes, size_t length,
                         struct sibu_field_place *origin)
{
    struct sibu_json *document = NULL;
    struct sibu_fault ignored;
    if (sibu_json_open(&document, "scenario", bytes, length, &ignored) != SIBU_OK) {
        return 0;
    }
    struct sibu_json_value root = sibu_json_root(document), law = sibu_json_member(root, "field");
    origin->zone = sibu_site_find_zone(replay->site, sibu_json_as_string(sibu_json_member(root, "zone")));
    int is_read = origin->zone != SIBU_NONE &&
                  sibu_json_number(root, "x_m", -REACH_M, REACH_M, &origin->x_m, &ignored) == SIBU_OK &&
                  sibu_json_number(root, "y_m", -REACH_M, REACH_M, &origin->y_m, &ignored) == SIBU_OK &&
                  sibu_json_kind(law) == SIBU_JSON_OBJECT &&
                  sibu_field_law_read(law, &hazard->law, &ignored) == SIBU_OK;
    if (is_read) {
        origin->floor = replay->site->zones[origin->zone].floor;
    }
    sibu_json_close(document);
    return is_read;
}

/* What unfolded, as the fields need it, into out[mark_count]: rows whose place the site does not know are left out. */
static size_t list_events(const struct replay *replay, struct sibu_unfold_event *out)
{
    const struct sibu_site *site = replay->site;
    size_t count = 0;
    for (size_t i = 0; i < replay->mark_count; i++) {
        const struct sibu_unfold_row *row = replay->marks[i].unfold;
        uint32_t zone = row != NULL && row->has_point ? sibu_site_find_zone(site, row->place) : SIBU_NONE;
        if (row != NULL && (zone != SIBU_NONE || row->has_bearing)) {
            out[count++] = (struct sibu_unfold_event){.kind = row->what,
                                                      .time_s = replay->marks[i].time_s,
                                                      .place = zone,
                                                      .floor = zone == SIBU_NONE ? SIBU_NONE : site->zones[zone].floor,
                                                      .x_m = row->x_m,
                                                      .y_m = row->y_m,
                                                      .bearing_deg = row->bearing_deg};
        }
    }
    return count;
}

static enum sibu_status reckon(struct hazard_course *hazard, const struct replay *replay,
                               const struct sibu_field_place *origin, struct sibu_fault *fault)
{
    struct sibu_unfold_event *events = sibu_array_new(replay->mark_count + 1, sizeof *events);
    double until_s = replay->to_s > 0.0 ? replay->to_s : 0.0;
    enum sibu_status status =
        events == NULL ? no_memory(replay, fault) : sibu_blocks_open_site(&hazard->blocks, replay->site, 0.0, fault);
    if (status == SIBU_OK) {
        const struct sibu_field_def def = {
            .site = replay->site, .blocks = hazard->blocks, .law = hazard->law, .origin = *origin};
        status = sibu_field_course_open(&hazard->course, &def, events, list_events(replay, events),
                                        until_s < HAZARD_MOST_S ? until_s : HAZARD_MOST_S, fault);
    }
    sibu_array_free(events);
    return status;
}

/* Who stays in a block breathes, from each point to the next, what is there at the first of them. */
static void add_doses(struct hazard_course *hazard)
{
    for (size_t point = 1; point < hazard->points; point++) {
        for (uint32_t block = 0; block < hazard->block_count; block++) {
            struct sibu_block_view view;
            struct sibu_air air = sibu_air_clean();
            sibu_blocks_view(hazard->blocks, block, &view);
            sibu_field_course_look(hazard->course, view.floor, view.x_m, view.y_m,
                                   SIBU_FIELD_STEP_S * (double)(point - 1), &air);
            double rate = sibu_dose_rate_per_s(&air);
            hazard->dose[point * hazard->block_count + block] =
                hazard->dose[(point - 1) * hazard->block_count + block] +
                (float)(rate > 0.0 ? rate * SIBU_FIELD_STEP_S : 0.0);
        }
    }
}

/* The block of a cell: that of its middle, or where nobody can stand there, of a place near it. */
static uint32_t block_of(const struct hazard_course *hazard, uint32_t floor, double x_m, double y_m)
{
    static const double OFF[][2] = {{0.0, 0.0}, {-0.3, 0.0}, {0.3, 0.0}, {0.0, -0.3}, {0.0, 0.3}};
    uint32_t block = SIBU_NONE;
    for (size_t i = 0; i < sizeof OFF / sizeof OFF[0] && block == SIBU_NONE; i++) {
        block = sibu_blocks_at(hazard->blocks, floor, x_m + OFF[i][0] * hazard->grid.cell_m,
                               y_m + OFF[i][1] * hazard->grid.cell_m);
    }
    return block;
}

static void find_blocks(struct hazard_course *hazard)
{
    const struct density_grid *grid = &hazard->grid;
    for (uint32_t f = 0; f < grid->floor_count; f++) {
        const struct density_floor *floor = &grid->floors[f];
        for (size_t i = 0; i < (size_t)floor->width * (size_t)floor->height; i++) {
            size_t column = i % (size_t)floor->width, row = i / (size_t)floor->width;
            hazard->block[floor->first + i] =
                grid->walkable[floor->first + i] > 0.0F
                    ? block_of(hazard, f, floor->box.min_x + ((double)column + 0.5) * grid->cell_m,
                               floor->box.max_y - ((double)row + 0.5) * grid->cell_m)
                    : SIBU_NONE;
        }
    }
}

static enum sibu_status prepare(struct hazard_course *hazard, const struct replay *replay, struct sibu_fault *fault)
{
    enum sibu_status status = density_grid_open(&hazard->grid, replay->site, fault);
    if (status != SIBU_OK) {
        return status;
    }
    hazard->points = sibu_field_course_points(hazard->course);
    hazard->block_count = sibu_blocks_count(hazard->blocks);
    hazard->block = sibu_array_new(hazard->grid.cells + 1, sizeof *hazard->block);
    hazard->dose = sibu_array_new(hazard->points, (hazard->block_count + 1) * sizeof *hazard->dose);
    if (hazard->block == NULL || hazard->dose == NULL) {
        return no_memory(replay, fault);
    }
    add_doses(hazard);
    find_blocks(hazard);
    return SIBU_OK;
}

enum sibu_status hazard_course_open(struct hazard_course *out, const struct replay *replay, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct sibu_field_place origin = {0};
    const char *bytes = NULL;
    size_t length = 0;
    *out = (struct hazard_course){.is_open = 1};
    enum sibu_status status = sibu_record_document(replay->record, "scenario", &arena, &bytes, &length, fault);
    int is_read = status == SIBU_OK && bytes != NULL && read_scenario(out, replay, bytes, length, &origin);
    sibu_arena_clear(&arena);
    if (is_read) {
        status = reckon(out, replay, &origin, fault);
        status = status == SIBU_OK ? prepare(out, replay, fault) : status;
        out->is_known = status == SIBU_OK;
    }
    if (status == SIBU_BAD_INPUT || status == SIBU_LIMIT) {
        status = SIBU_OK; /* a site without ways, or too large: no fields, as if nothing had been said of them */
    }
    if (status != SIBU_OK) {
        hazard_course_close(out);
    }
    return status;
}

void hazard_course_close(struct hazard_course *hazard)
{
    sibu_field_course_close(hazard->course);
    sibu_blocks_close(hazard->blocks);
    density_grid_close(&hazard->grid);
    sibu_array_free(hazard->block);
    sibu_array_free(hazard->dose);
    *hazard = (struct hazard_course){0};
}

size_t hazard_course_point(const struct hazard_course *hazard, double time_s)
{
    if (!hazard->is_known || !(time_s >= 0.0)) {
        return SIZE_MAX;
    }
    double step = floor(time_s / SIBU_FIELD_STEP_S);
    return step < (double)hazard->points ? (size_t)step : hazard->points - 1;
}
