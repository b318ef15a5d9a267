/* The rules of findings and grades, read from JSON: see finding_rules.h. Depends on: json, base/file. */
#include "evaluate/finding_rules.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "sibu/json.h"

#define NAME_BYTES_MAX 200
#define VALUE_MAX 1e6

static const char *const KINDS[] = {"unreached",   "late", "slow-answer", "slow-muster", "missing", "exit-overloaded",
                                    "exit-unused", "help", "wardens",     "forecast",    "roster",  NULL};
static const char *const SEVERITIES[] = {"none", "minor", "major", "critical", NULL};

const char *finding_kind_name(enum finding_kind kind)
{
    return KINDS[kind];
}

const char *finding_severity_name(enum finding_severity severity)
{
    return SEVERITIES[severity];
}

enum finding_unit finding_unit_of(enum finding_kind kind)
{
    static const enum finding_unit UNITS[FINDING_KINDS] = {
        [FINDING_UNREACHED] = FINDING_UNIT_SHARE,   [FINDING_LATE] = FINDING_UNIT_SHARE,
        [FINDING_SLOW_ANSWER] = FINDING_UNIT_S,     [FINDING_SLOW_MUSTER] = FINDING_UNIT_S,
        [FINDING_MISSING] = FINDING_UNIT_PEOPLE,    [FINDING_EXIT_OVERLOADED] = FINDING_UNIT_FLOW,
        [FINDING_EXIT_UNUSED] = FINDING_UNIT_SHARE, [FINDING_HELP] = FINDING_UNIT_PEOPLE,
        [FINDING_WARDENS] = FINDING_UNIT_SHARE,     [FINDING_FORECAST] = FINDING_UNIT_TIMES,
        [FINDING_ROSTER] = FINDING_UNIT_SHARE,
    };
    return UNITS[kind];
}

const char *finding_unit_name(enum finding_unit unit)
{
    static const char *const NAMES[] = {"share", "s", "people", "people/(s*m)", "times"};
    return NAMES[unit];
}

enum finding_kind finding_kind_of(const char *name)
{
    size_t i = 0;
    while (KINDS[i] != NULL && strcmp(KINDS[i], name) != 0) {
        i++;
    }
    return (enum finding_kind)i;
}

enum finding_severity finding_severity_of(const char *name)
{
    for (size_t i = 0; SEVERITIES[i] != NULL; i++) {
        if (strcmp(SEVERITIES[i], name) == 0) {
            return (enum finding_severity)i;
        }
    }
    return FINDING_NONE;
}

enum finding_severity finding_judge(const struct finding_rule *rule, double value)
{
    for (size_t i = FINDING_CRITICAL; i > FINDING_NONE; i--) {
        if (rule->above[i] >= 0.0 && value > rule->above[i]) {
            return (enum finding_severity)i;
        }
    }
    return FINDING_NONE;
}

struct reader {
    struct finding_rules *rules;
    struct sibu_fault *fault;
};

static enum sibu_status refuse(const struct reader *reader, struct sibu_json_value at, const char *key, const char *zh,
                               const char *en)
{
    char place[240];
    sibu_json_place(at, key, place);
    return sibu_fault_set(reader->fault, SIBU_BAD_INPUT, place, "%s%.0s", "%.0s%s", zh, en);
}

