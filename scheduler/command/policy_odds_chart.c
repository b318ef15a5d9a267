/* The odds as a chart: see policy_odds.h. Colours are of the Okabe-Ito palette; each curve has dashes of its own too. */
#include <stdio.h>

#include "command/policy_odds.h"

#define WIDTH 1000
#define PANEL_WIDTH 400
#define PANEL_HEIGHT 260
#define ROW_HEIGHT 360
#define TOP 70
#define LEFT 70
#define BETWEEN 490 /* from one panel's left edge to the next one's */

/* A panel: where it is drawn, and what its axes end with. */
struct panel {
    double x, y;
    double x_most, y_most;
};

static double at_x(const struct panel *panel, double value)
{
    return panel->x + PANEL_WIDTH * value / panel->x_most;
}

static double at_y(const struct panel *panel, double value)
{
    return panel->y + PANEL_HEIGHT * (1.0 - value / panel->y_most);
}

static void add_label(struct sibu_text *out, double x, double y, const char *anchor, const char *text)
{
    sibu_text_addf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor);
    sibu_text_add_xml(out, text);
    sibu_text_add(out, "</text>\n");
}

static void add_axes(struct sibu_text *out, const struct panel *panel, const char *x_label, const char *y_label)
{
    sibu_text_addf(out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#888888\"/>\n",
                   panel->x, panel->y, PANEL_WIDTH, PANEL_HEIGHT);
    for (int i = 0; i <= 5; i++) {
        char number[32];
        double x = panel->x_most * i / 5.0;
        double y = panel->y_most * i / 5.0;
        (void)snprintf(number, sizeof number, "%.3g", x);
        add_label(out, at_x(panel, x), panel->y + PANEL_HEIGHT + 18.0, "middle", number);
        (void)snprintf(number, sizeof number, "%.3g", y);
        add_label(out, panel->x - 6.0, at_y(panel, y) + 4.0, "end", number);
        sibu_text_addf(out, "<path d=\"M%.1f %.1fh%d\" stroke=\"#dddddd\"/>\n", panel->x, at_y(panel, y), PANEL_WIDTH);
    }
    add_label(out, panel->x + PANEL_WIDTH / 2.0, panel->y + PANEL_HEIGHT + 38.0, "middle", x_label);
    add_label(out, panel->x, panel->y - 10.0, "start", y_label);
}

static void begin_curve(struct sibu_text *out, const char *colour, const char *dashes)
{
    sibu_text_addf(out, "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2.5\" stroke-dasharray=\"%s\" points=\"",
                   colour, dashes);
}

static void add_point(struct sibu_text *out, const struct panel *panel, double x, double y)
{
    sibu_text_addf(out, "%.1f,%.1f ", at_x(panel, x), at_y(panel, y < panel->y_most ? y : panel->y_most));
}

static void add_key(struct sibu_text *out, const struct panel *panel, int line, const char *colour, const char *dashes,
                    const char *text)
{
    double y = panel->y + 20.0 + 18.0 * line;
    sibu_text_addf(out, "<path d=\"M%.1f %.1fh34\" stroke=\"%s\" stroke-width=\"2.5\" stroke-dasharray=\"%s\"/>\n",
                   panel->x + 12.0, y - 4.0, colour, dashes);
    add_label(out, panel->x + 54.0, y, "start", text);
}

