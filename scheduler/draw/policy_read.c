/* A policy from JSON: its frame, numbers, texts and sites. The lists stand in policy_rule_read.c. See docs/policy.md.
 *
 * Depends on: json, hash, memory, zone (names). One thread while reading.
 */
#include "draw/policy_read.h"

#include <string.h>

#include "sibu/hash.h"

#define FILE_BYTES_MAX ((size_t)4 << 20)
#define PATH_BYTES_MAX 1000
#define FAMILIES_ALLOWED_MAX 256
#define HALF_YEAR_DAYS_LEAST 181
#define SHARE_CLOSED_MOST 0.95 /* of a half-year by gaps: above, the next start is all but known */

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

/* The text at `key`, kept; absent: `otherwise`, which is static. */
static enum sibu_status keep_text(struct policy_reader *reader, struct sibu_json_value object, const char *key,
                                  const char *otherwise, const char **out)
{
    const char *text = "";
    *out = otherwise;
    if (otherwise != NULL && sibu_json_member(object, key).node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_string(object, key, PATH_BYTES_MAX, &text, reader->fault);
    if (status == SIBU_OK && text[0] == '\0') {
        return policy_refuse(reader, object, key, "不能为空", "must not be empty");
    }
    return status == SIBU_OK ? policy_keep(reader, text, out) : status;
}

/* A whole number at `key`, or what is usual. */
static enum sibu_status integer_or(struct policy_reader *reader, const char *key, const int64_t range[2],
                                   int64_t otherwise, int64_t *out)
{
    *out = otherwise;
    if (sibu_json_member(reader->root, key).node == NULL) {
        return SIBU_OK;
    }
    return sibu_json_integer(reader->root, key, range[0], range[1], out, reader->fault);
}

static enum sibu_status read_tick(struct policy_reader *reader)
{
    struct policy *policy = reader->policy;
    enum sibu_status status = integer_or(reader, "tick_s", (const int64_t[]){10, 3600}, 600, &policy->tick_s);
    if (status == SIBU_OK && 3600 % policy->tick_s != 0) {
        return policy_refuse(reader, reader->root, "tick_s", "必须整除 3600，例如 60、300、600、3600",
                             "must divide an hour evenly, as 60, 300, 600 or 3600 do");
    }
    return status;
}

/* The gap's closed time must leave room for the mean. */
static enum sibu_status check_mean(struct policy_reader *reader)
{
    const struct policy *policy = reader->policy;
    double most = SHARE_CLOSED_MOST * HALF_YEAR_DAYS_LEAST / (policy->gap_days > 0 ? policy->gap_days : 1);
    if (policy->gap_days == 0 || policy->mean_per_half_year <= most) {
        return SIBU_OK;
    }
    char place[240];
    sibu_json_place(reader->root, "gap_days", place);
    return sibu_fault_set(
        reader->fault, SIBU_BAD_INPUT, place, "间隔 %d 天时半年最多 %.1f 次，容不下平均 %.10g 次；请缩短间隔或减少次数",
        "a gap of %d days leaves room for %.1f drills in a half-year, not for a mean of %.10g: shorten "
        "the gap or lower the mean",
        (int)policy->gap_days, most, policy->mean_per_half_year);
}

static enum sibu_status read_numbers(struct policy_reader *reader)
{
    struct policy *policy = reader->policy;
    int64_t gap_days = 0;
    enum sibu_status status = read_tick(reader);
    if (status == SIBU_OK) {
        status = sibu_json_number(reader->root, "mean_per_half_year", 0.01, 100.0, &policy->mean_per_half_year,
                                  reader->fault);
    }
    if (status == SIBU_OK) {
        status = integer_or(reader, "gap_days", (const int64_t[]){0, 180}, 14, &gap_days);
    }
    policy->gap_days = (int32_t)gap_days;
    if (status == SIBU_OK) {
        status = integer_or(reader, "limit_s", (const int64_t[]){60, 14400}, 1200, &policy->limit_s);
    }
    return status == SIBU_OK ? check_mean(reader) : status;
}

static enum sibu_status read_grades(struct policy_reader *reader)
{
    static const char *const KEYS[] = {"A", "B", "C", "D", NULL};
    static const double USUAL[] = {1.0, 1.5, 2.0, 3.0};
    struct sibu_json_value object = {NULL, NULL};
    enum sibu_status status = SIBU_OK;
    if (sibu_json_member(reader->root, "grade_weights").node != NULL) {
        status = sibu_json_object(reader->root, "grade_weights", &object, reader->fault);
        if (status == SIBU_OK) {
            status = sibu_json_only(object, KEYS, reader->fault);
        }
    }
    for (size_t i = 0; i < 4 && status == SIBU_OK; i++) {
        status = sibu_json_number_or(object, KEYS[i], (const double[]){0.001, 1000.0, USUAL[i]},
                                     &reader->policy->grade_weights[i], reader->fault);
    }
    return status;
}

static enum sibu_status read_timezone(struct policy_reader *reader)
{
    struct policy *policy = reader->policy;
    enum sibu_status status = keep_text(reader, reader->root, "timezone", "", &policy->timezone);
    if (status == SIBU_OK && policy->timezone[0] != '\0' && !zone_name_valid(policy->timezone)) {
        return policy_refuse(reader, reader->root, "timezone", "不是时区名称，例如 Asia/Shanghai",
                             "is no name of a time zone, as Asia/Shanghai is");
    }
    return status;
}

static enum sibu_status read_allowed(struct policy_reader *reader)
{
    struct policy *policy = reader->policy;
    struct sibu_json_value list;
    if (sibu_json_member(reader->root, "allowed_families").node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status =
        sibu_json_array(reader->root, "allowed_families", 1, FAMILIES_ALLOWED_MAX, &list, reader->fault);
    if (status != SIBU_OK) {
        return status;
    }
    const char **allowed = sibu_arena_take(&policy->arena, sibu_json_count(list), sizeof *allowed);
    if (allowed == NULL) {
        return policy_no_memory(reader->fault);
    }
    for (struct sibu_json_value item = sibu_json_first(list); item.node != NULL && status == SIBU_OK;
         item = sibu_json_next(item)) {
        if (sibu_json_kind(item) != SIBU_JSON_STRING) {
            return policy_refuse(reader, item, NULL, "应为灾种 id", "must be the id of a hazard family");
        }
        status = policy_keep(reader, sibu_json_as_string(item), &allowed[policy->allowed_count++]);
    }
    policy->allowed = allowed;
    return status;
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
        status = keep_text(reader, item, "site", NULL, &out->site);
    }
    return status == SIBU_OK ? keep_text(reader, item, "roster", NULL, &out->roster) : status;
}

static enum sibu_status read_sites(struct policy_reader *reader)
{
    struct policy *policy = reader->policy;
    struct sibu_json_value list;
    enum sibu_status status = sibu_json_array(reader->root, "sites", 1, POLICY_SITES_MAX, &list, reader->fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct policy_site *sites = sibu_arena_take(&policy->arena, sibu_json_count(list), sizeof *sites);
    if (sites == NULL) {
        return policy_no_memory(reader->fault);
    }
    for (struct sibu_json_value item = sibu_json_first(list); item.node != NULL && status == SIBU_OK;
         item = sibu_json_next(item)) {
        status = read_site(reader, item, &sites[policy->site_count++]);
    }
    policy->sites = sites;
    return status;
}

static enum sibu_status check_frame(struct policy_reader *reader)
{
    static const char *const KEYS[] = {
        "format",   "tick_s", "mean_per_half_year", "gap_days", "windows", "never", "grade_weights", "limit_s",
        "timezone", "shifts", "allowed_families",   "families", "sites",   NULL,
    };
    int64_t format = 0;
    if (sibu_json_kind(reader->root) != SIBU_JSON_OBJECT) {
        return policy_refuse(reader, reader->root, NULL, "应为一个 JSON 对象", "must be a JSON object");
    }
    enum sibu_status status = sibu_json_only(reader->root, KEYS, reader->fault);
    return status == SIBU_OK ? sibu_json_integer(reader->root, "format", 1, 1, &format, reader->fault) : status;
}

static enum sibu_status read_policy(struct policy_reader *reader)
{
    static enum sibu_status (*const PARTS[])(struct policy_reader * reader) = {
        check_frame, read_numbers,  policy_read_windows, policy_read_nevers, policy_read_shifts,
        read_grades, read_timezone, read_allowed,        read_sites,
    };
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0] && status == SIBU_OK; i++) {
        status = PARTS[i](reader);
    }
    return status == SIBU_OK ? keep_text(reader, reader->root, "families", "", &reader->policy->families) : status;
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
