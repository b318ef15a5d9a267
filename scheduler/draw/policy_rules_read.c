/* How many drills a group has in a period: law, period, least, most, mean, gap, and the presets of the law. See
 * docs/policy.md. Depends on: json. One thread while reading.
 */
#include <string.h>

#include "draw/policy_read.h"

#define GAP_DAYS_MAX 180
#define MEAN_MAX 60.0

/* What a preset puts in place of what is usual. */
struct preset {
    const char *name;
    enum policy_period period;
    uint32_t least, most;
    double mean;
    int32_t gap_days;
};
/* Least numbers: Measures for the management of emergency plans for production safety accidents (生产安全事故应急预案管理办法),
 * art. 33; Ministry of Public Security order 61, art. 40; the guides of 2014 for schools and kindergartens. Means: at
 * least two where the period is a half-year (below, one drill tells when the next one will not be). */
static const struct preset PRESETS[] = {
    {"cn-dangerous-unit", POLICY_HALF_YEAR, 1, 8, 2.0, 14}, {"cn-unit", POLICY_HALF_YEAR, 1, 8, 2.0, 14},
    {"cn-fire-key-unit", POLICY_HALF_YEAR, 1, 8, 2.0, 14},  {"cn-school", POLICY_MONTH, 1, 3, 1.4, 7},
    {"cn-kindergarten", POLICY_QUARTER, 1, 4, 1.6, 14},
};

const char *policy_period_name(enum policy_period period)
{
    static const char *const NAMES[] = {"half-year", "quarter", "month", "any"};
    return NAMES[period];
}

