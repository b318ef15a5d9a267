/* See chart_colour.h. The points of viridis are those of its authors' table (Smith and van der Walt, 2015) at every
 * eighth of the scale; between them colours are mixed evenly.
 */
#include "report/chart_colour.h"

#include <stdio.h>

#define POINTS 9

static const double VIRIDIS[POINTS][3] = {
    {68, 1, 84},    {71, 44, 122}, {59, 81, 139},  {44, 113, 142}, {33, 144, 141},
    {39, 173, 129}, {92, 200, 99}, {170, 220, 50}, {253, 231, 37},
};

static void mix(double share, double out[3])
{
    double held = share > 1.0 ? 1.0 : share;
    held = held >= 0.0 ? held : 0.0;
    double place = held * (POINTS - 1);
    int below = (int)place < POINTS - 2 ? (int)place : POINTS - 2;
    double above = place - (double)below;
    for (int i = 0; i < 3; i++) {
        out[i] = VIRIDIS[below][i] * (1.0 - above) + VIRIDIS[below + 1][i] * above;
    }
}

void chart_viridis(double share, char out[8])
{
    double colour[3];
    mix(share, colour);
    (void)snprintf(out, 8, "#%02x%02x%02x", (unsigned)(colour[0] + 0.5) & 0xffu, (unsigned)(colour[1] + 0.5) & 0xffu,
                   (unsigned)(colour[2] + 0.5) & 0xffu);
}

int chart_viridis_is_dark(double share)
{
    double colour[3];
    mix(share, colour);
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2] < 128.0;
}
