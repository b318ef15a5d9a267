/* See video.h. */
#include "view/video.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "view/easel.h"
#include "view/encoder.h"
#include "view/picture_file.h"

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

/* Where the pictures go. */
struct sink {
    const char *folder; /* NULL: to the encoder */
    struct encoder encoder;
};

static enum sibu_status open_folder(const char *path, struct sibu_fault *fault)
{
    size_t entries = 0;
    if (mkdir(path, 0777) != 0 && errno != EEXIST) {
        return sibu_fault_set(fault, SIBU_IO, path, "无法建立文件夹", "the folder cannot be made");
    }
    DIR *folder = opendir(path);
    if (folder == NULL) {
        return sibu_fault_set(fault, SIBU_IO, path, "无法打开文件夹", "the folder cannot be opened");
    }
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        entries += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    (void)closedir(folder);
    return entries == 0 ? SIBU_OK
                        : sibu_fault_set(fault, SIBU_BAD_INPUT, path, "文件夹不是空的，请换一个，以免新旧画面混在一起",
                                         "the folder is not empty: choose another, so that old and new pictures do not "
                                         "mix");
}

static enum sibu_status sink_open(struct sink *sink, const struct arguments *arguments, const struct raster *size,
                                  struct sibu_fault *fault)
{
    sink->folder = arguments->video.frames;
    return sink->folder != NULL
               ? open_folder(sink->folder, fault)
               : encoder_open(&sink->encoder, arguments->video.file, size, arguments->video.fps, fault);
}

static enum sibu_status sink_put(struct sink *sink, size_t number, const struct raster *frame, struct sibu_fault *fault)
{
    char path[4096];
    if (sink->folder == NULL) {
        return encoder_put(&sink->encoder, frame, fault);
    }
    int length = snprintf(path, sizeof path, "%s/%06zu.png", sink->folder, number + 1);
    if (length < 0 || (size_t)length >= sizeof path) {
        return sibu_fault_set(fault, SIBU_LIMIT, "--frames", "文件夹名太长", "the folder's name is too long");
    }
    return picture_file_write(frame, path, fault);
}

static enum sibu_status draw_all(struct easel *easel, const struct video_times *times, struct sink *sink,
                                 const struct video_watch *watch, struct sibu_fault *fault)
{
    for (size_t i = 0; i < times->count; i++) {
        enum sibu_status status = easel_draw(easel, times->from_s + (double)i * times->step_s, fault);
        if (status == SIBU_OK && !*watch->stop) {
            status = sink_put(sink, i, &easel->picture.frame, fault);
        }
        if (status != SIBU_OK) {
            return status;
        }
        if (*watch->stop) {
            return sibu_fault_set(fault, SIBU_NO, sink->folder != NULL ? sink->folder : sink->encoder.path,
                                  "已中断，写出了 %zu / %zu 张画面", "stopped after %zu of %zu pictures", i,
                                  times->count);
        }
        watch->progress(watch->caller, i + 1, times->count);
    }
    return SIBU_OK;
}

static enum sibu_status film(struct easel *easel, const struct arguments *arguments, const struct video_watch *watch,
                             struct sibu_fault *fault)
{
    struct video_times times;
    struct sink sink = {0};
    enum sibu_status status = video_times_of(&times, &arguments->video, &easel->view.playback, fault);
    if (status == SIBU_OK) {
        status = sink_open(&sink, arguments, &easel->picture.frame, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    status = draw_all(easel, &times, &sink, watch, fault);
    if (sink.folder != NULL) {
        return status;
    }
    if (status == SIBU_OK) {
        return encoder_finish(&sink.encoder, fault);
    }
    encoder_drop(&sink.encoder);
    return status;
}

enum sibu_status video_run(const struct arguments *arguments, const struct video_watch *watch, struct sibu_fault *fault)
{
    struct easel easel;
    enum sibu_status status = easel_open(&easel, arguments->record, arguments, fault);
    if (status == SIBU_OK) {
        status = film(&easel, arguments, watch, fault);
    }
    easel_close(&easel);
    return status;
}
