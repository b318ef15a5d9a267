/* See icon.h. The signs are drawn on a grid of 24 by 24 units, y down. */
#include "view/icon.h"

#define GRID 24
#define POINTS_MAX 12

struct icon_part {
    enum icon icon;
    uint8_t count;
    int8_t points[POINTS_MAX][2];
};

static const struct icon_part PARTS[] = {
    {ICON_PLAY, 3, {{7, 4}, {20, 12}, {7, 20}}},
    {ICON_PAUSE, 4, {{6, 4}, {10, 4}, {10, 20}, {6, 20}}},
    {ICON_PAUSE, 4, {{14, 4}, {18, 4}, {18, 20}, {14, 20}}},
    {ICON_REVERSE, 3, {{17, 4}, {4, 12}, {17, 20}}},
    {ICON_START, 4, {{4, 5}, {7, 5}, {7, 19}, {4, 19}}},
    {ICON_START, 3, {{20, 5}, {9, 12}, {20, 19}}},
    {ICON_END, 4, {{17, 5}, {20, 5}, {20, 19}, {17, 19}}},
    {ICON_END, 3, {{4, 5}, {15, 12}, {4, 19}}},
    {ICON_PREVIOUS, 3, {{13, 6}, {4, 12}, {13, 18}}},
    {ICON_PREVIOUS, 5, {{18, 4}, {21, 7}, {18, 10}, {15, 7}, {18, 4}}},
    {ICON_PREVIOUS, 4, {{17, 11}, {19, 11}, {19, 20}, {17, 20}}},
    {ICON_NEXT, 3, {{11, 6}, {20, 12}, {11, 18}}},
    {ICON_NEXT, 5, {{6, 4}, {9, 7}, {6, 10}, {3, 7}, {6, 4}}},
    {ICON_NEXT, 4, {{5, 11}, {7, 11}, {7, 20}, {5, 20}}},
    {ICON_BACK, 6, {{14, 4}, {17, 7}, {12, 12}, {17, 17}, {14, 20}, {6, 12}}},
    {ICON_FORWARD, 6, {{10, 4}, {7, 7}, {12, 12}, {7, 17}, {10, 20}, {18, 12}}},
    {ICON_PLUS,
     12,
     {{10, 4},
      {14, 4},
      {14, 10},
      {20, 10},
      {20, 14},
      {14, 14},
      {14, 20},
      {10, 20},
      {10, 14},
      {4, 14},
      {4, 10},
      {10, 10}}},
    {ICON_MINUS, 4, {{4, 10}, {20, 10}, {20, 14}, {4, 14}}},
    {ICON_FIT, 6, {{3, 3}, {9, 3}, {9, 6}, {6, 6}, {6, 9}, {3, 9}}},
    {ICON_FIT, 6, {{21, 3}, {15, 3}, {15, 6}, {18, 6}, {18, 9}, {21, 9}}},
    {ICON_FIT, 6, {{3, 21}, {9, 21}, {9, 18}, {6, 18}, {6, 15}, {3, 15}}},
    {ICON_FIT, 6, {{21, 21}, {15, 21}, {15, 18}, {18, 18}, {18, 15}, {21, 15}}},
    {ICON_FIT, 4, {{9, 9}, {15, 9}, {15, 15}, {9, 15}}},
    {ICON_FULL_SCREEN, 6, {{3, 3}, {10, 3}, {10, 6}, {6, 6}, {6, 10}, {3, 10}}},
    {ICON_FULL_SCREEN, 6, {{21, 3}, {14, 3}, {14, 6}, {18, 6}, {18, 10}, {21, 10}}},
    {ICON_FULL_SCREEN, 6, {{3, 21}, {10, 21}, {10, 18}, {6, 18}, {6, 14}, {3, 14}}},
    {ICON_FULL_SCREEN, 6, {{21, 21}, {14, 21}, {14, 18}, {18, 18}, {18, 14}, {21, 14}}},
    {ICON_CLOSE,
     12,
     {{7, 4}, {12, 9}, {17, 4}, {20, 7}, {15, 12}, {20, 17}, {17, 20}, {12, 15}, {7, 20}, {4, 17}, {9, 12}, {4, 7}}},
    {ICON_UP, 6, {{4, 15}, {12, 7}, {20, 15}, {17, 18}, {12, 13}, {7, 18}}},
    {ICON_DOWN, 6, {{4, 9}, {12, 17}, {20, 9}, {17, 6}, {12, 11}, {7, 6}}},
    {ICON_SOUND, 6, {{3, 9}, {7, 9}, {12, 4}, {12, 20}, {7, 15}, {3, 15}}},
    {ICON_SOUND, 4, {{15, 8}, {17, 8}, {17, 16}, {15, 16}}},
    {ICON_SOUND, 4, {{19, 5}, {21, 5}, {21, 19}, {19, 19}}},
    {ICON_SOUND_OFF, 6, {{3, 9}, {7, 9}, {12, 4}, {12, 20}, {7, 15}, {3, 15}}},
    {ICON_SOUND_OFF, 4, {{14, 8}, {16, 7}, {22, 15}, {20, 17}}},
    {ICON_SOUND_OFF, 4, {{20, 7}, {22, 9}, {16, 17}, {14, 15}}},
    {ICON_WARNING, 4, {{11, 9}, {13, 9}, {13, 15}, {11, 15}}},
    {ICON_WARNING, 4, {{11, 17}, {13, 17}, {13, 19}, {11, 19}}},
    {ICON_FOLLOW, 4, {{11, 2}, {13, 2}, {13, 7}, {11, 7}}},
    {ICON_FOLLOW, 4, {{11, 17}, {13, 17}, {13, 22}, {11, 22}}},
    {ICON_FOLLOW, 4, {{2, 11}, {7, 11}, {7, 13}, {2, 13}}},
    {ICON_FOLLOW, 4, {{17, 11}, {22, 11}, {22, 13}, {17, 13}}},
    {ICON_FOLLOW, 8, {{10, 7}, {14, 7}, {17, 10}, {17, 14}, {14, 17}, {10, 17}, {7, 14}, {7, 10}}},
    {ICON_DENSITY, 4, {{3, 3}, {11, 3}, {11, 11}, {3, 11}}},
    {ICON_DENSITY, 4, {{13, 4}, {20, 4}, {20, 11}, {13, 11}}},
    {ICON_DENSITY, 4, {{4, 13}, {11, 13}, {11, 20}, {4, 20}}},
    {ICON_DENSITY, 4, {{14, 14}, {18, 14}, {18, 18}, {14, 18}}},
    {ICON_HAZARD, 9, {{12, 2}, {17, 8}, {19, 14}, {16, 20}, {12, 22}, {8, 20}, {5, 14}, {7, 9}, {10, 12}}},
    {ICON_FLOORS, 4, {{7, 3}, {22, 3}, {17, 8}, {2, 8}}},
    {ICON_FLOORS, 4, {{7, 10}, {22, 10}, {17, 15}, {2, 15}}},
    {ICON_FLOORS, 4, {{7, 17}, {22, 17}, {17, 22}, {2, 22}}},
    {ICON_CURVES, 6, {{2, 3}, {5, 3}, {5, 19}, {22, 19}, {22, 22}, {2, 22}}},
    {ICON_CURVES, 8, {{7, 15}, {12, 9}, {16, 12}, {21, 4}, {23, 6}, {17, 16}, {12, 13}, {9, 17}}},
    {ICON_AIMS, 4, {{5, 2}, {9, 6}, {5, 10}, {1, 6}}},
    {ICON_AIMS, 7, {{8, 9}, {17, 15}, {19, 12}, {22, 20}, {13, 21}, {15, 18}, {6, 12}}},
    {ICON_TRAIL, 8, {{2, 17}, {8, 6}, {13, 13}, {18, 4}, {21, 6}, {13, 18}, {8, 11}, {5, 19}}},
    {ICON_NOTE, 4, {{6, 3}, {8, 3}, {8, 21}, {6, 21}}},
    {ICON_NOTE, 3, {{8, 3}, {20, 8}, {8, 13}}},
    {ICON_NOTES, 4, {{4, 5}, {7, 5}, {7, 8}, {4, 8}}},
    {ICON_NOTES, 4, {{9, 5}, {21, 5}, {21, 8}, {9, 8}}},
    {ICON_NOTES, 4, {{4, 11}, {7, 11}, {7, 14}, {4, 14}}},
    {ICON_NOTES, 4, {{9, 11}, {21, 11}, {21, 14}, {9, 14}}},
    {ICON_NOTES, 4, {{4, 17}, {7, 17}, {7, 20}, {4, 20}}},
    {ICON_NOTES, 4, {{9, 17}, {21, 17}, {21, 20}, {9, 20}}},
    {ICON_EDIT, 5, {{3, 21}, {4, 16}, {15, 5}, {19, 9}, {8, 20}}},
    {ICON_EDIT, 4, {{16, 4}, {18, 2}, {22, 6}, {20, 8}}},
    {ICON_RULER, 4, {{2, 8}, {22, 8}, {22, 10}, {2, 10}}},
    {ICON_RULER, 4, {{2, 10}, {4, 10}, {4, 17}, {2, 17}}},
    {ICON_RULER, 4, {{8, 10}, {10, 10}, {10, 14}, {8, 14}}},
    {ICON_RULER, 4, {{14, 10}, {16, 10}, {16, 14}, {14, 14}}},
    {ICON_RULER, 4, {{20, 10}, {22, 10}, {22, 17}, {20, 17}}},
    {ICON_SNAPSHOT, 8, {{2, 7}, {7, 7}, {9, 4}, {15, 4}, {17, 7}, {22, 7}, {22, 10}, {2, 10}}},
    {ICON_SNAPSHOT, 4, {{2, 10}, {7, 10}, {7, 20}, {2, 20}}},
    {ICON_SNAPSHOT, 4, {{17, 10}, {22, 10}, {22, 20}, {17, 20}}},
    {ICON_SNAPSHOT, 4, {{7, 18}, {17, 18}, {17, 20}, {7, 20}}},
    {ICON_SNAPSHOT, 8, {{11, 11}, {13, 11}, {15, 13}, {15, 15}, {13, 17}, {11, 17}, {9, 15}, {9, 13}}},
    {ICON_VECTOR, 4, {{2, 17}, {7, 17}, {7, 22}, {2, 22}}},
    {ICON_VECTOR, 4, {{17, 2}, {22, 2}, {22, 7}, {17, 7}}},
    {ICON_VECTOR, 4, {{4, 4}, {17, 4}, {17, 6}, {6, 6}}},
    {ICON_VECTOR, 4, {{4, 4}, {6, 6}, {6, 17}, {4, 17}}},
    {ICON_VECTOR, 4, {{10, 11}, {13, 10}, {13, 13}, {10, 14}}},
    {ICON_FILM, 4, {{2, 6}, {15, 6}, {15, 18}, {2, 18}}},
    {ICON_FILM, 4, {{16, 11}, {22, 6}, {22, 18}, {16, 13}}},
    {ICON_STOP, 4, {{5, 5}, {19, 5}, {19, 19}, {5, 19}}},
    {ICON_PRESENT, 4, {{2, 3}, {22, 3}, {22, 5}, {2, 5}}},
    {ICON_PRESENT, 4, {{4, 5}, {6, 5}, {6, 15}, {4, 15}}},
    {ICON_PRESENT, 4, {{18, 5}, {20, 5}, {20, 15}, {18, 15}}},
    {ICON_PRESENT, 4, {{4, 14}, {20, 14}, {20, 16}, {4, 16}}},
    {ICON_PRESENT, 3, {{12, 16}, {17, 22}, {7, 22}}},
    {ICON_PRESENT, 3, {{10, 7}, {15, 10}, {10, 13}}},
};