static enum sibu_status read_name(const struct reader *reader, struct sibu_json_value object, const char *key,
                                  struct sibu_name *out)
{
    static const char *const KEYS[] = {"zh", "en", NULL};
    struct sibu_json_value name = {0};
    enum sibu_status status = sibu_json_object(object, key, &name, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_only(name, KEYS, reader->fault);
    }
    for (size_t i = 0; i < SIBU_LANGUAGES && status == SIBU_OK; i++) {
        const char *text = NULL;
        status = sibu_json_string(name, i == SIBU_ZH ? "zh" : "en", NAME_BYTES_MAX, &text, reader->fault);
        if (status == SIBU_OK && text[0] == '\0') {
            return refuse(reader, name, i == SIBU_ZH ? "zh" : "en", "不能为空", "must not be empty");
        }
        if (status == SIBU_OK) {
            out->in[i] = sibu_arena_text(&reader->rules->arena, text, strlen(text));
            status = out->in[i] != NULL
                         ? SIBU_OK
                         : sibu_fault_set(reader->fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
        }
    }
    return status;
}

/* At least one of the three, each graver one above a value that is no smaller. */
static enum sibu_status read_above(const struct reader *reader, struct sibu_json_value object, double above[])
{
    struct sibu_json_value values = {0};
    double last = 0.0;
    enum sibu_status status = sibu_json_object(object, "above", &values, reader->fault);
    above[FINDING_NONE] = -1.0;
    if (status == SIBU_OK) {
        status = sibu_json_only(values, SEVERITIES + 1, reader->fault);
    }
    if (status == SIBU_OK && sibu_json_count(values) == 0) {
        return refuse(reader, object, "above", "至少写一个界限", "must have one value at least");
    }
    for (size_t i = FINDING_MINOR; i < FINDING_SEVERITIES && status == SIBU_OK; i++) {
        above[i] = -1.0;
        if (sibu_json_member(values, SEVERITIES[i]).node == NULL) {
            continue;
        }
        status = sibu_json_number(values, SEVERITIES[i], 0.0, VALUE_MAX, &above[i], reader->fault);
        if (status == SIBU_OK && above[i] < last) {
            return refuse(reader, values, SEVERITIES[i], "不能小于较轻一级的界限",
                          "must not be less than that of the lesser");
        }
        last = above[i];
    }
    return status;
}

static enum sibu_status read_rule(const struct reader *reader, struct sibu_json_value item)
{
    static const char *const KEYS[] = {"kind", "people", "above", "owner", NULL};
    size_t kind = 0;
    int64_t people = 1;
    enum sibu_status status = sibu_json_only(item, KEYS, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_choice(item, "kind", KINDS, &kind, reader->fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_integer(item, "people", 1, 1000000, &people, reader->fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    struct finding_rule *rule = &reader->rules->kinds[kind];
    if (rule->judges) {
        return refuse(reader, item, "kind", "这一类已有规则", "has a rule already");
    }
    rule->judges = 1;
    rule->people = (uint32_t)people;
    status = read_above(reader, item, rule->above);
    return status == SIBU_OK ? read_name(reader, item, "owner", &rule->owner) : status;
}

static enum sibu_status read_list(const struct reader *reader, struct sibu_json_value root)
{
    struct sibu_json_value list = {0};
    enum sibu_status status = sibu_json_array(root, "rules", 0, FINDING_KINDS, &list, reader->fault);
    for (struct sibu_json_value item = sibu_json_first(list); item.node != NULL && status == SIBU_OK;
         item = sibu_json_next(item)) {
        status = read_rule(reader, item);
    }
    return status;
}

static enum sibu_status read_days(const struct reader *reader, struct sibu_json_value root)
{
    struct sibu_json_value days = {0};
    enum sibu_status status = sibu_json_object(root, "days", &days, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_only(days, SEVERITIES + 1, reader->fault);
    }
    for (size_t i = FINDING_MINOR; i < FINDING_SEVERITIES && status == SIBU_OK; i++) {
        int64_t value = 0;
        status = sibu_json_integer(days, SEVERITIES[i], 1, 730, &value, reader->fault);
        reader->rules->days[i] = (int32_t)value;
    }
    return status;
}

static enum sibu_status read_levels(const struct reader *reader, struct sibu_json_value root)
{
    static const char *const KEYS[] = {"days", "to", NULL};
    struct finding_rules *rules = reader->rules;
    struct sibu_json_value list = {0};
    int64_t last = -1;
    enum sibu_status status = sibu_json_array(root, "escalation", 0, FINDING_LEVELS_MAX, &list, reader->fault);
    for (struct sibu_json_value item = sibu_json_first(list); item.node != NULL && status == SIBU_OK;
         item = sibu_json_next(item)) {
        struct finding_level *level = &rules->levels[rules->level_count++];
        int64_t days = 0;
        status = sibu_json_only(item, KEYS, reader->fault);
        if (status == SIBU_OK) {
            status = sibu_json_integer(item, "days", 0, 730, &days, reader->fault);
        }
        if (status == SIBU_OK && days <= last) {
            return refuse(reader, item, "days", "要比前一级多", "must be more than those of the level before");
        }
        last = days;
        level->days = (int32_t)days;
        status = status == SIBU_OK ? read_name(reader, item, "to", &level->to) : status;
    }
    return status;
}

static enum sibu_status read_weights(const struct reader *reader, struct sibu_json_value grades)
{
    static const char *const KEYS[] = {"checked_in", "acknowledged", "alerted", "forecast", NULL};
    struct sibu_json_value weights = {0};
    double sum = 0.0;
    enum sibu_status status = sibu_json_object(grades, "weights", &weights, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_only(weights, KEYS, reader->fault);
    }
    for (size_t i = 0; i < GRADE_FIGURES && status == SIBU_OK; i++) {
        double *weight = &reader->rules->grades.weights[i];
        status = sibu_json_number(weights, KEYS[i], 0.0, 1000.0, weight, reader->fault);
        sum += *weight;
    }
    if (status == SIBU_OK && !(sum > 0.0)) {
        return refuse(reader, grades, "weights", "不能全为 0", "must not all be 0");
    }
    return status;
}

/* A number of points as hundredths. */
static enum sibu_status read_points(const struct reader *reader, struct sibu_json_value object, const char *key,
                                    int32_t *out)
{
    double points = 0.0;
    enum sibu_status status = sibu_json_number(object, key, 0.0, 100.0, &points, reader->fault);
    *out = (int32_t)(points * 100.0 + 0.5);
    return status;
}

static enum sibu_status read_bands(const struct reader *reader, struct sibu_json_value grades)
{
    static const char *const KEYS[] = {"A", "B", "C", NULL};
    struct grade_rule *rule = &reader->rules->grades;
    struct sibu_json_value from = {0};
    enum sibu_status status = sibu_json_object(grades, "from", &from, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_only(from, KEYS, reader->fault);
    }
    for (size_t i = 0; i < 3 && status == SIBU_OK; i++) {
        status = read_points(reader, from, KEYS[i], &rule->from[i]);
        if (status == SIBU_OK && i > 0 && rule->from[i] >= rule->from[i - 1]) {
            return refuse(reader, from, KEYS[i], "要小于前一级的", "must be less than that of the better grade");
        }
    }
    return status == SIBU_OK ? read_points(reader, grades, "hysteresis", &rule->hysteresis) : status;
}

static enum sibu_status read_grades(const struct reader *reader, struct sibu_json_value root)
{
    static const char *const KEYS[] = {"drills", "weights", "from", "hysteresis", "better_steps", NULL};
    struct sibu_json_value grades = {0};
    int64_t drills = 0, steps = 0;
    enum sibu_status status = sibu_json_object(root, "grades", &grades, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_only(grades, KEYS, reader->fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_integer(grades, "drills", 1, GRADE_DRILLS_MAX, &drills, reader->fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_integer(grades, "better_steps", 0, 3, &steps, reader->fault);
    }
    if (status == SIBU_OK) {
        status = read_weights(reader, grades);
    }
    reader->rules->grades.drills = (uint32_t)drills;
    reader->rules->grades.better_steps = (int32_t)steps;
    return status == SIBU_OK ? read_bands(reader, grades) : status;
}

static enum sibu_status read_all(const struct reader *reader, struct sibu_json_value root)
{
    static const char *const KEYS[] = {"format", "rules", "days", "escalation", "grades", NULL};
    static enum sibu_status (*const PARTS[])(const struct reader *reader, struct sibu_json_value root) = {
        read_list, read_days, read_levels, read_grades};
    int64_t format = 0;
    if (sibu_json_kind(root) != SIBU_JSON_OBJECT) {
        return refuse(reader, root, NULL, "应为一个 JSON 对象", "must be a JSON object");
    }
    enum sibu_status status = sibu_json_only(root, KEYS, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_integer(root, "format", 1, 1, &format, reader->fault);
    }
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0] && status == SIBU_OK; i++) {
        status = PARTS[i](reader, root);
    }
    return status;
}

enum sibu_status finding_rules_open(struct finding_rules *out, const char *name, const char *bytes, size_t length,
                                    struct sibu_fault *fault)
{
    struct sibu_json *document = NULL;
    const struct reader reader = {out, fault};
    *out = (struct finding_rules){0};
    enum sibu_status status = sibu_json_open(&document, name, bytes, length, fault);
    if (status == SIBU_OK) {
        status = read_all(&reader, sibu_json_root(document));
    }
    sibu_json_close(document);
    if (status != SIBU_OK) {
        finding_rules_close(out);
    }
    return status;
}

enum sibu_status finding_rules_read(struct sibu_text *out, char path[FINDING_RULES_PATH_BYTES], const char *folder,
                                    struct sibu_fault *fault)
{
    (void)snprintf(path, FINDING_RULES_PATH_BYTES, "%.4000s/%s", folder != NULL ? folder : "", FINDING_RULES_FILE);
    if (folder == NULL || access(path, F_OK) != 0) {
        file_share("scenarios/" FINDING_RULES_FILE, path);
    }
    return file_read(path, FINDING_RULES_BYTES_MAX, out, fault);
}

enum sibu_status finding_rules_load(struct finding_rules *out, const char *folder, struct sibu_fault *fault)
{
    char path[FINDING_RULES_PATH_BYTES];
    struct sibu_text text = {0};
    *out = (struct finding_rules){0};
    enum sibu_status status = finding_rules_read(&text, path, folder, fault);
    if (status == SIBU_OK) {
        status = finding_rules_open(out, path, sibu_text_get(&text), text.length, fault);
    }
    sibu_text_clear(&text);
    return status;
}

enum sibu_status finding_rules_of_record(struct finding_rules *out, int *known, struct sibu_record *record,
                                         struct sibu_fault *fault)
{
    struct sibu_arena scratch = {0};
    struct sibu_fault ignored;
    const char *bytes = NULL;
    size_t length = 0;
    *out = (struct finding_rules){0};
    enum sibu_status status = sibu_record_document(record, FINDING_RULES_DOCUMENT, &scratch, &bytes, &length, fault);
    *known = status == SIBU_OK && bytes != NULL &&
             finding_rules_open(out, FINDING_RULES_DOCUMENT, bytes, length, &ignored) == SIBU_OK;
    sibu_arena_clear(&scratch);
    return status;
}

void finding_rules_close(struct finding_rules *rules)
{
    sibu_arena_clear(&rules->arena);
    *rules = (struct finding_rules){0};
}
