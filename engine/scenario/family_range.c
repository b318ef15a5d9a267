/* The ranges of a family: how it may grow, and how often things may happen. See family_reader.h. */
#include <string.h>

#include "scenario/family_reader.h"

#define GROWTH_NAME_BYTES_MAX 48
#define GROWTH_MAX 1e12
#define PER_MIN_LEAST 1e-6
#define PER_MIN_MOST 60.0

static const char *const GROWTH_KEYS[] = {"min", "max", "law", NULL};
static const char *const LAWS[] = {"uniform", "log-uniform", NULL};
static const char *const EVENT_KEYS[] = {"per_min", "most", NULL};

/* Small letters, digits and "_", with the unit at the end: something must stand before and after a "_". */
static int growth_name_valid(const char *name)
{
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
    const char *divider = strchr(name, '_');
    return length <= GROWTH_NAME_BYTES_MAX && name[length] == '\0' && divider != NULL && divider > name &&
           name[length - 1] != '_';
}

static enum sibu_status read_law(struct family_reader *reader, struct sibu_json_value range, struct sibu_growth *out)
{
    size_t law = SIBU_GROWTH_UNIFORM;
    if (sibu_json_member(range, "law").node != NULL) {
        enum sibu_status status = sibu_json_choice(range, "law", LAWS, &law, reader->fault);
        if (status != SIBU_OK) {
            return status;
        }
    }
    out->law = (enum sibu_growth_law)law;
    if (out->law == SIBU_GROWTH_LOG_UNIFORM && out->min <= 0.0) {
        return family_refuse(reader, range, "min", "log-uniform 的下限必须大于 0", "must be above 0 for log-uniform");
    }
    return SIBU_OK;
}

static enum sibu_status read_growth(struct family_reader *reader, struct sibu_json_value range, struct sibu_growth *out)
{
    if (!growth_name_valid(sibu_json_key(range))) {
        return family_refuse(reader, range, NULL, "名称应为小写字母并以单位结尾，例如 growth_kw_per_s2",
                             "its name must be small letters that end with the unit, as growth_kw_per_s2");
    }
    if (sibu_json_kind(range) != SIBU_JSON_OBJECT) {
        return family_refuse(reader, range, NULL, "应为范围 {\"min\": …, \"max\": …}，不得写成固定值",
                             "must be a range {\"min\": ..., \"max\": ...}, not a fixed value");
    }
    enum sibu_status status = sibu_json_only(range, GROWTH_KEYS, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_number(range, "min", -GROWTH_MAX, GROWTH_MAX, &out->min, reader->fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_number(range, "max", -GROWTH_MAX, GROWTH_MAX, &out->max, reader->fault);
    }
    if (status == SIBU_OK && !(out->min < out->max)) {
        return family_refuse(reader, range, "max", "必须大于 min：固定值不是范围",
                             "must be above min: a fixed value is no range");
    }
    if (status == SIBU_OK) {
        status = read_law(reader, range, out);
    }
    return status == SIBU_OK ? family_keep(reader, sibu_json_key(range), &out->name) : status;
}

enum sibu_status family_read_growths(struct family_reader *reader, struct sibu_family *family)
{
    struct sibu_json_value object;
    enum sibu_status status = sibu_json_object(reader->root, "growth", &object, reader->fault);
    if (status != SIBU_OK) {
        return status;
    }
    size_t count = sibu_json_count(object);
    if (count > SIBU_GROWTHS_MAX) {
        return family_refuse(reader, reader->root, "growth", "最多 16 项", "has more than 16 ranges");
    }
    struct sibu_growth *growths = sibu_arena_take(reader->arena, count, sizeof *growths);
    if (growths == NULL) {
        return family_no_memory(reader->fault);
    }
    size_t i = 0;
    for (struct sibu_json_value range = sibu_json_first(object); range.node != NULL && status == SIBU_OK;
         range = sibu_json_next(range)) {
        status = read_growth(reader, range, &growths[i++]);
    }
    family->growths = growths;
    family->growth_count = (uint32_t)count;
    return status;
}

static enum sibu_status read_rate(struct family_reader *reader, struct sibu_json_value value,
                                  struct sibu_event_rate *out)
{
    struct sibu_json_value range;
    int64_t most = 1;
    enum sibu_status status = sibu_json_only(value, EVENT_KEYS, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_object(value, "per_min", &range, reader->fault);
    }
    if (status == SIBU_OK) {
        status = read_growth(reader, range, &out->per_min);
    }
    if (status == SIBU_OK && (out->per_min.min < PER_MIN_LEAST || out->per_min.max > PER_MIN_MOST)) {
        return family_refuse(reader, value, "per_min", "每分钟次数应在 0.000001 到 60 之间",
                             "events a minute must lie between 0.000001 and 60");
    }
    if (status == SIBU_OK) {
        status = sibu_json_integer(value, "most", 1, SIBU_EVENT_MOST, &most, reader->fault);
    }
    out->most = (uint32_t)most;
    return status;
}

static enum sibu_status read_event(struct family_reader *reader, struct sibu_json_value value,
                                   struct sibu_event_rate *out)
{
    out->kind = sibu_unfold_of(sibu_json_key(value));
    if (out->kind == SIBU_UNFOLD_KINDS) {
        return family_refuse(reader, value, NULL,
                             "没有这种事件；可用 exit-lost、alarm-silent、warden-hurt、second-source、wind-turned、"
                             "contractor-missing、report-corrected",
                             "is no event: exit-lost, alarm-silent, warden-hurt, second-source, wind-turned, "
                             "contractor-missing or report-corrected");
    }
    if (sibu_json_kind(value) != SIBU_JSON_OBJECT) {
        return family_refuse(reader, value, NULL, "应为 {\"per_min\": …, \"most\": …}",
                             "must be {\"per_min\": ..., \"most\": ...}");
    }
    return read_rate(reader, value, out);
}

enum sibu_status family_read_events(struct family_reader *reader, struct sibu_family *family)
{
    struct sibu_json_value object;
    if (sibu_json_member(reader->root, "events").node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_object(reader->root, "events", &object, reader->fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct sibu_event_rate *events = sibu_arena_take(reader->arena, SIBU_UNFOLD_KINDS, sizeof *events);
    if (events == NULL) {
        return family_no_memory(reader->fault);
    }
    uint32_t seen = 0;
    for (struct sibu_json_value value = sibu_json_first(object); value.node != NULL && status == SIBU_OK;
         value = sibu_json_next(value)) {
        struct sibu_event_rate event = {.most = 0};
        status = read_event(reader, value, &event);
        if (status == SIBU_OK && (seen >> event.kind & 1u) != 0) {
            return family_refuse(reader, value, NULL, "这种事件写了两次", "stands there twice");
        }
        if (status == SIBU_OK) {
            seen |= 1u << event.kind;
            events[family->event_count++] = event;
        }
    }
    family->events = events;
    return status;
}
