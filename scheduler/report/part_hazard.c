/* The hazard's fields: their laws, when they came where, and maps. See part.h. */
#include <math.h>
#include <stdio.h>

#include "report/hazard_map.h"
#include "report/hazard_read.h"
#include "report/part.h"
#include "report/site_map.h"
#include "sibu/blast.h"

#define NAMED_FROM 0.05 /* the threat from which on an exit is listed */
#define VALUES_MAX 5
#define SIGN_CONSTANT 3.0
#define SEEN_M 30.0 /* sight beyond that is not worth telling */

/* A sentence with numbers of three digits, in a list item. */
static void add_item(const struct part *part, enum sibu_say_id id, const double *numbers, int count)
{
    char texts[VALUES_MAX][32];
    const char *values[VALUES_MAX] = {"", "", "", "", ""};
    for (int i = 0; i < count; i++) {
        (void)snprintf(texts[i], sizeof texts[i], fabs(numbers[i]) >= 1000.0 ? "%.0f" : "%.3g", numbers[i]);
        values[i] = texts[i];
    }
    part_open(part, DOCUMENT_ITEM, 0);
    part_say_values(part, id, values, count);
    part_close(part, DOCUMENT_ITEM);
}

static void add_release(const struct part *part, const struct sibu_field_law *law)
{
    const struct sibu_substance_facts *facts = sibu_substance_facts(law->substance);
    char rate[32], length[32], faint[32], strong[32];
    const char *const values[] = {facts->name.in[part->language], rate, length, faint, strong};
    (void)snprintf(rate, sizeof rate, "%.3g", law->release_kg_per_s);
    (void)snprintf(length, sizeof length, "%.0f", law->release_s);
    (void)snprintf(faint, sizeof faint, "%.6g", facts->aegl2_ppm);
    (void)snprintf(strong, sizeof strong, "%.6g", facts->aegl3_ppm);
    part_open(part, DOCUMENT_ITEM, 0);
    part_say_values(part, law->substance == SIBU_SUBSTANCE_METHANE ? SIBU_SAY_HAZARD_LIMITS : SIBU_SAY_HAZARD_GAS,
                    values, 5);
    part_close(part, DOCUMENT_ITEM);
    add_item(part, SIBU_SAY_HAZARD_WIND, (const double[]){law->wind_m_per_s, law->wind_from_deg}, 2);
}

static void add_laws(const struct part *part)
{
    const struct sibu_field_law *law = &part->report->hazard.law;
    part_open(part, DOCUMENT_LIST, 0);
    if (law->growth_kw_per_s2 > 0.0) {
        add_item(part, SIBU_SAY_HAZARD_FIRE,
                 (const double[]){law->growth_kw_per_s2, law->peak_kw, floor(law->burning_s + 0.5)}, 3);
        add_item(part, SIBU_SAY_HAZARD_SMOKE, (const double[]){law->soot_yield, law->carbon_monoxide_yield}, 2);
    }
    if (law->release_kg_per_s > 0.0) {
        add_release(part, law);
    }
    if (law->blast_mj > 0.0) {
        const double *from = SIBU_BLAST_FROM_KPA;
        add_item(part, SIBU_SAY_HAZARD_BLAST,
                 (const double[]){law->blast_mj, sibu_blast_reach_m(law->blast_mj, from[SIBU_BLAST_GLASS]),
                                  sibu_blast_reach_m(law->blast_mj, from[SIBU_BLAST_DAMAGE]),
                                  sibu_blast_reach_m(law->blast_mj, from[SIBU_BLAST_COLLAPSE])},
                 4);
    }
    if (law->water_m3_per_s > 0.0) {
        add_item(part, SIBU_SAY_HAZARD_WATER, (const double[]){law->water_m3_per_s}, 1);
    }
    if (!(law->growth_kw_per_s2 + law->release_kg_per_s + law->blast_mj + law->water_m3_per_s > 0.0)) {
        add_item(part, SIBU_SAY_HAZARD_NONE, NULL, 0);
    }
    part_close(part, DOCUMENT_LIST);
}

