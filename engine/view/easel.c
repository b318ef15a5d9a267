/* See easel.h. */
#include "view/easel.h"

#include <stdio.h>

#include "view/clock_say.h"
#include "view/sketch.h"
#include "view/snapshot.h"

enum sibu_status easel_open(struct easel *easel, const char *path, const struct arguments *arguments,
                            struct sibu_fault *fault)
{
    easel->stage = 0;
    enum sibu_status status = replay_open(&easel->replay, path, fault);
    if (status != SIBU_OK) {
        return status;
    }
    easel->stage = 1;
    status = view_state_open(&easel->view, &easel->replay, fault);
    if (status != SIBU_OK) {
        return status;
    }
    easel->stage = 2;
    status = snapshot_set_view(&easel->view, arguments, fault);
    if (status == SIBU_OK && arguments->notes) {
        status = teach_read_notes(&easel->view.teach, path, fault);
    }
    if (status == SIBU_OK) {
        status = snapshot_set_compare(&easel->compare, &easel->view, arguments, fault);
        easel->stage = status == SIBU_OK ? 3 : 2;
    }
    if (status == SIBU_OK) {
        status = picture_open(&easel->picture, &easel->replay, arguments->width, arguments->height, fault);
        easel->stage = status == SIBU_OK ? 4 : 3;
    }
    if (status == SIBU_OK && arguments->scale > 0.0) {
        status = picture_set_scale(&easel->picture, arguments->scale, fault);
    }
    return status;
}

void easel_close(struct easel *easel)
{
    if (easel->stage > 3) {
        picture_close(&easel->picture);
    }
    if (easel->stage > 2) {
        compare_close(&easel->compare);
    }
    if (easel->stage > 1) {
        view_state_close(&easel->view);
    }
    if (easel->stage > 0) {
        replay_close(&easel->replay);
    }
    easel->stage = 0;
}

enum sibu_status easel_draw(struct easel *easel, double time_s, struct sibu_fault *fault)
{
    playback_seek(&easel->view.playback, time_s);
    return picture_draw(&easel->picture, &easel->view, fault);
}

enum sibu_status easel_sketch(struct easel *easel, double time_s, const char *path, struct sibu_fault *fault)
{
    struct sketch sketch;
    char clock[32], title[256];
    playback_seek(&easel->view.playback, time_s);
    clock_say(clock, sizeof clock, easel->view.playback.time_s);
    (void)snprintf(title, sizeof title, "%.200s %s", easel->replay.site->name.in[easel->view.language], clock);
    sketch_open(&sketch, &easel->picture.frame, title, text_family(easel->picture.text));
    easel->picture.frame.sketch = &sketch;
    enum sibu_status status = picture_draw(&easel->picture, &easel->view, fault);
    easel->picture.frame.sketch = NULL;
    if (status == SIBU_OK) {
        status = sketch_write(&sketch, path, fault);
    }
    sketch_close(&sketch);
    return status;
}
