/* See open_metrics.h. */
#include "open_metrics.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE 512
#define FAMILIES 64

struct family {
    char name[LINE], type[32];
    int has_help;
    double last_bucket; /* of a histogram's labels so far */
    int is_infinite; /* the last bucket was +Inf */
};
struct reading {
    const char *whole, *line; /* the line that is read */
    char text[LINE]; /* a copy of it, without its end */
    struct family families[FAMILIES]; /* the last one is open */
    int count;
};

/* How many characters of a name there are: letters, digits, _ and :, no digit first. */
static size_t name_length(const char *text)
{
    size_t length = 0;
    while (isalnum((unsigned char)text[length]) || text[length] == '_' || text[length] == ':') {
        length++;
    }
    return isdigit((unsigned char)text[0]) ? 0 : length;
}

static struct family *open_family(struct reading *reading)
{
    return reading->count > 0 ? &reading->families[reading->count - 1] : NULL;
}

static int is_family(const struct family *family, const char *name, size_t length)
{
    return family != NULL && strlen(family->name) == length && strncmp(family->name, name, length) == 0;
}

static const char *begin_family(struct reading *reading, const char *name, size_t length, const char *type)
{
    static const char *const TYPES[] = {"counter", "gauge", "histogram"};
    int known = 0;
    for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++) {
        known |= strcmp(type, TYPES[i]) == 0;
    }
    for (int i = 0; i < reading->count; i++) {
        if (is_family(&reading->families[i], name, length)) {
            return "a family stands twice, or its samples are apart";
        }
    }
    if (!known || reading->count == FAMILIES) {
        return "unknown type";
    }
    struct family *family = &reading->families[reading->count++];
    memset(family, 0, sizeof *family);
    (void)snprintf(family->name, sizeof family->name, "%.*s", (int)length, name);
    (void)snprintf(family->type, sizeof family->type, "%s", type);
    return "";
}

/* Whether the name of the length given ends in _ and the unit. */
static int ends_in_unit(const char *name, size_t length, const char *unit)
{
    size_t own = strlen(unit);
    return own < length && strncmp(name + length - own, unit, own) == 0 && name[length - own - 1] == '_';
}

/* # TYPE name type, # HELP name words, # UNIT name unit. */
static const char *take_comment(struct reading *reading)
{
    const char *name = reading->text + 7;
    size_t length = strlen(reading->text) > 7 ? name_length(name) : 0;
    struct family *family = open_family(reading);
    if (length == 0 || name[length] != ' ' || name[length + 1] == '\0') {
        return "a comment that is none of the three";
    }
    if (strncmp(reading->text, "# TYPE ", 7) == 0) {
        return begin_family(reading, name, length, name + length + 1);
    }
    if (!is_family(family, name, length)) {
        return "words about a family that is not open";
    }
    if (strncmp(reading->text, "# HELP ", 7) == 0) {
        family->has_help++;
        return family->has_help == 1 ? "" : "help twice";
    }
    int is_unit = strncmp(reading->text, "# UNIT ", 7) == 0 && ends_in_unit(name, length, name + length + 1);
    return is_unit ? "" : "the unit is not the name's end";
}

/* {name="value",...}: how many characters, 0: it is none. */
static size_t labels_length(const char *text)
{
    size_t at = 0;
    do {
        at++; /* { or , */
        size_t length = name_length(text + at);
        if (length == 0 || strncmp(text + at + length, "=\"", 2) != 0) {
            return 0;
        }
        at += length + 2;
        while (text[at] != '\0' && text[at] != '"') {
            at += text[at] == '\\' && strchr("\\\"n", text[at + 1]) != NULL ? 2 : 1;
        }
        at += text[at] == '"';
    } while (text[at] == ',');
    return text[at] == '}' ? at + 1 : 0;
}

static const char *check_bucket(struct family *family, const char *suffix, const char *labels, double value)
{
    if (strcmp(suffix, "_bucket") == 0) {
        const char *le = strstr(labels, "le=\"");
        int grows = le != NULL && !family->is_infinite && value >= family->last_bucket;
        family->last_bucket = value;
        family->is_infinite = le != NULL && strncmp(le, "le=\"+Inf\"", 9) == 0;
        return grows ? "" : "buckets do not grow";
    }
    if (strcmp(suffix, "_count") == 0) {
        return family->is_infinite && value >= family->last_bucket && value <= family->last_bucket
                   ? ""
                   : "the count is not the last bucket";
    }
    return strcmp(suffix, "_sum") == 0 ? "" : "no sample of a histogram";
}

static const char *check_suffix(struct family *family, const char *suffix, const char *labels, double value)
{
    if (strcmp(family->type, "gauge") == 0) {
        return suffix[0] == '\0' ? "" : "no sample of a gauge";
    }
    if (value < 0.0) {
        return "a negative count";
    }
    if (strcmp(family->type, "counter") == 0) {
        return strcmp(suffix, "_total") == 0 ? "" : "a counter without _total";
    }
    return check_bucket(family, suffix, labels, value);
}

/* Whether the sample (with its labels) stands earlier in the text. */
static int stands_before(const struct reading *reading, size_t length)
{
    const char *at = reading->whole;
    while (at < reading->line) {
        if (strncmp(at, reading->text, length) == 0 && at[length] == ' ') {
            return 1;
        }
        at += strcspn(at, "\n") + 1;
    }
    return 0;
}

static const char *take_sample(struct reading *reading)
{
    struct family *family = open_family(reading);
    char suffix[LINE], *end = NULL;
    const char *text = reading->text;
    size_t length = name_length(text), own = family != NULL ? strlen(family->name) : 0;
    if (family == NULL || length < own || strncmp(text, family->name, own) != 0 || family->has_help == 0) {
        return "a sample outside of its family, or before its help";
    }
    (void)snprintf(suffix, sizeof suffix, "%.*s", (int)(length - own), text + own);
    size_t labels = text[length] == '{' ? labels_length(text + length) : 0;
    if (text[length + labels] != ' ') {
        return "no labels, or no space behind them";
    }
    double value = strtod(text + length + labels + 1, &end);
    if (*end != '\0' || !isfinite(value)) {
        return "no number";
    }
    return stands_before(reading, length + labels) ? "a sample stands twice"
                                                   : check_suffix(family, suffix, text + length, value);
}

const char *open_metrics_fault(const char *text)
{
    struct reading reading = {.whole = text};
    for (const char *line = text; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        reading.line = line;
        (void)snprintf(reading.text, sizeof reading.text, "%.*s", (int)length, line);
        if (length == 0 || length >= LINE || line[length] != '\n') {
            return "an empty or endless line";
        }
        if (strcmp(reading.text, "# EOF") == 0) {
            return line[length + 1] == '\0' ? "" : "something behind the end";
        }
        const char *fault = line[0] == '#' ? take_comment(&reading) : take_sample(&reading);
        if (fault[0] != '\0') {
            return fault;
        }
        line += length + 1;
    }
    return "no end";
}

double open_metrics_value(const char *text, const char *sample)
{
    size_t length = strlen(sample);
    for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1) {
        if (strncmp(line, sample, length) == 0 && line[length] == ' ') {
            return strtod(line + length, NULL);
        }
    }
    return -1.0;
}
