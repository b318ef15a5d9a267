/* The hazard's fields of a drill, reckoned again from its record: the law and the place in the document "scenario", and what
 * unfolded. See evaluation.h and evaluation_part.h.
 */
#include <math.h>
#include <string.h>

#include "evaluate/evaluation_part.h"
#include "sibu/json.h"
#include "sibu/unfold_row.h"

#define UNTIL_MOST_S 3600.0
#define REACH_M 1e6

enum sibu_status evaluation_open_site(struct evaluation *out, struct sibu_record *record, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct sibu_fault ignored;
    const char *bytes = NULL;
    size_t length = 0;
    enum sibu_status status = sibu_record_document(record, "site", &arena, &bytes, &length, fault);
    if (status == SIBU_OK && bytes != NULL && sibu_site_open(&out->site, "site", bytes, length, &ignored) != SIBU_OK) {
        out->site = NULL; /* the evaluation does without */
    }
    sibu_arena_clear(&arena);
    return status;
}

/* Where it broke out, and by which law. 0: the document does not say so soundly. */
static int read_scenario(struct evaluation *out, const char *bytes, size_t length, struct sibu_field_place *origin)
{
    struct sibu_json *document = NULL;
    struct sibu_fault ignored;
    if (sibu_json_open(&document, "scenario", bytes, length, &ignored) != SIBU_OK) {
        return 0;
    }
    struct sibu_json_value root = sibu_json_root(document), law = sibu_json_member(root, "field");
    origin->zone = sibu_site_find_zone(out->site, sibu_json_as_string(sibu_json_member(root, "zone")));
    int read = origin->zone != SIBU_NONE &&
               sibu_json_number(root, "x_m", -REACH_M, REACH_M, &origin->x_m, &ignored) == SIBU_OK &&
               sibu_json_number(root, "y_m", -REACH_M, REACH_M, &origin->y_m, &ignored) == SIBU_OK &&
               sibu_json_kind(law) == SIBU_JSON_OBJECT &&
               sibu_field_law_read(law, &out->hazard.law, &ignored) == SIBU_OK;
    if (read) {
        origin->floor = out->site->zones[origin->zone].floor;
    }
    sibu_json_close(document);
    return read;
}

/* What unfolded, as the fields need it: rows whose place the site does not know are left out. */
static size_t list_events(const struct evaluation *evaluation, const struct sibu_unfold_list *list,
                          struct sibu_unfold_event *out)
{
    const struct sibu_site *site = evaluation->site;
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct sibu_unfold_row *row = &list->rows[i];
        uint32_t zone = row->has_point ? sibu_site_find_zone(site, row->place) : SIBU_NONE;
        if (zone != SIBU_NONE || row->has_bearing) {
            out[count++] =
                (struct sibu_unfold_event){.kind = row->what,
                                           .time_s = ((double)row->time_us - (double)evaluation->t0_us) / 1e6,
                                           .place = zone,
                                           .floor = zone == SIBU_NONE ? SIBU_NONE : site->zones[zone].floor,
                                           .x_m = row->x_m,
                                           .y_m = row->y_m,
                                           .bearing_deg = row->bearing_deg};
        }
    }
    return count;
}

enum sibu_field_level evaluation_level(const struct evaluation_hazard *hazard, size_t point, uint32_t block)
{
    struct sibu_field_here here;
    sibu_field_course_here(hazard->course, point, block, &here);
    return sibu_field_level(hazard->law.substance, &here);
}

/* Notes the levels that a block has at a point, where they are the first of their zone. */
static void note_block(const struct evaluation_hazard *hazard, double *reached_s, size_t point, uint32_t block)
{
    struct sibu_block_view view;
    sibu_blocks_view(hazard->blocks, block, &view);
    if (view.zone == SIBU_NONE) {
        return;
    }
    for (int level = (int)evaluation_level(hazard, point, block); level > SIBU_FIELD_NOTHING; level--) {
        double *at_s = &reached_s[view.zone * SIBU_FIELD_LEVELS + (size_t)level];
        *at_s = *at_s < 0.0 ? SIBU_FIELD_STEP_S * (double)point : *at_s;
    }
}

static enum sibu_status find_reached(struct evaluation *out, struct sibu_fault *fault)
{
    size_t count = (size_t)out->site->zone_count * SIBU_FIELD_LEVELS;
    double *reached_s = sibu_arena_take(&out->hazard.arena, count, sizeof *reached_s);
    if (reached_s == NULL) {
        return evaluation_no_memory(fault);
    }
    for (size_t i = 0; i < count; i++) {
        reached_s[i] = MEASURE_NEVER;
    }
    for (size_t point = 0; point < sibu_field_course_points(out->hazard.course); point++) {
        for (uint32_t block = 0; block < sibu_blocks_count(out->hazard.blocks); block++) {
            note_block(&out->hazard, reached_s, point, block);
        }
    }
    out->hazard.reached_s = reached_s;
    return SIBU_OK;
}

static enum sibu_status reckon(struct evaluation *out, const struct sibu_field_place *origin, struct sibu_fault *fault)
{
    struct evaluation_hazard *hazard = &out->hazard;
    struct sibu_arena scratch = {0};
    struct sibu_unfold_list list = {0};
    double end_s = evaluation_seconds(out, out->end_us);
    enum sibu_status status = sibu_unfold_read_all(&list, out->events, out->event_count, &scratch, fault);
    struct sibu_unfold_event *events = sibu_arena_take(&scratch, list.count + 1, sizeof *events);
    if (status == SIBU_OK) {
        status = events == NULL ? evaluation_no_memory(fault)
                                : sibu_blocks_open_site(&hazard->blocks, out->site, 0.0, fault);
    }
    if (status == SIBU_OK) {
        const struct sibu_field_def def = {
            .site = out->site, .blocks = hazard->blocks, .law = hazard->law, .origin = *origin};
        status = sibu_field_course_open(&hazard->course, &def, events, list_events(out, &list, events),
                                        end_s < UNTIL_MOST_S ? end_s : UNTIL_MOST_S, fault);
    }
    sibu_arena_clear(&scratch);
    return status == SIBU_OK ? find_reached(out, fault) : status;
}

enum sibu_status evaluation_open_hazard(struct evaluation *out, struct sibu_record *record, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct sibu_field_place origin = {0};
    struct sibu_fault why;
    const char *bytes = NULL;
    size_t length = 0;
    if (out->site == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_record_document(record, "scenario", &arena, &bytes, &length, fault);
    int is_read = status == SIBU_OK && bytes != NULL && read_scenario(out, bytes, length, &origin);
    sibu_arena_clear(&arena);
    if (!is_read) {
        return status;
    }
    status = reckon(out, &origin, &why);
    if (status == SIBU_NO_MEMORY) {
        *fault = why;
        return status;
    }
    out->hazard.is_known = status == SIBU_OK; /* a site without ways has no fields */
    return SIBU_OK;
}

void evaluation_close_hazard(struct evaluation *evaluation)
{
    sibu_field_course_close(evaluation->hazard.course);
    sibu_blocks_close(evaluation->hazard.blocks);
    sibu_arena_clear(&evaluation->hazard.arena);
    sibu_site_close(evaluation->site);
}
