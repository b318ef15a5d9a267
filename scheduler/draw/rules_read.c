/* Rules from their text: see rules.h. The bytes are hostile. Depends on: json. One thread while reading. */
#include <string.h>

#include "draw/rules.h"
#include "sibu/json.h"

#define DAYS_MAX INT64_C(4000000)
#define SECONDS_MAX INT64_C(400000000000)
#define SPANS_MAX 20000
#define WEIGHT_MAX 1000000

struct reader {
    struct rules *rules;
    struct sibu_fault *fault;
};

static enum sibu_status no_memory(struct reader *reader)
{
    return sibu_fault_set(reader->fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

static enum sibu_status refuse(struct reader *reader, struct sibu_json_value value)
{
    char place[240];
    sibu_json_place(value, NULL, place);
    return sibu_fault_set(reader->fault, SIBU_BAD_INPUT, place, "不是抽取规则", "is not as rules of a draw are");
}

static enum sibu_status integer(struct reader *reader, struct sibu_json_value object, const char *key, uint32_t max,
                                uint32_t *out)
{
    int64_t value = 0;
    enum sibu_status status = sibu_json_integer(object, key, 0, max, &value, reader->fault);
    *out = (uint32_t)value;
    return status;
}

static enum sibu_status text(struct reader *reader, struct sibu_json_value object, const char *key, const char **out)
{
    const char *found = "";
    enum sibu_status status = sibu_json_string(object, key, 1000, &found, reader->fault);
    if (status != SIBU_OK) {
        return status;
    }
    *out = sibu_arena_text(&reader->rules->arena, found, strlen(found));
    return *out != NULL ? SIBU_OK : no_memory(reader);
}

/* A tuple of `count` whole numbers, each in [-limit, limit]. */
static int tuple(struct sibu_json_value item, size_t count, int64_t limit, int64_t out[3])
{
    if (sibu_json_kind(item) != SIBU_JSON_ARRAY || sibu_json_count(item) != count) {
        return 0;
    }
    struct sibu_json_value part = sibu_json_first(item);
    for (size_t i = 0; i < count; i++, part = sibu_json_next(part)) {
        double value = sibu_json_as_number(part);
        if (sibu_json_kind(part) != SIBU_JSON_NUMBER || !(value >= (double)-limit && value <= (double)limit)) {
            return 0;
        }
        out[i] = (int64_t)value;
        if ((double)out[i] != value) { /* not a whole number */
            return 0;
        }
    }
    return 1;
}

/* How tuples are: how many whole numbers each has, and how far from 0 they may be. */
struct shape {
    const char *key;
    size_t width;
    int64_t limit;
};

/* Tuples that ascend and do not overlap, as pairs or triples of numbers. */
static enum sibu_status tuples(struct reader *reader, struct sibu_json_value law, const struct shape *shape,
                               int64_t (**out)[3], uint32_t *count)
{
    struct sibu_json_value list;
    enum sibu_status status = sibu_json_array(law, shape->key, 0, SPANS_MAX, &list, reader->fault);
    if (status != SIBU_OK) {
        return status;
    }
    size_t length = sibu_json_count(list);
    int64_t(*items)[3] = sibu_arena_take(&reader->rules->arena, length + 1, sizeof *items);
    if (items == NULL) {
        return no_memory(reader);
    }
    struct sibu_json_value item = sibu_json_first(list);
    for (size_t i = 0; i < length; i++, item = sibu_json_next(item)) {
        if (!tuple(item, shape->width, shape->limit, items[i]) || items[i][1] < items[i][0] ||
            (i > 0 && items[i][0] < items[i - 1][1])) {
            return refuse(reader, item);
        }
    }
    *out = items;
    *count = (uint32_t)length;
    return SIBU_OK;
}

static enum sibu_status read_windows(struct reader *reader, struct sibu_json_value value, struct rules_law *law)
{
    int64_t(*items)[3] = NULL;
    static const struct shape SHAPE = {"windows", 3, WEIGHT_MAX};
    enum sibu_status status = tuples(reader, value, &SHAPE, &items, &law->segment_count);
    if (status != SIBU_OK) {
        return status;
    }
    struct weights_segment *segments =
        sibu_arena_take(&reader->rules->arena, law->segment_count + (size_t)1, sizeof *segments);
    if (segments == NULL) {
        return no_memory(reader);
    }
    for (uint32_t i = 0; i < law->segment_count; i++) {
        if (items[i][0] < 0 || items[i][1] <= items[i][0] || items[i][1] > WEIGHTS_WEEK_MINUTES || items[i][2] <= 0) {
            return refuse(reader, value);
        }
        segments[i] = (struct weights_segment){(int32_t)items[i][0], (int32_t)items[i][1], items[i][2]};
    }
    law->segments = segments;
    return SIBU_OK;
}

static enum sibu_status read_days(struct reader *reader, struct sibu_json_value value, struct rules_law *law)
{
    int64_t(*items)[3] = NULL;
    static const struct shape SHAPE = {"never", 2, DAYS_MAX};
    enum sibu_status status = tuples(reader, value, &SHAPE, &items, &law->never_count);
    if (status != SIBU_OK) {
        return status;
    }
    struct weights_days *days = sibu_arena_take(&reader->rules->arena, law->never_count + (size_t)1, sizeof *days);
    for (uint32_t i = 0; days != NULL && i < law->never_count; i++) {
        days[i] = (struct weights_days){items[i][0], items[i][1]};
    }
    law->nevers = days;
    return days != NULL ? SIBU_OK : no_memory(reader);
}

static enum sibu_status read_closed(struct reader *reader, struct sibu_json_value value, struct rules_law *law)
{
    int64_t(*items)[3] = NULL;
    static const struct shape SHAPE = {"closed", 2, SECONDS_MAX};
    enum sibu_status status = tuples(reader, value, &SHAPE, &items, &law->closed_count);
    if (status != SIBU_OK) {
        return status;
    }
    struct weights_span *spans = sibu_arena_take(&reader->rules->arena, law->closed_count + (size_t)1, sizeof *spans);
    for (uint32_t i = 0; spans != NULL && i < law->closed_count; i++) {
        spans[i] = (struct weights_span){items[i][0], items[i][1]};
    }
    law->closed = spans;
    return spans != NULL ? SIBU_OK : no_memory(reader);
}

static enum sibu_status read_counts(struct reader *reader, struct sibu_json_value value, struct rules_law *law)
{
    static const char *const LAWS[] = {"max-entropy", "even", NULL};
    static const char *const PERIODS[] = {"half-year", "quarter", "month", "any", NULL};
    size_t kind = 0, period = 0;
    enum sibu_status status = sibu_json_choice(value, "law", LAWS, &kind, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_choice(value, "period", PERIODS, &period, reader->fault);
    }
    if (status == SIBU_OK) {
        status = integer(reader, value, "least", POLICY_STARTS_MAX, &law->least);
    }
    if (status == SIBU_OK) {
        status = integer(reader, value, "most", POLICY_STARTS_MAX, &law->most);
    }
    if (status == SIBU_OK) {
        status = sibu_json_number(value, "mean", 0.001, POLICY_STARTS_MAX, &law->mean, reader->fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_integer(value, "gap_ticks", 1, 10000000, &law->gap_ticks, reader->fault);
    }
    law->kind = kind == 1 ? LAW_EVEN : LAW_MAX_ENTROPY;
    law->period = (enum policy_period)period;
    return status == SIBU_OK && (law->least > law->most || law->most == 0) ? refuse(reader, value) : status;
}

static enum sibu_status read_law(struct reader *reader, struct sibu_json_value value, void *item)
{
    struct rules_law *law = item;
    enum sibu_status status = read_counts(reader, value, law);
    if (status == SIBU_OK) {
        status = text(reader, value, "timezone", &law->timezone);
    }
    if (status == SIBU_OK) {
        status = read_windows(reader, value, law);
    }
    if (status == SIBU_OK) {
        status = read_days(reader, value, law);
    }
    return status == SIBU_OK ? read_closed(reader, value, law) : status;
}

/* Absent: results move nothing. */
static enum sibu_status read_results(struct reader *reader, struct sibu_json_value value, struct result_rule *out)
{
    struct sibu_json_value list = sibu_json_member(value, "results");
    int64_t rule[3] = {0};
    if (list.node == NULL) {
        return SIBU_OK;
    }
    if (!tuple(list, 3, 1000, rule) || rule[0] < 1 || rule[0] > RESULT_KEPT || rule[1] < 0 || rule[1] > rule[2]) {
        return refuse(reader, value);
    }
    *out = (struct result_rule){(uint32_t)rule[0], (uint32_t)rule[1], (uint32_t)rule[2]};
    return SIBU_OK;
}

static enum sibu_status read_group(struct reader *reader, struct sibu_json_value value, void *item)
{
    struct rules_group *group = item;
    enum sibu_status status = text(reader, value, "group", &group->id);
    if (status == SIBU_OK) {
        status = integer(reader, value, "law", reader->rules->law_count - 1, &group->law);
    }
    if (status == SIBU_OK) {
        status = integer(reader, value, "interlocks", UINT32_MAX, &group->interlocks);
    }
    if (status == SIBU_OK) {
        status = integer(reader, value, "most_per_month", 10000, &group->most_per_month);
    }
    if (status == SIBU_OK) {
        status = integer(reader, value, "concurrent", POLICY_CONCURRENT_MAX, &group->concurrent);
    }
    return status == SIBU_OK ? read_results(reader, value, &group->results) : status;
}

/* Three numbers that do not descend. */
static enum sibu_status read_steps(struct reader *reader, struct sibu_json_value value, double steps[3])
{
    struct sibu_json_value list = sibu_json_member(value, "steps");
    if (sibu_json_kind(list) != SIBU_JSON_ARRAY || sibu_json_count(list) != 3) {
        return refuse(reader, value);
    }
    struct sibu_json_value item = sibu_json_first(list);
    for (size_t i = 0; i < 3; i++, item = sibu_json_next(item)) {
        steps[i] = sibu_json_as_number(item);
        int fits = steps[i] >= (i > 0 ? steps[i - 1] : 0.001) && steps[i] <= 1000.0;
        if (sibu_json_kind(item) != SIBU_JSON_NUMBER || !fits) {
            return refuse(reader, item);
        }
    }
    return SIBU_OK;
}

/* Where the site draws, the mean of its law is the one that the move leads to. */
static enum sibu_status read_move(struct reader *reader, struct sibu_json_value value, struct rules_unit *unit)
{
    int64_t moved = 0;
    enum sibu_status status = sibu_json_integer(value, "moved", -1, 1, &moved, reader->fault);
    if (status == SIBU_OK) {
        status = read_steps(reader, value, unit->steps);
    }
    unit->moved = (int)moved;
    double mean = reader->rules->laws[unit->law].mean;
    double to = unit->steps[1 + unit->moved];
    return status == SIBU_OK && unit->draws && (mean < to || mean > to) ? refuse(reader, value) : status;
}

/* Only of a site that results do not move. */
static enum sibu_status read_grade(struct reader *reader, struct sibu_json_value value, struct rules_unit *unit)
{
    static const char *const GRADES[] = {"A", "B", "C", "D", NULL};
    size_t grade = 0;
    int moves = reader->rules->groups[unit->group].results.drills > 0;
    if (sibu_json_member(value, "grade").node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_choice(value, "grade", GRADES, &grade, reader->fault);
    unit->grade = GRADES[grade][0];
    return status == SIBU_OK && (moves || unit->id[0] == '*') ? refuse(reader, value) : status;
}

static enum sibu_status read_unit(struct reader *reader, struct sibu_json_value value, void *item)
{
    struct rules_unit *unit = item;
    struct sibu_json_value draws = sibu_json_member(value, "draws");
    enum sibu_status status = text(reader, value, "unit", &unit->id);
    if (status == SIBU_OK) {
        status = integer(reader, value, "group", reader->rules->group_count - 1, &unit->group);
    }
    if (status == SIBU_OK) {
        status = integer(reader, value, "law", reader->rules->law_count - 1, &unit->law);
    }
    unit->draws = sibu_json_as_bool(draws);
    if (status != SIBU_OK || sibu_json_kind(draws) != SIBU_JSON_BOOL) {
        return status == SIBU_OK ? refuse(reader, value) : status;
    }
    status = read_grade(reader, value, unit);
    int moves = unit->id[0] != '*' && reader->rules->groups[unit->group].results.drills > 0;
    return status == SIBU_OK && moves ? read_move(reader, value, unit) : status;
}

/* Units without a star, ascending, at least one. */
static enum sibu_status read_sites(struct reader *reader, struct sibu_json_value value, struct rules_budget *budget)
{
    const struct rules *rules = reader->rules;
    struct sibu_json_value list = {NULL, NULL};
    enum sibu_status status = sibu_json_array(value, "sites", 1, rules->unit_count, &list, reader->fault);
    uint32_t *sites = sibu_arena_take(&reader->rules->arena, sibu_json_count(list) + 1, sizeof *sites);
    if (status != SIBU_OK || sites == NULL) {
        return status != SIBU_OK ? status : no_memory(reader);
    }
    double before = -1.0;
    for (struct sibu_json_value item = sibu_json_first(list); item.node != NULL; item = sibu_json_next(item)) {
        double index = sibu_json_as_number(item);
        int fits = sibu_json_kind(item) == SIBU_JSON_NUMBER && index > before && index < (double)rules->unit_count;
        uint32_t at = fits ? (uint32_t)index : 0;
        if (!fits || (double)at < index || rules->units[at].id[0] == '*') {
            return refuse(reader, item);
        }
        sites[budget->site_count++] = at;
        before = index;
    }
    budget->sites = sites;
    return SIBU_OK;
}

static enum sibu_status read_budget(struct reader *reader, struct sibu_json_value value, void *item)
{
    struct rules_budget *budget = item;
    enum sibu_status status = text(reader, value, "branch", &budget->branch);
    if (status == SIBU_OK) {
        status = integer(reader, value, "law", reader->rules->law_count - 1, &budget->law);
    }
    if (status == SIBU_OK) {
        status = integer(reader, value, "months", 6, &budget->months);
    }
    if (status == SIBU_OK) {
        status = integer(reader, value, "most", POLICY_BUDGET_MAX, &budget->most);
    }
    int fits = (budget->months == 1 || budget->months == 3 || budget->months == 6) && budget->most > 0;
    if (status == SIBU_OK && !fits) {
        return refuse(reader, value);
    }
    return status == SIBU_OK ? read_sites(reader, value, budget) : status;
}

/* A list of objects, each read by `read` into items of `bytes`. */
struct list {
    const char *key;
    size_t max, bytes;
    enum sibu_status (*read)(struct reader *reader, struct sibu_json_value value, void *item);
};

static enum sibu_status read_list(struct reader *reader, struct sibu_json_value root, const struct list *list,
                                  void **out, uint32_t *count)
{
    struct sibu_json_value array;
    enum sibu_status status = sibu_json_array(root, list->key, 1, list->max, &array, reader->fault);
    if (status != SIBU_OK) {
        return status;
    }
    unsigned char *items = sibu_arena_take(&reader->rules->arena, sibu_json_count(array), list->bytes);
    if (items == NULL) {
        return no_memory(reader);
    }
    *count = 0;
    for (struct sibu_json_value value = sibu_json_first(array); value.node != NULL && status == SIBU_OK;
         value = sibu_json_next(value)) {
        status = sibu_json_kind(value) == SIBU_JSON_OBJECT ? list->read(reader, value, items + *count * list->bytes)
                                                           : refuse(reader, value);
        (*count)++;
    }
    *out = items;
    return status;
}

static enum sibu_status read_interlocks(struct reader *reader, struct sibu_json_value root)
{
    struct sibu_json_value array;
    struct rules *rules = reader->rules;
    enum sibu_status status = sibu_json_array(root, "interlocks", 0, POLICY_INTERLOCKS_MAX, &array, reader->fault);
    const char **ids = sibu_arena_take(&rules->arena, POLICY_INTERLOCKS_MAX, sizeof *ids);
    if (status != SIBU_OK || ids == NULL) {
        return status != SIBU_OK ? status : no_memory(reader);
    }
    for (struct sibu_json_value item = sibu_json_first(array); status == SIBU_OK && item.node != NULL;
         item = sibu_json_next(item)) {
        const char *id = sibu_json_as_string(item);
        ids[rules->interlock_count] = sibu_arena_text(&rules->arena, id, strlen(id));
        status = ids[rules->interlock_count++] != NULL ? SIBU_OK : no_memory(reader);
    }
    rules->interlocks = ids;
    return status;
}

static enum sibu_status read_lists(struct reader *reader, struct sibu_json_value root)
{
    static const struct list LAWS = {"laws", RULES_LAWS_MAX, sizeof(struct rules_law), read_law};
    static const struct list GROUPS = {"groups", POLICY_GROUPS_MAX, sizeof(struct rules_group), read_group};
    static const struct list BUDGETS = {"budgets", RULES_BUDGETS_MAX, sizeof(struct rules_budget), read_budget};
    static const struct list UNITS = {"units", RULES_UNITS_MAX, sizeof(struct rules_unit), read_unit};
    struct rules *rules = reader->rules;
    void *items = NULL;
    enum sibu_status status = read_list(reader, root, &LAWS, &items, &rules->law_count);
    rules->laws = items;
    if (status == SIBU_OK) {
        status = read_list(reader, root, &GROUPS, &items, &rules->group_count);
        rules->groups = items;
    }
    if (status == SIBU_OK) {
        status = read_list(reader, root, &UNITS, &items, &rules->unit_count);
        rules->units = items;
    }
    if (status == SIBU_OK && sibu_json_member(root, "budgets").node != NULL) {
        status = read_list(reader, root, &BUDGETS, &items, &rules->budget_count);
        rules->budgets = items;
    }
    return status;
}

/* Each unit has an id of its own: history is kept by it. */
static int ids_differ(const struct rules *rules)
{
    for (uint32_t i = 0; i < rules->unit_count; i++) {
        if (rules_find_unit(rules, rules->units[i].id) != i) {
            return 0;
        }
    }
    return 1;
}

static enum sibu_status read_rules(struct reader *reader, struct sibu_json_value root)
{
    int64_t format = 0;
    struct rules *rules = reader->rules;
    enum sibu_status status = sibu_json_integer(root, "format", 1, 1, &format, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_integer(root, "tick_s", 10, 3600, &rules->tick_s, reader->fault);
    }
    if (status == SIBU_OK && 3600 % rules->tick_s != 0) {
        return refuse(reader, root);
    }
    if (status == SIBU_OK) {
        status = sibu_json_integer(root, "delay_s", 86400, 2592000, &rules->delay_s, reader->fault);
    }
    if (status == SIBU_OK) {
        status = integer(reader, root, "concurrent", POLICY_CONCURRENT_MAX, &rules->concurrent);
    }
    if (status == SIBU_OK && rules->concurrent == 0) {
        return refuse(reader, root);
    }
    if (status == SIBU_OK) {
        status = read_interlocks(reader, root);
    }
    if (status == SIBU_OK) {
        status = read_lists(reader, root);
    }
    return status == SIBU_OK && !ids_differ(rules) ? refuse(reader, root) : status;
}

/* One set of rules has one text: what was read must write itself as it stood there. */
static enum sibu_status check_text(struct reader *reader, const char *bytes, size_t length)
{
    struct sibu_text again = {0};
    rules_write(&again, reader->rules);
    int same = sibu_text_ok(&again) && again.length == length && memcmp(sibu_text_get(&again), bytes, length) == 0;
    sibu_text_clear(&again);
    return same ? SIBU_OK
                : sibu_fault_set(reader->fault, SIBU_BAD_INPUT, "rules", "规则的写法不对",
                                 "the rules are not written as they must be");
}

enum sibu_status rules_open(struct rules **out, const char *bytes, size_t length, struct sibu_fault *fault)
{
    struct sibu_json *document = NULL;
    *out = NULL;
    if (length > RULES_BYTES_MAX) {
        return sibu_fault_set(fault, SIBU_LIMIT, "rules", "规则大于 2 MiB", "the rules are larger than 2 MiB");
    }
    enum sibu_status status = sibu_json_open(&document, "rules", bytes, length, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct rules *rules = sibu_array_new(1, sizeof *rules);
    struct reader reader = {rules, fault};
    status = rules != NULL ? read_rules(&reader, sibu_json_root(document)) : no_memory(&reader);
    sibu_json_close(document);
    if (status == SIBU_OK) {
        status = check_text(&reader, bytes, length);
    }
    if (status != SIBU_OK) {
        rules_close(rules);
        return status;
    }
    *out = rules;
    return SIBU_OK;
}
