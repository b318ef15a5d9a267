/* A small drill for the viewer's tests, written through the public record like any other: a workshop with an office and
 * an upper floor, a stair, a yard with two assembly points, people who answer, walk, check in, need help, or say nothing.
 *
 * Everything in it follows from the definition: no randomness, the same bytes every time.
 */
#pragma once
#include "sibu/fault.h"

struct sample_def {
    unsigned people; /* at most 200; a third each in hall, office and upper room */
    int frames; /* 1: with positions, 2 a second */
    int drill; /* 0: a simulation, with nobody to alert or check in */
    int real_emergency; /* 1: broken off at T0 + 50 s */
    int targets; /* 1: everybody wants to go to E1; each fourth at first to M1, for 2 s, and then to a place unknown too */
    int unfolds; /* 1: the exit is lost at T0 + 20 s, the wind turns at 30 s, and a row at 35 s cannot be read */
    const char *forecast; /* the document's bytes; NULL: none */
    const char *later_forecast; /* that of the second event; likewise */
    const char *scenario; /* the document's bytes; NULL: none */
};

/* Writes the record to `path`, replacing what is there, and seals it. */
SIBU_MUST_USE enum sibu_status sample_drill_write(const char *path, const struct sample_def *def,
                                                  struct sibu_fault *fault);
/* The site of the sample, as GeoJSON. */
extern const char SAMPLE_SITE[];
#define SAMPLE_T0_US INT64_C(1795473000000000) /* 2026-11-23 22:30:00 UTC */
