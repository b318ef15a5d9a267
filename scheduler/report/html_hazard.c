/* The hazard's fields: their laws, when they came where, and maps. See html_part.h. */
#include <math.h>
#include <stdio.h>

#include "report/hazard_map.h"
#include "report/hazard_read.h"
#include "report/html_part.h"
#include "report/site_map.h"
#include "sibu/blast.h"

#define NAMED_FROM 0.05 /* the threat from which on an exit is listed */
#define VALUES_MAX 5
#define SIGN_CONSTANT 3.0
#define SEEN_M 30.0 /* sight beyond that is not worth telling */

/* A sentence with numbers of three digits, in a list item. */
static void add_item(const struct page *page, enum sibu_say_id id, const double *numbers, int count)
{
    char texts[VALUES_MAX][32];
    const char *values[VALUES_MAX] = {"", "", "", "", ""};
    for (int i = 0; i < count; i++) {
        (void)snprintf(texts[i], sizeof texts[i], fabs(numbers[i]) >= 1000.0 ? "%.0f" : "%.3g", numbers[i]);
        values[i] = texts[i];
    }
    html_add(page, "<li>");
    html_say_values(page, id, values, count);
    html_add(page, "</li>\n");
}

static void add_release(const struct page *page, const struct sibu_field_law *law)
{
    const struct sibu_substance_facts *facts = sibu_substance_facts(law->substance);
    char rate[32], length[32], faint[32], strong[32];
    const char *const values[] = {facts->name.in[page->language], rate, length, faint, strong};
    (void)snprintf(rate, sizeof rate, "%.3g", law->release_kg_per_s);
    (void)snprintf(length, sizeof length, "%.0f", law->release_s);
    (void)snprintf(faint, sizeof faint, "%.6g", facts->aegl2_ppm);
    (void)snprintf(strong, sizeof strong, "%.6g", facts->aegl3_ppm);
    html_add(page, "<li>");
    html_say_values(page, law->substance == SIBU_SUBSTANCE_METHANE ? SIBU_SAY_HAZARD_LIMITS : SIBU_SAY_HAZARD_GAS,
                    values, 5);
    html_add(page, "</li>\n");
    add_item(page, SIBU_SAY_HAZARD_WIND, (const double[]){law->wind_m_per_s, law->wind_from_deg}, 2);
}

static void add_laws(const struct page *page)
{
    const struct sibu_field_law *law = &page->report->hazard.law;
    html_add(page, "<ul class=\"plain\">\n");
    if (law->growth_kw_per_s2 > 0.0) {
        add_item(page, SIBU_SAY_HAZARD_FIRE,
                 (const double[]){law->growth_kw_per_s2, law->peak_kw, floor(law->burning_s + 0.5)}, 3);
        add_item(page, SIBU_SAY_HAZARD_SMOKE, (const double[]){law->soot_yield, law->carbon_monoxide_yield}, 2);
    }
    if (law->release_kg_per_s > 0.0) {
        add_release(page, law);
    }
    if (law->blast_mj > 0.0) {
        const double *from = SIBU_BLAST_FROM_KPA;
        add_item(page, SIBU_SAY_HAZARD_BLAST,
                 (const double[]){law->blast_mj, sibu_blast_reach_m(law->blast_mj, from[SIBU_BLAST_GLASS]),
                                  sibu_blast_reach_m(law->blast_mj, from[SIBU_BLAST_DAMAGE]),
                                  sibu_blast_reach_m(law->blast_mj, from[SIBU_BLAST_COLLAPSE])},
                 4);
    }
    if (law->water_m3_per_s > 0.0) {
        add_item(page, SIBU_SAY_HAZARD_WATER, (const double[]){law->water_m3_per_s}, 1);
    }
    if (!(law->growth_kw_per_s2 + law->release_kg_per_s + law->blast_mj + law->water_m3_per_s > 0.0)) {
        add_item(page, SIBU_SAY_HAZARD_NONE, NULL, 0);
    }
    html_add(page, "</ul>\n");
}

static void add_sentence(const struct page *page, const char *kind, enum sibu_say_id id)
{
    sibu_text_addf(page->out, "<p class=\"%s\">", kind);
    html_say(page, id);
    html_add(page, "</p>\n");
}

static void add_zones(const struct page *page)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_HAZARD_ZONE, SIBU_SAY_HAZARD_NOTICEABLE,
                                             SIBU_SAY_HAZARD_HINDERING, SIBU_SAY_HAZARD_DANGEROUS};
    const struct report *report = page->report;
    size_t rows = 0;
    for (uint32_t zone = 0; zone < report->site->zone_count; zone++) {
        double first_s = hazard_reaches_s(report, zone, SIBU_FIELD_NOTICEABLE);
        if (first_s < 0.0) {
            continue;
        }
        if (rows++ == 0) {
            html_table(page, HEADS, 4, 1);
        }
        html_add(page, "<tr><th scope=\"row\">");
        html_text(page, report->site->zones[zone].name.in[page->language]);
        html_add(page, "</th>");
        html_cell_duration(page, first_s);
        html_cell_duration(page, hazard_reaches_s(report, zone, SIBU_FIELD_HINDERING));
        html_cell_duration(page, hazard_reaches_s(report, zone, SIBU_FIELD_DANGEROUS));
        html_add(page, "</tr>\n");
    }
    if (rows > 0) {
        html_end_table(page);
    } else {
        add_sentence(page, "note", SIBU_SAY_HAZARD_ZONES_NONE);
    }
}

