/* The document "earlier" read, whoever wrote it: see earlier.h. */
#include <string.h>

#include "evaluate/earlier.h"
#include "sibu/json.h"

#define PEOPLE_MAX 1000000
#define SECONDS_MAX 1e7
#define TIMES_MAX 1e6
#define TIME_MIN_US 0 /* years 1970 to 9999 */
#define TIME_MAX_US (INT64_C(253402300799) * 1000000)
#define LEFT_OUT_MAX 1000000000
#define WEIGHT_MAX 1000.0

struct reading {
    struct earlier *out;
    int64_t t0_us;
    struct sibu_arena *arena;
    struct sibu_fault *fault;
};

static enum sibu_status no_memory(const struct reading *reading)
{
    return sibu_fault_set(reading->fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

static enum sibu_status refuse(const struct reading *reading, struct sibu_json_value value, const char *zh,
                               const char *en)
{
    char place[240];
    sibu_json_place(value, NULL, place);
    return sibu_fault_set(reading->fault, SIBU_BAD_INPUT, place, "%s%.0s", "%.0s%s", zh, en);
}

struct word {
    const char *key;
    size_t most; /* bytes */
    const char **out;
};

/* Texts that must be there, kept. */
static enum sibu_status read_words(const struct reading *reading, struct sibu_json_value object,
                                   const struct word *words, size_t count)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        const char *text = "";
        status = sibu_json_string(object, words[i].key, words[i].most, &text, reading->fault);
        *words[i].out = status == SIBU_OK ? sibu_arena_text(reading->arena, text, strlen(text)) : "";
        status = status == SIBU_OK && *words[i].out == NULL ? no_memory(reading) : status;
    }
    return status;
}

/* One of these names, which outlive the document. */
static enum sibu_status read_choice(const struct reading *reading, struct sibu_json_value object, const char *key,
                                    const char *const *names, const char **out)
{
    size_t index = 0;
    enum sibu_status status = sibu_json_choice(object, key, names, &index, reading->fault);
    *out = status == SIBU_OK ? names[index] : "";
    return status;
}

