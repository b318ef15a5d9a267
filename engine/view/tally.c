/* See tally.h. */
#include "view/tally.h"

#include <string.h>

#include "sibu/memory.h"

enum sibu_status tally_open(struct tally *tally, const struct replay *replay, struct sibu_fault *fault)
{
    const struct sibu_site *site = replay->site;
    *tally = (struct tally){.at_muster = sibu_array_new(site->muster_count, sizeof *tally->at_muster),
                            .zone_people = sibu_array_new(site->zone_count, sizeof *tally->zone_people),
                            .zone_inside = sibu_array_new(site->zone_count, sizeof *tally->zone_inside),
                            .on_floor = sibu_array_new(site->floor_count, sizeof *tally->on_floor),
                            .missing_people = sibu_array_new(replay->people_count, sizeof *tally->missing_people)};
    if (tally->at_muster == NULL || tally->zone_people == NULL || tally->zone_inside == NULL ||
        tally->on_floor == NULL || tally->missing_people == NULL) {
        tally_close(tally);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, replay->path, "内存不足，无法统计人数",
                              "no memory for the counts");
    }
    return SIBU_OK;
}

void tally_close(struct tally *tally)
{
    sibu_array_free(tally->at_muster);
    sibu_array_free(tally->zone_people);
    sibu_array_free(tally->zone_inside);
    sibu_array_free(tally->on_floor);
    sibu_array_free(tally->missing_people);
    *tally = (struct tally){0};
}

static void clear_counts(struct tally *tally, const struct sibu_site *site)
{
    struct tally kept = *tally;
    *tally = (struct tally){.at_muster = kept.at_muster,
                            .zone_people = kept.zone_people,
                            .zone_inside = kept.zone_inside,
                            .on_floor = kept.on_floor,
                            .missing_people = kept.missing_people};
    memset(tally->at_muster, 0, site->muster_count * sizeof *tally->at_muster);
    memset(tally->zone_people, 0, site->zone_count * sizeof *tally->zone_people);
    memset(tally->zone_inside, 0, site->zone_count * sizeof *tally->zone_inside);
    memset(tally->on_floor, 0, site->floor_count * sizeof *tally->on_floor);
}

static void count_muster(struct tally *tally, const struct replay_person *person, double time_s)
{
    const struct state_times *times = &person->times;
    int checked_in = state_reached(times, MOMENT_CHECKED_IN, time_s);
    int help = !checked_in && state_reached(times, MOMENT_HELP, time_s);
    int missing = state_missing(times, time_s);
    tally->expected++;
    tally->acknowledged += state_reached(times, MOMENT_ACKNOWLEDGED, time_s) != 0;
    tally->checked_in += checked_in != 0;
    tally->help += help != 0;
    tally->missing += missing != 0;
    tally->cannot += !checked_in && !help && !missing;
    tally->safe += state_safe(times, time_s) != 0;
}

static void count_places(struct tally *tally, const struct replay *replay, const struct replay_person *person,
                         double time_s)
{
    enum moment gathering = replay->drill ? MOMENT_CHECKED_IN : MOMENT_ARRIVED;
    if (person->muster != SIBU_NONE && state_reached(&person->times, gathering, time_s)) {
        tally->at_muster[person->muster]++;
    }
    if (person->zone != SIBU_NONE && person->expected) {
        tally->zone_people[person->zone]++;
        tally->zone_inside[person->zone] += !state_safe(&person->times, time_s);
    }
}

int tally_is_missing(const struct replay *replay, const struct replay_person *person, double time_s)
{
    if (!person->expected) {
        return 0;
    }
    if (!replay->drill) {
        return !state_safe(&person->times, time_s);
    }
    return state_missing(&person->times, time_s) || state_at(&person->times, time_s) == STATE_HELP;
}

static void list_missing(struct tally *tally, const struct replay *replay, double time_s)
{
    for (int urgent = 1; urgent >= 0; urgent--) {
        for (size_t i = 0; i < replay->people_count; i++) {
            const struct replay_person *person = &replay->people[i];
            int help = state_at(&person->times, time_s) == STATE_HELP;
            if (help == urgent && tally_is_missing(replay, person, time_s)) {
                tally->missing_people[tally->missing_count++] = (uint32_t)i;
            }
        }
    }
}

static void count_floors(struct tally *tally, const struct replay *replay, const struct motion_frame *now)
{
    for (size_t i = 0; i < now->count; i++) {
        if (now->floor[i] < replay->site->floor_count) {
            tally->on_floor[now->floor[i]]++;
        }
    }
}

void tally_take(struct tally *tally, const struct replay *replay, const struct motion *motion, double time_s)
{
    clear_counts(tally, replay->site);
    for (size_t i = 0; i < replay->people_count; i++) {
        const struct replay_person *person = &replay->people[i];
        enum state state = state_at(&person->times, time_s);
        if (person->expected || state != STATE_WAITING) {
            tally->people++;
            tally->by_state[state]++;
        }
        if (person->expected) {
            count_muster(tally, person, time_s);
        }
        count_places(tally, replay, person, time_s);
    }
    list_missing(tally, replay, time_s);
    count_floors(tally, replay, &motion->now);
}
