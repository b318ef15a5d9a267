/* Two plans of a site side by side: see site_diff.h. */
#include "draw/site_diff.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SAME_M 0.002 /* readers round to the millimetre; of two origins both may do so */
#define SAME_DEG 2e-8 /* as much on the ground */
#define SAME_NUMBER 1e-9

/* A part as it is compared, whatever it is. */
struct item {
    const char *id;
    const struct sibu_name *name; /* NULL: it has none */
    const char *floor, *to; /* ids; "" where it has none */
    const struct sibu_polygon *polygons;
    uint32_t polygon_count;
    const struct sibu_line *line; /* NULL: it is none */
    const struct sibu_point *point; /* NULL: it is none */
    int use; /* -1: it has none */
    const struct sibu_zone *zone; /* whose hazards; NULL: it has none */
    double amount;
    double level_m;
    const char *topic;
};
struct pair {
    const struct sibu_site *before, *after;
};

static const char *floor_of(const struct sibu_site *site, uint32_t floor)
{
    return floor < site->floor_count ? site->floors[floor].id : "";
}

static struct item floor_item(const struct sibu_site *site, uint32_t i)
{
    const struct sibu_floor *at = &site->floors[i];
    return (struct item){.id = at->id,
                         .name = &at->name,
                         .polygons = at->walkable,
                         .polygon_count = at->walkable_count,
                         .level_m = at->elevation_m};
}

static struct item zone_item(const struct sibu_site *site, uint32_t i)
{
    const struct sibu_zone *at = &site->zones[i];
    return (struct item){.id = at->id,
                         .name = &at->name,
                         .floor = floor_of(site, at->floor),
                         .polygons = &at->polygon,
                         .polygon_count = 1,
                         .use = (int)at->use,
                         .zone = at};
}

static struct item exit_item(const struct sibu_site *site, uint32_t i)
{
    const struct sibu_exit *at = &site->exits[i];
    return (struct item){.id = at->id,
                         .name = &at->name,
                         .floor = floor_of(site, at->floor),
                         .line = &at->line,
                         .amount = at->flow_per_s};
}

static struct item door_item(const struct sibu_site *site, uint32_t i)
{
    const struct sibu_door *at = &site->doors[i];
    return (struct item){.id = at->id, .floor = floor_of(site, at->floor), .line = &at->line, .amount = at->flow_per_s};
}

static struct item stair_item(const struct sibu_site *site, uint32_t i)
{
    const struct sibu_stair *at = &site->stairs[i];
    return (struct item){.id = at->id,
                         .floor = floor_of(site, at->floor),
                         .to = floor_of(site, at->to),
                         .polygons = &at->polygon,
                         .polygon_count = 1,
                         .amount = at->slope};
}

static struct item muster_item(const struct sibu_site *site, uint32_t i)
{
    const struct sibu_muster *at = &site->musters[i];
    return (struct item){.id = at->id,
                         .name = &at->name,
                         .floor = floor_of(site, at->floor),
                         .polygons = &at->polygon,
                         .polygon_count = 1,
                         .amount = (double)at->capacity_persons};
}

static struct item alarm_item(const struct sibu_site *site, uint32_t i)
{
    const struct sibu_alarm *at = &site->alarms[i];
    return (struct item){.id = at->id,
                         .floor = floor_of(site, at->floor),
                         .point = &at->point,
                         .amount = at->audible_m,
                         .topic = at->topic};
}

static uint32_t count_of(const struct sibu_site *site, enum site_part part)
{
    const uint32_t counts[SITE_PARTS] = {site->floor_count, site->zone_count,   site->exit_count, site->door_count,
                                         site->stair_count, site->muster_count, site->alarm_count};
    return counts[part];
}

static int compare_items(const void *a, const void *b)
{
    return strcmp(((const struct item *)a)->id, ((const struct item *)b)->id);
}

