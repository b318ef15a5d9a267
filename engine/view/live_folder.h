/* The folder that a live view's records stand in: below TMPDIR or /tmp, for its user alone, and gone when the viewer ends.
 *
 * A viewer that was killed, or lost its screen, leaves its folder behind. A lock that its process held tells that nobody
 * uses it any more: whoever makes a folder takes away all of this user's that are left like that. One thread.
 */
#pragma once
#include "sibu/fault.h"

#define LIVE_FOLDER_PATH 512

struct live_folder {
    char path[LIVE_FOLDER_PATH]; /* "": none, and nothing else here counts */
    int lock; /* the file that is held */
};

/* The caller closes it. On failure it is none. */
SIBU_MUST_USE enum sibu_status live_folder_open(struct live_folder *folder, struct sibu_fault *fault);
void live_folder_close(struct live_folder *folder); /* with all that is in it; all zero is allowed */
