/* The organisation: a tree of branches (city, county, park, ...) with sites at them, and sectors across. Read from JSON
 * (docs/organisation.md). Roles and budgets of drills hold for a branch and what is below it.
 *
 * The top of the tree has no id of its own: SIBU_NONE stands for it, and "" where a branch is named. A site that the file does
 * not name stands at the top. Immutable once open; any number of threads may read.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/memory.h"
#include "sibu/site.h"

#define ORGANISATION_BYTES_MAX ((size_t)16 << 20)
#define ORGANISATION_BRANCHES_MAX 5000
#define ORGANISATION_DEPTH_MAX 16 /* levels below the top */
#define ORGANISATION_SECTORS_MAX 500
#define ORGANISATION_SITES_MAX 20000
#define ORGANISATION_ID_MAX 60 /* bytes of a branch's or a sector's id: letters, digits, "-", "_", "." */

struct organisation_branch {
    const char *id;
    struct sibu_name name;
    uint32_t under; /* the branch above; SIBU_NONE: the top */
    uint32_t depth; /* 1 right below the top, ORGANISATION_DEPTH_MAX at the most */
};
struct organisation_sector {
    const char *id;
    struct sibu_name name;
};
struct organisation_site {
    const char *id; /* of the site's file */
    uint32_t branch; /* SIBU_NONE: at the top */
    const uint32_t *sectors; /* as the file names them, none twice */
    uint32_t sector_count;
};
struct organisation {
    struct sibu_name name; /* of the whole; two empty texts where the file does not say */
    const struct organisation_branch *branches; /* in the file's order */
    uint32_t branch_count;
    const uint32_t *by_id; /* the branches, sorted by id */
    const struct organisation_sector *sectors; /* in the file's order */
    uint32_t sector_count;
    const struct organisation_site *sites; /* sorted by id, none twice */
    uint32_t site_count;
    uint8_t hash[32]; /* of the file's bytes */
    struct sibu_arena arena; /* owns everything above */
};

/* What is read. */
struct organisation_source {
    const char *name; /* stands for the file in faults */
    const char *bytes;
    size_t length;
    const char *const *known; /* the ids of all sites that there are, ended by NULL: others are refused; NULL: any */
};
/* SIBU_BAD_INPUT: the first fault, and *out is NULL. The caller closes it. */
SIBU_MUST_USE enum sibu_status organisation_open(struct organisation **out, const struct organisation_source *source,
                                                 struct sibu_fault *fault);
void organisation_close(struct organisation *organisation); /* NULL is allowed */
/* All faults in one run, at most 1000: a branch or a site twice, one under itself or too deep, an unknown branch, sector or
 * site. SIBU_BAD_INPUT: at least one. The list is the caller's: sibu_fault_list_clear. */
SIBU_MUST_USE enum sibu_status organisation_check(const struct organisation_source *source,
                                                  struct sibu_fault_list *list);

uint32_t organisation_find_branch(const struct organisation *organisation, const char *id); /* SIBU_NONE: none */
uint32_t organisation_find_sector(const struct organisation *organisation, const char *id); /* SIBU_NONE: none */
/* The site of this id; NULL where the file does not name it. */
const struct organisation_site *organisation_find_site(const struct organisation *organisation, const char *id);
/* Where the site stands; SIBU_NONE: at the top. `organisation` NULL: there is no file, and everything stands there. */
uint32_t organisation_branch_of(const struct organisation *organisation, const char *site);
/* 1: `branch` is `top` or lies below it. Everything lies below SIBU_NONE. */
int organisation_is_below(const struct organisation *organisation, uint32_t branch, uint32_t top);