/* All of the part, by id. NULL: no memory. */
static struct item *list_items(const struct sibu_site *site, enum site_part part, struct sibu_arena *arena)
{
    struct item (*const makers[SITE_PARTS])(const struct sibu_site *, uint32_t) = {
        floor_item, zone_item, exit_item, door_item, stair_item, muster_item, alarm_item};
    uint32_t count = count_of(site, part);
    struct item *items = sibu_arena_take(arena, (size_t)count + 1, sizeof *items);
    for (uint32_t i = 0; items != NULL && i < count; i++) {
        items[i] = makers[part](site, i);
        items[i].id = items[i].id != NULL ? items[i].id : "";
        items[i].floor = items[i].floor != NULL ? items[i].floor : "";
        items[i].to = items[i].to != NULL ? items[i].to : "";
        items[i].topic = items[i].topic != NULL ? items[i].topic : "";
    }
    if (items != NULL) {
        qsort(items, count, sizeof *items, compare_items);
    }
    return items;
}

static int numbers_differ(double a, double b, double same)
{
    return !(fabs(a - b) <= same);
}

/* Where one of the two is in degrees and the other in metres, nothing is where it was. */
static int points_differ(const struct pair *sites, struct sibu_point a, struct sibu_point b)
{
    if (sites->before->geographic != sites->after->geographic) {
        return 1;
    }
    if (sites->before->geographic) {
        a = sibu_site_degrees(sites->before, a);
        b = sibu_site_degrees(sites->after, b);
        return numbers_differ(a.x, b.x, SAME_DEG) || numbers_differ(a.y, b.y, SAME_DEG);
    }
    return numbers_differ(a.x, b.x, SAME_M) || numbers_differ(a.y, b.y, SAME_M);
}

static int runs_differ(const struct pair *sites, const struct sibu_point *a, const struct sibu_point *b, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (points_differ(sites, a[i], b[i])) {
            return 1;
        }
    }
    return 0;
}

static int polygons_differ(const struct pair *sites, const struct sibu_polygon *a, const struct sibu_polygon *b)
{
    int differ = a->count != b->count;
    for (uint32_t i = 0; i < a->count && !differ; i++) {
        differ = a->rings[i].count != b->rings[i].count ||
                 runs_differ(sites, a->rings[i].points, b->rings[i].points, a->rings[i].count);
    }
    return differ;
}

static int shapes_differ(const struct pair *sites, const struct item *a, const struct item *b)
{
    int differ = a->polygon_count != b->polygon_count;
    for (uint32_t i = 0; i < a->polygon_count && !differ; i++) {
        differ = polygons_differ(sites, &a->polygons[i], &b->polygons[i]);
    }
    if (a->line != NULL && b->line != NULL) {
        differ = differ || a->line->count != b->line->count ||
                 runs_differ(sites, a->line->points, b->line->points, a->line->count);
    }
    return differ || (a->point != NULL && b->point != NULL && points_differ(sites, *a->point, *b->point));
}

static int names_differ(const struct sibu_name *a, const struct sibu_name *b)
{
    return a != NULL && b != NULL &&
           (strcmp(a->in[SIBU_ZH], b->in[SIBU_ZH]) != 0 || strcmp(a->in[SIBU_EN], b->in[SIBU_EN]) != 0);
}

static int hazards_differ(const struct sibu_zone *a, const struct sibu_zone *b)
{
    if (a == NULL || b == NULL) {
        return 0;
    }
    int differ = a->hazard_count != b->hazard_count;
    for (uint32_t i = 0; i < a->hazard_count && !differ; i++) {
        differ = strcmp(a->hazards[i].family, b->hazards[i].family) != 0 ||
                 numbers_differ(a->hazards[i].weight, b->hazards[i].weight, SAME_NUMBER);
    }
    return differ;
}

static unsigned fields_of(const struct pair *sites, const struct item *a, const struct item *b)
{
    int levels = strcmp(a->floor, b->floor) != 0 || strcmp(a->to, b->to) != 0 ||
                 numbers_differ(a->level_m, b->level_m, SAME_NUMBER);
    const int differ[SITE_FIELDS] = {[SITE_NAME] = names_differ(a->name, b->name),
                                     [SITE_LEVEL] = levels,
                                     [SITE_SHAPE] = shapes_differ(sites, a, b),
                                     [SITE_USE] = a->use != b->use,
                                     [SITE_HAZARDS] = hazards_differ(a->zone, b->zone),
                                     [SITE_AMOUNT] = numbers_differ(a->amount, b->amount, SAME_NUMBER),
                                     [SITE_TOPIC] = strcmp(a->topic, b->topic) != 0};
    unsigned fields = 0;
    for (unsigned i = 0; i < SITE_FIELDS; i++) {
        fields |= differ[i] ? 1U << i : 0U;
    }
    return fields;
}

