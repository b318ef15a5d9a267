/* The organisation of a plan, and what budgets of its branches ask of groups. Reads the disk through base/file.h. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "draw/plan_load.h"

static enum sibu_status open_file(struct plan_owner *owner, const char *path, const char *const *known,
                                  struct sibu_fault *fault)
{
    struct sibu_text text = {0};
    enum sibu_status status = file_read(path, ORGANISATION_BYTES_MAX, &text, fault);
    if (status == SIBU_OK) {
        const struct organisation_source source = {path, sibu_text_get(&text), text.length, known};
        status = organisation_open(&owner->organisation, &source, fault);
    }
    owner->plan.organisation = owner->organisation;
    sibu_text_clear(&text);
    return status;
}

enum sibu_status plan_load_organisation(struct plan_owner *owner, const char *policy_path, struct sibu_fault *fault)
{
    char path[4096];
    if (owner->policy->organisation[0] == '\0') {
        return SIBU_OK;
    }
    const char **known = sibu_array_new(owner->plan.site_count + (size_t)1, sizeof *known);
    if (known == NULL) {
        return plan_no_memory(fault);
    }
    for (uint32_t i = 0; i < owner->plan.site_count; i++) {
        known[i] = owner->sites[i].site->id;
    }
    file_beside(policy_path, owner->policy->organisation, path);
    enum sibu_status status = open_file(owner, path, known, fault);
    sibu_array_free(known);
    return status;
}

int plan_budget_holds(const struct plan *plan, const struct policy_budget *budget, uint32_t site)
{
    if (budget->branch[0] == '\0') {
        return 1;
    }
    uint32_t branch = organisation_find_branch(plan->organisation, budget->branch);
    uint32_t at = organisation_branch_of(plan->organisation, plan->sites[site].site->id);
    return branch != SIBU_NONE && organisation_is_below(plan->organisation, at, branch);
}

#define BUDGET_SITES_MAX 100000 /* of all budgets together: the ledger names each */

/* A budget and the first group that has a site in its branch. */
struct checked {
    const struct plan *plan;
    const struct policy_budget *budget;
    uint32_t first;
    size_t *sites; /* of all budgets so far */
    char place[240];
};

static uint32_t months_of(enum policy_period period)
{
    return period == POLICY_MONTH ? 1 : period == POLICY_QUARTER ? 3 : 6;
}

/* One group that has `held` of its sites in the branch. */
static enum sibu_status check_group(struct checked *checked, uint32_t group, uint32_t held, struct sibu_fault *fault)
{
    const struct plan_group *it = &checked->plan->groups[group];
    const struct policy_group *policy = it->policy;
    checked->first = checked->first != SIBU_NONE ? checked->first : group;
    if (policy->rules.together && held < policy->site_count) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, checked->place,
                              "组“%.60s”一起抽取，却只有一部分场所在这个分支里：请拆成几个组",
                              "the group \"%.60s\" is drawn together, and only some of its sites are in this branch: "
                              "divide the group",
                              policy->id);
    }
    if (checked->budget->months > months_of(policy->rules.period)) {
        return sibu_fault_set(
            fault, SIBU_BAD_INPUT, checked->place, "比组“%.60s”的时期更长：那里的次数按更短的时期计",
            "is over a longer time than the period of the group \"%.60s\", which counts anew within it", policy->id);
    }
    if (strcmp(zone_name(it->zone), zone_name(checked->plan->groups[checked->first].zone)) != 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, checked->place, "这个分支的组在不同的时区，没有共同的月份",
                              "its branch has groups of different time zones, which have no months in common");
    }
    return SIBU_OK;
}

static enum sibu_status check_budget(struct checked *checked, struct sibu_fault *fault)
{
    const struct plan *plan = checked->plan;
    const char *branch = checked->budget->branch;
    if (branch[0] != '\0' && organisation_find_branch(plan->organisation, branch) == SIBU_NONE) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, checked->place, "组织文件里没有分支“%.60s”",
                              "the organisation has no branch \"%.60s\"", branch);
    }
    enum sibu_status status = SIBU_OK;
    for (uint32_t i = 0; i < plan->policy->group_count && status == SIBU_OK; i++) {
        const struct policy_group *group = &plan->policy->groups[i];
        uint32_t held = 0;
        for (uint32_t k = group->first_site; k < group->first_site + group->site_count; k++) {
            held += (uint32_t)plan_budget_holds(plan, checked->budget, k);
        }
        *checked->sites += held;
        status = held > 0 ? check_group(checked, i, held, fault) : SIBU_OK;
    }
    if (status == SIBU_OK && *checked->sites > BUDGET_SITES_MAX) {
        return sibu_fault_set(fault, SIBU_LIMIT, checked->place, "各预算的场所合计超过 %d 个",
                              "has more than %d sites together with the budgets before it", BUDGET_SITES_MAX);
    }
    return status == SIBU_OK && checked->first == SIBU_NONE
               ? sibu_fault_set(fault, SIBU_BAD_INPUT, checked->place, "分支“%.60s”里没有场所",
                                "the branch \"%.60s\" has no site", branch)
               : status;
}

enum sibu_status plan_check_budgets(const struct plan *plan, const char *path, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    size_t sites = 0;
    for (uint32_t i = 0; i < plan->policy->budget_count && status == SIBU_OK; i++) {
        struct checked checked = {plan, &plan->policy->budgets[i], SIBU_NONE, &sites, ""};
        (void)snprintf(checked.place, sizeof checked.place, "%.200s:/budgets/%u", path, (unsigned)i);
        status = check_budget(&checked, fault);
    }
    return status;
}
