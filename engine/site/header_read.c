/* The top of a site file: see header_read.h. */
#include "site/header_read.h"

#include <string.h>

#include "site/property.h"

#define FLOORS_MAX 200
#define LABEL_BYTES_MAX 60
#define ELEVATION_MIN_M (-500.0)
#define ELEVATION_MAX_M 1000.0

static void report(struct draft *draft, struct sibu_json_value at, const char *key, const char *says[SIBU_LANGUAGES])
{
    sibu_fault_set(sink_next(draft->sink), SIBU_BAD_INPUT, sink_place(draft->sink, at, key), "%s%.0s", "%.0s%s",
                   says[SIBU_ZH], says[SIBU_EN]);
}

static int is_collection(struct draft *draft)
{
    const char *type = sibu_json_as_string(sibu_json_member(draft->root, "type"));
    if (strcmp(type, "FeatureCollection") == 0) {
        return 1;
    }
    report(draft, draft->root, "type",
           (const char *[]){"不是厂区文件：\"type\" 应为 \"FeatureCollection\"（GeoJSON）",
                            "not a site: \"type\" must be \"FeatureCollection\" (GeoJSON)"});
    return 0;
}

static void read_format(struct draft *draft)
{
    int64_t format = 0;
    if (draft_take(draft, sibu_json_integer(draft->header, "format", 0, INT32_MAX, &format, &draft->fault)) &&
        format != 1) {
        report(draft, draft->header, "format",
               (const char *[]){"只认识格式 1：此文件来自更新的版本",
                                "only format 1 is known: the file is of a later version"});
    }
}

static void read_grade(struct draft *draft)
{
    static const char *const GRADES[] = {"A", "B", "C", "D", NULL};
    size_t grade = 0;
    if (draft_take(draft, sibu_json_choice(draft->header, "grade", GRADES, &grade, &draft->fault))) {
        draft->site->grade = GRADES[grade][0];
    }
}

/* What the site is ranked with others by: may be left out, but not be empty. */
static void read_label(struct draft *draft, const char *key, const char **out)
{
    *out = "";
    if (sibu_json_member(draft->header, key).node != NULL) {
        read_text(draft, draft->header, key, LABEL_BYTES_MAX, out);
    }
}

static int is_zone_name(const char *name)
{
    size_t known = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/");
    return name[known] == '\0' && name[0] != '/' && strstr(name, "//") == NULL;
}

static void read_timezone(struct draft *draft)
{
    const char *name = "";
    if (read_text(draft, draft->header, "timezone", 64, &name) && !is_zone_name(name)) {
        report(draft, draft->header, "timezone",
               (const char *[]){"不是时区名称，应如 \"Asia/Shanghai\"",
                                "no name of a time zone, such as \"Asia/Shanghai\""});
    }
    draft->site->timezone = name;
}

static void read_coordinates(struct draft *draft)
{
    static const char *const FRAMES[] = {"metres", "wgs84", NULL};
    size_t frame = 0;
    if (!draft_take(draft, sibu_json_choice(draft->header, "coordinates", FRAMES, &frame, &draft->fault))) {
        draft->frame_wrong = 1;
    }
    draft->frame.geographic = frame == 1;
}

static void read_confirmation(struct draft *draft)
{
    struct sibu_json_value confirmed = sibu_json_member(draft->header, "units_confirmed");
    draft->units_confirmed = sibu_json_as_bool(confirmed);
    if (confirmed.node != NULL && sibu_json_kind(confirmed) != SIBU_JSON_BOOL) {
        report(draft, confirmed, NULL, (const char *[]){"应为 true 或 false", "must be true or false"});
    }
}

static int id_is_taken(struct draft *draft, const char *id)
{
    for (uint32_t i = 0; i < draft->floor_count; i++) {
        if (strcmp(draft->floors[i].id, id) == 0) {
            return 1;
        }
    }
    return 0;
}

static int read_floor_item(struct draft *draft, struct sibu_json_value item, struct sibu_floor *out)
{
    static const char *const MEMBERS[] = {"id", "name", "elevation", "note", NULL};
    int good = draft_take(draft, sibu_json_only(item, MEMBERS, &draft->fault));
    good = read_id(draft, item, &out->id) && good;
    good = read_name(draft, item, &out->name) && good;
    good = draft_take(draft, sibu_json_number(item, "elevation", ELEVATION_MIN_M, ELEVATION_MAX_M, &out->elevation_m,
                                              &draft->fault)) &&
           good;
    if (good && id_is_taken(draft, out->id)) {
        report(draft, item, "id", (const char *[]){"楼层编号重复", "another floor has this id already"});
        good = 0;
    }
    return good;
}

static void read_floors(struct draft *draft)
{
    struct sibu_json_value array;
    draft->floors_wrong = 1;
    if (!draft_take(draft, sibu_json_array(draft->header, "floors", 1, FLOORS_MAX, &array, &draft->fault))) {
        return;
    }
    size_t count = sibu_json_count(array);
    draft->floors = draft_new(draft, count, sizeof draft->floors[0]);
    struct sibu_json_value item = sibu_json_first(array);
    for (; draft->floors != NULL && item.node != NULL; item = sibu_json_next(item)) {
        struct sibu_floor *floor = &draft->floors[draft->floor_count];
        draft->floor_count += read_floor_item(draft, item, floor) ? 1U : 0U;
    }
    draft->floors_wrong = draft->floor_count != count;
}

void header_read(struct draft *draft)
{
    static const char *const TOP[] = {"type", "sibu", "features", "name", "bbox", NULL};
    static const char *const HEADER[] = {"format",   "id",          "name",   "grade",
                                         "timezone", "coordinates", "floors", "units_confirmed",
                                         "note",     "sector",      "county", NULL};
    draft->frame = frame_metres();
    draft->frame_wrong = 1;
    draft->floors_wrong = 1;
    if (!is_collection(draft) || !draft_take(draft, sibu_json_only(draft->root, TOP, &draft->fault)) ||
        !draft_take(draft, sibu_json_object(draft->root, "sibu", &draft->header, &draft->fault))) {
        return;
    }
    draft->frame_wrong = 0;
    draft_take(draft, sibu_json_only(draft->header, HEADER, &draft->fault));
    read_format(draft);
    read_text(draft, draft->header, "id", ID_BYTES_MAX, &draft->site->id);
    read_name(draft, draft->header, &draft->site->name);
    read_grade(draft);
    read_label(draft, "sector", &draft->site->sector);
    read_label(draft, "county", &draft->site->county);
    read_timezone(draft);
    read_coordinates(draft);
    read_confirmation(draft);
    read_floors(draft);
}
