/* See theme.h. */
#include "view/theme.h"

#include "sibu/random.h"

static const struct theme LIGHT = {
    .backdrop = 0xffe9edf1,
    .solid = 0xffc8d0d8,
    .ground = 0xfffcfdfd,
    .wall = 0xff4b5866,
    .door = 0xff8a6d3b,
    .stair = 0xff8794a1,
    .grid = 0xffdfe4e9,
    .use = {0x1ce69f00, 0x1856b4e9, 0x1a009e73, 0x186b7785, 0x1acc79a7, 0x180072b2, 0x16808f5e},
    .zone_edge = 0x664b5866,
    .zone_text = 0xff45505c,
    .panel = 0xfff7f9fa,
    .panel_edge = 0xffcdd5dc,
    .raised = 0xffffffff,
    .hover = 0xffe3edf5,
    .text = 0xff17202a,
    .faint = 0xff566270,
    .accent = 0xff005a8c,
    .accent_text = 0xffffffff,
    .focus = 0xffd55e00,
    .drill = 0xfff0a400,
    .drill_text = 0xff17202a,
    .danger = 0xffb03a00,
    .danger_text = 0xffffffff,
    .safe = 0xff00714f,
    .safe_text = 0xffffffff,
    .safe_line = 0xff00714f,
    .state = {0xffcc79a7, 0xff56b4e9, 0xff0072b2, 0xffe69f00, 0xff009e73, 0xffd55e00},
    .state_edge = 0xff17202a,
    .curve_in = 0xff009e73,
    .curve_asked = 0xff0072b2,
    .shade = 0x8017202a,
};

static const struct theme DARK = {
    .backdrop = 0xff12171c,
    .solid = 0xff2b343d,
    .ground = 0xff1c232a,
    .wall = 0xff93a1af,
    .door = 0xffc9a668,
    .stair = 0xff65727f,
    .grid = 0xff252e36,
    .use = {0x20e69f00, 0x1c56b4e9, 0x1e009e73, 0x1a93a1af, 0x1ecc79a7, 0x1e0072b2, 0x1a808f5e},
    .zone_edge = 0x6693a1af,
    .zone_text = 0xffb4c0cb,
    .panel = 0xff181e24,
    .panel_edge = 0xff333d47,
    .raised = 0xff232b33,
    .hover = 0xff34414d,
    .text = 0xffe9eef2,
    .faint = 0xffa3b0bc,
    .accent = 0xff56b4e9,
    .accent_text = 0xff12171c,
    .focus = 0xfff0e442,
    .drill = 0xffd99400,
    .drill_text = 0xff12171c,
    .danger = 0xffb03a00,
    .danger_text = 0xffffffff,
    .safe = 0xff00714f,
    .safe_text = 0xffffffff,
    .safe_line = 0xff1fc393,
    .state = {0xffcc79a7, 0xff8fd0f5, 0xff2f6fd0, 0xffffc233, 0xff10a97a, 0xfff05a10},
    .state_edge = 0xff06090c,
    .curve_in = 0xff10a97a,
    .curve_asked = 0xff8fd0f5,
    .shade = 0xa0000000,
};

const struct theme *theme_of(enum theme_kind kind)
{
    return kind == THEME_DARK ? &DARK : &LIGHT;
}

/* sRGB to linear light (IEC 61966-2-1), with the power as exp(2.4 log x). */
static double linear(uint32_t value)
{
    double share = (double)value / 255.0;
    return share <= 0.04045 ? share / 12.92 : sibu_exp(2.4 * sibu_log((share + 0.055) / 1.055));
}

static double luminance(uint32_t colour)
{
    return 0.2126 * linear(colour >> 16 & 0xff) + 0.7152 * linear(colour >> 8 & 0xff) + 0.0722 * linear(colour & 0xff);
}

double theme_contrast(uint32_t a, uint32_t b)
{
    double first = luminance(a), second = luminance(b);
    double lighter = first > second ? first : second;
    double darker = first > second ? second : first;
    return (lighter + 0.05) / (darker + 0.05);
}