/* One part of what was at an exit, after the others. */
static void add_part(const struct page *page, enum sibu_say_id id, double value, size_t *parts)
{
    char text[32];
    const char *const values[] = {text};
    (void)snprintf(text, sizeof text, value >= 100.0 ? "%.0f" : "%.2g", value);
    html_add(page, (*parts)++ > 0 ? "; " : "");
    html_say_values(page, id, values, 1);
}

static void add_there(const struct page *page, const struct sibu_field_here *here)
{
    size_t parts = 0;
    if (here->smoke_free_m < HUGE_VAL) {
        add_part(page, SIBU_SAY_HAZARD_HERE_SMOKE, here->smoke_free_m, &parts);
    }
    double sight_m = sibu_smoke_visibility_m(here->extinction_per_m, SIGN_CONSTANT);
    if (sight_m < SEEN_M) {
        add_part(page, SIBU_SAY_HAZARD_HERE_SIGHT, sight_m, &parts);
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
            add_part(page, others[i].id, others[i].value, &parts);
        }
    }
    if (parts == 0) {
        html_say(page, SIBU_SAY_HAZARD_HERE_NEAR);
    }
}

static void add_exit(const struct page *page, uint32_t exit, size_t point, double threat)
{
    const struct report *report = page->report;
    struct sibu_field_here here = {.smoke_free_m = HUGE_VAL};
    uint32_t block = sibu_field_course_exit_block(report->hazard.course, exit);
    if (block != SIBU_NONE) {
        sibu_field_course_here(report->hazard.course, point, block, &here);
    }
    html_add(page, "<tr><th scope=\"row\">");
    html_text(page, report->site->exits[exit].name.in[page->language]);
    html_add(page, "</th><td>");
    add_there(page, &here);
    sibu_text_addf(page->out, "</td><td class=\"n\">%.0f&#160;%%</td>", threat * 100.0);
    html_cell_duration(page, SIBU_FIELD_STEP_S * (double)point);
    html_add(page, "</tr>\n");
}

static void add_exits(const struct page *page)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_HAZARD_EXIT, SIBU_SAY_HAZARD_THERE, SIBU_SAY_HAZARD_THREAT,
                                             SIBU_SAY_HAZARD_THREAT_AT};
    size_t rows = 0;
    for (uint32_t exit = 0; exit < page->report->site->exit_count; exit++) {
        double threat = 0.0;
        size_t point = hazard_worst(page->report, exit, &threat);
        if (threat < NAMED_FROM) {
            continue;
        }
        if (rows++ == 0) {
            html_table(page, HEADS, 4, 2);
        }
        add_exit(page, exit, point, threat);
    }
    if (rows > 0) {
        html_end_table(page);
    } else {
        add_sentence(page, "note", SIBU_SAY_HAZARD_EXITS_NONE);
    }
}

static void add_map(const struct page *page, uint32_t floor, size_t moment, size_t point)
{
    struct sibu_text title = {0}, when = {0};
    char over[48];
    say_duration(&when, page->language, SIBU_FIELD_STEP_S * (double)point);
    const char *const values[] = {sibu_text_get(&when), page->report->site->floors[floor].name.in[page->language]};
    sibu_say_with(&title, page->language, SIBU_SAY_HAZARD_MAP, values, 2);
    hazard_map_id(floor, moment, over);
    html_add(page, "<figure>");
    site_map_show(page->report, floor, sibu_text_get(&title), over, page->out);
    html_add(page, "<figcaption>");
    html_text(page, sibu_text_get(&title));
    html_add(page, "</figcaption></figure>\n");
    sibu_text_clear(&title);
    sibu_text_clear(&when);
}

static void add_legend(const struct page *page)
{
    static const enum sibu_say_id NAMES[SIBU_FIELD_LEVELS] = {SIBU_SAY_HAZARD_NOTICEABLE, SIBU_SAY_HAZARD_NOTICEABLE,
                                                              SIBU_SAY_HAZARD_HINDERING, SIBU_SAY_HAZARD_DANGEROUS};
    html_add(page, "<ul class=\"legend\">");
    for (int level = SIBU_FIELD_NOTICEABLE; level < SIBU_FIELD_LEVELS; level++) {
        sibu_text_addf(page->out,
                       "<li><svg viewBox=\"0 0 36 16\" aria-hidden=\"true\"><rect x=\"1\" y=\"1\" width=\"34\" "
                       "height=\"14\" fill=\"%s\" stroke=\"#8a949e\"/></svg>",
                       hazard_map_colour((enum sibu_field_level)level));
        html_say(page, NAMES[level]);
        html_add(page, "</li>");
    }
    html_add(page, "</ul>\n");
    add_sentence(page, "note", SIBU_SAY_HAZARD_STEPS);
}

static void add_maps(const struct page *page)
{
    size_t points[HAZARD_MAPS_MAX];
    size_t count = hazard_moments(page->report, points);
    if (count == 0) {
        return;
    }
    html_add(page, "<div class=\"maps\">\n");
    for (uint32_t floor = 0; floor < page->report->site->floor_count; floor++) {
        for (size_t moment = 0; moment < count; moment++) {
            if (site_map_has(page->report, floor) && hazard_is_on(page->report, floor, points[moment])) {
                add_map(page, floor, moment, points[moment]);
            }
        }
    }
    html_add(page, "</div>\n");
    add_legend(page);
}

void html_hazard(const struct page *page)
{
    if (!page->report->hazard.known) {
        return;
    }
    html_section(page, SIBU_SAY_HAZARD_TITLE);
    add_sentence(page, "note", SIBU_SAY_HAZARD_INTRO);
    add_laws(page);
    add_maps(page);
    add_zones(page);
    add_exits(page);
    html_end_section(page);
}
