/* Any bytes as a record for the viewer: it is refused with a reason, or opened and drawn, at several moments and with every
 * layer, and no picture ends in anything but a picture or a reason.
 *
 * The first byte says what the others are (record_made.c):
 *   `!`  changes to the bytes of a sound record that is sealed: three bytes where, one what, and maybe more
 *   `?`  the same, of one whose head says that it is still written
 *   `s`, `d`, `f`, `h`  the site, the draw, the forecast, the scenario (its hazard) of a sound one
 *   `e`  its events, one a line: time, kind, person, place, detail, with tabs between them
 *   `x`  its frames: how many people, and four bytes for each
 *
 * Entry point of libFuzzer; replay.c calls it for each file of the corpus. Aborts on a finding. What a record is made of
 * lies in a folder under TMPDIR that is taken away at the end.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "finding.h"
#include "fuzz.h"
#include "record_made.h"
#include "view/picture.h"

struct work {
    char folder[300], record[320];
};

static void refused(enum sibu_status status, const struct sibu_fault *fault)
{
    finding(status == SIBU_OK, "no status");
    finding(fault->place[0] == '\0', "a reason without a place");
    finding(fault->what[SIBU_EN][0] == '\0' || fault->what[SIBU_ZH][0] == '\0', "no reason given");
    finding(strchr(fault->what[SIBU_EN], '\n') != NULL, "a reason of two lines");
}

/* One picture, with the layer and the rest that belongs to its number. */
static enum sibu_status draw(struct picture *picture, struct view_state *view, int number, struct sibu_fault *fault)
{
    const struct replay *replay = view->replay;
    double span_s = replay->to_s - replay->from_s;
    static const double SHARES[] = {0.0, 0.37, 0.9, 1.0};
    view->layers.area = (enum layer_area)(number % (LAYER_HAZARD_LAST + 1));
    view->layers.trail_s = number / 3 % 3 == 0 ? 30.0 : 0.0;
    view->language = number % 2 == 0 ? SIBU_ZH : SIBU_EN;
    view->theme = number % 4 == 1 ? THEME_DARK : THEME_LIGHT;
    view->chosen = number % 2 == 1 && replay->people_count > 0 ? (uint32_t)(replay->people_count - 1) : SIBU_NONE;
    view->floor = (uint32_t)number % replay->site->floor_count;
    playback_seek(&view->playback, replay->from_s + SHARES[number % 4] * span_s);
    return picture_draw(picture, view, fault);
}

/* What is looked at follows from the input's bytes: pictures take long, and so do fields, and many inputs are to be tried. */
struct choice {
    int first, pictures; /* 0: people's places alone */
};

static struct choice choose(const uint8_t *bytes, size_t length)
{
    unsigned sum = 0;
    for (size_t i = 0; i < length; i++) {
        sum += bytes[i];
    }
    if (length > 0 && bytes[0] == 'h') {
        return (struct choice){LAYER_HAZARD_FIRST + (int)(sum % 3), 2};
    }
    int spoilt = length > 0 && (bytes[0] == '!' || bytes[0] == '?');
    return (struct choice){(int)(sum % 60), sum / 60 % 8 == 0 ? 3 : sum / 60 % 8 < 4 && !spoilt ? 1 : 0};
}

/* Where everybody is and has been, at moments of the record. */
static void walk(const struct replay *replay)
{
    struct motion motion;
    struct trail trail;
    struct sibu_fault fault = {0};
    enum sibu_status status = SIBU_OK;
    motion_open(&motion);
    trail_open(&trail);
    for (int i = 0; i < 8 && status == SIBU_OK; i++) {
        double time_s = replay->from_s + (replay->to_s - replay->from_s) * (i * 3 % 8) / 7.0;
        status = motion_seek(&motion, replay, time_s, &fault);
        status = status == SIBU_OK ? trail_seek(&trail, replay, time_s, 30.0, &fault) : status;
    }
    if (status != SIBU_OK) {
        refused(status, &fault);
    }
    motion_close(&motion);
    trail_close(&trail);
}

static void look(struct replay *replay, struct choice choice)
{
    struct view_state view;
    struct picture picture;
    struct sibu_fault fault = {0};
    enum sibu_status status = view_state_open(&view, replay, &fault);
    finding(status != SIBU_OK, "a record that is open cannot be looked at");
    status = choice.pictures > 0 ? picture_open(&picture, replay, 640, 480, &fault) : SIBU_OK;
    if (status == SIBU_OK && choice.pictures > 0) {
        for (int i = 0; i < choice.pictures && status == SIBU_OK; i++) {
            status = draw(&picture, &view, choice.first + 5 * i, &fault);
        }
        picture_close(&picture);
    }
    if (status != SIBU_OK) {
        refused(status, &fault);
    }
    view_state_close(&view);
}

static struct work *the_work(void)
{
    static struct work work; /* one folder for all inputs: the process has nothing else */
    return &work;
}

/* What was made for all inputs is taken away. */
static void leave(void)
{
    static const char *const FILES[] = {"", ".sound", "-wal", "-shm", "-journal"};
    const struct work *work = the_work();
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
        char path[340];
        (void)snprintf(path, sizeof path, "%s%s", work->record, FILES[i]);
        (void)unlink(path);
    }
    (void)rmdir(work->folder);
}

/* The folder of this process is made at the first input. */
static const char *find_record(void)
{
    struct work *work = the_work();
    const char *under = getenv("TMPDIR");
    if (work->folder[0] == '\0') {
        (void)snprintf(work->folder, sizeof work->folder, "%.250s/sibu-fuzz-XXXXXX", under != NULL ? under : "/tmp");
        finding(mkdtemp(work->folder) == NULL, "no folder to work in");
        (void)snprintf(work->record, sizeof work->record, "%s/a.drill", work->folder);
        (void)atexit(leave);
    }
    return work->record;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct replay replay;
    struct sibu_fault fault = {0};
    const char *path = find_record();
    if (!record_made(path, bytes, length)) {
        return 0;
    }
    enum sibu_status status = replay_open(&replay, path, &fault);
    if (status == SIBU_OK) {
        walk(&replay);
        look(&replay, choose(bytes, length));
        replay_close(&replay);
    } else {
        refused(status, &fault);
        finding(replay.record != NULL || replay.site != NULL || replay.people != NULL, "half a record");
    }
    return 0;
}
