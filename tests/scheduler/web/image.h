/* The files of a stand at a moment, kept in memory, so that what happened to them afterwards can be undone.
 *
 * Bytes are put back in their place: who has a file open, or mapped, sees the old state. So the process that stood still
 * goes on as if nothing had happened.
 */
#pragma once
#include "stand.h"

#define IMAGE_FILES_MAX 32

struct image {
    struct image_file {
        char path[400];
        char *bytes;
        size_t length;
    } files[IMAGE_FILES_MAX];
    int count;
};

/* Starts as all zero. The stand must not be at work meanwhile. */
void image_take(struct image *image, const struct stand *stand);
void image_put_back(const struct image *image, const struct stand *stand); /* files that were not there go */
void image_copy(const struct image *image, const struct stand *stand, const char *data); /* into a new data folder */
void image_clear(struct image *image);
