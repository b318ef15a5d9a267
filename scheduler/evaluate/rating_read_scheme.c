/* Schemes with their grades and the way to an overall grade, and groups: see rating_rules.h. */
#include <string.h>

#include "evaluate/rating_reader.h"

static const char *const SCHEME_KEYS[] = {"id", "name", "grades", "overall", NULL};
static const char *const GRADE_KEYS[] = {"id", "name", NULL};
static const char *const GROUP_KEYS[] = {"id", "name", "scheme", NULL};
static const char *const OVERALL_KEYS[] = {"text", "least_rated", "steps", "otherwise", "broken_off", NULL};
static const char *const STEP_KEYS[] = {"grade", "share", "decisive", NULL};

static enum sibu_status read_grade(const struct rating_reader *reader, struct sibu_json_value object,
                                   struct rating_scheme *scheme, struct rating_grade *out)
{
    enum sibu_status status = sibu_json_only(object, GRADE_KEYS, reader->fault);
    if (status == SIBU_OK) {
        status = rating_read_id(reader, object, "id", &out->id);
    }
    if (status == SIBU_OK && rating_scheme_grade(scheme, out->id) != RATING_UNRATED) {
        return rating_refuse_name(reader, object, "id", "重复", "stands here twice");
    }
    return status == SIBU_OK ? rating_read_pair(reader, object, "name", &out->name) : status;
}

static enum sibu_status read_grades(const struct rating_reader *reader, struct sibu_json_value object,
                                    struct rating_scheme *scheme)
{
    struct sibu_json_value array;
    void *room = NULL;
    enum sibu_status status = sibu_json_array(object, "grades", 2, RATING_GRADES_MAX, &array, reader->fault);
    if (status == SIBU_OK) {
        status = rating_read_objects(reader, array, sizeof(struct rating_grade), &room);
    }
    struct rating_grade *grades = room;
    scheme->grades = grades;
    for (struct sibu_json_value item = status == SIBU_OK ? sibu_json_first(array) : (struct sibu_json_value){0};
         item.node != NULL && status == SIBU_OK; item = sibu_json_next(item)) {
        status = read_grade(reader, item, scheme, &grades[scheme->grade_count]);
        scheme->grade_count += status == SIBU_OK ? 1 : 0;
    }
    return status;
}

/* Steps go from better grades to worse ones, or the later would never be come to. */
static enum sibu_status read_step(const struct rating_reader *reader, struct sibu_json_value object,
                                  const struct rating_scheme *scheme, struct rating_step *out)
{
    enum sibu_status status = sibu_json_only(object, STEP_KEYS, reader->fault);
    if (status == SIBU_OK) {
        status = rating_read_grade(reader, scheme, object, "grade", &out->grade);
    }
    if (status == SIBU_OK) {
        status = sibu_json_number(object, "share", 0.0, 1.0, &out->share, reader->fault);
    }
    if (status == SIBU_OK) {
        status = rating_read_grade(reader, scheme, object, "decisive", &out->decisive);
    }
    return status;
}

static enum sibu_status read_steps(const struct rating_reader *reader, struct sibu_json_value object,
                                   struct rating_scheme *scheme)
{
    struct sibu_json_value array;
    void *room = NULL;
    enum sibu_status status = sibu_json_array(object, "steps", 1, RATING_GRADES_MAX, &array, reader->fault);
    if (status == SIBU_OK) {
        status = rating_read_objects(reader, array, sizeof(struct rating_step), &room);
    }
    if (status != SIBU_OK) {
        return status;
    }
    struct rating_step *steps = room;
    uint32_t count = 0;
    for (struct sibu_json_value item = sibu_json_first(array); item.node != NULL && status == SIBU_OK;
         item = sibu_json_next(item)) {
        status = read_step(reader, item, scheme, &steps[count]);
        if (status == SIBU_OK && count > 0 && steps[count].grade <= steps[count - 1].grade) {
            return rating_refuse(reader, item, "grade", "各步应从好到差", "must be worse than that of the step before");
        }
        count++;
    }
    scheme->overall.steps = steps;
    scheme->overall.step_count = count;
    return status;
}

