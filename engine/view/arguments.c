/* See arguments.h. */
#include "view/arguments.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sibu/catalogue.h"
#include "view/layout.h"
#include "view/playback.h"
#include "view/raster.h"

#define SCALE_MAX 4.0
#define WIDTH 1280
#define HEIGHT 800
#define FPS 30
#define FPS_MAX 120

struct reading {
    struct arguments *out;
    char *const *argv;
    int argc, at; /* the next word to read */
    struct sibu_fault *fault;
};

/* One option: how many words follow it, and what it does with them. */
struct option {
    const char *name;
    int words;
    enum sibu_status (*take)(struct reading *reading, const char *const *words);
};

/* A whole number of digits alone; -1 where it is none or above 99,999. */
static int32_t read_digits(const char *text, const char **end)
{
    int32_t value = 0;
    const char *at = text;
    for (; *at >= '0' && *at <= '9' && at - text < 5; at++) {
        value = value * 10 + (*at - '0');
    }
    *end = at;
    return at == text ? -1 : value;
}

static enum sibu_status take_size(struct reading *reading, const char *const *words)
{
    const char *middle, *end;
    int32_t width = read_digits(words[0], &middle);
    int32_t height = *middle == 'x' ? read_digits(middle + 1, &end) : -1;
    if (width < LAYOUT_WIDTH_MIN || height < LAYOUT_HEIGHT_MIN || width > RASTER_SIZE_MAX || height > RASTER_SIZE_MAX ||
        *end != '\0') {
        return sibu_fault_set(reading->fault, SIBU_BAD_INPUT, "--size",
                              "“%s”不是有效的画面大小，请写成 1280x800（从 640x480 到 8192x8192）",
                              "\"%s\" is not a size, write it as 1280x800 (from 640x480 to 8192x8192)", words[0]);
    }
    reading->out->size_given = 1;
    reading->out->width = width;
    reading->out->height = height;
    return SIBU_OK;
}

static enum sibu_status take_snapshot(struct reading *reading, const char *const *words)
{
    struct arguments *out = reading->out;
    char *end = NULL;
    double time_s = strcmp(words[0], "end") == 0 ? (double)INFINITY : strtod(words[0], &end);
    if (end != NULL && (end == words[0] || *end != '\0' || !isfinite(time_s))) {
        return sibu_fault_set(reading->fault, SIBU_BAD_INPUT, "--snapshot", "“%s”不是时间，请写从 T0 起的秒数，或 end",
                              "\"%s\" is not a time, write seconds since T0, or end", words[0]);
    }
    if (out->snapshot_count >= ARGUMENTS_SNAPSHOTS_MAX) {
        return sibu_fault_set(reading->fault, SIBU_LIMIT, "--snapshot", "一次最多 %d 张图片",
                              "at most %d pictures at once", ARGUMENTS_SNAPSHOTS_MAX);
    }
    out->snapshots[out->snapshot_count++] = (struct snapshot_def){time_s, words[1]};
    return SIBU_OK;
}

/* A finite number that fills the whole word. */
static int read_number(const char *text, double *out)
{
    char *end = NULL;
    *out = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*out);
}

static enum sibu_status take_seconds(struct reading *reading, const char *name, const char *word, double *out)
{
    if (!read_number(word, out)) {
        return sibu_fault_set(reading->fault, SIBU_BAD_INPUT, name, "“%s”不是时间，请写从 T0 起的秒数",
                              "\"%s\" is not a time, write seconds since T0", word);
    }
    return SIBU_OK;
}

static enum sibu_status take_from(struct reading *reading, const char *const *words)
{
    return take_seconds(reading, "--from", words[0], &reading->out->video.from_s);
}

static enum sibu_status take_to(struct reading *reading, const char *const *words)
{
    return take_seconds(reading, "--to", words[0], &reading->out->video.to_s);
}

static enum sibu_status take_fps(struct reading *reading, const char *const *words)
{
    const char *end;
    int32_t fps = read_digits(words[0], &end);
    if (fps < 1 || fps > FPS_MAX || *end != '\0') {
        return sibu_fault_set(reading->fault, SIBU_BAD_INPUT, "--fps", "“%s”应是 1 到 %d 的整数，即每秒画面数",
                              "\"%s\" must be a whole number from 1 to %d: pictures a second", words[0], FPS_MAX);
    }
    reading->out->video.fps = fps;
    return SIBU_OK;
}

