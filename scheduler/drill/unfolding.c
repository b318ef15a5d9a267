/* See unfolding.h. */
#include "drill/unfolding.h"

#include <math.h>
#include <string.h>

#include "drill/unfolding_read.h"
#include "sibu/hash.h"
#include "sibu/memory.h"
#include "sibu/world.h"

#define SECOND_US INT64_C(1000000)
#define MINUTE_S 60
#define NAMED_FROM 0.01 /* the threat from which on an exit is named in the record */

struct answerer { /* one person of the drill */
    uint32_t zone;
    uint8_t expected, warden, contractor;
    int64_t acknowledged_us, here_us; /* 0: not yet */
};
struct unfolding {
    const struct sibu_site *site;
    struct unfolding_draw draw;
    int64_t t0_us;
    struct sibu_ways *own; /* ways; NULL where they are the caller's */
    const struct sibu_ways *ways;
    struct sibu_blocks *blocks;
    struct sibu_unfold *unfold;
    struct answerer *people;
    size_t count;
    uint32_t *heading, *inside, *waiting;
    struct sibu_unfold_event events[SIBU_UNFOLD_MOST];
    size_t event_count;
    struct unfolding_minute *minutes;
    size_t minute_count;
};

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

static void take_people(struct unfolding *unfolding, const struct unfolding_person *people)
{
    for (size_t i = 0; i < unfolding->count; i++) {
        uint32_t zone = sibu_site_find_zone(unfolding->site, people[i].zone);
        unfolding->people[i] = (struct answerer){.zone = zone,
                                                 .expected = people[i].expected && zone != SIBU_NONE,
                                                 .warden = strcmp(people[i].role, "warden") == 0,
                                                 .contractor = strcmp(people[i].role, "contractor") == 0};
    }
}

static enum sibu_status take_memory(struct unfolding *unfolding, struct sibu_fault *fault)
{
    const struct sibu_site *site = unfolding->site;
    unfolding->people = sibu_array_new(unfolding->count, sizeof *unfolding->people);
    unfolding->heading = sibu_array_new((size_t)site->exit_count + 1, sizeof *unfolding->heading);
    unfolding->inside = sibu_array_new((size_t)site->zone_count + 1, sizeof *unfolding->inside);
    unfolding->waiting = sibu_array_new((size_t)site->zone_count + 1, sizeof *unfolding->waiting);
    unfolding->minutes = sibu_array_new(UNFOLDING_MINUTES_MAX, sizeof *unfolding->minutes);
    return unfolding->people && unfolding->heading && unfolding->inside && unfolding->waiting && unfolding->minutes
               ? SIBU_OK
               : no_memory(fault);
}

static enum sibu_status find_ways(struct unfolding *unfolding, struct sibu_fault *fault)
{
    if (unfolding->ways) {
        return SIBU_OK;
    }
    enum sibu_status status =
        sibu_ways_open(&unfolding->own, unfolding->site, SIBU_GOAL_EXIT, SIBU_WAYS_RADIUS_M, fault);
    unfolding->ways = unfolding->own;
    return status;
}

