/* The whole plan: floors in rows at one scale, title, legend, scale bar, north. See sibu/plan.h.
 *
 * Depends on: plan_floor, plan_sign, the catalogue of sentences.
 */
#include "sibu/plan.h"

#include <stdio.h>
#include <string.h>

#include "geometry/box.h"
#include "sibu/catalogue.h"
#include "site/plan_colour.h"
#include "site/plan_floor.h"
#include "site/plan_sign.h"
#include "site/plan_text.h"

#define MARGIN_PX 28.0
#define GAP_PX 26.0
#define HEAD_PX 62.0
#define FLOOR_HEAD_PX 26.0
#define PANEL_MIN_PX 220.0
#define LARGEST_WIDTH_PX 1500.0
#define LARGEST_HEIGHT_PX 1050.0
#define BORDER_M_SHARE 0.02
#define SCALE_MIN 0.05
#define SCALE_MAX 60.0
#define LEGEND_STEP_PX 24.0

struct page {
    struct sheet *sheet;
    const struct sibu_site *site;
    enum sibu_language language;
    uint32_t first, end; /* floors to draw */
    double px_per_m, border_m;
    double width; /* of what is drawn, without margins */
    double y; /* where the next thing goes */
};

static struct sibu_box panel_box_m(const struct page *page, uint32_t floor)
{
    struct sibu_box box = plan_floor_box(page->site, floor);
    return box_is_nothing(box) ? (struct sibu_box){0.0, 0.0, 1.0, 1.0} : box;
}

/* One scale for all floors, so that rooms can be compared: as large as lets the largest floor fit. */
static void choose_scale(struct page *page)
{
    double width = 0.1;
    double height = 0.1;
    for (uint32_t i = page->first; i < page->end; i++) {
        struct sibu_box box = panel_box_m(page, i);
        width = box_width(box) > width ? box_width(box) : width;
        height = box_height(box) > height ? box_height(box) : height;
    }
    page->border_m = BORDER_M_SHARE * (width > height ? width : height);
    double across = LARGEST_WIDTH_PX / (width + 2.0 * page->border_m);
    double upright = LARGEST_HEIGHT_PX / (height + 2.0 * page->border_m);
    double scale = across < upright ? across : upright;
    page->px_per_m = scale < SCALE_MIN ? SCALE_MIN : scale > SCALE_MAX ? SCALE_MAX : scale;
}

static struct sibu_point panel_size(const struct page *page, uint32_t floor)
{
    struct sibu_box box = panel_box_m(page, floor);
    struct sibu_point size = {(box_width(box) + 2.0 * page->border_m) * page->px_per_m,
                              (box_height(box) + 2.0 * page->border_m) * page->px_per_m};
    size.x = size.x < PANEL_MIN_PX ? PANEL_MIN_PX : size.x;
    size.y = size.y < PANEL_MIN_PX / 2.0 ? PANEL_MIN_PX / 2.0 : size.y;
    return size;
}

static void draw_floor_head(struct page *page, uint32_t floor, struct sibu_point at)
{
    const struct sibu_floor *drawn = &page->site->floors[floor];
    struct lettering bold = {15.0, COLOUR_INK, 0, SIBU_PLAN_START, 1};
    struct lettering faint = {11.0, COLOUR_FAINT, 0, SIBU_PLAN_START, 0};
    char number[32];
    char title[300];
    const char *values[] = {number};
    struct sibu_text elevation = {.max_length = 200};
    snprintf(number, sizeof number, "%+.2f", drawn->elevation_m);
    snprintf(title, sizeof title, "%s  %s", drawn->id, drawn->name.in[page->language]);
    sibu_say_with(&elevation, page->language, SIBU_SAY_SITE_ELEVATION, values, 1);
    sheet_text(page->sheet, at, bold, title);
    at.x += text_width_em(title, strlen(title)) * bold.size * 1.05 + 14.0;
    sheet_text(page->sheet, at, faint, sibu_text_get(&elevation));
    sibu_text_clear(&elevation);
}

static void draw_panel(struct page *page, uint32_t floor, struct sibu_point corner, struct sibu_point size)
{
    struct sibu_box box = panel_box_m(page, floor);
    struct sibu_point middle = {(box.min_x + box.max_x) / 2.0, (box.min_y + box.max_y) / 2.0};
    struct floor_plan plan = {
        .site = page->site,
        .floor = floor,
        .language = page->language,
        .view = {page->px_per_m, middle, {corner.x + size.x / 2.0, corner.y + FLOOR_HEAD_PX + size.y / 2.0}},
        .panel = {corner.x, corner.y + FLOOR_HEAD_PX, corner.x + size.x, corner.y + FLOOR_HEAD_PX + size.y},
    };
    draw_floor_head(page, floor, (struct sibu_point){corner.x, corner.y + 9.0});
    plan_draw_floor(page->sheet, &plan);
}

