/* See compare.h. */
#include "view/compare.h"

#include <string.h>

#include "sibu/memory.h"
#include "view/compare_difference.h"

static enum sibu_status open_twins(struct compare *compare, const struct replay *here, struct sibu_fault *fault)
{
    const struct replay *there = &compare->other;
    compare->twins = sibu_array_new(here->people_count, sizeof *compare->twins);
    compare->twins_back = sibu_array_new(there->people_count, sizeof *compare->twins_back);
    if (compare->twins == NULL || compare->twins_back == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, there->path, "内存不足，无法对照人员",
                              "no memory to match the people");
    }
    enum sibu_status status = compare_twins(here, there, compare->twins, fault);
    for (size_t i = 0; i < there->people_count; i++) {
        compare->twins_back[i] = SIBU_NONE;
    }
    for (uint32_t i = 0; status == SIBU_OK && i < here->people_count; i++) {
        if (compare->twins[i] != SIBU_NONE && compare->twins_back[compare->twins[i]] == SIBU_NONE) {
            compare->twins_back[compare->twins[i]] = i;
        }
    }
    return status;
}

static enum sibu_status open_side(struct compare *compare, struct sibu_fault *fault)
{
    struct compare_side *side = &compare->side;
    motion_open(&side->motion);
    trail_open(&side->trail);
    enum sibu_status status = view_state_open(&compare->view, &compare->other, fault);
    if (status == SIBU_OK) {
        status = scene_open(&side->scene, compare->other.site, fault);
    }
    return status == SIBU_OK ? tally_open(&side->tally, &compare->other, fault) : status;
}

/* The clock reaches over both records. */
static void widen_clock(struct playback *clock, const struct replay *other)
{
    clock->from_s = other->from_s < clock->from_s ? other->from_s : clock->from_s;
    clock->to_s = other->to_s > clock->to_s ? other->to_s : clock->to_s;
}

