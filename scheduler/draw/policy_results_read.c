/* What results of drills move: the members "results" and "grades". See docs/policy.md. Depends on: json. One thread while reading. */
#include "draw/policy_read.h"

/* A share in thousandths: what is finer would not be kept. */
static enum sibu_status read_share(struct policy_reader *reader, struct sibu_json_value object, const char *key,
                                   uint32_t *milli)
{
    double share = 0.0;
    enum sibu_status status = sibu_json_number(object, key, 0.0, 1.0, &share, reader->fault);
    *milli = (uint32_t)(share * 1000.0 + 0.5);
    double off = share * 1000.0 - (double)*milli;
    if (status == SIBU_OK && (off > 1e-6 || off < -1e-6)) {
        return policy_refuse(reader, object, key, "最多三位小数", "may have three decimals at most");
    }
    return status;
}

/* By which grade sites are drawn. What is graded by its drills is not moved by them besides. */
static enum sibu_status read_grades(struct policy_reader *reader)
{
    static const char *const NAMES[] = {"site", "drills", NULL};
    size_t which = reader->rules->graded ? 1 : 0;
    enum sibu_status status = SIBU_OK;
    if (sibu_json_member(reader->object, "grades").node != NULL) {
        status = sibu_json_choice(reader->object, "grades", NAMES, &which, reader->fault);
    }
    reader->rules->graded = which == 1;
    if (status == SIBU_OK && which == 1 && reader->rules->results.drills > 0) {
        return policy_refuse(
            reader, reader->object, "grades", "与 results 只能用一个：演练已经决定了等级",
            "is \"drills\", and so there can be no \"results\" besides: drills move the grade already");
    }
    return status;
}

static enum sibu_status read_rule(struct policy_reader *reader)
{
    static const char *const KEYS[] = {"drills", "poor_below", "good_from", NULL};
    struct sibu_json_value object = sibu_json_member(reader->object, "results");
    struct result_rule rule = {0};
    int64_t drills = 0;
    if (object.node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = policy_expect_object(reader, object, KEYS);
    if (status == SIBU_OK) {
        status = sibu_json_integer(object, "drills", 1, RESULT_KEPT, &drills, reader->fault);
    }
    if (status == SIBU_OK) {
        status = read_share(reader, object, "poor_below", &rule.poor_below_milli);
    }
    if (status == SIBU_OK) {
        status = read_share(reader, object, "good_from", &rule.good_from_milli);
    }
    if (status == SIBU_OK && rule.poor_below_milli > rule.good_from_milli) {
        return policy_refuse(reader, object, "poor_below", "大于 good_from，互相矛盾",
                             "is more than \"good_from\": they contradict each other");
    }
    rule.drills = (uint32_t)drills;
    reader->rules->results = rule;
    return status;
}

enum sibu_status policy_read_results(struct policy_reader *reader)
{
    enum sibu_status status = read_rule(reader);
    return status == SIBU_OK ? read_grades(reader) : status;
}