static void add_zones(const struct part *part)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_HAZARD_ZONE, SIBU_SAY_HAZARD_NOTICEABLE,
                                             SIBU_SAY_HAZARD_HINDERING, SIBU_SAY_HAZARD_DANGEROUS};
    const struct report *report = part->report;
    size_t rows = 0;
    for (uint32_t zone = 0; zone < report->site->zone_count; zone++) {
        double first_s = hazard_reaches_s(report, zone, SIBU_FIELD_NOTICEABLE);
        if (first_s < 0.0) {
            continue;
        }
        if (rows++ == 0) {
            part_table(part, "", HEADS, 4, PART_NUMBERS_FROM(1));
        }
        part_row(part, report->site->zones[zone].name.in[part->language]);
        part_cell_duration(part, first_s);
        part_cell_duration(part, hazard_reaches_s(report, zone, SIBU_FIELD_HINDERING));
        part_cell_duration(part, hazard_reaches_s(report, zone, SIBU_FIELD_DANGEROUS));
        part_end_row(part);
    }
    if (rows > 0) {
        part_end_table(part);
    } else {
        part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_HAZARD_ZONES_NONE);
    }
}

/* One part of what was at an exit, after the others. */
static void add_part(const struct part *part, enum sibu_say_id id, double value, size_t *parts)
{
    char text[32];
    const char *const values[] = {text};
    (void)snprintf(text, sizeof text, value >= 100.0 ? "%.0f" : "%.2g", value);
    part_text(part, (*parts)++ > 0 ? "; " : "");
    part_say_values(part, id, values, 1);
}

static void add_there(const struct part *part, const struct sibu_field_here *here)
{
    size_t parts = 0;
    if (here->smoke_free_m < HUGE_VAL) {
        add_part(part, SIBU_SAY_HAZARD_HERE_SMOKE, here->smoke_free_m, &parts);
    }
    double sight_m = sibu_smoke_visibility_m(here->extinction_per_m, SIGN_CONSTANT);
    if (sight_m < SEEN_M) {
        add_part(part, SIBU_SAY_HAZARD_HERE_SIGHT, sight_m, &parts);
    }
    const struct {
        enum sibu_say_id id;
        double value, least;
    } others[] = {{SIBU_SAY_HAZARD_HERE_HEAT, here->kw_per_m2, 0.1},
                  {SIBU_SAY_HAZARD_HERE_GAS, here->ppm, 0.1},
                  {SIBU_SAY_HAZARD_HERE_BLAST, here->kpa, 0.5},
                  {SIBU_SAY_HAZARD_HERE_WATER, here->water_m, 0.01}};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (others[i].value >= others[i].least) {
            add_part(part, others[i].id, others[i].value, &parts);
        }
    }
    if (parts == 0) {
        part_say(part, SIBU_SAY_HAZARD_HERE_NEAR);
    }
}

static void add_exit(const struct part *part, uint32_t exit, size_t point, double threat)
{
    const struct report *report = part->report;
    struct sibu_field_here here = {.smoke_free_m = HUGE_VAL};
    uint32_t block = sibu_field_course_exit_block(report->hazard.course, exit);
    if (block != SIBU_NONE) {
        sibu_field_course_here(report->hazard.course, point, block, &here);
    }
    char share[32];
    (void)snprintf(share, sizeof share, "%.0f\302\240%%", threat * 100.0);
    part_row(part, report->site->exits[exit].name.in[part->language]);
    part_open(part, DOCUMENT_CELL, 0);
    add_there(part, &here);
    part_close(part, DOCUMENT_CELL);
    part_words(part, DOCUMENT_CELL, DOCUMENT_NUMBER, share);
    part_cell_duration(part, SIBU_FIELD_STEP_S * (double)point);
    part_end_row(part);
}

