/* What officers have kept in place of a file of the plan, a roster, a site's plan or the policy itself: a file of the data folder each.
 *
 * Its name holds what it stands in place of: its kind, of a roster the site's id, and the bytes of the file that the plan names. So
 * whoever changes that file by hand afterwards is heard: it counts again, and what was kept in its place no more. Pure. Any thread.
 */
#pragma once
#include <stddef.h>

#define KEPT_PATH_BYTES 4300

enum kept_kind { KEPT_POLICY = 0, KEPT_ROSTER, KEPT_SITE };
struct kept_key {
    enum kept_kind kind;
    const char *site; /* whose roster; of the others it is not read: what the site's id is only its file says */
    const char *bytes; /* of the file that the plan names, as it is now */
    size_t length;
};
/* Whether a file of this name holds a roster, or what was left of writing one. */
int kept_is_roster(const char *name);
/* FOLDER/policy-HASH.json, FOLDER/roster-HASH.csv or FOLDER/site-HASH.geojson. */
void kept_path(const char *folder, const struct kept_key *key, char out[KEPT_PATH_BYTES]);