/* Panels from left to right, in rows no wider than the widest panel or the largest width. */
static void draw_floors(struct page *page)
{
    double x = 0.0;
    double row_height = 0.0;
    for (uint32_t i = page->first; i < page->end; i++) {
        struct sibu_point size = panel_size(page, i);
        if (x > 0.0 && x + size.x > LARGEST_WIDTH_PX) {
            page->y += row_height + GAP_PX;
            x = 0.0;
            row_height = 0.0;
        }
        draw_panel(page, i, (struct sibu_point){MARGIN_PX + x, page->y}, size);
        x += size.x + GAP_PX;
        page->width = x - GAP_PX > page->width ? x - GAP_PX : page->width;
        row_height = size.y + FLOOR_HEAD_PX > row_height ? size.y + FLOOR_HEAD_PX : row_height;
    }
    page->y += row_height + GAP_PX;
}

enum swatch {
    SWATCH_GROUND,
    SWATCH_SOLID,
    SWATCH_DOOR,
    SWATCH_EXIT,
    SWATCH_STAIR,
    SWATCH_MUSTER,
    SWATCH_ALARM,
    SWATCHES
};

/* The little picture before an entry of the legend, 22 wide, around `at`. */
static void draw_swatch(struct sheet *sheet, enum swatch swatch, struct sibu_point at)
{
    struct sibu_box box = {at.x - 11.0, at.y - 7.0, at.x + 11.0, at.y + 7.0};
    struct sibu_point ends[2] = {{box.min_x, at.y}, {box.max_x, at.y}};
    struct style edge = {COLOUR_GROUND, COLOUR_WALL, 1.0, 0.0};
    struct style arrow = {0, COLOUR_INK, 1.4, 0.0};
    switch (swatch) {
    case SWATCH_SOLID:
        edge.fill = COLOUR_SOLID;
        sheet_box(sheet, box, 0.0, edge);
        break;
    case SWATCH_DOOR:
        sheet_line(sheet, ends, 2, (struct style){0, COLOUR_DOOR, 3.0, 0.0});
        break;
    case SWATCH_EXIT:
        sheet_line(sheet, ends, 2, (struct style){0, COLOUR_SAFE, 5.0, 0.0});
        break;
    case SWATCH_STAIR:
        edge.fill = COLOUR_STAIR;
        sheet_box(sheet, box, 0.0, edge);
        sign_arrow(sheet, ends[0], ends[1], arrow);
        break;
    case SWATCH_MUSTER:
        sign_assembly(sheet, at, 20.0);
        break;
    case SWATCH_ALARM:
        sign_alarm(sheet, at, 6.5);
        break;
    case SWATCH_GROUND:
    case SWATCHES:
        sheet_box(sheet, box, 0.0, edge);
        break;
    }
}

struct legend {
    struct page *page;
    double x;
};

/* Room for an entry with this text; returns the middle of its little picture. */
static struct sibu_point legend_entry(struct legend *legend, const char *text)
{
    struct lettering letters = {11.5, COLOUR_INK, 0, SIBU_PLAN_START, 0};
    struct page *page = legend->page;
    double width = 30.0 + text_width_em(text, strlen(text)) * letters.size + 22.0;
    if (legend->x > MARGIN_PX && legend->x + width > MARGIN_PX + page->width) {
        legend->x = MARGIN_PX;
        page->y += LEGEND_STEP_PX;
    }
    struct sibu_point at = {legend->x + 11.0, page->y};
    sheet_text(page->sheet, (struct sibu_point){legend->x + 29.0, page->y}, letters, text);
    legend->x += width;
    return at;
}

static int floor_is_drawn(const struct page *page, uint32_t floor)
{
    return floor >= page->first && floor < page->end;
}

static int use_is_drawn(const struct page *page, enum sibu_use use)
{
    for (uint32_t i = 0; i < page->site->zone_count; i++) {
        if (page->site->zones[i].use == use && floor_is_drawn(page, page->site->zones[i].floor)) {
            return 1;
        }
    }
    return 0;
}

