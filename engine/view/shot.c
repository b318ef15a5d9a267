/* See shot.h. */
#include "view/shot.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "view/clock_say.h"
#include "view/picture_file.h"
#include "view/sketch.h"

#define TRIES 10000

/* The record's name without the ending of records. */
static int stem_of(const char *name)
{
    size_t length = strlen(name), ending = strlen(".drill");
    int has = length > ending && strcmp(name + length - ending, ".drill") == 0;
    return (int)(has ? length - ending : length);
}

/* The folder before `name` in the path, with its slash, as many bytes of the path; 0: the current one. */
static int folder_of(const char *path, const char *name)
{
    char folder[SIDE_FILE_PATH_MAX];
    (void)snprintf(folder, sizeof folder, "%.*s", (int)(name - path), path);
    return name > path && access(folder, W_OK) == 0 ? (int)(name - path) : 0;
}

enum sibu_status shot_name(char out[SIDE_FILE_PATH_MAX], const char *record, double time_s, const char *ending,
                           struct sibu_fault *fault)
{
    const char *slash = strrchr(record, '/'), *name = slash != NULL ? slash + 1 : record;
    int folder = folder_of(record, name), stem = stem_of(name);
    if (folder == 0 && access(".", W_OK) != 0) {
        return sibu_fault_set(fault, SIBU_IO, record, "记录所在的文件夹和当前文件夹都不能写入",
                              "neither its folder nor the current one can be written");
    }
    for (int i = 1; i < TRIES; i++) {
        char number[16] = "";
        struct stat facts;
        if (i > 1) {
            (void)snprintf(number, sizeof number, "-%d", i);
        }
        int length = snprintf(out, SIDE_FILE_PATH_MAX, "%.*s%.*s-T%06.1fs%s%s", folder, record, stem, name, time_s,
                              number, ending);
        if (length < 0 || length >= SIDE_FILE_PATH_MAX) {
            return sibu_fault_set(fault, SIBU_LIMIT, record, "文件名太长", "the file's name is too long");
        }
        if (lstat(out, &facts) != 0) {
            return errno == ENOENT ? SIBU_OK
                                   : sibu_fault_set(fault, SIBU_IO, out, "无法写入（错误 %d）",
                                                    "cannot be written (error %d)", errno);
        }
    }
    return sibu_fault_set(fault, SIBU_LIMIT, out, "同名文件太多", "too many files of that name");
}

enum sibu_status shot_draw(struct picture *picture, struct view_state *view, struct sibu_fault *fault)
{
    struct widget_state widgets = picture->widgets;
    size_t budget = picture->people_budget;
    int help = view->help_open, editing = view->teach.editing;
    picture->widgets.input = (struct widget_input){.x = -1, .y = -1};
    picture->widgets.focus = picture->widgets.held = 0;
    view->help_open = view->teach.editing = 0;
    view->teach.still = 1;
    picture->people_budget = DENSITY_WHOLE; /* what is kept shows its layers whole, however long they take */
    enum sibu_status status = picture_draw(picture, view, fault);
    view->teach.still = 0;
    picture->people_budget = budget;
    view->help_open = help;
    view->teach.editing = editing;
    picture->widgets = widgets;
    return status;
}

static enum sibu_status write_vectors(struct picture *picture, struct view_state *view, const char *path,
                                      struct sibu_fault *fault)
{
    struct sketch sketch;
    char clock[32], title[256];
    clock_say(clock, sizeof clock, view->playback.time_s);
    (void)snprintf(title, sizeof title, "%.200s %s", view->replay->site->name.in[view->language], clock);
    sketch_open(&sketch, &picture->frame, title, text_family(picture->text));
    picture->frame.sketch = &sketch;
    enum sibu_status status = shot_draw(picture, view, fault);
    picture->frame.sketch = NULL;
    if (status == SIBU_OK) {
        status = sketch_write(&sketch, path, fault);
    }
    sketch_close(&sketch);
    return status;
}

enum sibu_status shot_write(struct picture *picture, struct view_state *view, const char *path, int vectors,
                            struct sibu_fault *fault)
{
    if (vectors) {
        return write_vectors(picture, view, path, fault);
    }
    enum sibu_status status = shot_draw(picture, view, fault);
    return status == SIBU_OK ? picture_file_write(&picture->frame, path, fault) : status;
}