/* Where the grid's corner lies and how large a unit is, in 256ths of a pixel. */
struct icon_place {
    int32_t x, y, unit;
};

static struct icon_place place_in(struct raster_rect box)
{
    int32_t side = box.width < box.height ? box.width : box.height;
    struct icon_place place = {.unit = side * RASTER_ONE / GRID};
    place.x = box.x * RASTER_ONE + (box.width - side) * RASTER_ONE / 2;
    place.y = box.y * RASTER_ONE + (box.height - side) * RASTER_ONE / 2;
    return place;
}

static void draw_half_disc(struct raster *raster, struct icon_place place, uint32_t colour)
{
    struct raster_point centre = {place.x + 12 * place.unit, place.y + 12 * place.unit};
    struct raster_rect before = raster->clip;
    struct raster_rect left = {place.x / RASTER_ONE, place.y / RASTER_ONE, 12 * place.unit / RASTER_ONE,
                               GRID * place.unit / RASTER_ONE};
    raster_ring(raster, centre, 8 * place.unit, 2 * place.unit, colour);
    (void)raster_clip(raster, raster_rect_cut(left, before));
    raster_disc(raster, centre, 7 * place.unit, colour);
    (void)raster_clip(raster, before);
}

void icon_draw(struct raster *raster, struct raster_rect box, enum icon icon, uint32_t colour)
{
    struct icon_place place = place_in(box);
    if (icon == ICON_THEME) {
        draw_half_disc(raster, place, colour);
        return;
    }
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0]; i++) {
        struct raster_point points[POINTS_MAX];
        if (PARTS[i].icon != icon) {
            continue;
        }
        for (size_t p = 0; p < PARTS[i].count; p++) {
            points[p].x = place.x + PARTS[i].points[p][0] * place.unit;
            points[p].y = place.y + PARTS[i].points[p][1] * place.unit;
        }
        (void)raster_fill_points(raster, points, PARTS[i].count, colour);
    }
}
