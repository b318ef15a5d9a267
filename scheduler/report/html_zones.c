/* Zone by zone: the coloured plans and the table that their numbers lead to. See html_part.h. */
#include <string.h>

#include "report/chart_axis.h"
#include "report/chart_colour.h"
#include "report/html_part.h"
#include "report/site_map.h"
#include "report/site_map_lost.h"

#define SCALE_STOPS 9

static void add_scale(const struct page *page)
{
    double from_s, to_s;
    if (!site_map_range(page->report, &from_s, &to_s)) {
        return;
    }
    html_add(page, "<p class=\"scale\"><span>");
    html_duration(page, from_s);
    html_add(page, "</span><i style=\"background:linear-gradient(90deg");
    for (int i = 0; i < SCALE_STOPS; i++) {
        char colour[8];
        chart_viridis(1.0 - (double)i / (SCALE_STOPS - 1), colour);
        sibu_text_addf(page->out, ",%s", colour);
    }
    html_add(page, ")\"></i><span>");
    html_duration(page, to_s);
    html_add(page, "</span></p>\n");
}

static void add_sign(const struct page *page, const char *drawing, enum sibu_say_id label)
{
    html_add(page, "<li><svg viewBox=\"0 0 36 16\" aria-hidden=\"true\">");
    html_add(page, drawing);
    html_add(page, "</svg>");
    html_say(page, label);
    html_add(page, "</li>");
}

static void add_legend(const struct page *page)
{
    html_add(page, "<ul class=\"legend\">");
    add_sign(page, "<rect x=\"1\" y=\"1\" width=\"34\" height=\"14\" fill=\"url(#hatch)\" stroke=\"#8a949e\"/>",
             SIBU_SAY_REPORT_MAP_NEVER);
    add_sign(page, "<rect class=\"ground\" x=\"1\" y=\"1\" width=\"34\" height=\"14\" stroke=\"#8a949e\"/>",
             SIBU_SAY_REPORT_MAP_NOBODY);
    add_sign(page, "<path class=\"exit\" stroke-width=\"5\" d=\"M6 8H30\"/>", SIBU_SAY_REPORT_MAP_EXIT);
    add_sign(page, "<rect class=\"muster\" x=\"2\" y=\"2\" width=\"32\" height=\"12\"/>", SIBU_SAY_REPORT_MAP_MUSTER);
    if (page->report->draw.has_point) {
        add_sign(page,
                 "<g class=\"origin\" stroke-width=\"2\"><circle cx=\"18\" cy=\"8\" r=\"5\"/>"
                 "<path d=\"M10 8H26M18 0V16\"/></g>",
                 SIBU_SAY_REPORT_MAP_ORIGIN);
    }
    if (site_map_lost_any(page->report)) {
        add_sign(page,
                 "<g class=\"lost\"><rect class=\"sign\" x=\"9\" y=\"2\" width=\"18\" height=\"12\" rx=\"1\"/>"
                 "<path class=\"cross\" stroke-width=\"2\" d=\"M8 1L28 15M8 15L28 1\"/></g>",
                 SIBU_SAY_MSEL_MAP_LOST);
    }
    html_add(page, "</ul>\n");
}

static void add_map(const struct page *page, uint32_t floor)
{
    const struct sibu_site *site = page->report->site;
    const char *const values[] = {site->floors[floor].name.in[page->language]};
    struct sibu_text title = {0};
    sibu_say_with(&title, page->language, SIBU_SAY_REPORT_MAP_DESC, values, 1);
    html_add(page, site_map_is_ground(page->report, floor) ? "<figure class=\"ground-floor\">" : "<figure>");
    site_map_show(page->report, floor, sibu_text_get(&title), NULL, page->out);
    html_add(page, "<figcaption>");
    html_text(page, values[0]);
    html_add(page, "</figcaption></figure>\n");
    sibu_text_clear(&title);
}

