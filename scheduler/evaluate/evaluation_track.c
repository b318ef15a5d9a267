/* Where people were, as far as the record knows: how closely they stood in each zone and before each exit. See evaluation.h
 * and evaluation_part.h.
 */
#include <math.h>
#include <string.h>

#include "evaluate/density.h"
#include "evaluate/evaluation_part.h"

#define POSITIONS_MAX 1000000.0 /* about, that are read: a record with more is looked at less often */
#define NEAR_EXIT_M 3.0

struct tracking {
    struct evaluation *evaluation;
    const struct evaluation_source *source;
    const struct sibu_site *site;
    struct evaluation_met *met; /* NULL: the fields are not known */
    struct evaluation_density *places; /* zones, then exits, in the site's order */
    uint8_t *is_above; /* by place and level: in this frame */
    double *per_m2;
    size_t room; /* people that per_m2 holds */
    struct density_room cells;
    double every_s;
};

static double distance_m(struct sibu_point at, struct sibu_point from, struct sibu_point to)
{
    double dx = to.x - from.x, dy = to.y - from.y, square = dx * dx + dy * dy;
    double share = square > 0.0 ? ((at.x - from.x) * dx + (at.y - from.y) * dy) / square : 0.0;
    share = share < 0.0 ? 0.0 : share > 1.0 ? 1.0 : share;
    double ex = at.x - (from.x + share * dx), ey = at.y - (from.y + share * dy);
    return sqrt(ex * ex + ey * ey);
}

static int is_near(const struct sibu_exit *exit, uint16_t floor, struct sibu_point at)
{
    for (size_t i = 1; exit->floor == floor && i < exit->line.count; i++) {
        if (distance_m(at, exit->line.points[i - 1], exit->line.points[i]) <= NEAR_EXIT_M) {
            return 1;
        }
    }
    return 0;
}

static void note(struct tracking *tracking, size_t place, double per_m2)
{
    struct evaluation_density *density = &tracking->places[place];
    density->most_per_m2 = per_m2 > density->most_per_m2 ? per_m2 : density->most_per_m2;
    for (size_t level = 0; level < DENSITY_LEVELS; level++) {
        if (per_m2 > DENSITY_FROM_PER_M2[level]) {
            density->person_s[level] += tracking->every_s;
            tracking->is_above[place * DENSITY_LEVELS + level] = 1;
        }
    }
}

static void note_person(struct tracking *tracking, uint16_t floor, struct sibu_point at, double per_m2)
{
    const struct sibu_site *site = tracking->site;
    uint32_t zone = sibu_site_zone_at(site, floor, at.x, at.y);
    if (zone != SIBU_NONE) {
        note(tracking, zone, per_m2);
    }
    for (uint32_t i = 0; i < site->exit_count; i++) {
        if (is_near(&site->exits[i], floor, at)) {
            note(tracking, (size_t)site->zone_count + i, per_m2);
        }
    }
}

static enum sibu_status look(struct tracking *tracking, const struct sibu_record_frame *frame, struct sibu_fault *fault)
{
    const struct density_people people = {frame->count, frame->x_m, frame->y_m, frame->floor};
    size_t slots = ((size_t)tracking->site->zone_count + tracking->site->exit_count) * DENSITY_LEVELS;
    void *per_m2 = tracking->per_m2;
    if (!sibu_array_reserve(&per_m2, &tracking->room, frame->count, sizeof *tracking->per_m2, UINT32_MAX)) {
        return evaluation_no_memory(fault);
    }
    tracking->per_m2 = per_m2;
    enum sibu_status status = density_reckon(&tracking->cells, &people, tracking->per_m2, fault);
    memset(tracking->is_above, 0, slots);
    for (size_t i = 0; i < frame->count && status == SIBU_OK; i++) {
        if (tracking->per_m2[i] > DENSITY_FROM_PER_M2[0]) {
            struct sibu_point at = {(double)frame->x_m[i], (double)frame->y_m[i]};
            note_person(tracking, frame->floor[i], at, tracking->per_m2[i]);
        }
    }
    for (size_t slot = 0; slot < slots && status == SIBU_OK; slot++) {
        double *above_s = &tracking->places[slot / DENSITY_LEVELS].above_s[slot % DENSITY_LEVELS];
        *above_s += tracking->is_above[slot] ? tracking->every_s : 0.0;
    }
    return status;
}