static void draw_legend(struct page *page)
{
    static const enum sibu_say_id NAMES[SWATCHES] = {
        SIBU_SAY_SITE_WALKABLE, SIBU_SAY_SITE_OBSTACLE, SIBU_SAY_SITE_DOOR,  SIBU_SAY_SITE_EXIT,
        SIBU_SAY_SITE_STAIR,    SIBU_SAY_SITE_MUSTER,   SIBU_SAY_SITE_ALARM,
    };
    static const enum sibu_say_id USES[] = {
        SIBU_SAY_SITE_USE_PROCESS,  SIBU_SAY_SITE_USE_OFFICE,   SIBU_SAY_SITE_USE_ASSEMBLY, SIBU_SAY_SITE_USE_STORAGE,
        SIBU_SAY_SITE_USE_WORKSHOP, SIBU_SAY_SITE_USE_SLEEPING, SIBU_SAY_SITE_USE_OUTDOOR,
    };
    struct legend legend = {page, MARGIN_PX};
    page->y += 8.0;
    for (int i = 0; i < SWATCHES; i++) {
        struct sibu_point at = legend_entry(&legend, sibu_say(page->language, NAMES[i]));
        draw_swatch(page->sheet, (enum swatch)i, at);
    }
    for (int use = 0; use <= SIBU_USE_OUTDOOR; use++) {
        if (use_is_drawn(page, (enum sibu_use)use)) {
            struct sibu_point at = legend_entry(&legend, sibu_say(page->language, USES[use]));
            struct sibu_box box = {at.x - 11.0, at.y - 7.0, at.x + 11.0, at.y + 7.0};
            sheet_box(page->sheet, box, 0.0, (struct style){COLOUR_OF_USE[use], COLOUR_ZONE_EDGE, 0.8, 4.0});
        }
    }
    page->y += LEGEND_STEP_PX;
}

/* Title on the left, scale and north on the right. North is known where the site is drawn in degrees. */
static void draw_head(struct page *page, const char *title)
{
    struct lettering bold = {22.0, COLOUR_INK, 0, SIBU_PLAN_START, 1};
    double right = MARGIN_PX + page->width;
    sheet_text(page->sheet, (struct sibu_point){MARGIN_PX, MARGIN_PX + 12.0}, bold, title);
    if (page->site->geographic) {
        sign_north(page->sheet, (struct sibu_point){right - 12.0, MARGIN_PX + 22.0}, page->language);
        right -= 44.0;
    }
    sign_scale(page->sheet, (struct sibu_point){right, MARGIN_PX + 14.0}, page->px_per_m, page->language);
}

static char *title_of(struct page *page)
{
    char title[400];
    int one = page->end - page->first == 1;
    const char *name = page->site->name.in[page->language];
    const char *floor = one ? page->site->floors[page->first].name.in[page->language]
                            : sibu_say(page->language, SIBU_SAY_SITE_ALL_FLOORS);
    snprintf(title, sizeof title, page->language == SIBU_ZH ? "%s　%s" : "%s, %s", name, floor);
    return sibu_arena_text(&page->sheet->arena, title, strlen(title));
}

static void draw_page(struct page *page)
{
    struct sheet *sheet = page->sheet;
    struct style paper = {COLOUR_PAPER, 0, 0.0, 0.0};
    size_t background = sheet->count;
    sheet_box(sheet, (struct sibu_box){0.0, 0.0, 1.0, 1.0}, 0.0, paper); /* its size is known at the end */
    choose_scale(page);
    page->y = MARGIN_PX + HEAD_PX;
    draw_floors(page);
    page->width = page->width < 760.0 ? 760.0 : page->width;
    draw_legend(page);
    sheet->plan.title = title_of(page);
    sheet->failed |= sheet->plan.title == NULL;
    if (!sheet->failed) {
        draw_head(page, sheet->plan.title);
    }
    sheet->plan.width = page->width + 2.0 * MARGIN_PX;
    sheet->plan.height = page->y + MARGIN_PX - 12.0;
    struct sibu_point *corners = sheet_take(sheet, 4, sizeof corners[0]);
    struct sibu_plan_path *path = sheet_take(sheet, 1, sizeof *path);
    if (!sheet->failed) {
        corners[1].x = corners[2].x = sheet->plan.width;
        corners[2].y = corners[3].y = sheet->plan.height;
        *path = (struct sibu_plan_path){corners, 4};
        sheet->items[background].paths = path;
        sheet->items[background].path_count = 1;
    }
}

enum sibu_status sibu_plan_open(struct sibu_plan **out, const struct sibu_site *site, uint32_t floor,
                                enum sibu_language language, struct sibu_fault *fault)
{
    struct sheet *sheet = sheet_open();
    *out = NULL;
    if (sheet != NULL) {
        struct page page = {.sheet = sheet, .site = site, .language = language};
        page.first = floor == SIBU_NONE ? 0 : floor;
        page.end = floor == SIBU_NONE ? site->floor_count : floor + 1;
        draw_page(&page);
    }
    if (sheet == NULL || sheet->failed) {
        sheet_close(sheet);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, site->id, "内存不足，无法绘制平面图",
                              "out of memory for the plan");
    }
    sheet->plan.items = sheet->items;
    sheet->plan.count = sheet->count;
    *out = &sheet->plan;
    return SIBU_OK;
}

void sibu_plan_close(struct sibu_plan *plan)
{
    if (plan != NULL) {
        sheet_close(plan->owner);
    }
}
