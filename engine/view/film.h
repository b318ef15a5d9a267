/* A film under way: its moments, and where its pictures go; drawn one picture a call, so that a window stays awake
 * meanwhile. One thread.
 */
#pragma once
#include "view/easel.h"
#include "view/encoder.h"
#include "view/video.h"

struct film {
    struct video_times times;
    size_t done; /* pictures that are written */
    const char *folder; /* not owned; NULL: to the encoder */
    struct encoder encoder;
};

/* Begins the film that `video` tells of, of the record in the easel, whose paths must outlive it. After SIBU_OK the
 * caller ends it with film_finish or film_drop. Faults: those of video_times_of, of encoder_open, and of a folder that
 * is not empty or cannot be made. */
SIBU_MUST_USE enum sibu_status film_open(struct film *film, const struct easel *easel, const struct video_def *video,
                                         struct sibu_fault *fault);
/* Draws and writes the next picture; there must be one left. */
SIBU_MUST_USE enum sibu_status film_step(struct film *film, struct easel *easel, struct sibu_fault *fault);
/* The file gets its name; what is written so far is the film. Single pictures just stay. */
SIBU_MUST_USE enum sibu_status film_finish(struct film *film, struct sibu_fault *fault);
void film_drop(struct film *film); /* no file is left; single pictures stay */