static void add_exits(const struct part *part)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_HAZARD_EXIT, SIBU_SAY_HAZARD_THERE, SIBU_SAY_HAZARD_THREAT,
                                             SIBU_SAY_HAZARD_THREAT_AT};
    size_t rows = 0;
    for (uint32_t exit = 0; exit < part->report->site->exit_count; exit++) {
        double threat = 0.0;
        size_t point = hazard_worst(part->report, exit, &threat);
        if (threat < NAMED_FROM) {
            continue;
        }
        if (rows++ == 0) {
            part_table(part, "", HEADS, 4, PART_NUMBERS_FROM(2));
        }
        add_exit(part, exit, point, threat);
    }
    if (rows > 0) {
        part_end_table(part);
    } else {
        part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_HAZARD_EXITS_NONE);
    }
}

static void add_map(const struct part *part, uint32_t floor, size_t moment, size_t point)
{
    struct sibu_text title = {0}, when = {0};
    char over[48];
    say_duration(&when, part->language, SIBU_FIELD_STEP_S * (double)point);
    const char *const values[] = {sibu_text_get(&when), part->report->site->floors[floor].name.in[part->language]};
    sibu_say_with(&title, part->language, SIBU_SAY_HAZARD_MAP, values, 2);
    hazard_map_id(floor, moment, over);
    part_open(part, DOCUMENT_MAP, 0);
    document_picture(
        part->out, &(struct document_picture){
                       .drawing = &part->plans[floor], .kind = "plan", .title = sibu_text_get(&title), .choice = over});
    part_words(part, DOCUMENT_CAPTION, 0, sibu_text_get(&title));
    part_close(part, DOCUMENT_MAP);
    sibu_text_clear(&title);
    sibu_text_clear(&when);
}

static void add_legend(const struct part *part)
{
    static const enum sibu_say_id NAMES[SIBU_FIELD_LEVELS] = {SIBU_SAY_HAZARD_NOTICEABLE, SIBU_SAY_HAZARD_NOTICEABLE,
                                                              SIBU_SAY_HAZARD_HINDERING, SIBU_SAY_HAZARD_DANGEROUS};
    part_open(part, DOCUMENT_LEGEND, 0);
    for (int level = SIBU_FIELD_NOTICEABLE; level < SIBU_FIELD_LEVELS; level++) {
        struct drawing *ornament = part_legend_item(part);
        const struct drawing_paint paint = {
            .role = DRAWING_PLAIN, .fill = hazard_map_colour((enum sibu_field_level)level), .stroke = "#8a949e"};
        drawing_rect(ornament, &paint, (const double[]){1.0, 1.0, 34.0, 14.0}, 0.0);
        part_legend_words(part, ornament, NAMES[level]);
    }
    part_close(part, DOCUMENT_LEGEND);
    part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_HAZARD_STEPS);
}

static void add_maps(const struct part *part)
{
    size_t points[HAZARD_MAPS_MAX];
    size_t count = hazard_moments(part->report, points);
    if (count == 0 || part->plans == NULL) {
        return;
    }
    part_open(part, DOCUMENT_MAPS, 0);
    for (uint32_t floor = 0; floor < part->report->site->floor_count; floor++) {
        for (size_t moment = 0; moment < count; moment++) {
            if (site_map_has(part->report, floor) && hazard_is_on(part->report, floor, points[moment])) {
                add_map(part, floor, moment, points[moment]);
            }
        }
    }
    part_close(part, DOCUMENT_MAPS);
    add_legend(part);
}

void part_hazard(const struct part *part)
{
    if (!part->report->hazard.known) {
        return;
    }
    part_section(part, SIBU_SAY_HAZARD_TITLE);
    part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_HAZARD_INTRO);
    add_laws(part);
    add_maps(part);
    add_zones(part);
    add_exits(part);
    part_end_section(part);
}