static enum sibu_status open_all(struct unfolding *unfolding, const struct unfolding_def *def, struct sibu_fault *fault)
{
    enum sibu_status status = unfolding_read(&unfolding->draw, def->draw, def->site, def->families, fault);
    if (status == SIBU_OK) {
        status = take_memory(unfolding, fault);
    }
    if (status == SIBU_OK) {
        status = find_ways(unfolding, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    status = sibu_blocks_open(&unfolding->blocks, unfolding->ways, 0.0, fault);
    if (status != SIBU_OK) {
        return status;
    }
    take_people(unfolding, def->people);
    const struct sibu_unfold_def unfold = {.site = def->site,
                                           .ways = unfolding->ways,
                                           .blocks = unfolding->blocks,
                                           .family = unfolding->draw.family,
                                           .growth = unfolding->draw.growth,
                                           .key = unfolding->draw.key,
                                           .origin = unfolding->draw.origin};
    return sibu_unfold_open(&unfolding->unfold, &unfold, fault);
}

enum sibu_status unfolding_open(struct unfolding **out, const struct unfolding_def *def, struct sibu_fault *fault)
{
    *out = NULL;
    struct unfolding *unfolding = sibu_array_new(1, sizeof *unfolding);
    if (!unfolding) {
        return no_memory(fault);
    }
    unfolding->site = def->site;
    unfolding->ways = def->ways;
    unfolding->t0_us = def->t0_us;
    unfolding->count = def->count;
    enum sibu_status status = open_all(unfolding, def, fault);
    if (status != SIBU_OK) {
        unfolding_close(unfolding);
        return status;
    }
    *out = unfolding;
    return SIBU_OK;
}

void unfolding_close(struct unfolding *unfolding)
{
    if (!unfolding) {
        return;
    }
    sibu_unfold_close(unfolding->unfold);
    sibu_blocks_close(unfolding->blocks);
    sibu_ways_close(unfolding->own);
    sibu_array_free(unfolding->people);
    sibu_array_free(unfolding->heading);
    sibu_array_free(unfolding->inside);
    sibu_array_free(unfolding->waiting);
    for (size_t i = 0; i < unfolding->minute_count; i++) {
        sibu_text_clear(&unfolding->minutes[i].detail);
    }
    sibu_array_free(unfolding->minutes);
    sibu_array_free(unfolding);
}

void unfolding_answer(struct unfolding *unfolding, uint32_t number, const char *kind, int64_t received_us)
{
    if (number == 0 || number > unfolding->count) {
        return;
    }
    struct answerer *person = &unfolding->people[number - 1];
    if (strcmp(kind, "acknowledge") == 0 && person->acknowledged_us == 0) {
        person->acknowledged_us = received_us;
    } else if (strcmp(kind, "check-in") == 0 && person->here_us == 0) {
        person->here_us = received_us;
    }
}

/* The exit nearest to the zone that is not lost, or SIBU_NONE. */
static uint32_t way_out(const struct unfolding *unfolding, uint32_t zone)
{
    uint32_t best = SIBU_NONE;
    double least_s = HUGE_VAL;
    for (uint32_t exit = 0; exit < unfolding->site->exit_count; exit++) {
        double way_s = sibu_unfold_way_s(unfolding->unfold, zone, exit);
        if (way_s < least_s && !sibu_unfold_is_lost(unfolding->unfold, exit)) {
            least_s = way_s;
            best = exit;
        }
    }
    return best;
}

static void count_one(struct unfolding *unfolding, const struct answerer *person, int64_t at_us,
                      struct sibu_unfold_state *state)
{
    _Bool here = person->here_us != 0 && person->here_us < at_us;
    _Bool heard = person->acknowledged_us != 0 && person->acknowledged_us < at_us;
    state->people++;
    state->wardens += person->warden;
    state->contractors += person->contractor;
    if (!here) {
        unfolding->inside[person->zone]++;
        unfolding->waiting[person->zone] += !heard;
        state->wardens_inside += person->warden;
        state->contractors_inside += person->contractor;
    }
}

/* The drill as its answers show it at a moment. */
static struct sibu_unfold_state look(struct unfolding *unfolding, int64_t at_us)
{
    const struct sibu_site *site = unfolding->site;
    struct sibu_unfold_state state = {
        .heading = unfolding->heading, .inside = unfolding->inside, .waiting = unfolding->waiting};
    memset(unfolding->heading, 0, ((size_t)site->exit_count + 1) * sizeof *unfolding->heading);
    memset(unfolding->inside, 0, ((size_t)site->zone_count + 1) * sizeof *unfolding->inside);
    memset(unfolding->waiting, 0, ((size_t)site->zone_count + 1) * sizeof *unfolding->waiting);
    for (size_t i = 0; i < unfolding->count; i++) {
        if (unfolding->people[i].expected) {
            count_one(unfolding, &unfolding->people[i], at_us, &state);
        }
    }
    for (uint32_t zone = 0; zone < site->zone_count; zone++) {
        uint32_t exit = unfolding->inside[zone] > 0 ? way_out(unfolding, zone) : SIBU_NONE;
        if (exit != SIBU_NONE) {
            unfolding->heading[exit] += unfolding->inside[zone];
        }
    }
    return state;
}

static void add_exits(const struct unfolding *unfolding, struct sibu_text *out)
{
    const char *before = "";
    for (uint32_t exit = 0; exit < unfolding->site->exit_count; exit++) {
        double threat = sibu_field_threat(sibu_unfold_field(unfolding->unfold), exit);
        if (threat >= NAMED_FROM) {
            sibu_text_add(out, before);
            sibu_text_add_json(out, unfolding->site->exits[exit].id);
            sibu_text_addf(out, ":%.9g", threat);
            before = ",";
        }
    }
}

static void note_minute(struct unfolding *unfolding)
{
    const struct sibu_field *field = sibu_unfold_field(unfolding->unfold);
    uint8_t digest[SIBU_HASH_BYTES];
    char hex[2 * SIBU_HASH_BYTES + 1];
    if (unfolding->minute_count >= UNFOLDING_MINUTES_MAX) {
        return;
    }
    struct unfolding_minute *minute = &unfolding->minutes[unfolding->minute_count++];
    minute->time_s = sibu_field_time_s(field);
    sibu_field_digest(field, digest);
    sibu_hex(hex, digest, sizeof digest);
    sibu_text_addf(&minute->detail, "{\"time_s\":%.9g,\"sources\":%u,\"digest\":\"%s\",\"threatened\":{",
                   minute->time_s, (unsigned)sibu_field_sources(field), hex);
    add_exits(unfolding, &minute->detail);
    sibu_text_add(&minute->detail, "}}");
}

void unfolding_step(struct unfolding *unfolding, int64_t now_us)
{
    int64_t second = (int64_t)(sibu_unfold_time_s(unfolding->unfold) + 0.5) + 1;
    for (; unfolding->t0_us + second * SECOND_US <= now_us; second++) {
        struct sibu_unfold_state state = look(unfolding, unfolding->t0_us + (second - 1) * SECOND_US);
        unfolding->event_count +=
            sibu_unfold_step(unfolding->unfold, &state, (double)second, unfolding->events + unfolding->event_count);
        if (second % MINUTE_S == 0) {
            note_minute(unfolding);
        }
    }
}

const struct sibu_unfold_event *unfolding_events(const struct unfolding *unfolding, size_t *count)
{
    *count = unfolding->event_count;
    return unfolding->events;
}

const struct unfolding_minute *unfolding_minutes(const struct unfolding *unfolding, size_t *count)
{
    *count = unfolding->minute_count;
    return unfolding->minutes;
}

const struct sibu_field *unfolding_field(const struct unfolding *unfolding)
{
    return sibu_unfold_field(unfolding->unfold);
}

const char *unfolding_place(const struct unfolding *unfolding, const struct sibu_unfold_event *event)
{
    if (event->place == SIBU_NONE) {
        return "";
    }
    return event->kind == SIBU_UNFOLD_EXIT_LOST ? unfolding->site->exits[event->place].id
                                                : unfolding->site->zones[event->place].id;
}

const struct sibu_site *unfolding_site(const struct unfolding *unfolding)
{
    return unfolding->site;
}

const struct unfolding_draw *unfolding_draw(const struct unfolding *unfolding)
{
    return &unfolding->draw;
}

double unfolding_per_min(const struct unfolding *unfolding, enum sibu_unfold_kind kind)
{
    return sibu_unfold_per_min(unfolding->unfold, kind);
}
