/* See habit.h. */
#include "view/habit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "sibu/json.h"
#include "view/layout.h"

#define PLACE_MAX 100000 /* pixels from the desk's corner, either way */

struct habit habit_none(void)
{
    return (struct habit){.language = -1, .theme = -1};
}

int habit_path(char out[SIDE_FILE_PATH_MAX], const char *state_home, const char *home)
{
    int length = -1;
    if (state_home != NULL && state_home[0] == '/') { /* the standard bids to ignore others */
        length = snprintf(out, SIDE_FILE_PATH_MAX, "%s/sibu/view.json", state_home);
    } else if (home != NULL && home[0] == '/') {
        length = snprintf(out, SIDE_FILE_PATH_MAX, "%s/.local/state/sibu/view.json", home);
    }
    return length > 0 && length < SIDE_FILE_PATH_MAX;
}

static enum sibu_status read_window(struct habit *habit, struct sibu_json_value root, struct sibu_fault *fault)
{
    int64_t x, y, width, height;
    enum sibu_status status = SIBU_OK;
    if (sibu_json_kind(sibu_json_member(root, "width")) == SIBU_JSON_ABSENT) {
        return SIBU_OK;
    }
    status = sibu_json_integer(root, "width", 1, RASTER_SIZE_MAX, &width, fault);
    status = status == SIBU_OK ? sibu_json_integer(root, "height", 1, RASTER_SIZE_MAX, &height, fault) : status;
    status = status == SIBU_OK ? sibu_json_integer(root, "x", -PLACE_MAX, PLACE_MAX, &x, fault) : status;
    status = status == SIBU_OK ? sibu_json_integer(root, "y", -PLACE_MAX, PLACE_MAX, &y, fault) : status;
    if (status == SIBU_OK) {
        habit->window = (struct raster_rect){(int32_t)x, (int32_t)y, (int32_t)width, (int32_t)height};
    }
    return status;
}

/* One of two words, or -1 where the member is absent. */
static enum sibu_status read_word(struct sibu_json_value root, const char *key, const char *const words[3], int *out,
                                  struct sibu_fault *fault)
{
    size_t found;
    if (sibu_json_kind(sibu_json_member(root, key)) == SIBU_JSON_ABSENT) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_choice(root, key, words, &found, fault);
    *out = status == SIBU_OK ? (int)found : -1;
    return status;
}

static enum sibu_status read_members(struct habit *habit, struct sibu_json_value root, const char *path,
                                     struct sibu_fault *fault)
{
    static const char *const FORMATS[] = {"sibu-view", NULL}, *const SCREENS[] = {"window", "full", NULL};
    static const char *const LANGUAGES[] = {"zh", "en", NULL}, *const THEMES[] = {"light", "dark", NULL};
    size_t format;
    int64_t version = 0;
    int screen = 0;
    enum sibu_status status = sibu_json_choice(root, "format", FORMATS, &format, fault);
    status = status == SIBU_OK ? sibu_json_integer(root, "version", 1, INT32_MAX, &version, fault) : status;
    if (status == SIBU_OK && version > HABIT_VERSION) {
        habit->locked = 1;
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "由更新的版本 %d 写成，本次不用它",
                              "is of a newer version, %d, and not used", (int)version);
    }
    status = status == SIBU_OK ? read_window(habit, root, fault) : status;
    status = status == SIBU_OK ? read_word(root, "screen", SCREENS, &screen, fault) : status;
    status = status == SIBU_OK ? read_word(root, "language", LANGUAGES, &habit->language, fault) : status;
    status = status == SIBU_OK ? read_word(root, "theme", THEMES, &habit->theme, fault) : status;
    habit->full_screen = screen == 1;
    return status;
}

