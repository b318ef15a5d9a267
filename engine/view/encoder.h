/* A film file made by ffmpeg, which is started without a shell and gets raw pictures through a pipe. The file appears
 * under its name when it is whole; until then it stands beside it as "name.PID.part.mp4", and is taken away when
 * anything goes wrong.
 *
 * One thread. The caller ignores SIGPIPE. What ffmpeg complains of is told in the fault.
 */
#pragma once
#include <stdio.h>
#include <sys/types.h>

#include "sibu/fault.h"
#include "view/raster.h"

#define ENCODER_PATH_MAX 4096

struct encoder {
    const char *path; /* not owned: must live as long */
    char part[ENCODER_PATH_MAX];
    char target[ENCODER_PATH_MAX + 8]; /* the part as ffmpeg is told it: never taken for an option or an address */
    FILE *complaints; /* owned; nameless */
    pid_t child; /* 0: none runs */
    int pipe; /* -1: closed */
};

/* Whether films are made under such a name: it ends in .mp4, .mkv, .mov or .webm. */
int encoder_knows(const char *path);
/* Starts ffmpeg for pictures of this size, `fps` a second. SIBU_IO where it is not installed or does not start,
 * SIBU_BAD_INPUT for a name that encoder_knows does not. After SIBU_OK the caller ends it with encoder_finish or
 * encoder_drop. */
SIBU_MUST_USE enum sibu_status encoder_open(struct encoder *encoder, const char *path, const struct raster *size,
                                            int32_t fps, struct sibu_fault *fault);
/* The next picture, of the size given. SIBU_IO where ffmpeg takes no more, SIBU_NO where a signal came between. */
SIBU_MUST_USE enum sibu_status encoder_put(struct encoder *encoder, const struct raster *frame,
                                           struct sibu_fault *fault);
/* Waits until the film is written, and gives it its name, replacing what stands there. Whatever the answer, the encoder
 * is closed. */
SIBU_MUST_USE enum sibu_status encoder_finish(struct encoder *encoder, struct sibu_fault *fault);
/* Ends ffmpeg and takes the unfinished file away. */
void encoder_drop(struct encoder *encoder);