static enum sibu_status begin_places(struct tracking *tracking, struct sibu_fault *fault)
{
    struct evaluation *out = tracking->evaluation;
    const struct sibu_site *site = tracking->site;
    size_t count = (size_t)site->zone_count + site->exit_count;
    tracking->places = sibu_arena_take(&out->arena, count, sizeof *tracking->places);
    tracking->is_above = sibu_arena_take(&out->arena, count, DENSITY_LEVELS);
    if (tracking->places == NULL || tracking->is_above == NULL) {
        return evaluation_no_memory(fault);
    }
    for (size_t i = 0; i < count; i++) {
        int is_zone = i < site->zone_count;
        const char *id = is_zone ? site->zones[i].id : site->exits[i - site->zone_count].id;
        tracking->places[i] = (struct evaluation_density){.kind = is_zone ? "zone" : "exit",
                                                          .id = sibu_arena_text(&out->arena, id, strlen(id))};
        if (tracking->places[i].id == NULL) {
            return evaluation_no_memory(fault);
        }
    }
    out->density.places = tracking->places;
    out->density.place_count = count;
    return SIBU_OK;
}

/* Each second, or less often where that were too many positions. */
static size_t choose_stride(const struct evaluation *evaluation, size_t frames, double per_s)
{
    double stride = per_s > 1.0 ? floor(per_s) : 1.0;
    double most = (double)frames * (double)evaluation->people_count / POSITIONS_MAX;
    return (size_t)(most > stride ? ceil(most) : stride);
}

/* Each stride-th frame until the drill's end. */
static enum sibu_status look_at_frames(struct tracking *tracking, struct sibu_record *record, size_t frames,
                                       size_t stride, struct sibu_fault *fault)
{
    struct evaluation *out = tracking->evaluation;
    double end_s = evaluation_seconds(out, out->end_us);
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < frames && status == SIBU_OK; i += stride) {
        struct sibu_record_frame frame;
        status = sibu_record_frame(record, i, &frame, fault);
        if (status == SIBU_OK && frame.time_s > end_s) {
            break;
        }
        if (status == SIBU_OK) {
            status = look(tracking, &frame, fault);
            out->density.is_measured = 1;
        }
        if (status == SIBU_OK && tracking->met != NULL) {
            evaluation_meet(out, tracking->source, &frame, tracking->every_s, tracking->met);
        }
    }
    return status;
}

static enum sibu_status look_at_all(struct tracking *tracking, struct sibu_record *record, size_t frames, double per_s,
                                    struct sibu_fault *fault)
{
    struct evaluation *out = tracking->evaluation;
    size_t stride = choose_stride(out, frames, per_s);
    enum sibu_status status = begin_places(tracking, fault);
    tracking->every_s = (double)stride / per_s;
    out->density.every_s = tracking->every_s;
    if (out->hazard.is_known) {
        tracking->met = sibu_arena_take(&out->arena, out->people_count, sizeof *tracking->met);
        status = tracking->met == NULL ? evaluation_no_memory(fault) : status;
    }
    if (status == SIBU_OK) {
        status = look_at_frames(tracking, record, frames, stride, fault);
    }
    if (status == SIBU_OK && tracking->met != NULL && out->density.is_measured) {
        out->exposure.every_s = tracking->every_s;
        evaluation_sum_met(out, tracking->met);
    }
    return status;
}

enum sibu_status evaluation_take_track(struct evaluation *out, struct sibu_record *record,
                                       const struct evaluation_source *source, struct sibu_fault *fault)
{
    struct tracking tracking = {.evaluation = out, .source = source, .site = out->site};
    size_t frames = 0;
    double per_s = 0.0;
    enum sibu_status status = sibu_record_frames(record, &frames, &per_s, fault);
    if (status == SIBU_OK && frames > 0 && out->site != NULL) {
        status = look_at_all(&tracking, record, frames, per_s, fault);
    }
    sibu_array_free(tracking.per_m2);
    density_clear(&tracking.cells);
    return status;
}
