/* See errand.h. */
#include "view/errand.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sibu/catalogue.h"
#include "view/compare.h"
#include "view/shot.h"

#define FPS 30
#define LIVE_NAME "live.drill" /* what pictures of a live drill are named by: in the current folder */
#define TELL_EACH 8 /* pictures of a film between two looks at how far it is */

/* The path from the root, so that one knows where to look. */
static void say_where(struct view_state *view, enum sibu_say_id sentence, const char *path)
{
    char folder[SIDE_FILE_PATH_MAX], whole[2 * SIDE_FILE_PATH_MAX];
    int known = path[0] != '/' && getcwd(folder, sizeof folder) != NULL;
    (void)snprintf(whole, sizeof whole, "%s%s%s", known ? folder : "", known ? "/" : "", path);
    teach_say(&view->teach, sentence, whole);
}

static void snapshot(struct picture *picture, struct view_state *view, int vectors)
{
    char path[SIDE_FILE_PATH_MAX];
    struct sibu_fault fault;
    const char *record = view->live.on ? LIVE_NAME : view->replay->path;
    enum sibu_status status = shot_name(path, record, view->playback.time_s, vectors ? ".svg" : ".png", &fault);
    if (status == SIBU_OK) {
        status = shot_write(picture, view, path, vectors, &fault);
    }
    if (status == SIBU_OK) {
        say_where(view, SIBU_SAY_VIEW_SNAPSHOT_SAVED, path);
    } else {
        teach_say_fault(&view->teach, &fault);
    }
}

/* What the record is compared with, so that the film can be. A second record counts even while it is not shown: the clock
 * reaches over both. */
static const char *compared_with(const struct view_state *view)
{
    const struct replay *other = compare_other(view);
    return other != NULL ? other->path : compare_is_on(view) ? COMPARE_WORD_FORECAST : NULL;
}

static void copy_compare(struct compare *to, const struct compare *from)
{
    to->way = from->way;
    to->asked = from->asked;
    to->list_open = from->list_open;
    to->list_first = from->list_first;
}

/* What the film shows is what the window shows. */
static void copy_view(struct view_state *to, const struct view_state *from)
{
    memcpy(to->cameras, from->cameras, from->replay->site->floor_count * sizeof *to->cameras);
    to->floor = from->floor;
    to->chosen = from->chosen;
    to->list_first = from->list_first;
    to->playback.speed = from->playback.speed;
    to->teach.presenting = from->teach.presenting;
    to->teach.ruler = from->teach.ruler;
    to->teach.list_open = from->teach.list_open;
    to->teach.note = from->teach.note;
    to->teach.still = 1;
    if (from->compare != NULL) {
        copy_compare(to->compare, from->compare);
    }
}

static enum sibu_status open_film(struct errands *errands, struct view_state *view, const char *ending,
                                  struct sibu_fault *fault)
{
    struct video_def *video = &errands->arguments.video;
    enum sibu_status status = shot_name(errands->path, errands->record, video->from_s, ending, fault);
    if (status != SIBU_OK) {
        return status;
    }
    video->file = ending[0] == '.' ? errands->path : NULL;
    video->frames = ending[0] == '.' ? NULL : errands->path;
    status = film_open(&errands->film, &errands->easel, video, fault);
    if (status == SIBU_OK) {
        errands->filming = view->teach.filming = 1;
        view->teach.filmed = 0;
        view->teach.film_count = errands->film.times.count;
        say_where(view, video->file != NULL ? SIBU_SAY_VIEW_FILM_BEGUN : SIBU_SAY_VIEW_FILM_FRAMES, errands->path);
    }
    return status;
}

/* Without ffmpeg, pictures one by one. */
static enum sibu_status open_film_or_frames(struct errands *errands, struct view_state *view, struct sibu_fault *fault)
{
    enum sibu_status status = open_film(errands, view, ".mp4", fault);
    if (status == SIBU_IO && strcmp(fault->place, "ffmpeg") == 0) {
        status = open_film(errands, view, "-frames", fault);
    }
    return status;
}

static void begin_film(struct errands *errands, const struct picture *picture, struct view_state *view)
{
    struct sibu_fault fault;
    const struct playback *playback = &view->playback;
    double from_s = playback->time_s < playback->to_s - 1e-6 ? playback->time_s : playback->from_s;
    (void)snprintf(errands->record, sizeof errands->record, "%s", view->replay->path);
    errands->arguments = (struct arguments){.record = errands->record,
                                            .width = picture->frame.width,
                                            .height = picture->frame.height,
                                            .scale = picture->least_scale,
                                            .language = view->language,
                                            .theme = view->theme,
                                            .layers = view->layers,
                                            .compare = compared_with(view),
                                            .floors = view->floors,
                                            .curves = view->curves,
                                            .notes = view->teach.notes.count > 0,
                                            .video = {NULL, NULL, from_s, (double)INFINITY, playback->speed, FPS}};
    enum sibu_status status = easel_open(&errands->easel, errands->record, &errands->arguments, &fault);
    if (status == SIBU_OK) {
        copy_view(&errands->easel.view, view);
        status = open_film_or_frames(errands, view, &fault);
    }
    if (status != SIBU_OK) {
        easel_close(&errands->easel);
        teach_say_fault(&view->teach, &fault);
    }
}

static void end_film(struct errands *errands, struct view_state *view, enum sibu_say_id sentence)
{
    struct sibu_fault fault;
    if (film_finish(&errands->film, &fault) == SIBU_OK) {
        say_where(view, sentence, errands->path);
    } else {
        teach_say_fault(&view->teach, &fault);
    }
    easel_close(&errands->easel);
    errands->filming = view->teach.filming = 0;
}

/* Nothing has been written yet: no file is better than an empty one. */
static void stop_film(struct errands *errands, struct view_state *view)
{
    if (errands->film.done > 0) {
        end_film(errands, view, SIBU_SAY_VIEW_FILM_STOPPED);
        return;
    }
    film_drop(&errands->film);
    easel_close(&errands->easel);
    errands->filming = view->teach.filming = 0;
}

int errands_do(struct errands *errands, struct picture *picture, struct view_state *view)
{
    enum action asked = view->teach.errand;
    view->teach.errand = ACTION_NONE;
    if (asked == ACTION_FILM && errands->filming) {
        stop_film(errands, view);
    } else if (asked == ACTION_FILM) {
        begin_film(errands, picture, view);
    } else if (asked == ACTION_SNAPSHOT || asked == ACTION_SNAPSHOT_VECTOR) {
        snapshot(picture, view, asked == ACTION_SNAPSHOT_VECTOR);
    }
    return asked != ACTION_NONE;
}

int errands_step(struct errands *errands, struct view_state *view)
{
    struct sibu_fault fault;
    if (!errands->filming) {
        return 0;
    }
    if (film_step(&errands->film, &errands->easel, &fault) != SIBU_OK) {
        film_drop(&errands->film);
        easel_close(&errands->easel);
        errands->filming = view->teach.filming = 0;
        teach_say_fault(&view->teach, &fault);
        return 1;
    }
    view->teach.filmed = errands->film.done;
    if (errands->film.done >= errands->film.times.count) {
        end_film(errands, view, SIBU_SAY_VIEW_FILM_DONE);
        return 1;
    }
    return errands->film.done % TELL_EACH == 0;
}

void errands_close(struct errands *errands, struct view_state *view)
{
    if (errands->filming) {
        stop_film(errands, view);
    }
}
