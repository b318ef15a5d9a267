/* People drawn for a site: where they stand, how fast they walk, how wide they are, when they set out.
 *
 * Depends on: world/placing.h, sibu/random.h. One thread. Each person has a stream of random numbers of their own, so
 * one person more changes nobody else's speed.
 */
#include <string.h>

#include "sibu/random.h"
#include "sibu/world.h"
#include "world/placing.h"

#define RADIUS_MIN_M 0.18
#define RADIUS_MAX_M 0.25
#define WHEELCHAIR_RADIUS_M 0.25

/* Free speed on the level by pace: normal within [low, high], or uniform where the deviation is 0. */
struct pace_law {
    double mean, deviation, low, high; /* m/s */
};
static const struct pace_law PACES[SIBU_PACES] = {
    [SIBU_PACE_FAST] = {0.0, 0.0, 1.11, 1.85}, /* IMO MSC.1/Circ.1533: males under 30 */
    [SIBU_PACE_NORMAL] = {1.34, 0.26, 0.80, 1.90}, /* Weidmann (1993), all adults */
    [SIBU_PACE_SLOW] = {0.0, 0.0, 0.56, 0.94}, /* IMO MSC.1/Circ.1533: females over 50 */
    [SIBU_PACE_IMPAIRED] = {0.0, 0.0, 0.46, 0.76}, /* RiMEA: impaired */
    [SIBU_PACE_WHEELCHAIR] = {0.69, 0.35, 0.30, 1.35}, /* Boyce, Shields and Silcock (1999): manual wheelchairs */
};

/* Free speed along the incline of stairs as a share of the one on the level: the tables of IMO MSC.1/Circ.1533 by pace. A
 * wheelchair does not roll there: it is carried (see help.c), at these speeds, m/s. */
struct stair_law {
    double down, up;
};
static const struct stair_law STAIRS[SIBU_PACES] = {
    [SIBU_PACE_FAST] = {0.76 / 1.11, 0.50 / 1.11}, /* males under 30 */
    [SIBU_PACE_NORMAL] = {0.64 / 0.97, 0.47 / 0.97}, /* males of 30 to 50; the women's differ by less than 0.04 */
    [SIBU_PACE_SLOW] = {0.45 / 0.56, 0.37 / 0.56}, /* females over 50 */
    [SIBU_PACE_IMPAIRED] = {0.34 / 0.43, 0.28 / 0.43}, /* females over 50, impaired */
    [SIBU_PACE_WHEELCHAIR] = {0.6, 0.4},
};

/* Pre-movement by use: lognormal, given by the times at which 1 % and 99 % have set out. After the categories of
 * PD 7974-6:2004: A awake and familiar, B awake and unfamiliar, C asleep; well managed (M1 to M2). */
struct premovement_law {
    double first_s, last_s;
};
static const struct premovement_law PREMOVEMENTS[] = {
    [SIBU_USE_PROCESS] = {30.0, 150.0}, /* A, M1 to M2 */
    [SIBU_USE_OFFICE] = {30.0, 150.0},    [SIBU_USE_ASSEMBLY] = {30.0, 150.0}, /* B, M1: 0.5 min, and 2 min more */
    [SIBU_USE_STORAGE] = {30.0, 150.0},   [SIBU_USE_WORKSHOP] = {30.0, 150.0},
    [SIBU_USE_SLEEPING] = {300.0, 600.0}, /* C(a), M2: 5 min, and 5 min more */
    [SIBU_USE_OUTDOOR] = {30.0, 150.0},
};
#define NORMAL_99 2.3263478740408408 /* 99 % of a standard normal lie below */

static double draw_speed(struct sibu_pcg64 *stream, enum sibu_pace pace)
{
    const struct pace_law *law = &PACES[pace];
    if (!(law->deviation > 0.0)) {
        return sibu_draw_between(stream, law->low, law->high);
    }
    double speed = sibu_draw_normal(stream, law->mean, law->deviation);
    while (speed < law->low || speed > law->high) {
        speed = sibu_draw_normal(stream, law->mean, law->deviation);
    }
    return speed;
}

static double draw_radius(struct sibu_pcg64 *stream, enum sibu_pace pace)
{
    double radius = sibu_draw_between(stream, RADIUS_MIN_M, RADIUS_MAX_M);
    return pace == SIBU_PACE_WHEELCHAIR ? WHEELCHAIR_RADIUS_M : radius;
}

