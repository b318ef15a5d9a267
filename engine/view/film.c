/* See film.h. */
#include "view/film.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "view/picture_file.h"

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

enum sibu_status film_open(struct film *film, const struct easel *easel, const struct video_def *video,
                           struct sibu_fault *fault)
{
    *film = (struct film){.folder = video->frames, .encoder = {.pipe = -1}};
    enum sibu_status status = video_times_of(&film->times, video, &easel->view.playback, fault);
    if (status != SIBU_OK) {
        return status;
    }
    return film->folder != NULL ? open_folder(film->folder, fault)
                                : encoder_open(&film->encoder, video->file, &easel->picture.frame, video->fps, fault);
}

static enum sibu_status put(struct film *film, const struct raster *frame, struct sibu_fault *fault)
{
    char path[4096];
    if (film->folder == NULL) {
        return encoder_put(&film->encoder, frame, fault);
    }
    int length = snprintf(path, sizeof path, "%s/%06zu.png", film->folder, film->done + 1);
    if (length < 0 || (size_t)length >= sizeof path) {
        return sibu_fault_set(fault, SIBU_LIMIT, "--frames", "文件夹名太长", "the folder's name is too long");
    }
    return picture_file_write(frame, path, fault);
}

enum sibu_status film_step(struct film *film, struct easel *easel, struct sibu_fault *fault)
{
    enum sibu_status status = easel_draw(easel, film->times.from_s + (double)film->done * film->times.step_s, fault);
    if (status == SIBU_OK) {
        status = put(film, &easel->picture.frame, fault);
    }
    film->done += status == SIBU_OK;
    return status;
}

enum sibu_status film_finish(struct film *film, struct sibu_fault *fault)
{
    return film->folder != NULL ? SIBU_OK : encoder_finish(&film->encoder, fault);
}

void film_drop(struct film *film)
{
    if (film->folder == NULL) {
        encoder_drop(&film->encoder);
    }
}
