/* The command line of sibu-view. Pure: no file is opened, nothing is printed.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"
#include "view/curves.h"
#include "view/floors.h"
#include "view/layers.h"
#include "view/theme.h"

#define ARGUMENTS_SNAPSHOTS_MAX 256

struct snapshot_def {
    double time_s; /* since T0; infinite: the end */
    const char *path;
};
struct video_def {
    const char *file; /* the film; NULL: none */
    const char *frames; /* the folder for single pictures; NULL: none. Not both */
    double from_s, to_s; /* since T0; infinite: the record's start, its end */
    double speed; /* drill seconds a second, as PLAYBACK_SPEED_MIN and _MAX bound it */
    int32_t fps; /* pictures a second, 1..120 */
};
struct live_arguments {
    const char *server; /* NULL: a record is shown */
    const char *drill; /* its number or its site, or "" */
    const char *key_file, *data; /* NULL: as live_key_read finds it */
    int muted;
};
struct arguments {
    const char *record; /* NULL with help or version alone, and with live.server */
    struct live_arguments live;
    struct snapshot_def snapshots[ARGUMENTS_SNAPSHOTS_MAX];
    size_t snapshot_count;
    const char *compare; /* a second record, or "forecast"; NULL: none */
    int overlay; /* 1: it is laid over the first, where that goes */
    struct video_def video; /* without it and snapshots: a window */
    int32_t width, height; /* pixels */
    double scale; /* of text and panels at least, 1..4; 0: as window and screen have it */
    const char *floor; /* id, or NULL: the viewer chooses */
    enum floors_mode floors;
    enum curves curves;
    enum sibu_language language;
    enum theme_kind theme;
    struct layers layers; /* shown first */
    int size_given, language_given, theme_given; /* 1: said here, so that what the window remembers does not count */
    int notes; /* 1: pictures and films show the notes beside the record */
    int help, version;
    int bench; /* 1: measure, without a record */
};

/* Reads argv[1..argc-1]. `locale` is the language where --lang is not given ("zh_CN.UTF-8", may be ""). The strings
 * stay argv's. out->language is set even on failure, so that the fault can be told in it. */
SIBU_MUST_USE enum sibu_status arguments_read(struct arguments *out, int argc, char *const *argv, const char *locale,
                                              struct sibu_fault *fault);
/* The locale for messages, out of LC_ALL, LC_MESSAGES and LANG, the first that says something (NULL counts as ""). */
const char *arguments_locale(const char *all, const char *messages, const char *lang);
const char *arguments_version(void); /* "0.1.0" */
