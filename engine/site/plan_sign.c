/* Signs on a plan: see plan_sign.h. */
#include "site/plan_sign.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sibu/catalogue.h"
#include "site/plan_colour.h"
#include "site/plan_text.h"

#define EXIT_SIZE_PX 11.0
#define EXIT_PAD_PX 5.0
#define SCALE_LENGTH_PX 160.0

static struct sibu_box square(struct sibu_point middle, double side)
{
    struct sibu_box box = {middle.x - side / 2.0, middle.y - side / 2.0, middle.x + side / 2.0, middle.y + side / 2.0};
    return box;
}

/* A person of the sign: head and shoulders. Units: the sign's side is 1. */
static void add_person(struct sheet *sheet, struct sibu_point middle, double side, double x, double y)
{
    static const struct style WHITE = {COLOUR_PAPER, 0, 0.0, 0.0};
    struct sibu_point head = {middle.x + side * x, middle.y + side * (y - 0.075)};
    struct sibu_box body = {middle.x + side * (x - 0.05), middle.y + side * (y - 0.03), middle.x + side * (x + 0.05),
                            middle.y + side * (y + 0.13)};
    sheet_circle(sheet, head, 0.038 * side, WHITE);
    sheet_box(sheet, body, 0.03 * side, WHITE);
}

/* An arrow from the corner (sx, sy) of the sign towards the people in its middle. */
static void add_corner_arrow(struct sheet *sheet, struct sibu_point middle, double side, double sx, double sy)
{
    static const struct style WHITE = {COLOUR_PAPER, 0, 0.0, 0.0};
    /* along the diagonal u, across it v; the tip points inwards */
    static const struct sibu_point ARROW[] = {{0.60, -0.035}, {0.60, 0.035}, {0.45, 0.035}, {0.45, 0.09},
                                              {0.33, 0.0},    {0.45, -0.09}, {0.45, -0.035}};
    struct sibu_point points[sizeof ARROW / sizeof ARROW[0]];
    double d = 0.70710678;
    for (size_t i = 0; i < sizeof ARROW / sizeof ARROW[0]; i++) {
        double u = ARROW[i].x * d;
        double v = ARROW[i].y * d;
        points[i].x = middle.x + side * (sx * u - sy * v);
        points[i].y = middle.y + side * (sy * u + sx * v);
    }
    sheet_area(sheet, points, sizeof ARROW / sizeof ARROW[0], WHITE);
}

void sign_assembly(struct sheet *sheet, struct sibu_point middle, double side)
{
    struct style green = {COLOUR_SAFE, COLOUR_PAPER, 1.0, 0.0};
    sheet_box(sheet, square(middle, side), 0.08 * side, green);
    add_corner_arrow(sheet, middle, side, 1.0, 1.0);
    add_corner_arrow(sheet, middle, side, -1.0, 1.0);
    add_corner_arrow(sheet, middle, side, 1.0, -1.0);
    add_corner_arrow(sheet, middle, side, -1.0, -1.0);
    add_person(sheet, middle, side, 0.0, -0.08);
    add_person(sheet, middle, side, -0.11, 0.06);
    add_person(sheet, middle, side, 0.11, 0.06);
    add_person(sheet, middle, side, 0.0, 0.14);
}

/* A loudspeaker, white on red. */
void sign_alarm(struct sheet *sheet, struct sibu_point middle, double radius)
{
    static const struct sibu_point HORN[] = {{-0.55, -0.2}, {-0.2, -0.2}, {0.2, -0.55},
                                             {0.2, 0.55},   {-0.2, 0.2},  {-0.55, 0.2}};
    static const struct sibu_point WAVE[] = {{0.42, -0.34}, {0.58, 0.0}, {0.42, 0.34}};
    struct style red = {COLOUR_ALARM, COLOUR_PAPER, 1.0, 0.0};
    struct style white = {COLOUR_PAPER, 0, 0.0, 0.0};
    struct style line = {0, COLOUR_PAPER, 0.16 * radius, 0.0};
    struct sibu_point points[6];
    sheet_circle(sheet, middle, radius, red);
    for (int i = 0; i < 6; i++) {
        points[i] = (struct sibu_point){middle.x + radius * HORN[i].x, middle.y + radius * HORN[i].y};
    }
    sheet_area(sheet, points, 6, white);
    for (int i = 0; i < 3; i++) {
        points[i] = (struct sibu_point){middle.x + radius * WAVE[i].x, middle.y + radius * WAVE[i].y};
    }
    sheet_line(sheet, points, 3, line);
}