static void add_caught(struct sibu_text *out, const struct panel *panel, const struct odds_law *odds,
                       enum sibu_language language)
{
    add_axes(out, panel, sibu_say(language, SIBU_SAY_ODDS_CHART_SHARE), sibu_say(language, SIBU_SAY_ODDS_CHART_CAUGHT));
    begin_curve(out, "#888888", "2 4");
    add_point(out, panel, 0.0, 0.0);
    add_point(out, panel, panel->x_most, panel->x_most);
    sibu_text_add(out, "\"/>\n");
    begin_curve(out, "#009E73", "8 4");
    add_point(out, panel, 0.0, 0.0);
    for (int i = 0; i < ODDS_SHARES; i++) {
        add_point(out, panel, ODDS_SHARE[i] * 100.0, odds->best[i] * 100.0);
    }
    sibu_text_add(out, "\"/>\n");
    begin_curve(out, "#D55E00", "none");
    add_point(out, panel, 0.0, 0.0);
    for (int i = 0; i < ODDS_SHARES; i++) {
        add_point(out, panel, ODDS_SHARE[i] * 100.0, odds->caught[i] * 100.0);
    }
    sibu_text_add(out, "\"/>\n");
    add_key(out, panel, 0, "#D55E00", "none", sibu_say(language, SIBU_SAY_ODDS_CHART_LAW));
    add_key(out, panel, 1, "#009E73", "8 4", sibu_say(language, SIBU_SAY_ODDS_CHART_BEST));
    add_key(out, panel, 2, "#888888", "2 4", sibu_say(language, SIBU_SAY_ODDS_CHART_BLIND));
}

static void add_quiet(struct sibu_text *out, const struct panel *panel, const struct odds_law *odds,
                      enum sibu_language language)
{
    add_axes(out, panel, sibu_say(language, SIBU_SAY_ODDS_CHART_DAY), sibu_say(language, SIBU_SAY_ODDS_CHART_CHANCE));
    begin_curve(out, "#0072B2", "none");
    for (uint32_t day = 0; day < odds->days; day++) {
        add_point(out, panel, (double)day + 1.0, odds->quiet[day] * 100.0);
    }
    sibu_text_add(out, "\"/>\n");
}

/* Tens of days in five equal steps. */
static double days_shown(uint32_t days)
{
    uint32_t steps = (days + 49) / 50;
    return 50.0 * (steps > 0 ? steps : 1);
}

static void add_law(struct sibu_text *out, const struct odds_subject *subject, uint32_t law, double y,
                    enum sibu_language language)
{
    const struct odds_law *odds = &subject->laws[law];
    char number[32], mean[32];
    struct panel left = {LEFT, y, 20.0, 100.0};
    struct panel right = {LEFT + BETWEEN, y, days_shown(odds->days), 100.0};
    struct sibu_text title = {0};
    (void)snprintf(number, sizeof number, "%u", (unsigned)law + 1u);
    (void)snprintf(mean, sizeof mean, "%.2f", odds->mean);
    const char *group = subject->plan->groups[subject->outlook->laws[law].group].policy->id;
    sibu_say_with(&title, language, SIBU_SAY_ODDS_LAW, (const char *[]){group, number, mean}, 3);
    add_label(out, LEFT, y - 28.0, "start", sibu_text_get(&title));
    sibu_text_clear(&title);
    if (odds->ticks > 0) {
        add_caught(out, &left, odds, language);
        add_quiet(out, &right, odds, language);
    }
}

void policy_odds_chart(struct sibu_text *out, const struct odds_subject *subject, enum sibu_language language)
{
    uint32_t count = subject->outlook->rules->law_count;
    struct sibu_text title = {0};
    sibu_say_with(&title, language, SIBU_SAY_ODDS_CHART_TITLE, (const char *[]){subject->path}, 1);
    sibu_text_addf(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%u\" viewBox=\"0 0 %d %u\" role=\"img\" "
        "font-family=\"sans-serif\" font-size=\"13\" lang=\"%s\">\n<title>",
        WIDTH, TOP + count * ROW_HEIGHT, WIDTH, TOP + count * ROW_HEIGHT, language == SIBU_ZH ? "zh" : "en");
    sibu_text_add_xml(out, sibu_text_get(&title));
    sibu_text_add(out, "</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
    add_label(out, LEFT, 24.0, "start", sibu_text_get(&title));
    for (uint32_t i = 0; i < count; i++) {
        add_law(out, subject, i, TOP + (double)i * ROW_HEIGHT + 6.0, language);
    }
    sibu_text_add(out, "</svg>\n");
    sibu_text_clear(&title);
}
