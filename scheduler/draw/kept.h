/* What officers have kept in place of a file of the plan, a roster or the policy itself: a file of the data folder each.
 *
 * Its name holds what it stands in place of: the site's id and the bytes of the file that the plan names. So whoever changes
 * that file by hand afterwards is heard: it counts again, and what was kept in its place no more. Pure. Any thread.
 */
#pragma once
#include <stddef.h>

#define KEPT_PATH_BYTES 4300

struct kept_key {
    const char *site; /* whose roster; NULL: the policy */
    const char *bytes; /* of the file that the plan names, as it is now */
    size_t length;
};
/* FOLDER/policy-HASH.json or FOLDER/roster-HASH.csv. */
void kept_path(const char *folder, const struct kept_key *key, char out[KEPT_PATH_BYTES]);
