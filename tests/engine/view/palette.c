/* Colours for every kind of colour vision, by numbers: what people with deuteranopia, protanopia and tritanopia see is
 * reckoned with the matrices of Machado, Oliveira and Fernandes (2009, severity 1.0, linear RGB), and how far two
 * colours are apart with CIEDE2000 (CIE 142-2001), whose reckoning is checked against pairs of Sharma, Wu and Dalal (2005).
 */
#include "cmocka_first.h"

#include <math.h>

#include "view/area.h"
#include "view/theme.h"

#define PI 3.14159265358979323846
#define TELL_APART 10.0 /* two states side by side on the plan, for every kind of vision */
#define TELL_APART_NORMAL 12.0

struct lab {
    double l, a, b;
};

/* From linear RGB to linear RGB: nothing lost, then no red, no green, no blue cones. */
static const double VISIONS[4][3][3] = {
    {{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}},
    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
    {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
    {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
};
static const char *const VISION_NAMES[4] = {"normal", "protanopia", "deuteranopia", "tritanopia"};

static double linear(uint32_t byte)
{
    double share = (double)byte / 255.0;
    return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4);
}

static double lab_step(double share)
{
    return share > 216.0 / 24389.0 ? cbrt(share) : (24389.0 / 27.0 * share + 16.0) / 116.0;
}

/* The colour as it is seen, in CIELAB under D65. */
static struct lab seen(uint32_t colour, int vision)
{
    double in[3] = {linear(colour >> 16 & 0xff), linear(colour >> 8 & 0xff), linear(colour & 0xff)}, rgb[3];
    for (int i = 0; i < 3; i++) {
        rgb[i] = 0.0;
        for (int k = 0; k < 3; k++) {
            rgb[i] += VISIONS[vision][i][k] * in[k];
        }
        rgb[i] = rgb[i] < 0.0 ? 0.0 : rgb[i] > 1.0 ? 1.0 : rgb[i];
    }
    double x = lab_step((0.4124564 * rgb[0] + 0.3575761 * rgb[1] + 0.1804375 * rgb[2]) / 0.95047);
    double y = lab_step(0.2126729 * rgb[0] + 0.7151522 * rgb[1] + 0.0721750 * rgb[2]);
    double z = lab_step((0.0193339 * rgb[0] + 0.1191920 * rgb[1] + 0.9503041 * rgb[2]) / 1.08883);
    return (struct lab){116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)};
}

static double hue(double a, double b)
{
    double degrees = atan2(b, a) * 180.0 / PI;
    return degrees < 0.0 ? degrees + 360.0 : degrees;
}

static double cosd(double degrees)
{
    return cos(degrees * PI / 180.0);
}

static double chroma_weight(double chroma)
{
    return sqrt(pow(chroma, 7.0) / (pow(chroma, 7.0) + 6103515625.0));
}

/* The hue of both together, in degrees. */
static double mean_hue(double first, double second, int grey)
{
    double sum = first + second;
    if (grey) {
        return sum;
    }
    return fabs(first - second) <= 180.0 ? sum / 2.0 : sum < 360.0 ? (sum + 360.0) / 2.0 : (sum - 360.0) / 2.0;
}

static double hue_step(double first, double second, int grey)
{
    double step = second - first;
    step = step > 180.0 ? step - 360.0 : step < -180.0 ? step + 360.0 : step;
    return grey ? 0.0 : step;
}

/* CIEDE2000 with all weights 1. */
static double apart(struct lab p, struct lab q)
{
    double mean = (hypot(p.a, p.b) + hypot(q.a, q.b)) / 2.0, stretch = 1.0 + 0.5 * (1.0 - chroma_weight(mean));
    double c1 = hypot(p.a * stretch, p.b), c2 = hypot(q.a * stretch, q.b);
    double h1 = hue(p.a * stretch, p.b), h2 = hue(q.a * stretch, q.b);
    int grey = c1 * c2 < 1e-12;
    double dh = 2.0 * sqrt(c1 * c2) * sin(hue_step(h1, h2, grey) / 2.0 * PI / 180.0);
    double l = (p.l + q.l) / 2.0 - 50.0, c = (c1 + c2) / 2.0, h = mean_hue(h1, h2, grey);
    double t =
        1.0 - 0.17 * cosd(h - 30.0) + 0.24 * cosd(2.0 * h) + 0.32 * cosd(3.0 * h + 6.0) - 0.20 * cosd(4.0 * h - 63.0);
    double turn = 30.0 * exp(-pow((h - 275.0) / 25.0, 2.0));
    double rotate = -2.0 * chroma_weight(c) * sin(2.0 * turn * PI / 180.0);
    double dl = (q.l - p.l) / (1.0 + 0.015 * l * l / sqrt(20.0 + l * l)), dc = (c2 - c1) / (1.0 + 0.045 * c);
    dh /= 1.0 + 0.015 * c * t;
    return sqrt(dl * dl + dc * dc + dh * dh + rotate * dc * dh);
}

