/* A policy from JSON: its frame, groups and sites, and what its readers share. What the rules say is read by
 * policy_rules_read.c, policy_times_read.c, policy_list_read.c and policy_shift_read.c. See docs/policy.md.
 *
 * Depends on: json, hash, memory, zone (names). One thread while reading.
 */
#include "draw/policy_read.h"

#include <string.h>

#include "draw/policy_week.h"
#include "sibu/hash.h"

#define FILE_BYTES_MAX ((size_t)4 << 20)
#define PATH_BYTES_MAX 1000
#define ID_BYTES_MAX 60
#define DELAY_HOURS_LEAST 24
#define WORKDAYS 0x1f

enum sibu_status policy_no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

enum sibu_status policy_refuse(struct policy_reader *reader, struct sibu_json_value value, const char *key,
                               const char *zh, const char *en)
{
    char place[240];
    sibu_json_place(value, key, place);
    return sibu_fault_set(reader->fault, SIBU_BAD_INPUT, place, "%s%.0s", "%.0s%s", zh, en);
}

enum sibu_status policy_keep(struct policy_reader *reader, const char *text, const char **out)
{
    *out = sibu_arena_text(&reader->policy->arena, text, strlen(text));
    return *out != NULL ? SIBU_OK : policy_no_memory(reader->fault);
}

