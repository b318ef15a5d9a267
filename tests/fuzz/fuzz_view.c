/* Any bytes as a record for the viewer: it is refused with a reason, or opened and drawn, at several moments, with every
 * layer, with curves, floors beside and above each other, and compared; and no picture ends in anything but a picture or a
 * reason.
 *
 * The first byte says what the others are (record_made.c):
 *   `!`  changes to the bytes of a sound record that is sealed: three bytes where, one what, and maybe more
 *   `?`  the same, of one whose head says that it is still written
 *   `s`, `d`, `f`, `h`  the site, the draw, the forecast, the scenario (its hazard) of a sound one
 *   `e`  its events, one a line: time, kind, person, place, detail, with tabs between them
 *   `x`  its frames: how many people, and four bytes for each
 *
 * The site is small and so are the pictures, because many inputs are to be tried in a second.
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
#include "view/compare.h"
#include "view/picture.h"

struct work {
    char folder[300], record[320];
    struct text_kit *text; /* for all pictures: opening fonts takes longer than a small picture */
};

static struct work *the_work(void)
{
    static struct work work; /* one folder for all inputs: the process has nothing else */
    return &work;
}

static void refused(enum sibu_status status, const struct sibu_fault *fault)
{
    finding(status == SIBU_OK, "no status");
    finding(fault->place[0] == '\0', "a reason without a place");
    finding(fault->what[SIBU_EN][0] == '\0' || fault->what[SIBU_ZH][0] == '\0', "no reason given");
    finding(strchr(fault->what[SIBU_EN], '\n') != NULL, "a reason of two lines");
}

/* What is looked at follows from the input's bytes: pictures take long, and most of all the fields of a hazard. */
enum with { WITH_FORECAST, WITH_OTHER, WITH_OTHER_OVER, WITH_ITSELF, WITH_NOTHING }; /* compared */
struct choice {
    int first, pictures; /* 0: people's places alone */
    int fields; /* 1: the hazard is among the layers */
    enum with with;
};

static uint32_t mix(const uint8_t *bytes, size_t length)
{
    uint32_t sum = 2166136261u; /* FNV-1a, folded: each bit of it hangs on all bytes */
    for (size_t i = 0; i < length; i++) {
        sum = (sum ^ bytes[i]) * 16777619u;
    }
    return sum ^ sum >> 15;
}

static struct choice choose(const uint8_t *bytes, size_t length)
{
    uint32_t sum = mix(bytes, length);
    int spoilt = bytes[0] == '!' || bytes[0] == '?', of_hazard = bytes[0] == 'h';
    uint32_t often = sum >> 8 & 7;
    struct choice choice = {.first = (int)(sum % 240), .fields = of_hazard || (sum >> 12 & 31) == 0};
    choice.pictures = of_hazard || (often < 4 && !spoilt) ? 1 : often == 7 ? 3 : 0;
    choice.with = sum >> 17 & 1 ? WITH_NOTHING : (enum with)(sum >> 18 & 3);
    return choice;
}

static enum layer_area area_of(struct choice choice, int number)
{
    return choice.fields ? (enum layer_area)(LAYER_HAZARD_FIRST + number % (LAYER_HAZARD_LAST - LAYER_HAZARD_FIRST + 1))
                         : (enum layer_area)(number % LAYER_HAZARD_FIRST);
}

/* One picture, with the layer and the rest that belongs to its number. */
static enum sibu_status draw(struct picture *picture, struct view_state *view, struct choice choice, int number,
                             struct sibu_fault *fault)
{
    const struct replay *replay = view->replay;
    double span_s = replay->to_s - replay->from_s;
    static const double SHARES[] = {0.0, 0.37, 0.9, 1.0};
    view->layers.area = area_of(choice, number);
    view->layers.trail_s = number / 3 % 3 == 0 ? 30.0 : 0.0;
    view->language = number % 2 == 0 ? SIBU_ZH : SIBU_EN;
    view->theme = number % 4 == 1 ? THEME_DARK : THEME_LIGHT;
    view->chosen = number % 2 == 1 && replay->people_count > 0 ? (uint32_t)(replay->people_count - 1) : SIBU_NONE;
    view->floor = (uint32_t)number % replay->site->floor_count;
    view->curves = (enum curves)(number / 5 % (CURVES_ALL + 1));
    view->teach.presenting = number % 11 == 7;
    view_state_set_floors(view, (enum floors_mode)(number / 7 % (FLOORS_STACKED + 1)));
    playback_seek(&view->playback, replay->from_s + SHARES[number % 4] * span_s);
    (void)view_state_do(view, number % 3 == 1 ? ACTION_NEXT_LATE : ACTION_NEXT_EVENT, &picture->tally);
    return picture_draw(picture, view, fault);
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

/* A comparison with a forecast that is not there is refused, and so is a record that went meanwhile. */
static void open_compare(struct compare *compare, struct view_state *view, enum with with)
{
    const char *const others[] = {[WITH_FORECAST] = COMPARE_WORD_FORECAST,
                                  [WITH_OTHER] = record_made_other(view->replay->path),
                                  [WITH_OTHER_OVER] = record_made_other(view->replay->path),
                                  [WITH_ITSELF] = view->replay->path,
                                  [WITH_NOTHING] = NULL};
    struct sibu_fault fault = {0};
    enum sibu_status status = compare_open(compare, others[with], view, &fault);
    if (status != SIBU_OK) {
        refused(status, &fault);
    } else if (with == WITH_OTHER_OVER) {
        compare_overlay(compare);
    }
}

static enum sibu_status look_at(struct view_state *view, struct choice choice, struct sibu_fault *fault)
{
    struct compare compare;
    struct picture picture;
    open_compare(&compare, view, choice.with);
    struct work *work = the_work();
    enum sibu_status status = picture_open_with(&picture, work->text, view->replay, 320, 240, fault);
    work->text = NULL;
    if (status == SIBU_OK) {
        for (int i = 0; i < choice.pictures && status == SIBU_OK; i++) {
            status = draw(&picture, view, choice, choice.first + 5 * i, fault);
        }
        work->text = picture_take_text(&picture);
        picture_close(&picture);
    }
    compare_close(&compare);
    return status;
}

static void look(struct replay *replay, struct choice choice)
{
    struct view_state view;
    struct sibu_fault fault = {0};
    enum sibu_status status = view_state_open(&view, replay, &fault);
    finding(status != SIBU_OK, "a record that is open cannot be looked at");
    status = choice.pictures > 0 ? look_at(&view, choice, &fault) : SIBU_OK;
    if (status != SIBU_OK) {
        refused(status, &fault);
    }
    view_state_close(&view);
}

/* What was made for all inputs is taken away. */
static void leave(void)
{
    static const char *const FILES[] = {"", ".sound", "-wal", "-shm", "-journal", ".other"};
    struct work *work = the_work();
    text_close(work->text);
    work->text = NULL;
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
