/* The scenario of record: what was drawn at T0, from which what unfolded was drawn later. See part.h. */
#include <stdio.h>
#include <string.h>

#include "report/part.h"
#include "report/unfold_read.h"

static void begin_row(const struct part *part, enum sibu_say_id label)
{
    part_row(part, sibu_say(part->language, label));
    part_open(part, DOCUMENT_CELL, 0);
}

static void end_row(const struct part *part)
{
    part_close(part, DOCUMENT_CELL);
    part_end_row(part);
}

/* The draw has the family's name; a scenario of another family than the draw's has its id only. */
static void add_family(const struct part *part)
{
    const struct report_draw *draw = &part->report->draw;
    const char *id = part->report->scenario.family, *name = draw->family_name.in[part->language];
    begin_row(part, SIBU_SAY_REPORT_DRAWN_FAMILY);
    part_text(part, strcmp(draw->family, id) == 0 && name[0] != '\0' ? name : id);
    end_row(part);
}

static void add_origin(const struct part *part)
{
    const struct report_scenario *scenario = &part->report->scenario;
    char x[32], y[32];
    const char *const values[] = {x, y};
    begin_row(part, SIBU_SAY_REPORT_DRAWN_POINT);
    part_text(part, report_zone_name(part->report, scenario->zone, part->language));
    if (scenario->has_point) {
        (void)snprintf(x, sizeof x, "%.1f", scenario->x_m);
        (void)snprintf(y, sizeof y, "%.1f", scenario->y_m);
        part_open(part, DOCUMENT_SMALL, 0);
        part_say_values(part, SIBU_SAY_MSEL_POINT, values, 2);
        part_close(part, DOCUMENT_SMALL);
    }
    end_row(part);
}

static void add_growth(const struct part *part)
{
    const struct report_scenario *scenario = &part->report->scenario;
    if (scenario->growth_count == 0) {
        return;
    }
    begin_row(part, SIBU_SAY_MSEL_GROWTH);
    for (size_t i = 0; i < scenario->growth_count; i++) {
        if (i > 0) {
            document_break(part->out);
        }
        part_words(part, DOCUMENT_CODE, 0, scenario->growth[i].key);
        part_text(part, " ");
        part_text(part, scenario->growth[i].value);
    }
    end_row(part);
}

static void add_rate(const struct part *part, const struct report_rate *rate)
{
    char per_min[32], most[32];
    (void)snprintf(per_min, sizeof per_min, "%.3g", rate->per_min);
    (void)snprintf(most, sizeof most, "%lld", (long long)rate->most);
    const char *const values[] = {sibu_say(part->language, sibu_unfold_sentence(rate->what)), per_min, most};
    part_say_values(part, SIBU_SAY_MSEL_RATE, values, 3);
}

static void add_rates(const struct part *part)
{
    const struct report_scenario *scenario = &part->report->scenario;
    begin_row(part, SIBU_SAY_MSEL_RATES);
    for (size_t i = 0; i < scenario->rate_count; i++) {
        if (i > 0) {
            document_break(part->out);
        }
        add_rate(part, &scenario->rates[i]);
    }
    if (scenario->rate_count == 0) {
        part_say(part, SIBU_SAY_MSEL_RATES_NONE);
    }
    if (scenario->rates_unreadable > 0) {
        part_open(part, DOCUMENT_SMALL, 0);
        part_say_count(part, SIBU_SAY_MSEL_RATES_UNREADABLE, scenario->rates_unreadable);
        part_close(part, DOCUMENT_SMALL);
    }
    end_row(part);
}

static void add_hash(const struct part *part)
{
    if (part->report->scenario.families_hash[0] != '\0') {
        begin_row(part, SIBU_SAY_MSEL_FAMILIES_HASH);
        part_words(part, DOCUMENT_CODE, 0, part->report->scenario.families_hash);
        end_row(part);
    }
}

void part_scenario(const struct part *part)
{
    if (!part->report->scenario.known) {
        return;
    }
    part_sentence(part, DOCUMENT_SUBHEADING, SIBU_SAY_MSEL_SCENARIO);
    part_table(part, "scenario", NULL, 0, 0);
    add_family(part);
    add_origin(part);
    add_growth(part);
    add_rates(part);
    add_hash(part);
    part_end_table(part);
    part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_MSEL_SCENARIO_NOTE);
}