enum sibu_status habit_read(struct habit *habit, const char *path, struct sibu_fault *fault)
{
    struct sibu_text bytes = {0};
    struct sibu_json *document = NULL;
    *habit = habit_none();
    enum sibu_status status = side_file_read(path, HABIT_FILE_BYTES_MAX, &bytes, fault);
    if (status == SIBU_OK && side_file_stamp_of(path).exists) {
        status = sibu_json_open(&document, path, sibu_text_get(&bytes), bytes.length, fault);
    }
    if (status == SIBU_OK && document != NULL) {
        status = read_members(habit, sibu_json_root(document), path, fault);
    }
    if (status != SIBU_OK) {
        int locked = habit->locked;
        *habit = habit_none();
        habit->locked = locked;
    }
    sibu_json_close(document);
    sibu_text_clear(&bytes);
    return status;
}

/* Makes the folders before the file, as far as they are missing. */
static enum sibu_status make_folders(const char *path, struct sibu_fault *fault)
{
    char folder[SIDE_FILE_PATH_MAX];
    (void)snprintf(folder, sizeof folder, "%s", path);
    for (char *slash = strchr(folder + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
            return sibu_fault_set(fault, SIBU_IO, folder, "无法建立文件夹（错误 %d）",
                                  "the folder cannot be made (error %d)", errno);
        }
        *slash = '/';
    }
    return SIBU_OK;
}

static void write_members(const struct habit *habit, struct sibu_text *text)
{
    sibu_text_addf(text, "{\"format\": \"sibu-view\", \"version\": %d, \"screen\": \"%s\"", HABIT_VERSION,
                   habit->full_screen ? "full" : "window");
    if (habit->window.width > 0) {
        sibu_text_addf(text, ", \"x\": %d, \"y\": %d, \"width\": %d, \"height\": %d", (int)habit->window.x,
                       (int)habit->window.y, (int)habit->window.width, (int)habit->window.height);
    }
    if (habit->language >= 0) {
        sibu_text_addf(text, ", \"language\": \"%s\"", habit->language == SIBU_ZH ? "zh" : "en");
    }
    if (habit->theme >= 0) {
        sibu_text_addf(text, ", \"theme\": \"%s\"", habit->theme == THEME_DARK ? "dark" : "light");
    }
    sibu_text_add(text, "}\n");
}

enum sibu_status habit_write(const struct habit *habit, const char *path, struct sibu_fault *fault)
{
    struct sibu_text text = {0};
    if (habit->locked) {
        return SIBU_OK;
    }
    enum sibu_status status = make_folders(path, fault);
    write_members(habit, &text);
    if (status == SIBU_OK && !sibu_text_ok(&text)) {
        status = sibu_fault_set(fault, SIBU_NO_MEMORY, path, "内存不足", "no memory to write it");
    }
    if (status == SIBU_OK) {
        status = side_file_write(path, sibu_text_get(&text), text.length, fault);
    }
    sibu_text_clear(&text);
    return status;
}

static int64_t shared(struct raster_rect a, struct raster_rect b)
{
    struct raster_rect both = raster_rect_cut(a, b);
    return both.width > 0 && both.height > 0 ? (int64_t)both.width * both.height : 0;
}

/* A stretch of `length` from `from`, moved inside [low, low + room). */
static int32_t inside(int32_t from, int32_t length, int32_t low, int32_t room)
{
    int32_t high = low + room - length;
    from = from > high ? high : from;
    return from < low ? low : from;
}

static int32_t held(int32_t length, int32_t least, int32_t most)
{
    length = length < least ? least : length;
    return length > most ? most : length;
}

struct raster_rect habit_place(struct raster_rect window, const struct raster_rect *screens, size_t count)
{
    size_t best = 0;
    for (size_t i = 1; i < count; i++) {
        best = shared(window, screens[i]) > shared(window, screens[best]) ? i : best;
    }
    struct raster_rect screen = screens[best];
    window.width = held(window.width, LAYOUT_WIDTH_MIN, screen.width);
    window.height = held(window.height, LAYOUT_HEIGHT_MIN, screen.height);
    window.x = inside(window.x, window.width, screen.x, screen.width);
    window.y = inside(window.y, window.height, screen.y, screen.height);
    return window;
}
