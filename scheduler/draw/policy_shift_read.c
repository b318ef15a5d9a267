/* The shifts of a policy: see docs/policy.md. Depends on: json, policy_time. One thread while reading. */
#include <string.h>

#include "draw/policy_read.h"
#include "draw/policy_time.h"

#define SHIFT_ID_BYTES_MAX 40

static enum sibu_status read_shift(struct policy_reader *reader, struct sibu_json_value item, struct policy_shift *out)
{
    static const char *const KEYS[] = {"days", "from", "to", NULL};
    struct policy_hours hours = {0, 0, 0};
    const char *id = sibu_json_key(item);
    if (id[0] == '\0' || strlen(id) > SHIFT_ID_BYTES_MAX) {
        return policy_refuse(reader, item, NULL, "班次名应为 1 到 40 字节", "a shift's name must have 1 to 40 bytes");
    }
    enum sibu_status status = policy_expect_object(reader, item, KEYS);
    if (status == SIBU_OK && sibu_json_count(item) == 0) {
        out->always = 1;
        return policy_keep(reader, id, &out->id);
    }
    if (status == SIBU_OK) {
        status = policy_time_hours(item, &hours, reader->fault);
    }
    out->days = hours.days;
    out->from_minute = hours.from_minute;
    out->to_minute = hours.to_minute;
    return status == SIBU_OK ? policy_keep(reader, id, &out->id) : status;
}

/* The shifts as written, into `out`, which has room for one more than there are. */
static enum sibu_status read_own_shifts(struct policy_reader *reader, struct sibu_json_value object,
                                        struct policy_shift *out)
{
    enum sibu_status status = SIBU_OK;
    uint32_t *count = &reader->policy->shift_count;
    for (struct sibu_json_value item = sibu_json_first(object); item.node != NULL && status == SIBU_OK;
         item = sibu_json_next(item)) {
        status = read_shift(reader, item, &out[*count]);
        *count += status == SIBU_OK;
    }
    if (status == SIBU_OK && policy_find_shift(reader->policy, "always") == SIBU_NONE) {
        out[(*count)++] = (struct policy_shift){.id = "always", .always = 1};
    }
    return status;
}

enum sibu_status policy_read_shifts(struct policy_reader *reader)
{
    static const struct policy_shift USUAL[] = {
        {"day", POLICY_ALL_DAYS, 8 * 60, 20 * 60, 0},
        {"night", POLICY_ALL_DAYS, 20 * 60, 8 * 60, 0},
        {"always", 0, 0, 0, 1},
    };
    struct policy *policy = reader->policy;
    struct sibu_json_value object;
    if (sibu_json_member(reader->root, "shifts").node == NULL) {
        policy->shifts = USUAL;
        policy->shift_count = sizeof USUAL / sizeof USUAL[0];
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_object(reader->root, "shifts", &object, reader->fault);
    if (status != SIBU_OK) {
        return status;
    }
    size_t count = sibu_json_count(object);
    if (count > POLICY_SHIFTS_MAX) {
        return policy_refuse(reader, object, NULL, "最多 63 个班次", "holds more than 63 shifts");
    }
    struct policy_shift *shifts = sibu_arena_take(&policy->arena, count + 1, sizeof *shifts);
    if (shifts == NULL) {
        return policy_no_memory(reader->fault);
    }
    policy->shifts = shifts;
    return read_own_shifts(reader, object, shifts);
}
