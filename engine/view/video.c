/* See video.h. */
#include "view/video.h"

#include <math.h>

#include "view/film.h"

enum sibu_status video_times_of(struct video_times *out, const struct video_def *video, const struct playback *record,
                                struct sibu_fault *fault)
{
    double from_s = video->from_s > record->from_s ? video->from_s : record->from_s;
    double to_s = video->to_s < record->to_s ? video->to_s : record->to_s;
    double step_s = video->speed / (double)video->fps;
    if (!(from_s < to_s)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--from", "记录中没有这一段，它从 %.1f 秒到 %.1f 秒",
                              "the record has nothing there, it runs from %.1f to %.1f s", record->from_s,
                              record->to_s);
    }
    double count = ceil((to_s - from_s) / step_s - 1e-6);
    if (count > (double)VIDEO_PICTURES_MAX) {
        return sibu_fault_set(fault, SIBU_LIMIT, "--to", "会有 %.0f 张画面，最多 %d 张，请缩短时段",
                              "makes %.0f pictures, %d at most: ask for less", count, VIDEO_PICTURES_MAX);
    }
    *out = (struct video_times){from_s, step_s, count > 1.0 ? (size_t)count : 1};
    return SIBU_OK;
}

static enum sibu_status draw_all(struct film *film, struct easel *easel, const struct video_watch *watch,
                                 struct sibu_fault *fault)
{
    while (film->done < film->times.count) {
        if (*watch->stop) {
            return sibu_fault_set(fault, SIBU_NO, film->folder != NULL ? film->folder : film->encoder.path,
                                  "已中断，写出了 %zu / %zu 张画面", "stopped after %zu of %zu pictures", film->done,
                                  film->times.count);
        }
        enum sibu_status status = film_step(film, easel, fault);
        if (status != SIBU_OK) {
            return status;
        }
        watch->progress(watch->caller, film->done, film->times.count);
    }
    return SIBU_OK;
}

static enum sibu_status make(struct easel *easel, const struct arguments *arguments, const struct video_watch *watch,
                             struct sibu_fault *fault)
{
    struct film film;
    enum sibu_status status = film_open(&film, easel, &arguments->video, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = draw_all(&film, easel, watch, fault);
    if (status == SIBU_OK) {
        return film_finish(&film, fault);
    }
    film_drop(&film);
    return status;
}

enum sibu_status video_run(const struct arguments *arguments, const struct video_watch *watch, struct sibu_fault *fault)
{
    struct easel easel;
    enum sibu_status status = easel_open(&easel, arguments->record, arguments, fault);
    if (status == SIBU_OK) {
        playback_speed(&easel.view.playback, arguments->video.speed); /* the picture says it */
        status = make(&easel, arguments, watch, fault);
    }
    easel_close(&easel);
    return status;
}
