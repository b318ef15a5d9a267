/* All features of a file, each by its kind: see feature_read.h. */
#include "site/feature_read.h"

#include <string.h>

typedef int feature_reader(struct draft *draft, struct sibu_json_value feature, struct sibu_json_value properties);

static feature_reader *const READERS[KINDS] = {
    [KIND_WALKABLE] = read_walkable, [KIND_OBSTACLE] = read_obstacle, [KIND_ZONE] = read_zone,
    [KIND_DOOR] = read_door,         [KIND_EXIT] = read_exit,         [KIND_STAIR] = read_stair,
    [KIND_MUSTER] = read_muster,     [KIND_ALARM] = read_alarm,       [KIND_INTERLOCK] = read_interlock,
    [KIND_START] = read_start,
};

/* KINDS where it has none: then it has been reported already, while counting. */
static enum kind kind_of(struct sibu_json_value properties)
{
    const char *name = sibu_json_as_string(sibu_json_member(properties, "kind"));
    int kind = 0;
    while (kind < KINDS && strcmp(KIND_NAMES[kind], name) != 0) {
        kind++;
    }
    return (enum kind)kind;
}

static int read_feature(struct draft *draft, struct sibu_json_value feature, struct sibu_json_value properties,
                        enum kind kind)
{
    static const char *const MEMBERS[] = {"type", "geometry", "properties", "id", "bbox", NULL};
    static const char *const TYPES[] = {"Feature", NULL};
    size_t type = 0;
    int good = draft_take(draft, sibu_json_choice(feature, "type", TYPES, &type, &draft->fault));
    good = draft_take(draft, sibu_json_only(feature, MEMBERS, &draft->fault)) && good;
    good = draft_take(draft, sibu_json_only(properties, KIND_PROPERTIES[kind], &draft->fault)) && good;
    return READERS[kind](draft, feature, properties) && good;
}

void features_read(struct draft *draft)
{
    struct sibu_json_value feature = sibu_json_first(draft->features);
    for (; feature.node != NULL && !sink_full(draft->sink); feature = sibu_json_next(feature)) {
        struct sibu_json_value properties = sibu_json_member(feature, "properties");
        enum kind kind = kind_of(properties);
        if (kind == KINDS) {
            continue;
        }
        if (read_feature(draft, feature, properties, kind)) {
            draft->sources[kind][draft->counts[kind]++] = feature;
        } else {
            draft->broken[kind]++;
        }
    }
}