static double draw_premovement(struct sibu_pcg64 *stream, enum sibu_use use)
{
    double first = sibu_log(PREMOVEMENTS[use].first_s), last = sibu_log(PREMOVEMENTS[use].last_s);
    double seconds = sibu_draw_lognormal(stream, (first + last) / 2.0, (last - first) / (2.0 * NORMAL_99));
    return seconds < 4.0 * PREMOVEMENTS[use].last_s ? seconds : 4.0 * PREMOVEMENTS[use].last_s;
}

static enum sibu_use use_at(const struct sibu_site *site, const struct sibu_person_def *person)
{
    uint32_t zone = sibu_site_zone_at(site, person->floor, person->x_m, person->y_m);
    return zone == SIBU_NONE ? SIBU_USE_OUTDOOR : site->zones[zone].use;
}

/* What a person is, before their place is known. */
static void draw_body(struct sibu_pcg64 *stream, uint32_t id, enum sibu_pace pace, struct sibu_person_def *out)
{
    *out = (struct sibu_person_def){.id = id};
    out->speed_m_per_s = draw_speed(stream, pace);
    out->radius_m = draw_radius(stream, pace);
    double scale = pace == SIBU_PACE_WHEELCHAIR ? 1.0 : out->speed_m_per_s;
    out->down_m_per_s = STAIRS[pace].down * scale;
    out->up_m_per_s = STAIRS[pace].up * scale;
}

size_t sibu_population_count(const struct sibu_site *site)
{
    size_t count = 0;
    for (uint32_t i = 0; i < site->start_count; i++) {
        count += site->starts[i].count;
    }
    return count;
}

/* How many of `people` start in the area: by its share of all counts, rounded so that the sum comes out right. */
static size_t share_until(const struct sibu_site *site, uint32_t area, size_t people)
{
    double all = (double)sibu_population_count(site), until = 0.0;
    for (uint32_t i = 0; i <= area; i++) {
        until += (double)site->starts[i].count;
    }
    return all > 0.0 ? (size_t)(until / all * (double)people + 0.5) : 0;
}

static enum sibu_status check_who(const struct sibu_site *site, const struct sibu_placement *who, size_t count,
                                  struct sibu_fault *fault)
{
    size_t anywhere = 0;
    for (size_t i = 0; i < count; i++) {
        anywhere += who[i].zone == SIBU_NONE;
        if (who[i].zone != SIBU_NONE && who[i].zone >= site->zone_count) {
            return sibu_fault_set(fault, SIBU_BAD_INPUT, site->id, "没有第 %u 号区域", "there is no zone number %u",
                                  (unsigned)who[i].zone);
        }
    }
    if (anywhere > 0 && sibu_population_count(site) == 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, site->id, "场地没有起始区（start），%zu 人无处安排",
                              "the site has no start areas: there is no place for %zu people", anywhere);
    }
    return SIBU_OK;
}

static enum sibu_status place_all(struct placing *placing, const struct sibu_placement *who, size_t count,
                                  struct sibu_person_def *out, struct sibu_fault *fault)
{
    const struct sibu_site *site = placing->site;
    size_t anywhere = 0, placed = 0;
    uint32_t area = 0;
    for (size_t i = 0; i < count; i++) {
        anywhere += who[i].zone == SIBU_NONE;
    }
    for (size_t i = 0; i < count; i++) {
        enum sibu_status status;
        if (who[i].zone == SIBU_NONE) {
            while (placed >= share_until(site, area, anywhere) && area + 1 < site->start_count) {
                area++;
            }
            placed++;
            status = placing_put(
                placing, &(struct placing_area){site->starts[area].floor, &site->starts[area].polygon, "start", area},
                &out[i], fault);
        } else {
            const struct sibu_zone *zone = &site->zones[who[i].zone];
            status = placing_put(placing, &(struct placing_area){zone->floor, &zone->polygon, zone->id, who[i].zone},
                                 &out[i], fault);
        }
        if (status != SIBU_OK) {
            return status;
        }
    }
    return SIBU_OK;
}

