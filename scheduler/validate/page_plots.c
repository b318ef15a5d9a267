/* The plots of the page: what was simulated beside what was measured. See page.h. */
#include <stdio.h>

#include "validate/counter.h"
#include "validate/density.h"
#include "validate/door.h"
#include "validate/file.h"
#include "validate/page.h"
#include "validate/plot.h"
#include "validate/stair.h"

struct caption {
    enum sibu_say_id title, note, x, y;
    const char *id;
};

static void add_figure(const struct page_part *part, struct plot *plot, const struct caption *caption)
{
    char id[40];
    (void)snprintf(id, sizeof id, "%s-%s", caption->id, part->language == SIBU_ZH ? "zh" : "en");
    plot->id = id;
    plot->title = sibu_say(part->language, caption->title);
    plot->x_label = sibu_say(part->language, caption->x);
    plot->y_label = sibu_say(part->language, caption->y);
    sibu_text_add(part->out, "<figure><h3>");
    sibu_text_add_xml(part->out, plot->title);
    sibu_text_add(part->out, "</h3>\n");
    plot_draw(part->out, plot);
    sibu_text_add(part->out, "<figcaption>");
    sibu_text_add_xml(part->out, sibu_say(part->language, caption->note));
    sibu_text_add(part->out, "</figcaption></figure>\n");
}

static void plot_density(const struct page_part *part, const struct sample *sample)
{
    struct plot plot = {.x = {.to = 6.0, .step = 1.0}, .y = {.to = 1.6, .step = 0.2}};
    for (double density = 0.1; density < 5.45; density += 0.1) {
        double speed = density_weidmann(density);
        plot_add(&plot.lines[0], density, speed);
        plot_add(&plot.low, density, speed - 0.2);
        plot_add(&plot.high, density, speed + 0.2);
    }
    for (size_t d = 0; d < DENSITIES; d++) {
        plot_add(&plot.dots, sample_mean(sample, d * DENSITY_NUMBERS + DENSITY_REAL),
                 sample_mean(sample, d * DENSITY_NUMBERS + DENSITY_SPEED));
    }
    add_figure(part, &plot,
               &(struct caption){SIBU_SAY_VALIDATE_PLOT_DENSITY, SIBU_SAY_VALIDATE_NOTE_DENSITY,
                                 SIBU_SAY_VALIDATE_AXIS_DENSITY, SIBU_SAY_VALIDATE_AXIS_SPEED, "density"});
}

static void plot_file(const struct page_part *part, const struct sample *sample)
{
    struct plot plot = {.x = {.to = 2.6, .step = 0.5}, .y = {.to = 1.6, .step = 0.2}};
    for (size_t d = 0; d < FILE_DENSITIES; d++) {
        const struct file_band *band = &FILE_BANDS[d];
        plot_add(&plot.low, band->per_m, band->v10);
        plot_add(&plot.high, band->per_m, band->v90);
        plot_add(&plot.lines[0], band->per_m, band->v50);
        plot_add(&plot.dots, band->per_m, sample_mean(sample, d));
    }
    add_figure(part, &plot,
               &(struct caption){SIBU_SAY_VALIDATE_PLOT_FILE, SIBU_SAY_VALIDATE_NOTE_FILE,
                                 SIBU_SAY_VALIDATE_AXIS_LINE_DENSITY, SIBU_SAY_VALIDATE_AXIS_SPEED, "file"});
}

static void plot_flow(const struct page_part *part, const struct sample *sample)
{
    struct plot plot = {.x = {.from = 0.7, .to = 1.3, .step = 0.1}, .y = {.to = 3.0, .step = 0.5}};
    for (double width = 0.7; width < 1.31; width += 0.1) {
        plot_add(&plot.low, width, 1.3 * width);
        plot_add(&plot.high, width, 2.3 * width);
        plot_add(&plot.lines[1], width, 1.9 * width);
    }
    for (size_t i = 0; i < DOOR_WIDTHS; i++) {
        plot_add(&plot.dots, DOOR_WIDTHS_M[i], door_flow(sample, i) * DOOR_WIDTHS_M[i]);
    }
    add_figure(part, &plot,
               &(struct caption){SIBU_SAY_VALIDATE_PLOT_FLOW, SIBU_SAY_VALIDATE_NOTE_FLOW, SIBU_SAY_VALIDATE_AXIS_WIDTH,
                                 SIBU_SAY_VALIDATE_AXIS_FLOW, "flow"});
}