void sign_arrow(struct sheet *sheet, struct sibu_point from, struct sibu_point to, struct style style)
{
    double x = to.x - from.x;
    double y = to.y - from.y;
    double length = sqrt(x * x + y * y);
    double head = 3.2 * style.width;
    if (length < head) {
        return;
    }
    x /= length;
    y /= length;
    struct sibu_point neck = {to.x - head * x, to.y - head * y};
    struct sibu_point shaft[2] = {from, neck};
    struct sibu_point tip[3] = {
        to, {neck.x - 0.5 * head * y, neck.y + 0.5 * head * x}, {neck.x + 0.5 * head * y, neck.y - 0.5 * head * x}};
    struct style filled = {style.stroke, 0, 0.0, 0.0};
    sheet_line(sheet, shaft, 2, style);
    sheet_area(sheet, tip, 3, filled);
}

struct sibu_box sign_exit_size(const char *text)
{
    double width = text_width_em(text, strlen(text)) * EXIT_SIZE_PX + 2.0 * EXIT_PAD_PX;
    struct sibu_box box = {0.0, 0.0, width, EXIT_SIZE_PX + 1.4 * EXIT_PAD_PX};
    return box;
}

void sign_exit(struct sheet *sheet, struct sibu_box box, const char *text)
{
    struct style green = {COLOUR_SAFE, COLOUR_PAPER, 1.0, 0.0};
    struct lettering white = {EXIT_SIZE_PX, COLOUR_PAPER, 0, SIBU_PLAN_MIDDLE, 1};
    struct sibu_point middle = {(box.min_x + box.max_x) / 2.0, (box.min_y + box.max_y) / 2.0};
    sheet_box(sheet, box, 3.0, green);
    sheet_text(sheet, middle, white, text);
}

/* 1, 2 or 5 times a power of ten metres, the longest that fits. */
static double scale_length_m(double px_per_m)
{
    static const double STEPS[] = {1.0, 2.0, 5.0};
    double best = 0.1;
    for (double decade = 0.1; decade < 1e5; decade *= 10.0) {
        for (int i = 0; i < 3; i++) {
            if (STEPS[i] * decade * px_per_m <= SCALE_LENGTH_PX) {
                best = STEPS[i] * decade;
            }
        }
    }
    return best;
}

void sign_scale(struct sheet *sheet, struct sibu_point at, double px_per_m, enum sibu_language language)
{
    double metres = scale_length_m(px_per_m);
    double length = metres * px_per_m;
    struct style black = {COLOUR_INK, COLOUR_INK, 1.0, 0.0};
    struct style white = {COLOUR_PAPER, COLOUR_INK, 1.0, 0.0};
    struct lettering letters = {11.0, COLOUR_INK, 0, SIBU_PLAN_END, 0};
    char number[32];
    struct sibu_text label = {.max_length = 200};
    const char *values[] = {number};
    snprintf(number, sizeof number, "%g", metres);
    sibu_say_with(&label, language, SIBU_SAY_SITE_METRES, values, 1);
    double left = at.x - length - text_width_em(sibu_text_get(&label), label.length) * letters.size - 10.0;
    for (int i = 0; i < 4; i++) {
        struct sibu_box quarter = {left + length * i / 4.0, at.y - 3.0, left + length * (i + 1) / 4.0, at.y + 3.0};
        sheet_box(sheet, quarter, 0.0, i % 2 == 0 ? black : white);
    }
    sheet_text(sheet, at, letters, sibu_text_get(&label));
    sibu_text_clear(&label);
}

void sign_north(struct sheet *sheet, struct sibu_point middle, enum sibu_language language)
{
    struct sibu_point left[3] = {
        {middle.x, middle.y - 16.0}, {middle.x - 7.0, middle.y + 12.0}, {middle.x, middle.y + 6.0}};
    struct sibu_point right[3] = {
        {middle.x, middle.y - 16.0}, {middle.x + 7.0, middle.y + 12.0}, {middle.x, middle.y + 6.0}};
    struct style black = {COLOUR_INK, COLOUR_INK, 1.0, 0.0};
    struct style white = {COLOUR_PAPER, COLOUR_INK, 1.0, 0.0};
    struct lettering letters = {12.0, COLOUR_INK, 0, SIBU_PLAN_MIDDLE, 1};
    sheet_area(sheet, left, 3, black);
    sheet_area(sheet, right, 3, white);
    sheet_text(sheet, (struct sibu_point){middle.x, middle.y - 25.0}, letters, sibu_say(language, SIBU_SAY_SITE_NORTH));
}
