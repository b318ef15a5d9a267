/* Small files of the viewer's own: notes beside a record, and what it remembers. Read whole up to a limit, written beside
 * themselves and then renamed, so that a reader finds the old bytes or the new ones and nothing between.
 *
 * One thread.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"
#include "sibu/text.h"

#define SIDE_FILE_PATH_MAX 4096

/* What tells one state of a file from another, without its bytes. */
struct side_file_stamp {
    int exists;
    uint64_t device, number, bytes;
    int64_t changed_s, changed_ns;
};
struct side_file_stamp side_file_stamp_of(const char *path);
int side_file_same(const struct side_file_stamp *a, const struct side_file_stamp *b);

/* The bytes of the file, empty where there is none. SIBU_IO where it cannot be read, SIBU_BAD_INPUT where it is no plain
 * file, SIBU_LIMIT where it has more than max_bytes. The caller clears *out. */
SIBU_MUST_USE enum sibu_status side_file_read(const char *path, size_t max_bytes, struct sibu_text *out,
                                              struct sibu_fault *fault);
/* Replaces the file. SIBU_IO where that cannot be done; then what was there is as before, and nothing else is left. */
SIBU_MUST_USE enum sibu_status side_file_write(const char *path, const char *bytes, size_t length,
                                               struct sibu_fault *fault);
