/* What is asked of a policy once it is read: see policy.h. Pure. Depends on: zone. */
#include "draw/policy.h"

#include <string.h>

static int32_t minute_of_day(const struct zone_local *local)
{
    return local->hour * 60 + local->minute;
}

uint32_t policy_find_shift(const struct policy *policy, const char *id)
{
    for (uint32_t i = 0; i < policy->shift_count; i++) {
        if (strcmp(policy->shifts[i].id, id) == 0) {
            return i;
        }
    }
    return SIBU_NONE;
}

int policy_shift_on(const struct policy *policy, const struct zone *zone, uint32_t shift, int64_t time_us)
{
    const struct policy_shift *it = &policy->shifts[shift];
    if (it->always) {
        return 1;
    }
    struct zone_local local;
    zone_local(zone, time_us, &local);
    int32_t minute = minute_of_day(&local);
    int today = it->days >> local.weekday & 1;
    int yesterday = it->days >> (local.weekday + 6) % 7 & 1;
    if (it->to_minute > it->from_minute) {
        return today && minute >= it->from_minute && minute < it->to_minute;
    }
    return (today && minute >= it->from_minute) || (yesterday && minute < it->to_minute);
}

double policy_family_weight(const struct policy_rules *rules, const char *family)
{
    for (uint32_t i = 0; i < rules->allowed_count; i++) {
        if (strcmp(rules->allowed[i].id, family) == 0) {
            return rules->allowed[i].weight;
        }
    }
    return rules->allowed == NULL ? 1.0 : 0.0;
}

void policy_close(struct policy *policy)
{
    if (policy != NULL) {
        sibu_arena_clear(&policy->arena);
        sibu_array_free(policy);
    }
}
