/* See layout.h. */
#include "view/layout.h"

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

/* In quarters, so that text does not change with every pixel of the window. */
static double scale_of(int32_t width, int32_t height, double least)
{
    double grown = smaller((double)width / 1280.0, (double)height / 720.0);
    double room = smaller((double)width / LAYOUT_WIDTH_MIN, (double)height / LAYOUT_HEIGHT_MIN);
    double asked = smaller(least, room);
    int32_t quarters = (int32_t)((grown > asked ? grown : asked) * 4.0);
    return quarters < 4 ? 1.0 : quarters / 4.0;
}

static int32_t scaled(double scale, int32_t units)
{
    return (int32_t)((double)units * scale + 0.5);
}

/* A quarter of the width, but neither too narrow for its words nor so wide that the plan suffers. */
static int32_t panel_width(int32_t width, double scale)
{
    int32_t quarter = width / 4;
    int32_t least = scaled(scale, 248), most = scaled(scale, 312);
    return quarter < least ? least : quarter > most ? most : quarter;
}

struct layout layout_of(int32_t width, int32_t height, double least)
{
    struct layout layout = {.scale = scale_of(width, height, least)};
    int32_t banner = scaled(layout.scale, 38), tabs = scaled(layout.scale, 38);
    int32_t controls = scaled(layout.scale, 44),
            timeline = scaled(layout.scale, (double)height < 640.0 * layout.scale ? 68 : 84);
    int32_t panel = panel_width(width, layout.scale);
    int32_t below = height - controls - timeline;
    layout.banner = (struct raster_rect){0, 0, width, banner};
    int32_t tools = scaled(layout.scale, LAYOUT_TOOLS * 30 + 14);
    layout.tabs = (struct raster_rect){0, banner, width - panel - tools, tabs};
    layout.tools = (struct raster_rect){width - panel - tools, banner, tools, tabs};
    layout.plan = (struct raster_rect){0, banner + tabs, width - panel, below - banner - tabs};
    layout.panel = (struct raster_rect){width - panel, banner, panel, below - banner};
    layout.timeline = (struct raster_rect){0, below, width, timeline};
    layout.controls = (struct raster_rect){0, below + timeline, width, controls};
    return layout;
}

struct layout layout_presenting(int32_t width, int32_t height, double least)
{
    struct layout layout = {.scale = scale_of(width, height, least)};
    int32_t banner = scaled(layout.scale, 38), timeline = scaled(layout.scale, 64);
    layout.banner = (struct raster_rect){0, 0, width, banner};
    layout.plan = (struct raster_rect){0, banner, width, height - banner - timeline};
    layout.timeline = (struct raster_rect){0, height - timeline, width, timeline};
    return layout;
}