static void the_distance_is_that_of_the_standard(void **state)
{
    (void)state;
    static const struct {
        struct lab p, q;
        double apart;
    } PAIRS[] = {
        {{50.0, 2.6772, -79.7751}, {50.0, 0.0, -82.7485}, 2.0425},
        {{50.0, -1.3802, -84.2814}, {50.0, 0.0, -82.7485}, 1.0000},
        {{50.0, 0.0, 0.0}, {50.0, -1.0, 2.0}, 2.3669},
        {{50.0, 2.49, -0.001}, {50.0, -2.49, 0.0011}, 7.2195},
        {{50.0, 2.5, 0.0}, {73.0, 25.0, -18.0}, 27.1492},
        {{50.0, 2.5, 0.0}, {58.0, 24.0, 15.0}, 19.4535},
        {{60.2574, -34.0099, 36.2677}, {60.4626, -34.1751, 39.4387}, 1.2644},
        {{22.7233, 20.0904, -46.694}, {23.0331, 14.973, -42.5619}, 2.0373},
        {{2.0776, 0.0795, -1.135}, {0.9033, -0.0636, -0.5514}, 0.9082},
    };
    for (size_t i = 0; i < sizeof PAIRS / sizeof PAIRS[0]; i++) {
        double got = apart(PAIRS[i].p, PAIRS[i].q);
        if (fabs(got - PAIRS[i].apart) > 0.00005) {
            fail_msg("pair %zu: %.5f, not %.4f", i, got, PAIRS[i].apart);
        }
    }
}

/* The known confusion: what differs in red and green alone is one colour to people without one of these cones. */
static void what_is_lost_is_lost_here_too(void **state)
{
    (void)state;
    uint32_t red = 0xffc05048, green = 0xff7a8048;
    assert_true(apart(seen(red, 0), seen(green, 0)) > 35.0);
    assert_true(apart(seen(red, 2), seen(green, 2)) < 5.0);
    assert_true(apart(seen(red, 3), seen(green, 3)) > 20.0);
}

static void states_can_be_told_apart_by_everybody(void **state)
{
    (void)state;
    int failed = 0;
    for (int kind = THEME_LIGHT; kind <= THEME_DARK; kind++) {
        const struct theme *theme = theme_of((enum theme_kind)kind);
        for (int vision = 0; vision < 4; vision++) {
            for (int a = 0; a < STATES; a++) {
                for (int b = a + 1; b < STATES; b++) {
                    double least = vision == 0 ? TELL_APART_NORMAL : TELL_APART;
                    double got = apart(seen(theme->state[a], vision), seen(theme->state[b], vision));
                    if (got < least) {
                        print_error("theme %d, %s, states %d and %d: %.1f\n", kind, VISION_NAMES[vision], a, b, got);
                        failed++;
                    }
                }
            }
        }
    }
    assert_int_equal(failed, 0);
}

/* Mustered over acknowledged, danger over safety, the note's flag over the chosen one. */
static void signs_can_be_told_apart_by_everybody(void **state)
{
    (void)state;
    int failed = 0;
    for (int kind = THEME_LIGHT; kind <= THEME_DARK; kind++) {
        const struct theme *theme = theme_of((enum theme_kind)kind);
        const uint32_t pairs[][2] = {{theme->curve_in, theme->curve_asked}, {theme->danger, theme->safe},
                                     {theme->danger, theme->safe_line},     {theme->danger, theme->drill},
                                     {theme->accent, theme->focus},         {theme->danger, theme->accent}};
        for (int vision = 0; vision < 4; vision++) {
            for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
                double got = apart(seen(pairs[i][0], vision), seen(pairs[i][1], vision));
                if (got < TELL_APART) {
                    print_error("theme %d, %s, pair %zu: %.1f\n", kind, VISION_NAMES[vision], i, got);
                    failed++;
                }
            }
        }
    }
    assert_int_equal(failed, 0);
}

/* The steps of density and hazard, for every kind of vision: each lighter, or each darker, than the one before. */
static void steps_are_in_order_for_everybody(void **state)
{
    (void)state;
    for (int kind = THEME_LIGHT; kind <= THEME_DARK; kind++) {
        double way = kind == THEME_LIGHT ? -1.0 : 1.0;
        for (int vision = 0; vision < 4; vision++) {
            for (int step = 1; step < AREA_STEPS; step++) {
                double before = seen(area_colour((enum theme_kind)kind, step - 1), vision).l;
                double here = seen(area_colour((enum theme_kind)kind, step), vision).l;
                if ((here - before) * way < 4.0) {
                    fail_msg("theme %d, %s, step %d: from %.1f to %.1f", kind, VISION_NAMES[vision], step, before,
                             here);
                }
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_distance_is_that_of_the_standard),  cmocka_unit_test(what_is_lost_is_lost_here_too),
        cmocka_unit_test(states_can_be_told_apart_by_everybody), cmocka_unit_test(signs_can_be_told_apart_by_everybody),
        cmocka_unit_test(steps_are_in_order_for_everybody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
