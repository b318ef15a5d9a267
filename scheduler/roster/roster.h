/* The people of a site, read from a CSV file as it comes out of a spreadsheet (docs/roster.md).
 *
 * A roster is immutable once open, owns all that its pointers lead to, and may be read by any number of threads.
 * Depends on: sibu/csv.h, sibu/site.h. Does no input or output.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/memory.h"
#include "sibu/site.h"
#include "sibu/text.h"
#include "sibu/world.h"

#define ROSTER_PEOPLE_MAX 100000

enum roster_role { ROSTER_WORKER = 0, ROSTER_WARDEN, ROSTER_CONTRACTOR, ROSTER_VISITOR };
#define ROSTER_ROLES 4

/* Strings are never NULL, "" where the cell is empty. */
struct roster_person {
    const char *id; /* unique in the roster */
    const char *name, *name_en; /* name_en as name where there is none */
    const char *zone; /* id of the zone */
    uint32_t zone_index; /* in the site; SIBU_NONE where no site was given */
    const char *shift; /* id of the shift; "always" where the cell is empty */
    enum roster_role role;
    enum sibu_pace pace;
    enum sibu_language language;
    const char *phone, *email, *note;
    const char *url; /* where alerts are posted: http or https, or "" */
};

struct roster {
    const struct roster_person *people; /* in the order of the file */
    size_t count;
    uint8_t hash[32]; /* of the file's bytes */
    struct sibu_arena arena; /* owns everything above */
};

/* What a roster is read from, and what it is checked against. */
struct roster_source {
    const char *name; /* stands for the file in faults */
    const char *bytes;
    size_t length;
    const struct sibu_site *site; /* NULL: zones are not checked */
    const char *const *shifts; /* ids, ended by NULL; NULL: any word is a shift */
};

/* Reads and checks. On failure the first fault (row and column) is in `*fault` and *out is NULL. The caller closes. */
SIBU_MUST_USE enum sibu_status roster_open(struct roster **out, const struct roster_source *source,
                                           struct sibu_fault *fault);
void roster_close(struct roster *roster); /* NULL is allowed */

/* All faults of a roster in one run. SIBU_OK: none. Else the first one's status; listed are at
 * most 1000. The list is the caller's to clear. */
SIBU_MUST_USE enum sibu_status roster_check(const struct roster_source *source, struct sibu_fault_list *list);

/* Adds the list as a JSON array of {"place", "zh", "en"}, as answers of programs and of the API have it. */
void roster_faults_json(const struct sibu_fault_list *list, struct sibu_text *out);

/* The words of files: "worker", "wheelchair". Static. */
const char *roster_role_name(enum roster_role role);
const char *roster_pace_name(enum sibu_pace pace);
const char *roster_language_name(enum sibu_language language); /* "zh", "en" */
