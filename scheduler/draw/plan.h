/* A policy with everything it names, read from disk and checked against each other: sites, rosters, families, zones.
 *
 * This is the edge of the draw: the only file of it that reads the disk (through base/file.h). A plan is immutable
 * once open and is shared by the server, the demo and the phones; any number of threads may read it.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "draw/kept.h"
#include "draw/policy.h"
#include "draw/zone.h"
#include "organisation/organisation.h"
#include "roster/roster.h"
#include "sibu/family.h"
#include "sibu/site.h"

struct plan_site {
    const struct sibu_site *site;
    const struct roster *roster;
    const struct zone *zone; /* the site's own time zone */
    const uint32_t *shifts; /* per person of the roster: index into policy->shifts */
    uint32_t group; /* index into plan.groups */
    const char *site_path, *roster_path; /* as opened */
    const char *site_bytes; /* the site file as read, for the drill's record */
    size_t site_length;
    uint8_t roster_sha256[32]; /* of the roster's bytes, as sha256sum shows it */
    int roster_kept; /* 1: officers keep this roster in place of the file at roster_path */
    uint8_t site_sha256[32]; /* of the site's bytes */
    int site_kept; /* 1: officers keep this plan in place of the file at site_path */
};

/* What the files of a group of the policy came to. */
struct plan_group {
    const struct policy_group *policy;
    const struct zone *zone; /* of its windows and never-times */
    const struct weights_span *closed; /* what its calendars close: ascending, disjoint */
    uint32_t closed_count;
};

struct plan {
    const struct policy *policy;
    const struct zone *zone; /* of the first group */
    const struct plan_group *groups; /* in the policy's order */
    const struct sibu_families *families;
    const struct organisation *organisation; /* NULL: there is none, and every site stands at the top */
    const struct plan_site *sites; /* in the policy's order; ids are unique */
    uint32_t site_count;
    const char *path; /* of the policy, as opened */
    const char *policy_bytes; /* the policy as read */
    size_t policy_length;
    uint8_t policy_sha256[32]; /* of these bytes */
    int policy_kept; /* 1: officers keep it in place of the file at `path` */
    uint8_t hash[32]; /* of policy, families, sites and rosters: what would be drawn from */
    void *owner; /* the plan's own memory */
};

/* A text to be read in place of one file of the plan, to see what would be. */
struct plan_instead {
    enum kept_kind kind;
    const char
        *site; /* of a roster: the id of its site; of a site: the path as opened, since its id stands in the text */
    const char *name; /* stands for the file in faults */
    const char *bytes;
    size_t length;
};
struct plan_files {
    const char *policy; /* its path */
    const char *kept; /* the folder of what officers have kept (kept.h); NULL: there is none */
    const struct plan_instead *instead; /* or NULL */
};
/* Reads the policy file and all that it names. Refuses, besides what each reader refuses: two sites with one id, a zone
 * that names an unknown family, a family where it cannot arise, a site in which nothing allowed can arise, a person on
 * an unknown shift. On failure *out is NULL and the fault names the file. The caller closes the plan. */
SIBU_MUST_USE enum sibu_status plan_open(struct plan **out, const char *policy_path, struct sibu_fault *fault);
/* The same with what officers have kept, and a text that is not kept yet. */
SIBU_MUST_USE enum sibu_status plan_open_files(struct plan **out, const struct plan_files *files,
                                               struct sibu_fault *fault);
/* The most bytes of a policy, of a roster and of a site. */
#define PLAN_POLICY_BYTES_MAX ((size_t)4 << 20)
#define PLAN_ROSTER_BYTES_MAX ((size_t)64 << 20)
#define PLAN_SITE_BYTES_MAX ((size_t)64 << 20)
/* The families of a folder alone: a plan without policy and sites. The caller closes it. */
SIBU_MUST_USE enum sibu_status plan_open_families(struct plan **out, const char *folder, struct sibu_fault *fault);
void plan_close(struct plan *plan); /* NULL is allowed */

/* Whether the budget, one of the policy's, holds for the site at this index. */
int plan_budget_holds(const struct plan *plan, const struct policy_budget *budget, uint32_t site);
/* The policy's rules of the site. */
const struct policy_rules *plan_rules(const struct plan *plan, uint32_t site);
uint32_t plan_find_site(const struct plan *plan, const char *id); /* SIBU_NONE where there is none */

/* Is this person of the roster on shift at `time_us`, and so expected in a drill that starts then? */
int plan_expects(const struct plan *plan, uint32_t site, size_t person, int64_t time_us);
/* How many people of the site are on shift then. */
size_t plan_expected_count(const struct plan *plan, uint32_t site, int64_t time_us);

/* The zone of this name, from /usr/share/zoneinfo. The caller closes it. */
SIBU_MUST_USE enum sibu_status plan_zone_open(struct zone **out, const char *name, struct sibu_fault *fault);
