/* A film of a record without a window: a picture for each moment, piped to ffmpeg or written as numbered PNG files.
 *
 * The same record and arguments give the same pictures.
 */
#pragma once
#include <signal.h>

#include "view/arguments.h"
#include "view/playback.h"

#define VIDEO_PICTURES_MAX 1000000

struct video_times { /* picture i shows from_s + i * step_s */
    double from_s, step_s; /* since T0; step_s > 0 */
    size_t count;
};
struct video_watch { /* who waits for it */
    const volatile sig_atomic_t *stop; /* other than 0: no more pictures */
    void (*progress)(void *caller, size_t done, size_t of); /* told after each picture */
    void *caller;
};

/* The moments of the film: from video->from_s, held to the record's start, up to but without video->to_s, held to its
 * end. SIBU_BAD_INPUT where nothing of the record lies between, SIBU_LIMIT where it were too many. Pure. */
SIBU_MUST_USE enum sibu_status video_times_of(struct video_times *out, const struct video_def *video,
                                              const struct playback *record, struct sibu_fault *fault);

/* Makes the film. With video.frames: PNG files 000001.png, 000002.png ... in that folder, which is made where it is
 * missing and must be empty; after a stop the pictures that are there are whole. With video.file: see encoder.h; after a
 * stop there is no file. SIBU_NO when stopped. SIGPIPE must be ignored. */
SIBU_MUST_USE enum sibu_status video_run(const struct arguments *arguments, const struct video_watch *watch,
                                         struct sibu_fault *fault);