static enum sibu_status read_overall(const struct rating_reader *reader, struct sibu_json_value scheme_object,
                                     struct rating_scheme *scheme)
{
    struct rating_overall *out = &scheme->overall;
    struct sibu_json_value object;
    int64_t least = 0;
    if (sibu_json_member(scheme_object, "overall").node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_object(scheme_object, "overall", &object, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_only(object, OVERALL_KEYS, reader->fault);
    }
    if (status == SIBU_OK) {
        status = rating_read_pair(reader, object, "text", &out->text);
    }
    if (status == SIBU_OK) {
        status = sibu_json_integer(object, "least_rated", 1, RATING_ITEMS_MAX, &least, reader->fault);
    }
    if (status == SIBU_OK) {
        status = read_steps(reader, object, scheme);
    }
    if (status == SIBU_OK) {
        status = rating_read_grade(reader, scheme, object, "otherwise", &out->otherwise);
    }
    out->broken_off = RATING_UNRATED;
    if (status == SIBU_OK && sibu_json_member(object, "broken_off").node != NULL) {
        status = rating_read_grade(reader, scheme, object, "broken_off", &out->broken_off);
    }
    out->least_rated = (uint32_t)least;
    out->known = status == SIBU_OK;
    return status;
}

static uint32_t find_scheme(const struct rating_rules *rules, const char *id)
{
    for (uint32_t i = 0; i < rules->scheme_count; i++) {
        if (strcmp(rules->schemes[i].id, id) == 0) {
            return i;
        }
    }
    return RATING_UNRATED;
}

static enum sibu_status read_scheme(const struct rating_reader *reader, struct sibu_json_value object,
                                    struct rating_scheme *out)
{
    enum sibu_status status = sibu_json_only(object, SCHEME_KEYS, reader->fault);
    if (status == SIBU_OK) {
        status = rating_read_id(reader, object, "id", &out->id);
    }
    if (status == SIBU_OK && find_scheme(reader->rules, out->id) != RATING_UNRATED) {
        return rating_refuse_name(reader, object, "id", "重复", "stands here twice");
    }
    if (status == SIBU_OK) {
        status = rating_read_pair(reader, object, "name", &out->name);
    }
    if (status == SIBU_OK) {
        status = read_grades(reader, object, out);
    }
    return status == SIBU_OK ? read_overall(reader, object, out) : status;
}

enum sibu_status rating_read_schemes(struct rating_reader *reader, struct sibu_json_value root)
{
    struct sibu_json_value array;
    void *room = NULL;
    enum sibu_status status = sibu_json_array(root, "schemes", 1, RATING_SCHEMES_MAX, &array, reader->fault);
    if (status == SIBU_OK) {
        status = rating_read_objects(reader, array, sizeof(struct rating_scheme), &room);
    }
    if (status != SIBU_OK) {
        return status;
    }
    struct rating_scheme *schemes = room;
    reader->rules->schemes = schemes;
    for (struct sibu_json_value item = sibu_json_first(array); item.node != NULL && status == SIBU_OK;
         item = sibu_json_next(item)) {
        status = read_scheme(reader, item, &schemes[reader->rules->scheme_count]);
        reader->rules->scheme_count += status == SIBU_OK ? 1 : 0;
    }
    return status;
}

static int has_group(const struct rating_rules *rules, const char *id)
{
    for (uint32_t i = 0; i < rules->group_count; i++) {
        if (strcmp(rules->groups[i].id, id) == 0) {
            return 1;
        }
    }
    return 0;
}

static enum sibu_status read_group(const struct rating_reader *reader, struct sibu_json_value object,
                                   struct rating_group *out)
{
    const char *scheme = "";
    enum sibu_status status = sibu_json_only(object, GROUP_KEYS, reader->fault);
    if (status == SIBU_OK) {
        status = rating_read_id(reader, object, "id", &out->id);
    }
    if (status == SIBU_OK && has_group(reader->rules, out->id)) {
        return rating_refuse_name(reader, object, "id", "重复", "stands here twice");
    }
    if (status == SIBU_OK) {
        status = rating_read_pair(reader, object, "name", &out->name);
    }
    if (status == SIBU_OK) {
        status = sibu_json_string(object, "scheme", 4 * RATING_ID_BYTES_MAX, &scheme, reader->fault);
    }
    out->scheme = find_scheme(reader->rules, scheme);
    if (status == SIBU_OK && out->scheme == RATING_UNRATED) {
        return rating_refuse_name(reader, object, "scheme", "不是本文件的评价体系", "is no scheme of this file");
    }
    return status;
}

enum sibu_status rating_read_groups(struct rating_reader *reader, struct sibu_json_value root)
{
    struct sibu_json_value array;
    void *room = NULL;
    enum sibu_status status = sibu_json_array(root, "groups", 1, RATING_GROUPS_MAX, &array, reader->fault);
    if (status == SIBU_OK) {
        status = rating_read_objects(reader, array, sizeof(struct rating_group), &room);
    }
    if (status != SIBU_OK) {
        return status;
    }
    struct rating_group *groups = room;
    reader->rules->groups = groups;
    for (struct sibu_json_value item = sibu_json_first(array); item.node != NULL && status == SIBU_OK;
         item = sibu_json_next(item)) {
        status = read_group(reader, item, &groups[reader->rules->group_count]);
        reader->rules->group_count += status == SIBU_OK ? 1 : 0;
    }
    return status;
}
