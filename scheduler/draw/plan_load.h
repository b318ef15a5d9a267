/* A plan being put together: its own memory and its parts. For plan.c and its neighbours plan_*.c only. */
#pragma once
#include "draw/plan.h"
#include "sibu/memory.h"

struct plan_owner {
    struct plan plan;
    struct policy *policy;
    struct sibu_families *families;
    struct organisation *organisation;
    struct zone **zones; /* each time zone once */
    uint32_t zone_count;
    struct plan_group *groups; /* plan.groups */
    struct plan_site *sites; /* plan.sites; what they point to is opened in order and closed by plan_close */
    struct sibu_arena arena;
};

enum sibu_status plan_no_memory(struct sibu_fault *fault);

/* Reads the policy, then what it names. What was opened stays in the owner also on failure. */
SIBU_MUST_USE enum sibu_status plan_load(struct plan_owner *owner, const struct plan_files *files,
                                         struct sibu_fault *fault);

/* plan_organisation.c: the organisation's file, where the policy names one; after the sites. */
SIBU_MUST_USE enum sibu_status plan_load_organisation(struct plan_owner *owner, const char *policy_path,
                                                      struct sibu_fault *fault);
/* The budgets of the policy against branches, groups and time zones. */
SIBU_MUST_USE enum sibu_status plan_check_budgets(const struct plan *plan, const char *path, struct sibu_fault *fault);

/* The families of the folder alone. */
SIBU_MUST_USE enum sibu_status plan_load_families(struct plan_owner *owner, const char *folder,
                                                  struct sibu_fault *fault);

/* What the parts say about each other; `path` is the policy's. */
SIBU_MUST_USE enum sibu_status plan_check(const struct plan *plan, const char *path, struct sibu_fault *fault);