static double measure_of(const struct item *item)
{
    double sum = item->line != NULL ? sibu_line_length(item->line) : 0.0;
    for (uint32_t i = 0; i < item->polygon_count; i++) {
        sum += sibu_polygon_area(&item->polygons[i]);
    }
    return sum;
}

/* One of the two may be NULL. Nothing where they are the same. */
static void add(struct site_diff *diff, struct site_change *changes, const struct pair *sites, enum site_part part,
                const struct item *const both[2])
{
    const struct item *a = both[0], *b = both[1], *any = b != NULL ? b : a;
    struct site_change change = {.part = part, .id = any->id, .name = any->name, .was = a != NULL, .is = b != NULL};
    change.fields = a != NULL && b != NULL ? fields_of(sites, a, b) : 0U;
    if (a != NULL && b != NULL && change.fields == 0U) {
        return;
    }
    change.before = a != NULL ? measure_of(a) : 0.0;
    change.after = b != NULL ? measure_of(b) : 0.0;
    changes[diff->count++] = change;
    diff->come[part] += a == NULL;
    diff->leave[part] += b == NULL;
    diff->change[part] += a != NULL && b != NULL;
}

/* Both lists ascend by id: they are gone through side by side. False: no memory. */
static int compare_part(struct site_diff *diff, struct site_change *changes, const struct pair *sites,
                        enum site_part part, struct sibu_arena *arena)
{
    const struct item *a = list_items(sites->before, part, arena), *b = list_items(sites->after, part, arena);
    uint32_t a_count = count_of(sites->before, part), b_count = count_of(sites->after, part), i = 0, k = 0;
    if (a == NULL || b == NULL) {
        return 0;
    }
    while (i < a_count || k < b_count) {
        int order = i == a_count ? 1 : k == b_count ? -1 : strcmp(a[i].id, b[k].id);
        const struct item *const both[2] = {order <= 0 ? &a[i] : NULL, order >= 0 ? &b[k] : NULL};
        add(diff, changes, sites, part, both);
        i += order <= 0;
        k += order >= 0;
    }
    return 1;
}

static double walkable_m2(const struct sibu_site *site)
{
    double sum = 0.0;
    for (uint32_t i = 0; i < site->floor_count; i++) {
        const struct item item = floor_item(site, i);
        sum += measure_of(&item);
    }
    return sum;
}

int site_diff_make(const struct sibu_site *before, const struct sibu_site *after, struct sibu_arena *arena,
                   struct site_diff *out)
{
    const struct pair sites = {before, after};
    size_t most = 1;
    *out = (struct site_diff){.before_m2 = walkable_m2(before), .after_m2 = walkable_m2(after)};
    for (int i = 0; i < SITE_PARTS; i++) {
        most += (size_t)count_of(before, (enum site_part)i) + count_of(after, (enum site_part)i);
    }
    struct site_change *changes = sibu_arena_take(arena, most, sizeof *changes);
    for (int i = 0; i < SITE_PARTS; i++) {
        if (changes == NULL || !compare_part(out, changes, &sites, (enum site_part)i, arena)) {
            return 0;
        }
    }
    out->changes = changes;
    out->whole = (names_differ(&before->name, &after->name) ? SITE_WHOLE_NAME : 0U) |
                 (before->grade != after->grade ? SITE_WHOLE_GRADE : 0U) |
                 (strcmp(before->timezone, after->timezone) != 0 ? SITE_WHOLE_ZONE : 0U);
    return 1;
}

const char *site_part_name(enum site_part part)
{
    static const char *const NAMES[SITE_PARTS] = {"floor", "zone", "exit", "door", "stair", "muster", "alarm"};
    return NAMES[part];
}

const char *site_field_name(enum site_field field)
{
    static const char *const NAMES[SITE_FIELDS] = {"name", "floor", "shape", "use", "hazards", "amount", "topic"};
    return NAMES[field];
}