static _Bool can_help(const struct sibu_placement *who, const struct sibu_person_def *person)
{
    _Bool able = who->pace == SIBU_PACE_FAST || who->pace == SIBU_PACE_NORMAL;
    return able && person->helps == 0 && person->sweeps == 0;
}

/* The nearest on the floor who can help and does not yet; count: there is nobody. */
static size_t nearest_helper(const struct sibu_placement *who, const struct sibu_person_def *out, size_t count,
                             size_t i)
{
    size_t best = count;
    double least = 0.0;
    for (size_t k = 0; k < count; k++) {
        double dx = out[k].x_m - out[i].x_m, dy = out[k].y_m - out[i].y_m;
        if (out[k].floor == out[i].floor && can_help(&who[k], &out[k]) &&
            (best == count || dx * dx + dy * dy < least)) {
            best = k;
            least = dx * dx + dy * dy;
        }
    }
    return best;
}

/* Who is in a wheelchair and cannot get out without a stair waits for the nearest able person, who fetches them. Where
 * there is none they stay: that is a finding. */
static enum sibu_status find_helpers(struct placing *placing, const struct sibu_placement *who, size_t count,
                                     struct sibu_person_def *out, struct sibu_fault *fault)
{
    for (size_t i = 0; i < count; i++) {
        if (who[i].pace != SIBU_PACE_WHEELCHAIR) {
            continue;
        }
        if (!placing->level && !placing_find_level(placing)) {
            return sibu_fault_set(fault, SIBU_NO_MEMORY, placing->site->id, "内存不足", "no memory left");
        }
        uint32_t node = way_node_at(placing->map, out[i].floor, (float)out[i].x_m, (float)out[i].y_m);
        if (node == WAY_NONE || placing->level[node]) {
            continue;
        }
        out[i].premovement_s = -1.0;
        size_t helper = nearest_helper(who, out, count, i);
        if (helper < count) {
            out[helper].helps = (uint32_t)i + 1;
        }
    }
    return SIBU_OK;
}

static enum sibu_status draw_people(struct placing *placing, const struct sibu_placement *who, size_t count,
                                    struct sibu_person_def *out, struct sibu_fault *fault)
{
    struct sibu_pcg64 stream;
    for (size_t i = 0; i < count; i++) {
        sibu_pcg64_open(&stream, placing->key, "body", i + 1);
        draw_body(&stream, (uint32_t)(i + 1), who[i].pace, &out[i]);
    }
    enum sibu_status status = place_all(placing, who, count, out, fault);
    for (size_t i = 0; status == SIBU_OK && i < count; i++) {
        sibu_pcg64_open(&stream, placing->key, "premovement", i + 1);
        out[i].premovement_s = draw_premovement(&stream, use_at(placing->site, &out[i]));
        out[i].group = who[i].group;
        out[i].sweeps = who[i].sweeps;
    }
    return status == SIBU_OK ? find_helpers(placing, who, count, out, fault) : status;
}

struct draw { /* what is asked for */
    const struct sibu_site *site;
    const struct sibu_ways *ways; /* NULL: none yet */
    const struct sibu_placement *who;
    size_t count;
    uint64_t seed;
};

static enum sibu_status draw_all(const struct draw *draw, struct sibu_person_def *out, struct sibu_fault *fault)
{
    enum sibu_status status = check_who(draw->site, draw->who, draw->count, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct placing placing;
    uint8_t key[32];
    sibu_key_of_seed(key, draw->seed);
    status = placing_open(&placing, draw->site, draw->ways, key, draw->count, fault);
    if (status == SIBU_OK) {
        status = draw_people(&placing, draw->who, draw->count, out, fault);
    }
    placing_close(&placing);
    return status;
}

enum sibu_status sibu_population_draw(const struct sibu_site *site, const struct sibu_placement *who, size_t count,
                                      uint64_t seed, struct sibu_person_def *out, struct sibu_fault *fault)
{
    return draw_all(&(struct draw){.site = site, .who = who, .count = count, .seed = seed}, out, fault);
}

enum sibu_status sibu_population_draw_on(const struct sibu_ways *ways, const struct sibu_placement *who, size_t count,
                                         uint64_t seed, struct sibu_person_def *out, struct sibu_fault *fault)
{
    const struct draw draw = {.site = ways->map.site, .ways = ways, .who = who, .count = count, .seed = seed};
    return draw_all(&draw, out, fault);
}
