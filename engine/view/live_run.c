/* See live_run.h. */
#include "view/live_run.h"

#include <stdio.h>
#include <time.h>

#include "sibu/catalogue.h"
#include "view/easel.h"
#include "view/live_key.h"
#include "view/snapshot.h"

#define WAIT_MS 100
#define FAILURES_MOST 4 /* in a row; then nobody waits any more */

double live_run_now_s(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

enum sibu_status live_run_open(struct live *live, const struct arguments *arguments, struct sibu_fault *fault)
{
    char key[LIVE_KEY_BYTES];
    *live = (struct live){.stage = LIVE_CALLING};
    enum sibu_status status = live_key_read(&arguments->live, key, fault);
    if (status == SIBU_OK) {
        const struct live_def def = {arguments->live.server, key, arguments->live.drill};
        status = live_open(live, &def, fault);
    }
    return status;
}

void live_run_show(struct live *live, struct view_state *view, double now_s)
{
    double present_s = live_clock_at(&live->clock, now_s);
    view->live.on = 1;
    view->live.over = live->stage == LIVE_OVER;
    view->live.lost_for_s = live_pace_lost_for(&live->pace, now_s);
    live_show_grow(&view->live, &view->playback, present_s);
    view->replay->to_s = view->playback.to_s;
}

/* Whether the moment of the snapshot is there. */
static int is_time(struct live *live, const struct snapshot_def *snapshot, double now_s)
{
    return live_has_drill(live) && (snapshot->time_s > 1e12 || live->stage == LIVE_OVER ||
                                    live_clock_at(&live->clock, now_s) >= snapshot->time_s);
}

/* One round of waiting; says once that it waits. */
static enum sibu_status wait_on(struct live *live, const struct arguments *arguments, int *said,
                                struct sibu_fault *fault)
{
    enum sibu_status status = live_step(live, live_run_now_s(), WAIT_MS, fault);
    if (status == SIBU_OK && live->pace.failures > 0 &&
        (live->trouble.status == SIBU_BAD_INPUT || live->pace.failures >= FAILURES_MOST)) {
        *fault = live->trouble;
        return fault->status;
    }
    if (status == SIBU_OK && live->stage == LIVE_IDLE && !*said) {
        (void)fprintf(stderr, "%s: %s\n", arguments->live.server, sibu_say(arguments->language, SIBU_SAY_LIVE_WAITS));
        *said = 1;
    }
    if (status == SIBU_OK && !live_link_is_asking(live->link)) { /* nothing to wait for on the net */
        const struct timespec pause = {0, WAIT_MS * 500000L};
        (void)nanosleep(&pause, NULL);
    }
    return status;
}

static enum sibu_status take_picture(struct live *live, const struct arguments *arguments,
                                     const struct snapshot_def *snapshot, struct sibu_fault *fault)
{
    struct easel easel;
    enum sibu_status status = easel_open(&easel, live->book.path, arguments, fault);
    if (status == SIBU_OK) {
        live_run_show(live, &easel.view, live_run_now_s());
        easel.view.live.muted = arguments->live.muted;
        playback_seek(&easel.view.playback, snapshot->time_s < 1e12 ? snapshot->time_s : easel.view.playback.to_s);
        live_show_heed(&easel.view.live, &easel.view.playback);
        status = snapshot_shoot(&easel, &(struct snapshot_def){easel.view.playback.time_s, snapshot->path}, fault);
    }
    easel_close(&easel);
    return status;
}

static enum sibu_status take_all(struct live *live, const struct arguments *arguments,
                                 const volatile sig_atomic_t *stop, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    int said = 0;
    for (size_t i = 0; i < arguments->snapshot_count && status == SIBU_OK;) {
        const struct snapshot_def *snapshot = &arguments->snapshots[i];
        if (*stop) {
            return sibu_fault_set(fault, SIBU_NO, arguments->live.server, "已中断，写出了 %zu / %zu 张图片",
                                  "stopped after %zu of %zu pictures", i, arguments->snapshot_count);
        }
        if (is_time(live, snapshot, live_run_now_s())) {
            status = take_picture(live, arguments, snapshot, fault);
            i++;
        } else {
            status = wait_on(live, arguments, &said, fault);
        }
    }
    return status;
}

enum sibu_status live_run(const struct arguments *arguments, const volatile sig_atomic_t *stop,
                          struct sibu_fault *fault)
{
    struct live live;
    enum sibu_status status = live_run_open(&live, arguments, fault);
    if (status == SIBU_OK) {
        status = take_all(&live, arguments, stop, fault);
    }
    live_close(&live);
    return status;
}