static void add_maps(const struct page *page)
{
    if (page->report->site == NULL) {
        return;
    }
    html_add(page, "<h3>");
    html_say(page, SIBU_SAY_REPORT_MAP_TITLE);
    html_add(page, "</h3>\n");
    add_scale(page);
    html_add(page, "<div class=\"maps\">\n");
    for (uint32_t i = 0; i < page->report->site->floor_count; i++) {
        if (site_map_has(page->report, i)) {
            add_map(page, i);
        }
    }
    html_add(page, "</div>\n");
    add_legend(page);
}

static void add_bad_count(const struct page *page, uint32_t count)
{
    sibu_text_addf(page->out, count > 0 ? "<td class=\"n bad\">%u</td>" : "<td class=\"n faint\">%u</td>",
                   (unsigned)count);
}

/* "2:38", which leaves room for ten columns. */
static void add_clock(const struct page *page, double seconds)
{
    html_add(page, "<td class=\"n\">");
    if (seconds < 0.0) {
        html_say(page, SIBU_SAY_REPORT_DASH);
    } else {
        chart_say_time(page->out, seconds);
    }
    html_add(page, "</td>");
}

static void add_group(const struct page *page, const struct evaluation_group *group)
{
    int total = group->zone[0] == '\0';
    uint32_t number = total ? 0 : site_map_number(page->report, group->zone);
    html_add(page, total ? "<tr class=\"total\"><td class=\"n\">" : "<tr><td class=\"n faint\">");
    if (number > 0) {
        sibu_text_addf(page->out, "%u", (unsigned)number);
    }
    html_add(page, "</td><th scope=\"row\">");
    if (total) {
        html_say(page, SIBU_SAY_WORD_ALL);
    } else {
        html_text(page, report_zone_name(page->report, group->zone, page->language));
    }
    html_add(page, "</th>");
    html_cell_count(page, group->expected);
    html_cell_count(page, group->checked_in);
    add_bad_count(page, group->missing);
    add_bad_count(page, group->need_help);
    add_clock(page, group->muster.median_s);
    add_clock(page, group->muster.p90_s);
    html_cell_count(page, group->acknowledged);
    add_clock(page, group->acknowledgement.median_s);
    html_add(page, "</tr>\n");
}

/* In the site's order, so that the numbers run; zones that the site does not know come last, by id. */
static void add_groups(const struct page *page)
{
    const struct evaluation *evaluation = &page->report->evaluation;
    uint32_t zone_count = page->report->site != NULL ? page->report->site->zone_count : 0;
    for (uint32_t number = 1; number <= zone_count; number++) {
        for (size_t i = 0; i < evaluation->zone_count; i++) {
            if (strcmp(evaluation->zones[i].zone, page->report->site->zones[number - 1].id) == 0) {
                add_group(page, &evaluation->zones[i]);
            }
        }
    }
    for (size_t i = 0; i < evaluation->zone_count; i++) {
        if (site_map_number(page->report, evaluation->zones[i].zone) == 0) {
            add_group(page, &evaluation->zones[i]);
        }
    }
    add_group(page, &evaluation->all);
}

void html_zones(const struct page *page)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_REPORT_ZONE_NUMBER,       SIBU_SAY_REPORT_ZONE,
                                             SIBU_SAY_REPORT_TILE_EXPECTED,     SIBU_SAY_REPORT_TILE_CHECKED_IN,
                                             SIBU_SAY_REPORT_TILE_MISSING,      SIBU_SAY_REPORT_TILE_HELP,
                                             SIBU_SAY_REPORT_ZONE_HERE,         SIBU_SAY_REPORT_ZONE_HERE_P90,
                                             SIBU_SAY_REPORT_TILE_ACKNOWLEDGED, SIBU_SAY_REPORT_ZONE_ACKNOWLEDGED};
    if (page->report->evaluation.zone_count == 0) {
        return;
    }
    html_section(page, SIBU_SAY_REPORT_ZONES_TITLE);
    add_maps(page);
    html_table(page, HEADS, 10, 2);
    add_groups(page);
    html_end_table(page);
    html_add(page, "<p class=\"note\">");
    html_say(page, SIBU_SAY_REPORT_ZONES_NOTE);
    html_add(page, "</p>\n");
    html_end_section(page);
}
