/* Files read whole and written whole. The only place of the scheduler that opens them. Thread safe.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"
#include "sibu/text.h"

/* The bytes of a regular file of at most max_bytes, into `text` (the caller clears it). SIBU_BAD_INPUT where there is no
 * such file or it is too large or a folder; SIBU_IO where reading failed. */
SIBU_MUST_USE enum sibu_status file_read(const char *path, size_t max_bytes, struct sibu_text *text,
                                         struct sibu_fault *fault);
/* Writes through a temporary file beside it and renames, so that a reader sees the old or the new, never a part,
 * also after the machine has lost its power. `mode` as for open(2). */
SIBU_MUST_USE enum sibu_status file_write(const char *path, const char *bytes, size_t length, unsigned mode,
                                          struct sibu_fault *fault);
/* The same where there is no such file yet; SIBU_NO where there is: of several programs, on whatever machines, one makes it. */
SIBU_MUST_USE enum sibu_status file_make(const char *path, const char *bytes, size_t length, unsigned mode,
                                         struct sibu_fault *fault);
/* When the file was last written, UTC microseconds; and to say that it was then. SIBU_IO where that cannot be done. */
SIBU_MUST_USE enum sibu_status file_time(const char *path, int64_t *time_us, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status file_set_time(const char *path, int64_t time_us, struct sibu_fault *fault);
/* Makes the folder and those above it. */
SIBU_MUST_USE enum sibu_status file_make_folder(const char *path, struct sibu_fault *fault);
/* Removes a folder of our own making with the files and folders in it, at most three deep; links are removed, not
 * followed. What cannot be removed stays. */
void file_remove_folder(const char *path);
/* `path` as seen from the folder of the file `beside`; absolute paths as they are. out has 4096 bytes. */
void file_beside(const char *beside, const char *path, char out[4096]);
/* Where the program's own data (scenarios/) is: in $SIBU_SHARE; else in share/sibu of the nearest folder above the program
 * that has it, be that where it was built or where it is installed, moved or not; else where it was to be installed. */
void file_share(const char *name, char out[4096]);
