/* A plan opened, asked and closed: see plan.h. Depends on: plan_load, plan_check. */
#include "draw/plan.h"

#include <string.h>

#include "draw/plan_load.h"
#include "sibu/hash.h"

static void hash_plan(struct plan *plan)
{
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu plan v1");
    sibu_hash_field(&hash, plan->policy->hash, SIBU_HASH_BYTES);
    sibu_hash_field(&hash, plan->families->hash, SIBU_HASH_BYTES);
    for (uint32_t i = 0; i < plan->site_count; i++) {
        sibu_hash_field(&hash, plan->sites[i].site->hash, SIBU_HASH_BYTES);
        sibu_hash_field(&hash, plan->sites[i].roster->hash, SIBU_HASH_BYTES);
    }
    sibu_hash_done(&hash, plan->hash);
}

enum sibu_status plan_open(struct plan **out, const char *policy_path, struct sibu_fault *fault)
{
    const struct plan_files files = {.policy = policy_path};
    return plan_open_files(out, &files, fault);
}

enum sibu_status plan_open_files(struct plan **out, const struct plan_files *files, struct sibu_fault *fault)
{
    *out = NULL;
    struct plan_owner *owner = sibu_array_new(1, sizeof *owner);
    if (owner == NULL) {
        return plan_no_memory(fault);
    }
    owner->plan.owner = owner;
    enum sibu_status status = plan_load(owner, files, fault);
    if (status == SIBU_OK) {
        status = plan_check(&owner->plan, files->policy, fault);
    }
    if (status == SIBU_OK) {
        status = plan_check_budgets(&owner->plan, files->policy, fault);
    }
    if (status == SIBU_OK) {
        hash_plan(&owner->plan);
    }
    if (status != SIBU_OK) {
        plan_close(&owner->plan);
        return status;
    }
    *out = &owner->plan;
    return SIBU_OK;
}

enum sibu_status plan_open_families(struct plan **out, const char *folder, struct sibu_fault *fault)
{
    *out = NULL;
    struct plan_owner *owner = sibu_array_new(1, sizeof *owner);
    if (owner == NULL) {
        return plan_no_memory(fault);
    }
    owner->plan.owner = owner;
    enum sibu_status status = plan_load_families(owner, folder, fault);
    if (status != SIBU_OK) {
        plan_close(&owner->plan);
        return status;
    }
    *out = &owner->plan;
    return SIBU_OK;
}

/* The parts are const for those who read the plan; here they are given back by who opened them. */
static void close_site(struct plan_site *site)
{
    sibu_site_close((struct sibu_site *)(uintptr_t)site->site);
    roster_close((struct roster *)(uintptr_t)site->roster);
}

void plan_close(struct plan *plan)
{
    if (plan == NULL) {
        return;
    }
    struct plan_owner *owner = plan->owner;
    for (uint32_t i = 0; i < owner->plan.site_count; i++) {
        close_site(&owner->sites[i]);
    }
    for (uint32_t i = 0; i < owner->zone_count; i++) {
        zone_close(owner->zones[i]);
    }
    sibu_families_close(owner->families);
    organisation_close(owner->organisation);
    policy_close(owner->policy);
    sibu_arena_clear(&owner->arena);
    sibu_array_free(owner);
}

const struct policy_rules *plan_rules(const struct plan *plan, uint32_t site)
{
    return &plan->groups[plan->sites[site].group].policy->rules;
}

uint32_t plan_find_site(const struct plan *plan, const char *id)
{
    for (uint32_t i = 0; i < plan->site_count; i++) {
        if (strcmp(plan->sites[i].site->id, id) == 0) {
            return i;
        }
    }
    return SIBU_NONE;
}

int plan_expects(const struct plan *plan, uint32_t site, size_t person, int64_t time_us)
{
    const struct plan_site *at = &plan->sites[site];
    return policy_shift_on(plan->policy, at->zone, at->shifts[person], time_us);
}

size_t plan_expected_count(const struct plan *plan, uint32_t site, int64_t time_us)
{
    const struct plan_site *at = &plan->sites[site];
    int on[POLICY_SHIFTS_MAX + 1];
    for (uint32_t i = 0; i < plan->policy->shift_count; i++) {
        on[i] = policy_shift_on(plan->policy, at->zone, i, time_us);
    }
    size_t count = 0;
    for (size_t person = 0; person < at->roster->count; person++) {
        count += on[at->shifts[person]] != 0;
    }
    return count;
}
