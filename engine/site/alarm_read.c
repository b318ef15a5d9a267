/* Reads alarms and interlocks: what sounds in a drill, and what must be idle for one. See feature_read.h. */
#include "site/feature_read.h"
#include "site/property.h"
#include "site/shape_read.h"

#define AUDIBLE_MIN_M 1.0
#define AUDIBLE_MAX_M 5000.0
#define TOPIC_BYTES_MAX ((size_t)256)
#define ASKS_BYTES_MAX ((size_t)1024)

static int read_topic(struct draft *draft, struct sibu_json_value properties, const char **out)
{
    *out = "";
    return sibu_json_member(properties, "topic").node == NULL ||
           read_text(draft, properties, "topic", TOPIC_BYTES_MAX, out);
}

int read_alarm(struct draft *draft, struct sibu_json_value feature, struct sibu_json_value properties)
{
    struct sibu_alarm alarm = {0};
    int good = read_id(draft, properties, &alarm.id);
    good = read_name_if_there(draft, properties) && good;
    good = read_floor(draft, properties, "floor", &alarm.floor) && good;
    good = draft_take(draft, sibu_json_number(properties, "audible", AUDIBLE_MIN_M, AUDIBLE_MAX_M, &alarm.audible_m,
                                              &draft->fault)) &&
           good;
    good = read_topic(draft, properties, &alarm.topic) && good;
    good = read_point(draft, feature, &alarm.point) && good;
    draft->alarms[draft->counts[KIND_ALARM]] = alarm;
    return good;
}

/* A place is drawn for people who look at the plan; what counts is the floor. */
static int read_place(struct draft *draft, struct sibu_json_value feature)
{
    struct sibu_point point;
    struct sibu_polygon polygon;
    return geometry_is(feature, "Point") ? read_point(draft, feature, &point) : read_polygon(draft, feature, &polygon);
}

int read_interlock(struct draft *draft, struct sibu_json_value feature, struct sibu_json_value properties)
{
    struct sibu_interlock interlock = {.floor = SIBU_NONE};
    int good = read_id(draft, properties, &interlock.id);
    good = read_name_if_there(draft, properties) && good;
    good = read_text(draft, properties, "asks", ASKS_BYTES_MAX, &interlock.asks) && good;
    if (sibu_json_member(properties, "floor").node != NULL) {
        good = read_floor(draft, properties, "floor", &interlock.floor) && good;
    }
    good = read_place(draft, feature) && good;
    draft->interlocks[draft->counts[KIND_INTERLOCK]] = interlock;
    return good;
}
