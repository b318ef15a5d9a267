/* See measure.h. */
#include "view/measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "view/easel.h"

#define FEW 10000u
#define MANY 100000u
#define STRETCH_S 1.0
#define LEAST_PICTURES 20
#define REPEATS 3 /* the fastest counts: others only disturb */
#define SEEKS 12
#define PICTURE_S (1.0 / 60.0) /* the drill goes on by so much from picture to picture */

double measure_now_s(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

struct bench {
    char folder[512];
    char few[544], many[544]; /* the records */
    struct arguments arguments;
    const volatile sig_atomic_t *stop;
};

static enum sibu_status stopped(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO, "--bench", "已中断", "stopped");
}

/* Pictures a second while the drill runs, as a window shows it. */
static enum sibu_status play(struct easel *easel, double *per_s, struct sibu_fault *fault)
{
    double from_s = measure_now_s(), seconds = 0.0;
    int pictures = 0;
    enum sibu_status status = SIBU_OK;
    while (status == SIBU_OK && (seconds < STRETCH_S || pictures < LEAST_PICTURES)) {
        status = easel_draw(easel, pictures % 400 * PICTURE_S, fault);
        pictures++;
        seconds = measure_now_s() - from_s;
    }
    *per_s = pictures / seconds;
    return status;
}

/* What is compared is the record itself: all that is drawn is drawn twice, and so is the reference. */
static enum sibu_status draw(const struct bench *bench, const char *record, enum compare_way way, struct measure *out,
                             struct sibu_fault *fault)
{
    struct easel easel;
    struct arguments arguments = bench->arguments;
    arguments.compare = way != COMPARE_OFF ? record : NULL;
    arguments.overlay = way == COMPARE_OVER;
    enum sibu_status status = easel_open(&easel, record, &arguments, fault);
    for (int i = 0; i < REPEATS && status == SIBU_OK; i++) {
        double ours = 0.0, plain = 0.0;
        status = *bench->stop ? stopped(fault) : play(&easel, &ours, fault);
        if (status == SIBU_OK) {
            status = measure_plain(&easel.picture.motion.now, view_state_camera(&easel.view), &plain, fault);
        }
        out->value = ours > out->value ? ours : out->value;
        plain = way != COMPARE_OFF ? plain / 2.0 : plain;
        out->reference = plain > out->reference ? plain : out->reference;
    }
    easel_close(&easel);
    return status;
}

/* Reads the frames [from, to] in order. */
static enum sibu_status read_frames(struct motion *motion, const struct replay *replay, size_t from, size_t to,
                                    struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (size_t frame = from; frame <= to && status == SIBU_OK; frame++) {
        status = motion_seek(motion, replay, replay->first_frame_s + (double)frame / replay->frames_per_s, fault);
    }
    return status;
}

/* The longest of several jumps, back and forth, to moments between two frames, both of which must be read. */
static enum sibu_status seek(const struct bench *bench, struct measure *out, struct sibu_fault *fault)
{
    struct easel easel;
    struct motion motion;
    motion_open(&motion);
    enum sibu_status status = easel_open(&easel, bench->many, &bench->arguments, fault);
    size_t last = status == SIBU_OK ? easel.replay.frame_count - 1 : 0;
    for (size_t i = 0; i < SEEKS && status == SIBU_OK; i++) {
        size_t frame = 2 * (i % 2 == 0 ? i / 2 : SEEKS / 2 - i / 2) % last;
        double time_s = easel.replay.first_frame_s + ((double)frame + 0.5) / easel.replay.frames_per_s;
        double from_s = measure_now_s();
        status = *bench->stop ? stopped(fault) : motion_seek(&motion, &easel.replay, time_s, fault);
        double seconds = measure_now_s() - from_s;
        out->value = seconds > out->value ? seconds : out->value;
    }
    double from_s = measure_now_s();
    if (status == SIBU_OK) {
        status = read_frames(&motion, &easel.replay, 0, last, fault);
    }
    out->reference = measure_now_s() - from_s;
    motion_close(&motion);
    easel_close(&easel);
    return status;
}