static enum sibu_status open_record(struct compare *compare, const char *path, struct view_state *view,
                                    struct sibu_fault *fault)
{
    const struct replay *here = view->replay;
    enum sibu_status status = replay_open(&compare->other, path, fault);
    if (status == SIBU_OK) {
        compare->kind = COMPARE_RECORD;
        status = open_side(compare, fault);
    }
    if (status == SIBU_OK) {
        status = open_twins(compare, here, fault);
    }
    if (status == SIBU_OK) {
        status = compare_find_in_record(&compare->late, here, &compare->other, compare->twins, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    compare->way = COMPARE_BESIDE;
    compare->site = compare_site_of(here->site, compare->other.site);
    compare->same_record = compare_is_same_record(here, &compare->other);
    compare->most = compare_difference_most(here, &compare->other);
    widen_clock(&view->playback, &compare->other);
    return SIBU_OK;
}

static enum sibu_status open_forecast(struct compare *compare, const char *with, const struct replay *here,
                                      struct sibu_fault *fault)
{
    if (here->forecast.runs == 0) {
        return with == NULL ? SIBU_OK
                            : sibu_fault_set(fault, SIBU_BAD_INPUT, here->path,
                                             "记录中没有可读的预测，无法与预测对比，请用 --compare 给出另一个记录",
                                             "the record holds no forecast that can be read: name another record "
                                             "to compare with");
    }
    compare->kind = COMPARE_FORECAST;
    compare->way = with != NULL ? COMPARE_ALONE : COMPARE_OFF;
    compare->most = compare_difference_most(here, NULL);
    return compare_find_in_forecast(&compare->late, here, fault);
}

enum sibu_status compare_open(struct compare *compare, const char *with, struct view_state *view,
                              struct sibu_fault *fault)
{
    *compare = (struct compare){.list_open = 1, .go_to = SIBU_NONE};
    int forecast = with == NULL || strcmp(with, COMPARE_WORD_FORECAST) == 0;
    enum sibu_status status =
        forecast ? open_forecast(compare, with, view->replay, fault) : open_record(compare, with, view, fault);
    if (status != SIBU_OK) {
        compare_close(compare);
        return status;
    }
    view->compare = compare;
    return SIBU_OK;
}

void compare_close(struct compare *compare)
{
    struct compare_side *side = &compare->side;
    if (compare->kind == COMPARE_RECORD) {
        scene_close(&side->scene);
        marker_close(&side->markers);
        motion_close(&side->motion);
        trail_close(&side->trail);
        density_course_close(&side->density);
        hazard_course_close(&side->hazard);
        tally_close(&side->tally);
        view_state_close(&compare->view);
        replay_close(&compare->other);
    }
    sibu_array_free(compare->twins);
    sibu_array_free(compare->twins_back);
    compare_late_list_close(&compare->late);
    *compare = (struct compare){0};
}

int compare_is_on(const struct view_state *view)
{
    return view->compare != NULL && view->compare->way != COMPARE_OFF;
}

int compare_lists(const struct view_state *view)
{
    return compare_is_on(view) && view->compare->list_open;
}

const struct replay *compare_other(const struct view_state *view)
{
    return view->compare != NULL && view->compare->kind == COMPARE_RECORD ? &view->compare->other : NULL;
}

enum compare_note compare_note_of(const struct view_state *view)
{
    static const enum compare_note SITES[] = {[COMPARE_SITE_SAME] = COMPARE_NOTE_NONE,
                                              [COMPARE_SITE_CHANGED] = COMPARE_NOTE_CHANGED_SITE,
                                              [COMPARE_SITE_OTHER] = COMPARE_NOTE_OTHER_SITE};
    const struct compare *compare = view->compare;
    if (compare == NULL || (compare->kind == COMPARE_NOTHING && !compare->asked)) {
        return COMPARE_NOTE_NONE;
    }
    if (compare->kind == COMPARE_NOTHING) {
        return COMPARE_NOTE_NOTHING;
    }
    if (compare->way == COMPARE_OFF) {
        return COMPARE_NOTE_NONE;
    }
    if (compare->kind == COMPARE_FORECAST) {
        return COMPARE_NOTE_CURVES;
    }
    if (compare->same_record) {
        return COMPARE_NOTE_SAME;
    }
    if (compare->way == COMPARE_OVER && compare->other.frame_count == 0) {
        return COMPARE_NOTE_NO_GHOSTS;
    }
    int unlike = compare->site == COMPARE_SITE_SAME && view->replay->drill != compare->other.drill;
    return unlike ? COMPARE_NOTE_UNLIKE : SITES[compare->site];
}

void compare_overlay(struct compare *compare)
{
    if (compare->kind == COMPARE_RECORD && compare->site == COMPARE_SITE_SAME) {
        compare->way = COMPARE_OVER;
    }
}

/* Off, beside each other, over each other where that goes, and round. */
static void next_way(struct compare *compare)
{
    switch (compare->kind) {
    case COMPARE_NOTHING:
        compare->asked = !compare->asked;
        break;
    case COMPARE_FORECAST:
        compare->way = compare->way == COMPARE_OFF ? COMPARE_ALONE : COMPARE_OFF;
        break;
    case COMPARE_RECORD:
        if (compare->way == COMPARE_OFF) {
            compare->way = COMPARE_BESIDE;
        } else if (compare->way == COMPARE_BESIDE && compare->site == COMPARE_SITE_SAME) {
            compare->way = COMPARE_OVER;
        } else {
            compare->way = COMPARE_OFF;
        }
        break;
    }
}

void compare_go(struct view_state *view, size_t row)
{
    struct compare *compare = view->compare;
    const struct late *late = &compare->late.items[row];
    view->chosen = late->person;
    view->layers.following = 0;
    compare->go_to = late->person;
    playback_pause(&view->playback);
    playback_seek(&view->playback, late->jump_s);
}

void compare_arrive(struct view_state *view, const struct motion_frame *now)
{
    if (view->compare != NULL && view->compare->go_to != SIBU_NONE) {
        view_state_choose(view, view->compare->go_to, now);
        view->compare->go_to = SIBU_NONE;
    }
}

/* The row of the person who is chosen, or SIZE_MAX. */
static size_t chosen_row(const struct view_state *view)
{
    const struct compare_late_list *list = &view->compare->late;
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].person == view->chosen) {
            return i;
        }
    }
    return SIZE_MAX;
}

/* The next on the list, or the one before, going round; the list is opened for it. */
static void go_beside(struct view_state *view, int direction)
{
    struct compare *compare = view->compare;
    size_t count = compare->late.count, row = chosen_row(view);
    compare->list_open = 1;
    if (count == 0) {
        return;
    }
    if (row == SIZE_MAX) {
        row = direction > 0 ? count - 1 : 0;
    }
    compare_go(view, (row + (direction > 0 ? 1 : count - 1)) % count);
    compare->list_first = (uint32_t)chosen_row(view);
}

static int scroll(struct compare *compare, enum action action)
{
    if (action == ACTION_LIST_UP) {
        compare->list_first -= compare->list_first > 0;
    } else {
        compare->list_first += compare->list_first + 1 < compare->late.count;
    }
    return 1;
}

int compare_do(struct view_state *view, enum action action)
{
    struct compare *compare = view->compare;
    if (compare != NULL && action == ACTION_COMPARE) {
        next_way(compare);
        return 1;
    }
    if (!compare_is_on(view)) {
        return 0;
    }
    switch ((int)action) {
    case ACTION_COMPARE_LIST:
        compare->list_open = !compare->list_open;
        return 1;
    case ACTION_NEXT_LATE:
        go_beside(view, 1);
        return 1;
    case ACTION_PREVIOUS_LATE:
        go_beside(view, -1);
        return 1;
    case ACTION_LIST_UP:
    case ACTION_LIST_DOWN:
        return compare->list_open && scroll(compare, action);
    default:
        return 0;
    }
}
