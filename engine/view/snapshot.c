/* See snapshot.h. */
#include "view/snapshot.h"

#include <string.h>

#include "view/picture.h"
#include "view/picture_file.h"

enum sibu_status snapshot_set_view(struct view_state *view, const struct arguments *arguments, struct sibu_fault *fault)
{
    const struct sibu_site *site = view->replay->site;
    view->language = arguments->language;
    view->theme = arguments->theme;
    view->layers = arguments->layers;
    if (arguments->floor == NULL) {
        return SIBU_OK;
    }
    for (uint32_t i = 0; i < site->floor_count; i++) {
        if (strcmp(site->floors[i].id, arguments->floor) == 0) {
            view->floor = i;
            return SIBU_OK;
        }
    }
    return sibu_fault_set(fault, SIBU_BAD_INPUT, "--floor", "厂区没有楼层“%s”，第一个楼层是“%s”",
                          "the site has no floor \"%s\", its first is \"%s\"", arguments->floor, site->floors[0].id);
}

static enum sibu_status draw_all(struct picture *picture, struct view_state *view, const struct arguments *arguments,
                                 struct sibu_fault *fault)
{
    for (size_t i = 0; i < arguments->snapshot_count; i++) {
        playback_seek(&view->playback, arguments->snapshots[i].time_s);
        enum sibu_status status = picture_draw(picture, view, fault);
        if (status == SIBU_OK) {
            status = picture_file_write(&picture->frame, arguments->snapshots[i].path, fault);
        }
        if (status != SIBU_OK) {
            return status;
        }
    }
    return SIBU_OK;
}

static enum sibu_status draw_replay(struct replay *replay, const struct arguments *arguments, struct sibu_fault *fault)
{
    struct view_state view;
    struct picture picture = {0};
    enum sibu_status status = view_state_open(&view, replay, fault);
    if (status == SIBU_OK) {
        status = snapshot_set_view(&view, arguments, fault);
    }
    if (status == SIBU_OK) {
        status = picture_open(&picture, replay, arguments->width, arguments->height, fault);
    }
    if (status == SIBU_OK) {
        status = draw_all(&picture, &view, arguments, fault);
        picture_close(&picture);
    }
    view_state_close(&view);
    return status;
}

enum sibu_status snapshot_run(const struct arguments *arguments, struct sibu_fault *fault)
{
    struct replay replay;
    enum sibu_status status = replay_open(&replay, arguments->record, fault);
    if (status == SIBU_OK) {
        status = draw_replay(&replay, arguments, fault);
        replay_close(&replay);
    }
    return status;
}