static enum sibu_status read_figure(const struct reading *reading, struct sibu_json_value figures,
                                    enum figure_kind kind, struct figure *out)
{
    static const char *const KEYS[] = {"value", "error", NULL};
    static const double MOST[] = {[FIGURE_SHARE] = 1.0, [FIGURE_SECONDS] = SECONDS_MAX, [FIGURE_TIMES] = TIMES_MAX};
    struct sibu_json_value object = {0};
    double most = MOST[figure_unit(kind)];
    *out = (struct figure){0};
    if (sibu_json_kind(sibu_json_member(figures, figure_name(kind))) == SIBU_JSON_ABSENT) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_object(figures, figure_name(kind), &object, reading->fault);
    if (status == SIBU_OK) {
        status = sibu_json_only(object, KEYS, reading->fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_number(object, "value", 0.0, most, &out->value, reading->fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_number(object, "error", 0.0, most, &out->error, reading->fault);
    }
    out->known = status == SIBU_OK;
    return status;
}

static enum sibu_status read_figures(const struct reading *reading, struct sibu_json_value drill, struct figures *out)
{
    const char *keys[FIGURES + 1] = {NULL};
    struct sibu_json_value figures = {0};
    for (int kind = 0; kind < FIGURES; kind++) {
        keys[kind] = figure_name((enum figure_kind)kind);
    }
    enum sibu_status status = sibu_json_object(drill, "figures", &figures, reading->fault);
    if (status == SIBU_OK) {
        status = sibu_json_only(figures, keys, reading->fault);
    }
    for (int kind = 0; kind < FIGURES && status == SIBU_OK; kind++) {
        status = read_figure(reading, figures, (enum figure_kind)kind, &out->of[kind]);
    }
    return status;
}

static enum sibu_status read_drill(const struct reading *reading, struct sibu_json_value object,
                                   struct earlier_drill *out)
{
    static const char *const KEYS[] = {"drill", "t0_us", "family", "zone", "end", "expected", "figures", NULL};
    static const char *const ENDS[] = {"all-clear", "abort", "real-emergency", "closed", NULL};
    const struct word words[] = {{"drill", EARLIER_WORD_MAX, &out->drill},
                                 {"family", EARLIER_WORD_MAX, &out->family},
                                 {"zone", EARLIER_WORD_MAX, &out->zone}};
    int64_t expected = 0;
    enum sibu_status status = sibu_json_only(object, KEYS, reading->fault);
    if (status == SIBU_OK) {
        status = read_words(reading, object, words, sizeof words / sizeof words[0]);
    }
    if (status == SIBU_OK) {
        status = sibu_json_integer(object, "t0_us", TIME_MIN_US, reading->t0_us - 1, &out->t0_us, reading->fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_integer(object, "expected", 0, PEOPLE_MAX, &expected, reading->fault);
    }
    if (status == SIBU_OK) {
        status = read_choice(reading, object, "end", ENDS, &out->end);
    }
    out->expected = (uint32_t)expected;
    return status == SIBU_OK ? read_figures(reading, object, &out->figures) : status;
}

static enum sibu_status read_drills(const struct reading *reading, struct sibu_json_value root)
{
    struct sibu_json_value list = {0};
    enum sibu_status status = sibu_json_array(root, "drills", 0, EARLIER_DRILLS_MAX, &list, reading->fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct earlier_drill *drills = sibu_arena_take(reading->arena, sibu_json_count(list) + 1, sizeof *drills);
    if (drills == NULL) {
        return no_memory(reading);
    }
    size_t count = 0;
    for (struct sibu_json_value item = sibu_json_first(list);
         sibu_json_kind(item) != SIBU_JSON_ABSENT && status == SIBU_OK; item = sibu_json_next(item)) {
        status = read_drill(reading, item, &drills[count]);
        if (status == SIBU_OK && count > 0 && drills[count].t0_us < drills[count - 1].t0_us) {
            status = refuse(reading, item, "早于它前面的演练", "is of before the drill that stands before it");
        }
        count++;
    }
    reading->out->drills = drills;
    reading->out->drill_count = count;
    return status;
}

static enum sibu_status read_state(const struct reading *reading, struct sibu_json_value object,
                                   struct earlier_finding *out)
{
    static const char *const SEVERITIES[] = {"minor", "major", "critical", NULL};
    static const char *const STATES[] = {"open", "closed", NULL};
    size_t severity = 0, state = 0;
    enum sibu_status status = sibu_json_choice(object, "severity", SEVERITIES, &severity, reading->fault);
    if (status == SIBU_OK) {
        status = sibu_json_choice(object, "state", STATES, &state, reading->fault);
    }
    out->severity = (enum finding_severity)((size_t)FINDING_MINOR + severity);
    out->closed = state == 1;
    return status;
}

static enum sibu_status read_numbers(const struct reading *reading, struct sibu_json_value object,
                                     struct earlier_finding *out)
{
    int64_t times = 0;
    enum sibu_status status = sibu_json_integer(object, "id", 1, INT64_C(1) << 53, &out->id, reading->fault);
    if (status == SIBU_OK) {
        status = sibu_json_integer(object, "opened_us", TIME_MIN_US, reading->t0_us, &out->opened_us, reading->fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_integer(object, "due_us", TIME_MIN_US, TIME_MAX_US, &out->due_us, reading->fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_integer(object, "times", 1, PEOPLE_MAX, &times, reading->fault);
    }
    out->times = (uint32_t)times;
    return status;
}

static enum sibu_status read_finding(const struct reading *reading, struct sibu_json_value object,
                                     struct earlier_finding *out)
{
    static const char *const KEYS[] = {"id",      "kind",      "place",  "severity", "state", "opened_by",
                                       "seen_by", "opened_us", "due_us", "times",    "words", NULL};
    static const char *const LANGUAGES[] = {"zh", "en", NULL};
    const struct word words[] = {{"kind", EARLIER_WORD_MAX, &out->kind},
                                 {"place", EARLIER_WORD_MAX, &out->place},
                                 {"opened_by", EARLIER_WORD_MAX, &out->opened_by},
                                 {"seen_by", EARLIER_WORD_MAX, &out->seen_by}};
    const struct word said[] = {{"zh", STORE_FINDING_TEXT_MAX, &out->words.in[SIBU_ZH]},
                                {"en", STORE_FINDING_TEXT_MAX, &out->words.in[SIBU_EN]}};
    struct sibu_json_value name = {0};
    enum sibu_status status = sibu_json_only(object, KEYS, reading->fault);
    if (status == SIBU_OK) {
        status = read_words(reading, object, words, sizeof words / sizeof words[0]);
    }
    if (status == SIBU_OK) {
        status = read_state(reading, object, out);
    }
    if (status == SIBU_OK) {
        status = read_numbers(reading, object, out);
    }
    if (status == SIBU_OK) {
        status = sibu_json_object(object, "words", &name, reading->fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_only(name, LANGUAGES, reading->fault);
    }
    return status == SIBU_OK ? read_words(reading, name, said, sizeof said / sizeof said[0]) : status;
}

static enum sibu_status read_findings(const struct reading *reading, struct sibu_json_value root)
{
    struct sibu_json_value list = {0};
    int64_t left_out = 0;
    enum sibu_status status = sibu_json_array(root, "findings", 0, EARLIER_FINDINGS_MAX, &list, reading->fault);
    if (status == SIBU_OK) {
        status = sibu_json_integer(root, "findings_left_out", 0, LEFT_OUT_MAX, &left_out, reading->fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    struct earlier_finding *findings = sibu_arena_take(reading->arena, sibu_json_count(list) + 1, sizeof *findings);
    if (findings == NULL) {
        return no_memory(reading);
    }
    size_t count = 0;
    for (struct sibu_json_value item = sibu_json_first(list);
         sibu_json_kind(item) != SIBU_JSON_ABSENT && status == SIBU_OK; item = sibu_json_next(item)) {
        status = read_finding(reading, item, &findings[count]);
        if (status == SIBU_OK && count > 0 && findings[count].id <= findings[count - 1].id) {
            status = refuse(reading, item, "编号没有递增", "has no higher number than the one before it");
        }
        count++;
    }
    reading->out->findings = findings;
    reading->out->finding_count = count;
    reading->out->findings_left_out = (size_t)left_out;
    return status;
}

static enum sibu_status read_score(const struct reading *reading, struct sibu_json_value root)
{
    static const char *const KEYS[] = {"checked_in", "acknowledged", "alerted", "forecast", NULL};
    struct sibu_json_value score = {0};
    struct grade_rule *rule = &reading->out->score;
    double sum = 0.0;
    if (sibu_json_kind(sibu_json_member(root, "score")) == SIBU_JSON_NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_object(root, "score", &score, reading->fault);
    if (status == SIBU_OK) {
        status = sibu_json_only(score, KEYS, reading->fault);
    }
    for (int i = 0; i < GRADE_FIGURES && status == SIBU_OK; i++) {
        status = sibu_json_number(score, KEYS[i], 0.0, WEIGHT_MAX, &rule->weights[i], reading->fault);
        sum += rule->weights[i];
    }
    if (status == SIBU_OK && !(sum > 0.0)) {
        return refuse(reading, score, "不能全为 0", "must not all be 0");
    }
    rule->drills = 1;
    return status;
}

static enum sibu_status read_root(const struct reading *reading, struct sibu_json_value root)
{
    static const char *const KEYS[] = {"format", "drills", "findings", "findings_left_out", "score", NULL};
    int64_t format = 0;
    enum sibu_status status = sibu_json_only(root, KEYS, reading->fault);
    if (status == SIBU_OK) {
        status = sibu_json_integer(root, "format", 1, 1, &format, reading->fault);
    }
    if (status == SIBU_OK) {
        status = read_drills(reading, root);
    }
    if (status == SIBU_OK) {
        status = read_findings(reading, root);
    }
    return status == SIBU_OK ? read_score(reading, root) : status;
}

enum sibu_status earlier_read(struct earlier *out, const char *bytes, size_t length, int64_t t0_us,
                              struct sibu_arena *arena, struct sibu_fault *fault)
{
    struct reading reading = {out, t0_us, arena, fault};
    struct sibu_json *document = NULL;
    *out = (struct earlier){0};
    enum sibu_status status = sibu_json_open(&document, "earlier", bytes, length, fault);
    if (status == SIBU_OK) {
        status = read_root(&reading, sibu_json_root(document));
    }
    sibu_json_close(document);
    if (status != SIBU_OK) {
        *out = (struct earlier){0};
        return status;
    }
    out->known = 1;
    return SIBU_OK;
}
