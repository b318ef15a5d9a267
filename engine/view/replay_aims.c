/* Where people wanted to go, as the record tells it. See replay.h. */
#include <stdlib.h>
#include <string.h>

#include "view/replay_events.h"

static int is_aim(const struct sibu_record_event *event)
{
    return strcmp(event->kind, "target") == 0;
}

/* The number of a place: exits first, then assembly points; or SIBU_NONE. */
static uint32_t place_number(const struct sibu_site *site, const char *id)
{
    uint32_t exit = sibu_site_find_exit(site, id), muster = sibu_site_find_muster(site, id);
    return exit != SIBU_NONE ? exit : muster != SIBU_NONE ? site->exit_count + muster : SIBU_NONE;
}

static int compare_aims(const void *a, const void *b)
{
    const struct replay_aim *first = a, *second = b;
    int order = (first->person > second->person) - (first->person < second->person);
    order = order != 0 ? order : (first->time_s > second->time_s) - (first->time_s < second->time_s);
    return order != 0 ? order : (first->row > second->row) - (first->row < second->row);
}

int replay_take_aims(struct replay *replay, const struct sibu_record_event *events, size_t count)
{
    size_t aims = 0;
    for (size_t i = 0; i < count; i++) {
        aims += is_aim(&events[i]) != 0;
    }
    replay->aims = sibu_arena_take(&replay->arena, aims + 1, sizeof *replay->aims);
    if (replay->aims == NULL) {
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t person = is_aim(&events[i]) ? replay_find(replay, events[i].person) : SIBU_NONE;
        uint32_t place = person != SIBU_NONE ? place_number(replay->site, events[i].place) : SIBU_NONE;
        if (place != SIBU_NONE) {
            double time_s = ((double)events[i].time_us - (double)replay->t0_us) / 1e6;
            replay->aims[replay->aim_count++] = (struct replay_aim){time_s, person, place, i};
        }
    }
    qsort(replay->aims, replay->aim_count, sizeof *replay->aims, compare_aims);
    return 1;
}

/* How many aims stand before this person's first after time_s. */
static size_t aims_until(const struct replay *replay, uint32_t person, double time_s)
{
    size_t low = 0, high = replay->aim_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct replay_aim *aim = &replay->aims[middle];
        if (aim->person < person || (aim->person == person && aim->time_s <= time_s)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

uint32_t replay_aim_at(const struct replay *replay, uint32_t person, double time_s)
{
    size_t until = aims_until(replay, person, time_s);
    return until > 0 && replay->aims[until - 1].person == person ? replay->aims[until - 1].place : SIBU_NONE;
}

uint32_t replay_went_at(const struct replay *replay, uint32_t person, double time_s)
{
    const struct replay_person *it = &replay->people[person];
    int out = state_reached(&it->times, MOMENT_EXITED, time_s);
    if (it->exit != SIBU_NONE && !out) {
        return it->exit;
    }
    return it->muster != SIBU_NONE ? replay->site->exit_count + it->muster : SIBU_NONE;
}