static enum sibu_status read_preset(struct policy_reader *reader)
{
    struct policy_rules *rules = reader->rules;
    if (sibu_json_member(reader->object, "preset").node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = policy_keep_member(reader, reader->object, "preset", NULL, &rules->preset);
    for (size_t i = 0; i < sizeof PRESETS / sizeof PRESETS[0] && status == SIBU_OK; i++) {
        const struct preset *preset = &PRESETS[i];
        if (strcmp(rules->preset, preset->name) == 0) {
            rules->period = preset->period;
            rules->least = preset->least;
            rules->most = preset->most;
            rules->gap_days = preset->gap_days;
            for (size_t grade = 0; grade < 4; grade++) {
                rules->mean[grade] = preset->mean;
            }
            return SIBU_OK;
        }
    }
    return status == SIBU_OK
               ? policy_refuse(reader, reader->object, "preset",
                               "应为 cn-dangerous-unit、cn-unit、cn-fire-key-unit、cn-school 或 cn-kindergarten",
                               "must be cn-dangerous-unit, cn-unit, cn-fire-key-unit, cn-school or cn-kindergarten")
               : status;
}

static enum sibu_status read_words(struct policy_reader *reader)
{
    static const char *const PERIODS[] = {"half-year", "quarter", "month", "any", NULL};
    static const char *const LAWS[] = {"max-entropy", "even", NULL};
    size_t index = 0;
    enum sibu_status status = SIBU_OK;
    if (sibu_json_member(reader->object, "law").node != NULL) {
        status = sibu_json_choice(reader->object, "law", LAWS, &index, reader->fault);
        reader->rules->law = index == 0 ? LAW_MAX_ENTROPY : LAW_EVEN;
    }
    if (status == SIBU_OK && sibu_json_member(reader->object, "period").node != NULL) {
        status = sibu_json_choice(reader->object, "period", PERIODS, &index, reader->fault);
        reader->rules->period = (enum policy_period)index;
        reader->rules->gap_days = index == POLICY_MONTH && reader->rules->gap_days > 7 ? 7 : reader->rules->gap_days;
    }
    if (reader->rules->period == POLICY_ANY) {
        reader->rules->least = 0;
    }
    return status;
}

/* A number for every grade, or one for each. */
static enum sibu_status read_mean(struct policy_reader *reader)
{
    static const char *const GRADES[] = {"A", "B", "C", "D", NULL};
    struct sibu_json_value value = sibu_json_member(reader->object, "mean");
    enum sibu_status status = SIBU_OK;
    if (value.node == NULL) {
        return SIBU_OK;
    }
    if (sibu_json_kind(value) != SIBU_JSON_OBJECT) {
        double mean = 0.0;
        status = sibu_json_number(reader->object, "mean", 0.01, MEAN_MAX, &mean, reader->fault);
        for (size_t i = 0; i < 4; i++) {
            reader->rules->mean[i] = mean;
        }
        return status;
    }
    status = sibu_json_only(value, GRADES, reader->fault);
    for (size_t i = 0; i < 4 && status == SIBU_OK; i++) {
        status = sibu_json_number(value, GRADES[i], 0.01, MEAN_MAX, &reader->rules->mean[i], reader->fault);
    }
    return status;
}

static enum sibu_status read_limits(struct policy_reader *reader)
{
    struct policy_rules *rules = reader->rules;
    int64_t least = rules->least, most = rules->most, gap_days = rules->gap_days, budget = rules->most_per_month;
    enum sibu_status status =
        policy_integer(reader, reader->object, "least", (const int64_t[]){0, POLICY_STARTS_MAX}, &least);
    if (status == SIBU_OK) {
        status = policy_integer(reader, reader->object, "most", (const int64_t[]){1, POLICY_STARTS_MAX}, &most);
    }
    if (status == SIBU_OK) {
        status = policy_integer(reader, reader->object, "gap_days", (const int64_t[]){0, GAP_DAYS_MAX}, &gap_days);
    }
    if (status == SIBU_OK) {
        status = policy_integer(reader, reader->object, "most_per_month", (const int64_t[]){1, 10000}, &budget);
    }
    rules->least = (uint32_t)least;
    rules->most = (uint32_t)most;
    rules->gap_days = (int32_t)gap_days;
    rules->most_per_month = (uint32_t)budget;
    return status;
}

static enum sibu_status refuse_mean(struct policy_reader *reader)
{
    char place[240];
    const struct policy_rules *rules = reader->rules;
    sibu_json_place(reader->object, "mean", place);
    return sibu_fault_set(reader->fault, SIBU_BAD_INPUT, place, "平均次数应大于至少次数 %u，小于至多次数 %u",
                          "must lie between the least number, %u, and the most, %u, and be neither of them",
                          (unsigned)rules->least, (unsigned)rules->most);
}

enum sibu_status policy_check_counts(struct policy_reader *reader)
{
    const struct policy_rules *rules = reader->rules;
    if (rules->least > rules->most) {
        return policy_refuse(reader, reader->object, "least", "大于 most，互相矛盾",
                             "is more than \"most\": they contradict each other");
    }
    if (rules->period == POLICY_ANY && rules->least > 0) {
        return policy_refuse(reader, reader->object, "least", "period 为 any 时没有期限，应为 0",
                             "must be 0 where the period is \"any\": it has no end");
    }
    for (size_t i = 0; i < 4; i++) {
        int exact = rules->least == rules->most && rules->mean[i] >= rules->most && rules->mean[i] <= rules->most;
        if (rules->mean[i] <= 0.0) {
            return policy_refuse(reader, reader->object, "mean", "缺少每个时期平均演练次数（或写一个 preset）",
                                 "is missing: how many drills a period has on average (or name a preset)");
        }
        if (!exact && (rules->mean[i] <= rules->least || rules->mean[i] >= rules->most)) {
            return refuse_mean(reader);
        }
    }
    return SIBU_OK;
}

static enum sibu_status read_together(struct policy_reader *reader)
{
    struct sibu_json_value value = sibu_json_member(reader->object, "together");
    if (value.node == NULL) {
        return SIBU_OK;
    }
    if (sibu_json_kind(value) != SIBU_JSON_BOOL) {
        return policy_refuse(reader, value, NULL, "应为 true 或 false", "must be true or false");
    }
    reader->rules->together = sibu_json_as_bool(value);
    return SIBU_OK;
}

enum sibu_status policy_read_counts(struct policy_reader *reader)
{
    static enum sibu_status (*const PARTS[])(struct policy_reader * reader) = {read_preset, read_words, read_mean,
                                                                               read_limits, read_together};
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0] && status == SIBU_OK; i++) {
        status = PARTS[i](reader);
    }
    return status;
}
