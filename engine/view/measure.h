/* How fast the viewer is: whole pictures of 1280 by 720 of many people, drawn without a display, and how soon any moment
 * of a large record is there. Each figure beside a reference that is run in the same process at once.
 *
 * One thread. Uses SDL's software renderer, and no display.
 */
#pragma once
#include <signal.h>
#include <stdint.h>

#include "sibu/fault.h"

#define MEASURES 8

struct measure {
    const char *name; /* "draw/10000", "draw/100000", and compared: "draw-beside/", "draw-over/": pictures a second.
                         "seek/100000", "first-picture/100000": seconds */
    double value, reference; /* in the same unit */
};

/* Fills all of out, in the order above. The records are made in a folder of their own under TMPDIR (or /tmp) and taken
 * away. SIBU_NO where *stop is set meanwhile. The references:
 * - draw: one SDL_RenderCopy a person with SDL's own software renderer, over an empty ground, nothing else; two a person
 *   where two plans, or people and ghosts, are drawn.
 * - seek: the same moment reached frame by frame from the record's start, as without an index.
 * - first-picture: the record read whole before the picture. The picture is a snapshot that a new process makes, from its
 *   start to its end: with its libraries, its fonts and the file that it writes. */
SIBU_MUST_USE enum sibu_status measure_run(struct measure out[MEASURES], const volatile sig_atomic_t *stop,
                                           struct sibu_fault *fault);

#define MEASURE_FRAMES 16
/* Writes the record of a simulation: so many people in a square hall of 1.2 m by 1.2 m for each, everybody walking,
 * MEASURE_FRAMES frames, 2 a second (measure_record.c). */
SIBU_MUST_USE enum sibu_status measure_record(const char *path, uint32_t people, struct sibu_fault *fault);

struct motion_frame;
struct camera;
/* SDL's pictures a second of a frame's people, as seen by the camera, in a picture of 1280 by 720 (measure_plain.c). */
SIBU_MUST_USE enum sibu_status measure_plain(const struct motion_frame *now, const struct camera *camera, double *per_s,
                                             struct sibu_fault *fault);
/* Runs `program` to make one picture of the record, 1280 by 720, into the file `picture`: the processor's time of all of it
 * (measure_process.c). */
SIBU_MUST_USE enum sibu_status measure_new_process(const char *program, const char *record, const char *picture,
                                                   double *seconds, struct sibu_fault *fault);
double measure_now_s(void); /* the processor's time of this process: neighbours on the machine do not count */