static void plot_counter(const struct page_part *part, const struct sample *sample)
{
    static const double PUBLISHED_S[COUNTER_CASES] = {50.0, 75.0, 106.9, 136.1}; /* FDS+Evac guide, section 4.3 */
    struct plot plot = {.x = {.to = 100.0, .step = 10.0}, .y = {.to = 200.0, .step = 50.0}};
    for (size_t i = 0; i < COUNTER_CASES; i++) {
        double seconds = sample_mean(sample, i * COUNTER_NUMBERS + COUNTER_LAST_S);
        plot_add(&plot.lines[1], (double)COUNTER_OPPOSED[i], PUBLISHED_S[i]);
        plot_add(&plot.dots, (double)COUNTER_OPPOSED[i], seconds);
        while (seconds > plot.y.to) {
            plot.y.to += 50.0;
        }
    }
    add_figure(part, &plot,
               &(struct caption){SIBU_SAY_VALIDATE_PLOT_COUNTER, SIBU_SAY_VALIDATE_NOTE_COUNTER,
                                 SIBU_SAY_VALIDATE_AXIS_OPPOSED, SIBU_SAY_VALIDATE_AXIS_TIME, "counter"});
}

static void plot_stair(const struct page_part *part, const struct sample *sample, size_t up)
{
    struct plot plot = {.x = {.to = 2.0, .step = 0.2}, .y = {.to = 1.4, .step = 0.2}};
    for (size_t i = 0; i < STAIR_BANDS; i++) {
        plot_add(&plot.low, STAIR_DENSITY[i], STAIR_BAND[i][2 * up]);
        plot_add(&plot.high, STAIR_DENSITY[i], STAIR_BAND[i][2 * up + 1]);
    }
    for (size_t count = 1; count <= 20; count++) {
        double speed = stair_speed(sample, up, count);
        if (speed >= 0.0) {
            plot_add(&plot.dots, (double)count / 10.0, speed);
        }
    }
    add_figure(part, &plot,
               &(struct caption){up ? SIBU_SAY_VALIDATE_PLOT_STAIR_UP : SIBU_SAY_VALIDATE_PLOT_STAIR_DOWN,
                                 SIBU_SAY_VALIDATE_NOTE_STAIR, SIBU_SAY_VALIDATE_AXIS_DENSITY,
                                 SIBU_SAY_VALIDATE_AXIS_SPEED, up ? "up" : "down"});
}

static void plot_stairs(const struct page_part *part, const struct sample *sample)
{
    plot_stair(part, sample, 0);
    plot_stair(part, sample, 1);
}

void page_plots(const struct page_part *part)
{
    static const struct {
        const struct study *study;
        void (*plot)(const struct page_part *part, const struct sample *sample);
    } PLOTS[] = {{&STUDY_DENSITY, plot_density},
                 {&STUDY_FILE, plot_file},
                 {&STUDY_DOORS, plot_flow},
                 {&STUDY_COUNTER, plot_counter},
                 {&STUDY_STAIR_BANDS, plot_stairs}};
    sibu_text_add(part->out, "<section><h2>");
    sibu_text_add_xml(part->out, sibu_say(part->language, SIBU_SAY_VALIDATE_PLOTS_TITLE));
    sibu_text_add(part->out, "</h2><div class=\"maps\">\n");
    for (size_t i = 0; i < sizeof PLOTS / sizeof PLOTS[0]; i++) {
        const struct sample *sample = validate_sample(part->validate, PLOTS[i].study);
        if (sample) {
            PLOTS[i].plot(part, sample);
        }
    }
    sibu_text_add(part->out, "</div></section>\n");
}