enum sibu_status policy_keep_member(struct policy_reader *reader, struct sibu_json_value object, const char *key,
                                    const char *otherwise, const char **out)
{
    const char *text = "";
    *out = otherwise != NULL ? otherwise : "";
    if (otherwise != NULL && sibu_json_member(object, key).node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_string(object, key, PATH_BYTES_MAX, &text, reader->fault);
    if (status == SIBU_OK && text[0] == '\0') {
        return policy_refuse(reader, object, key, "不能为空", "must not be empty");
    }
    return status == SIBU_OK ? policy_keep(reader, text, out) : status;
}

enum sibu_status policy_integer(struct policy_reader *reader, struct sibu_json_value object, const char *key,
                                const int64_t range[2], int64_t *out)
{
    if (sibu_json_member(object, key).node == NULL) {
        return SIBU_OK;
    }
    return sibu_json_integer(object, key, range[0], range[1], out, reader->fault);
}

enum sibu_status policy_keep_name(struct policy_reader *reader, struct sibu_json_value object, const char *key,
                                  struct sibu_name *out)
{
    static const char *const KEYS[] = {"zh", "en", NULL};
    struct sibu_json_value name;
    out->in[SIBU_ZH] = "";
    out->in[SIBU_EN] = "";
    if (sibu_json_member(object, key).node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_object(object, key, &name, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_only(name, KEYS, reader->fault);
    }
    for (size_t i = 0; i < SIBU_LANGUAGES && status == SIBU_OK; i++) {
        const char *text = "";
        status = sibu_json_string(name, KEYS[i], 400, &text, reader->fault);
        if (status == SIBU_OK) {
            status = policy_keep(reader, text, &out->in[i]);
        }
    }
    return status;
}

enum sibu_status policy_list(struct policy_reader *reader, const char *key, size_t max, struct sibu_json_value *list,
                             size_t *count)
{
    *list = sibu_json_member(reader->object, key);
    *count = 0;
    if (list->node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_array(reader->object, key, 0, max, list, reader->fault);
    *count = sibu_json_count(*list);
    return status;
}

enum sibu_status policy_expect_object(struct policy_reader *reader, struct sibu_json_value item,
                                      const char *const *keys)
{
    if (sibu_json_kind(item) != SIBU_JSON_OBJECT) {
        return policy_refuse(reader, item, NULL, "应为对象 {…}", "must be an object {...}");
    }
    return sibu_json_only(item, keys, reader->fault);
}

/* What holds where nothing is said. */
static enum sibu_status set_usual(struct policy_reader *reader, struct policy_rules *rules)
{
    static const struct policy_window WINDOW = {WORKDAYS, 8 * 60, 18 * 60, 1000};
    uint32_t first, second;
    *rules = (struct policy_rules){.law = LAW_MAX_ENTROPY,
                                   .period = POLICY_HALF_YEAR,
                                   .least = 1,
                                   .most = 8,
                                   .gap_days = 14,
                                   .windows = &WINDOW,
                                   .window_count = 1,
                                   .grade_weights = {1.0, 1.5, 2.0, 3.0},
                                   .timezone = "",
                                   .preset = ""};
    return policy_week_lay(rules, &reader->policy->arena, &first, &second) == SIBU_OK ? SIBU_OK
                                                                                      : policy_no_memory(reader->fault);
}

/* The rules that stand in `object` over those that *rules holds. */
static enum sibu_status read_rules(struct policy_reader *reader, struct sibu_json_value object,
                                   struct policy_rules *rules)
{
    reader->object = object;
    reader->rules = rules;
    enum sibu_status status = policy_read_times(reader);
    if (status == SIBU_OK) {
        status = policy_read_lists(reader);
    }
    if (status == SIBU_OK) {
        status = policy_read_results(reader);
    }
    return status == SIBU_OK ? policy_read_counts(reader) : status;
}

static enum sibu_status read_site(struct policy_reader *reader, struct sibu_json_value item, struct policy_site *out)
{
    static const char *const KEYS[] = {"site", "roster", NULL};
    if (sibu_json_kind(item) != SIBU_JSON_OBJECT) {
        return policy_refuse(reader, item, NULL, "应为 {\"site\": …, \"roster\": …}",
                             "must be {\"site\": ..., \"roster\": ...}");
    }
    enum sibu_status status = sibu_json_only(item, KEYS, reader->fault);
    if (status == SIBU_OK) {
        status = policy_keep_member(reader, item, "site", NULL, &out->site);
    }
    return status == SIBU_OK ? policy_keep_member(reader, item, "roster", NULL, &out->roster) : status;
}

/* The sites of one group behind those that are there already. */
static enum sibu_status read_sites(struct policy_reader *reader, struct sibu_json_value object, uint32_t group,
                                   struct policy_site *sites)
{
    struct policy *policy = reader->policy;
    struct sibu_json_value list;
    enum sibu_status status =
        sibu_json_array(object, "sites", 1, POLICY_SITES_MAX - policy->site_count, &list, reader->fault);
    if (status != SIBU_OK) {
        return status;
    }
    for (struct sibu_json_value item = sibu_json_first(list); item.node != NULL && status == SIBU_OK;
         item = sibu_json_next(item)) {
        struct policy_site *site = &sites[policy->site_count++];
        site->group = group;
        status = read_site(reader, item, site);
    }
    return status;
}

/* How many drills at one time in the group. The policy's own member says it of the whole installation: it is not what
 * groups begin with. */
static enum sibu_status read_concurrent(struct policy_reader *reader, struct sibu_json_value item,
                                        struct policy_rules *rules)
{
    int64_t concurrent = 0;
    enum sibu_status status =
        policy_integer(reader, item, "concurrent", (const int64_t[]){1, POLICY_CONCURRENT_MAX}, &concurrent);
    rules->concurrent = (uint32_t)concurrent;
    return status;
}

static enum sibu_status read_group_rules(struct policy_reader *reader, struct sibu_json_value item,
                                         struct policy_rules *rules)
{
    enum sibu_status status = read_rules(reader, item, rules);
    if (status == SIBU_OK) {
        status = read_concurrent(reader, item, rules);
    }
    return status == SIBU_OK ? policy_check_counts(reader) : status;
}

static const char *const GROUP_KEYS[] = {
    "id",
    "name",
    "law",
    "period",
    "least",
    "most",
    "mean",
    "gap_days",
    "windows",
    "never",
    "grade_weights",
    "timezone",
    "allowed_families",
    "interlocks",
    "told_at_t0",
    "together",
    "preset",
    "sites",
    "most_per_month",
    "results",
    "grades",
    "concurrent",
    NULL,
};

static enum sibu_status read_group(struct policy_reader *reader, struct sibu_json_value item,
                                   struct policy_group *groups, struct policy_site *sites)
{
    struct policy *policy = reader->policy;
    uint32_t index = policy->group_count++;
    struct policy_group *group = &groups[index];
    group->first_site = policy->site_count;
    enum sibu_status status = policy_expect_object(reader, item, GROUP_KEYS);
    if (status == SIBU_OK) {
        status = policy_keep_member(reader, item, "id", NULL, &group->id);
    }
    for (uint32_t i = 0; i < index && status == SIBU_OK; i++) {
        if (strcmp(groups[i].id, group->id) == 0) {
            return policy_refuse(reader, item, "id", "另一个组也用了这个 id", "is the id of another group too");
        }
    }
    if (status == SIBU_OK && (strlen(group->id) > ID_BYTES_MAX || group->id[0] == '*')) {
        return policy_refuse(reader, item, "id", "最长 60 字节，不能以 * 开头",
                             "may have 60 bytes, and no * at its beginning");
    }
    if (status == SIBU_OK) {
        status = policy_keep_name(reader, item, "name", &group->name);
    }
    if (status == SIBU_OK) {
        status = read_group_rules(reader, item, &group->rules);
    }
    if (status == SIBU_OK) {
        status = read_sites(reader, item, index, sites);
    }
    group->site_count = policy->site_count - group->first_site;
    return status;
}

/* A policy without groups is one. */
static enum sibu_status read_whole(struct policy_reader *reader, struct policy_group *groups, struct policy_site *sites)
{
    struct policy *policy = reader->policy;
    policy->group_count = 1;
    groups[0].id = "all";
    groups[0].name = (struct sibu_name){{"全部场所", "all sites"}};
    reader->rules = &groups[0].rules;
    reader->object = reader->root;
    enum sibu_status status = policy_check_counts(reader);
    if (status == SIBU_OK) {
        status = read_sites(reader, reader->root, 0, sites);
    }
    groups[0].site_count = policy->site_count;
    return status;
}

static enum sibu_status read_groups(struct policy_reader *reader, const struct policy_rules *usual)
{
    struct policy *policy = reader->policy;
    struct sibu_json_value list = sibu_json_member(reader->root, "groups");
    int is_list = list.node != NULL;
    if (is_list && sibu_json_member(reader->root, "sites").node != NULL) {
        return policy_refuse(reader, reader->root, "sites", "有 groups 时，场所应写在各组里",
                             "belongs into the groups where there are groups");
    }
    enum sibu_status status =
        is_list ? sibu_json_array(reader->root, "groups", 1, POLICY_GROUPS_MAX, &list, reader->fault) : SIBU_OK;
    struct policy_group *groups =
        sibu_arena_take(&policy->arena, is_list ? sibu_json_count(list) + 1 : 1, sizeof *groups);
    struct policy_site *sites = sibu_arena_take(&policy->arena, POLICY_SITES_MAX, sizeof *sites);
    if (groups == NULL || sites == NULL) {
        return policy_no_memory(reader->fault);
    }
    policy->groups = groups;
    policy->sites = sites;
    if (!is_list && status == SIBU_OK) {
        groups[0].rules = *usual;
        return read_whole(reader, groups, sites);
    }
    for (struct sibu_json_value item = sibu_json_first(list); item.node != NULL && status == SIBU_OK;
         item = sibu_json_next(item)) {
        groups[policy->group_count].rules = *usual;
        status = read_group(reader, item, groups, sites);
    }
    return status;
}

static enum sibu_status read_numbers(struct policy_reader *reader)
{
    struct policy *policy = reader->policy;
    int64_t delay_hours = DELAY_HOURS_LEAST, concurrent = 1;
    policy->tick_s = 600;
    policy->limit_s = 1200;
    enum sibu_status status =
        policy_integer(reader, reader->root, "tick_s", (const int64_t[]){10, 3600}, &policy->tick_s);
    if (status == SIBU_OK && 3600 % policy->tick_s != 0) {
        return policy_refuse(reader, reader->root, "tick_s", "必须整除 3600，例如 60、300、600、3600",
                             "must divide an hour evenly, as 60, 300, 600 or 3600 do");
    }
    if (status == SIBU_OK) {
        status = policy_integer(reader, reader->root, "limit_s", (const int64_t[]){60, 14400}, &policy->limit_s);
    }
    if (status == SIBU_OK) {
        status = policy_integer(reader, reader->root, "delay_hours", (const int64_t[]){DELAY_HOURS_LEAST, 720},
                                &delay_hours);
    }
    if (status == SIBU_OK) {
        status = policy_integer(reader, reader->root, "concurrent", (const int64_t[]){1, POLICY_CONCURRENT_MAX},
                                &concurrent);
    }
    policy->delay_s = delay_hours * 3600;
    policy->concurrent = (uint32_t)concurrent;
    return status;
}

static enum sibu_status check_frame(struct policy_reader *reader)
{
    static const char *const KEYS[] = {
        "format",      "tick_s",        "limit_s",
        "delay_hours", "shifts",        "families",
        "groups",      "law",           "period",
        "least",       "most",          "mean",
        "gap_days",    "windows",       "never",
        "timezone",    "together",      "preset",
        "sites",       "grade_weights", "allowed_families",
        "interlocks",  "told_at_t0",    "most_per_month",
        "proof",       "results",       "concurrent",
        "grades",      "budgets",       "organisation",
        NULL,
    };
    int64_t format = 0;
    if (sibu_json_kind(reader->root) != SIBU_JSON_OBJECT) {
        return policy_refuse(reader, reader->root, NULL, "应为一个 JSON 对象", "must be a JSON object");
    }
    enum sibu_status status = sibu_json_only(reader->root, KEYS, reader->fault);
    return status == SIBU_OK ? sibu_json_integer(reader->root, "format", 1, 1, &format, reader->fault) : status;
}

/* The rules of the root are what its groups begin with; counts are checked in each group. */
static enum sibu_status read_policy(struct policy_reader *reader)
{
    struct policy_rules usual;
    enum sibu_status status = check_frame(reader);
    if (status == SIBU_OK) {
        status = read_numbers(reader);
    }
    if (status == SIBU_OK) {
        status = set_usual(reader, &usual);
    }
    if (status == SIBU_OK) {
        status = read_rules(reader, reader->root, &usual);
    }
    if (status == SIBU_OK) {
        status = policy_read_shifts(reader);
    }
    if (status == SIBU_OK) {
        status = policy_read_proof(reader);
    }
    if (status == SIBU_OK) {
        status = policy_read_budgets(reader);
    }
    if (status == SIBU_OK) {
        status = read_groups(reader, &usual);
    }
    return status == SIBU_OK ? policy_keep_member(reader, reader->root, "families", "", &reader->policy->families)
                             : status;
}

enum sibu_status policy_open(struct policy **out, const char *name, const char *bytes, size_t length,
                             struct sibu_fault *fault)
{
    *out = NULL;
    struct sibu_json *document = NULL;
    if (length > FILE_BYTES_MAX) {
        return sibu_fault_set(fault, SIBU_LIMIT, name, "规则文件大于 4 MiB", "the policy file is larger than 4 MiB");
    }
    enum sibu_status status = sibu_json_open(&document, name, bytes, length, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct policy *policy = sibu_array_new(1, sizeof *policy);
    if (policy == NULL) {
        sibu_json_close(document);
        return policy_no_memory(fault);
    }
    struct policy_reader reader = {.policy = policy, .root = sibu_json_root(document), .fault = fault};
    status = read_policy(&reader);
    sibu_json_close(document);
    if (status != SIBU_OK) {
        policy_close(policy);
        return status;
    }
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu policy v1");
    sibu_hash_field(&hash, bytes, length);
    sibu_hash_done(&hash, policy->hash);
    *out = policy;
    return SIBU_OK;
}
