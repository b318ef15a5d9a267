/* Budgets of drills per branch, and the organisation's file: the members "budgets" and "organisation". See docs/policy.md.
 * Depends on: json. One thread while reading.
 */
#include <string.h>

#include "draw/policy_read.h"

/* How many, at the least and at the most: one of the two at least. */
static enum sibu_status read_limits(struct policy_reader *reader, struct sibu_json_value item,
                                    struct policy_budget *budget)
{
    static const int64_t RANGE[] = {1, POLICY_BUDGET_MAX};
    int64_t least = 0, most = 0;
    enum sibu_status status = policy_integer(reader, item, "least", RANGE, &least);
    if (status == SIBU_OK) {
        status = policy_integer(reader, item, "most", RANGE, &most);
    }
    if (status == SIBU_OK && least == 0 && most == 0) {
        return policy_refuse(reader, item, NULL, "请写明 most 或 least", "must say \"most\" or \"least\"");
    }
    if (status == SIBU_OK && most > 0 && least > most) {
        return policy_refuse(reader, item, "least", "大于 most，互相矛盾",
                             "is more than \"most\": they contradict each other");
    }
    budget->least = (uint32_t)least;
    budget->most = (uint32_t)most;
    return status;
}

static enum sibu_status read_budget(struct policy_reader *reader, struct sibu_json_value item,
                                    struct policy_budget *budget)
{
    static const char *const KEYS[] = {"branch", "per", "least", "most", NULL};
    static const char *const PER[] = {"month", "quarter", "half-year", NULL};
    static const uint32_t MONTHS[] = {1, 3, 6};
    size_t per = 0;
    enum sibu_status status = policy_expect_object(reader, item, KEYS);
    if (status == SIBU_OK) {
        status = policy_keep_member(reader, item, "branch", "", &budget->branch);
    }
    if (status == SIBU_OK && sibu_json_member(item, "per").node != NULL) {
        status = sibu_json_choice(item, "per", PER, &per, reader->fault);
    }
    budget->months = MONTHS[per];
    return status == SIBU_OK ? read_limits(reader, item, budget) : status;
}

static int is_twice(const struct policy_budget *budgets, uint32_t index)
{
    for (uint32_t i = 0; i < index; i++) {
        if (budgets[i].months == budgets[index].months && strcmp(budgets[i].branch, budgets[index].branch) == 0) {
            return 1;
        }
    }
    return 0;
}

enum sibu_status policy_read_budgets(struct policy_reader *reader)
{
    struct policy *policy = reader->policy;
    struct sibu_json_value list;
    size_t count = 0;
    reader->object = reader->root;
    enum sibu_status status = policy_list(reader, "budgets", POLICY_BUDGETS_MAX, &list, &count);
    struct policy_budget *budgets = sibu_arena_take(&policy->arena, count + 1, sizeof *budgets);
    if (status != SIBU_OK || budgets == NULL) {
        return status != SIBU_OK ? status : policy_no_memory(reader->fault);
    }
    policy->budgets = budgets;
    for (struct sibu_json_value item = sibu_json_first(list); status == SIBU_OK && item.node != NULL;
         item = sibu_json_next(item)) {
        uint32_t index = policy->budget_count++;
        status = read_budget(reader, item, &budgets[index]);
        if (status == SIBU_OK && is_twice(budgets, index)) {
            return policy_refuse(reader, item, NULL, "这个分支在同样的时期已有预算",
                                 "is the second budget of its branch over the same time");
        }
    }
    return status == SIBU_OK ? policy_keep_member(reader, reader->root, "organisation", "", &policy->organisation)
                             : status;
}