static enum sibu_status take_speed(struct reading *reading, const char *const *words)
{
    double speed;
    if (!read_number(words[0], &speed) || speed < PLAYBACK_SPEED_MIN || speed > PLAYBACK_SPEED_MAX) {
        return sibu_fault_set(reading->fault, SIBU_BAD_INPUT, "--speed", "“%s”应在 %.1f 到 %.0f 之间，即播放倍速",
                              "\"%s\" must be from %.1f to %.0f: how many times faster than the drill", words[0],
                              PLAYBACK_SPEED_MIN, PLAYBACK_SPEED_MAX);
    }
    reading->out->video.speed = speed;
    return SIBU_OK;
}

static enum sibu_status take_scale(struct reading *reading, const char *const *words)
{
    double scale;
    if (!read_number(words[0], &scale) || scale < 1.0 || scale > SCALE_MAX) {
        return sibu_fault_set(
            reading->fault, SIBU_BAD_INPUT, "--scale", "“%s”应在 1 到 %.0f 之间，即文字和面板放大几倍",
            "\"%s\" must be from 1 to %.0f: how many times larger text and panels are", words[0], SCALE_MAX);
    }
    reading->out->scale = scale;
    return SIBU_OK;
}

static enum sibu_status take_video(struct reading *reading, const char *const *words)
{
    reading->out->video.file = words[0];
    return SIBU_OK;
}

static enum sibu_status take_frames(struct reading *reading, const char *const *words)
{
    reading->out->video.frames = words[0];
    return SIBU_OK;
}

static enum sibu_status take_compare(struct reading *reading, const char *const *words)
{
    if (reading->out->compare != NULL) {
        return sibu_fault_set(reading->fault, SIBU_BAD_INPUT, "--compare", "只能与一个记录对比，已有“%s”",
                              "one record can be compared with, and \"%s\" is one already", reading->out->compare);
    }
    reading->out->compare = words[0];
    return SIBU_OK;
}

static enum sibu_status take_overlay(struct reading *reading, const char *const *words)
{
    (void)words;
    reading->out->overlay = 1;
    return SIBU_OK;
}

static enum sibu_status take_language(struct reading *reading, const char *const *words)
{
    if (strcmp(words[0], "zh") != 0 && strcmp(words[0], "en") != 0) {
        return sibu_fault_set(reading->fault, SIBU_BAD_INPUT, "--lang", "“%s”不是可用的语言，请用 zh 或 en",
                              "\"%s\" is not a language here, use zh or en", words[0]);
    }
    reading->out->language_given = 1;
    reading->out->language = sibu_language_of(words[0]);
    return SIBU_OK;
}

static enum sibu_status take_floor(struct reading *reading, const char *const *words)
{
    reading->out->floor = words[0];
    return SIBU_OK;
}

static enum sibu_status take_floors(struct reading *reading, const char *const *words)
{
    if (!floors_show(&reading->out->floors, words[0])) {
        return sibu_fault_set(reading->fault, SIBU_BAD_INPUT, "--floors", "没有楼层排法“%s”，可用的有：%s",
                              "floors cannot be shown as \"%s\", there are %s", words[0], floors_words());
    }
    return SIBU_OK;
}

static enum sibu_status take_curves(struct reading *reading, const char *const *words)
{
    if (!curves_show(&reading->out->curves, words[0])) {
        return sibu_fault_set(reading->fault, SIBU_BAD_INPUT, "--curves", "没有曲线“%s”，可用的有：%s",
                              "there are no curves \"%s\", there are %s", words[0], curves_words());
    }
    return SIBU_OK;
}

static enum sibu_status take_layer(struct reading *reading, const char *const *words)
{
    if (!layers_show(&reading->out->layers, words[0])) {
        return sibu_fault_set(reading->fault, SIBU_BAD_INPUT, "--layer", "没有图层“%s”，可用的有：%s",
                              "there is no layer \"%s\", there are %s", words[0], layers_words());
    }
    return SIBU_OK;
}

static enum sibu_status take_service(struct reading *reading, const char *const *words)
{
    if (!service_show(&reading->out->layers.service, words[0])) {
        return sibu_fault_set(reading->fault, SIBU_BAD_INPUT, "--service", "没有服务水平“%s”，可用的有：%s",
                              "there are no levels of service for \"%s\", there are %s", words[0], service_words());
    }
    return SIBU_OK;
}