/* Reads the whole record: what a viewer without an index does before its first picture. */
static enum sibu_status read_whole(const struct bench *bench, double *seconds, struct sibu_fault *fault)
{
    struct easel easel;
    struct motion motion;
    motion_open(&motion);
    enum sibu_status status = easel_open(&easel, bench->many, &bench->arguments, fault);
    double from_s = measure_now_s();
    if (status == SIBU_OK) {
        status = read_frames(&motion, &easel.replay, 0, easel.replay.frame_count - 1, fault);
    }
    *seconds = measure_now_s() - from_s;
    motion_close(&motion);
    easel_close(&easel);
    return status;
}

static enum sibu_status first_pictures(const struct bench *bench, struct measure *out, struct sibu_fault *fault)
{
    char picture[544];
    double whole_s = 0.0;
    (void)snprintf(picture, sizeof picture, "%s/first.png", bench->folder);
    enum sibu_status status = SIBU_OK;
    for (int i = 0; i < REPEATS && status == SIBU_OK; i++) {
        double ours_s = 0.0;
        status =
            *bench->stop ? stopped(fault) : measure_new_process("/proc/self/exe", bench->many, picture, &ours_s, fault);
        out->value = i == 0 || ours_s < out->value ? ours_s : out->value;
    }
    (void)unlink(picture);
    status = status == SIBU_OK ? read_whole(bench, &whole_s, fault) : status;
    out->reference = out->value + whole_s;
    return status;
}

static enum sibu_status measure_all(const struct bench *bench, struct measure out[MEASURES], struct sibu_fault *fault)
{
    enum sibu_status status = measure_record(bench->few, FEW, fault);
    if (status == SIBU_OK) {
        status = *bench->stop ? stopped(fault) : measure_record(bench->many, MANY, fault);
    }
    static const enum compare_way WAYS[] = {COMPARE_OFF, COMPARE_BESIDE, COMPARE_OVER};
    status = status == SIBU_OK ? first_pictures(bench, &out[7], fault) : status;
    for (size_t i = 0; i < 6 && status == SIBU_OK; i++) {
        status = draw(bench, i % 2 == 0 ? bench->few : bench->many, WAYS[i / 2], &out[i], fault);
    }
    return status == SIBU_OK ? seek(bench, &out[6], fault) : status;
}

enum sibu_status measure_run(struct measure out[MEASURES], const volatile sig_atomic_t *stop, struct sibu_fault *fault)
{
    static const char *const NAMES[MEASURES] = {"draw/10000",         "draw/100000",         "draw-beside/10000",
                                                "draw-beside/100000", "draw-over/10000",     "draw-over/100000",
                                                "seek/100000",        "first-picture/100000"};
    const char *under = getenv("TMPDIR");
    struct bench bench = {.arguments = {.width = 1280, .height = 720, .language = SIBU_EN}, .stop = stop};
    for (size_t i = 0; i < MEASURES; i++) {
        out[i] = (struct measure){.name = NAMES[i]};
    }
    int length =
        snprintf(bench.folder, sizeof bench.folder, "%s/sibu-view.XXXXXX", under != NULL && under[0] ? under : "/tmp");
    if (length < 0 || (size_t)length >= sizeof bench.folder || mkdtemp(bench.folder) == NULL) {
        return sibu_fault_set(fault, SIBU_IO, bench.folder, "无法建立临时文件夹", "no temporary folder can be made");
    }
    (void)snprintf(bench.few, sizeof bench.few, "%s/few.drill", bench.folder);
    (void)snprintf(bench.many, sizeof bench.many, "%s/many.drill", bench.folder);
    enum sibu_status status = measure_all(&bench, out, fault);
    (void)unlink(bench.few);
    (void)unlink(bench.many);
    (void)rmdir(bench.folder);
    return status;
}