static enum sibu_status take_dark(struct reading *reading, const char *const *words)
{
    (void)words;
    reading->out->theme_given = 1;
    reading->out->theme = THEME_DARK;
    return SIBU_OK;
}

static enum sibu_status take_light(struct reading *reading, const char *const *words)
{
    (void)words;
    reading->out->theme_given = 1;
    reading->out->theme = THEME_LIGHT;
    return SIBU_OK;
}

static enum sibu_status take_notes(struct reading *reading, const char *const *words)
{
    (void)words;
    reading->out->notes = 1;
    return SIBU_OK;
}

static enum sibu_status take_help(struct reading *reading, const char *const *words)
{
    (void)words;
    reading->out->help = 1;
    return SIBU_OK;
}

static enum sibu_status take_bench(struct reading *reading, const char *const *words)
{
    (void)words;
    reading->out->bench = 1;
    return SIBU_OK;
}

static enum sibu_status take_version(struct reading *reading, const char *const *words)
{
    (void)words;
    reading->out->version = 1;
    return SIBU_OK;
}

static enum sibu_status take_live(struct reading *reading, const char *const *words)
{
    reading->out->live.server = words[0];
    return SIBU_OK;
}

static enum sibu_status take_drill(struct reading *reading, const char *const *words)
{
    reading->out->live.drill = words[0];
    return SIBU_OK;
}

static enum sibu_status take_key_file(struct reading *reading, const char *const *words)
{
    reading->out->live.key_file = words[0];
    return SIBU_OK;
}

static enum sibu_status take_data(struct reading *reading, const char *const *words)
{
    reading->out->live.data = words[0];
    return SIBU_OK;
}

static enum sibu_status take_mute(struct reading *reading, const char *const *words)
{
    (void)words;
    reading->out->live.muted = 1;
    return SIBU_OK;
}

static const struct option OPTIONS[] = {
    {"--snapshot", 2, take_snapshot}, {"--video", 1, take_video},     {"--frames", 1, take_frames},
    {"--from", 1, take_from},         {"--to", 1, take_to},           {"--fps", 1, take_fps},
    {"--speed", 1, take_speed},       {"--size", 1, take_size},       {"--scale", 1, take_scale},
    {"--floor", 1, take_floor},       {"--compare", 1, take_compare}, {"--overlay", 0, take_overlay},
    {"--layer", 1, take_layer},       {"--lang", 1, take_language},   {"--dark", 0, take_dark},
    {"--bench", 0, take_bench},       {"--help", 0, take_help},       {"-h", 0, take_help},
    {"--version", 0, take_version},   {"--light", 0, take_light},     {"--notes", 0, take_notes},
    {"--floors", 1, take_floors},     {"--curves", 1, take_curves},   {"--service", 1, take_service},
    {"--live", 1, take_live},         {"--drill", 1, take_drill},     {"--key-file", 1, take_key_file},
    {"--data", 1, take_data},         {"--mute", 0, take_mute},
};

static const struct option *find_option(const char *word)
{
    for (size_t i = 0; i < sizeof OPTIONS / sizeof OPTIONS[0]; i++) {
        if (strcmp(OPTIONS[i].name, word) == 0) {
            return &OPTIONS[i];
        }
    }
    return NULL;
}

static enum sibu_status take_record(struct reading *reading, const char *word)
{
    if (reading->out->record != NULL) {
        return sibu_fault_set(reading->fault, SIBU_BAD_INPUT, word, "只能打开一个记录，已有“%s”",
                              "only one record can be opened, and \"%s\" is one already", reading->out->record);
    }
    reading->out->record = word;
    return SIBU_OK;
}

static enum sibu_status take_word(struct reading *reading)
{
    const char *word = reading->argv[reading->at++];
    const struct option *option = find_option(word);
    const char *words[2] = {NULL, NULL};
    if (option == NULL && word[0] == '-' && word[1] != '\0') {
        return sibu_fault_set(reading->fault, SIBU_BAD_INPUT, word, "没有这个选项，用 --help 查看全部选项",
                              "there is no such option, --help lists them all");
    }
    if (option == NULL) {
        return take_record(reading, word);
    }
    for (int i = 0; i < option->words; i++) {
        if (reading->at >= reading->argc) {
            return sibu_fault_set(reading->fault, SIBU_BAD_INPUT, word, "后面还缺 %d 项，用 --help 查看写法",
                                  "%d more must follow it, --help shows how", option->words - i);
        }
        words[i] = reading->argv[reading->at++];
    }
    return option->take(reading, words);
}

/* Looked for first, so that every complaint is in the right language. */
static enum sibu_language find_language(int argc, char *const *argv, const char *locale)
{
    for (int i = 1; i + 1 < argc; i++) {
        if (strcmp(argv[i], "--lang") == 0) {
            return sibu_language_of(argv[i + 1]);
        }
    }
    return sibu_language_of(locale);
}

static int is_for_film(const struct video_def *video)
{
    return isfinite(video->from_s) || isfinite(video->to_s) || video->fps != FPS || video->speed < 1.0 ||
           video->speed > 1.0;
}

/* What goes together. */
static enum sibu_status check_film(const struct arguments *arguments, struct sibu_fault *fault)
{
    const struct video_def *video = &arguments->video;
    int films = (video->file != NULL) + (video->frames != NULL);
    if (films + (arguments->snapshot_count > 0) > 1) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--video", "--snapshot、--video 与 --frames 一次只能用一种",
                              "--snapshot, --video and --frames go one at a time");
    }
    if (films == 0 && is_for_film(video)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--from",
                              "--from、--to、--fps 与 --speed 要和 --video 或 --frames 一起用",
                              "--from, --to, --fps and --speed go with --video or --frames");
    }
    if (!(video->from_s < video->to_s)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--to", "%g 应晚于 --from 的 %g",
                              "%g must be later than --from, which is %g", video->to_s, video->from_s);
    }
    return SIBU_OK;
}

/* What goes with a record alone. */
static enum sibu_status check_live_alone(const struct arguments *arguments, struct sibu_fault *fault)
{
    if (arguments->record != NULL) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--live", "--live 不能和记录文件“%s”一起用",
                              "--live shows no record, and \"%s\" is one", arguments->record);
    }
    if (arguments->video.file != NULL || arguments->video.frames != NULL) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--live", "跟看演练时不能写视频",
                              "no film is made of a live drill");
    }
    if (arguments->compare != NULL) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--live", "跟看演练时不能对比：结束后打开它的记录",
                              "a live drill is not compared: open its record afterwards");
    }
    return SIBU_OK;
}

static enum sibu_status check_live(const struct arguments *arguments, struct sibu_fault *fault)
{
    const struct live_arguments *live = &arguments->live;
    int is_for_live = live->drill[0] != '\0' || live->key_file != NULL || live->data != NULL || live->muted;
    if (live->server == NULL && is_for_live) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--live",
                              "--drill、--key-file、--data 与 --mute 要和 --live 一起用",
                              "--drill, --key-file, --data and --mute go with --live");
    }
    return live->server != NULL ? check_live_alone(arguments, fault) : SIBU_OK;
}

enum sibu_status arguments_read(struct arguments *out, int argc, char *const *argv, const char *locale,
                                struct sibu_fault *fault)
{
    *out = (struct arguments){.width = WIDTH,
                              .height = HEIGHT,
                              .language = find_language(argc, argv, locale),
                              .live = {.drill = ""},
                              .video = {NULL, NULL, -(double)INFINITY, (double)INFINITY, 1.0, FPS}};
    struct reading reading = {out, argv, argc, 1, fault};
    while (reading.at < argc) {
        enum sibu_status status = take_word(&reading);
        if (status != SIBU_OK) {
            return status;
        }
    }
    if (out->record == NULL && out->live.server == NULL && !out->help && !out->version && !out->bench) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "sibu-view", "请给出演练记录文件，用 --help 查看用法",
                              "name the record of a drill, --help shows how");
    }
    if (out->overlay && out->compare == NULL) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--overlay", "要和 --compare 一起用", "goes with --compare");
    }
    enum sibu_status status = check_live(out, fault);
    return status == SIBU_OK ? check_film(out, fault) : status;
}

const char *arguments_locale(const char *all, const char *messages, const char *lang)
{
    const char *const tags[] = {all, messages, lang};
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        if (tags[i] != NULL && tags[i][0] != '\0') {
            return tags[i];
        }
    }
    return "";
}

const char *arguments_version(void)
{
    return SIBU_VIEW_VERSION;
}
