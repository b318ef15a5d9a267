/* Recurrence rules: see ics_repeat.h. */
#include "draw/ics_repeat.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

#include "draw/date.h"

#define TIMES_A_DAY_MAX 24
#define RULE_BYTES_MAX 2000
#define STEPS_TO_SEARCH 500 /* what finding the next month or year that fits may cost */
#define INTERVAL_MAX 1000
#define COUNT_MAX 1000000

/* The parts of a rule, in the order of PARTS. */
enum part {
    FREQ,
    INTERVAL,
    COUNT,
    UNTIL,
    WKST,
    BYSECOND,
    BYMINUTE,
    BYHOUR,
    BYDAY,
    BYMONTHDAY,
    BYYEARDAY,
    BYMONTH,
    BYSETPOS,
    PART_COUNT
};

static const struct {
    const char *name;
    int64_t min, max; /* of its numbers; 0, 0: none */
    size_t items; /* at most; shorter than libical's lists */
    int is_signed; /* numbers may count from the end */
} PARTS[PART_COUNT] = {
    {"FREQ", 0, 0, 1, 0},          {"INTERVAL", 1, INTERVAL_MAX, 1, 0},
    {"COUNT", 1, COUNT_MAX, 1, 0}, {"UNTIL", 0, 0, 1, 0},
    {"WKST", 0, 0, 1, 0},          {"BYSECOND", 0, 59, 60, 0},
    {"BYMINUTE", 0, 59, 60, 0},    {"BYHOUR", 0, 23, 24, 0},
    {"BYDAY", 1, 53, 100, 1},      {"BYMONTHDAY", 1, 31, 31, 1},
    {"BYYEARDAY", 1, 366, 366, 1}, {"BYMONTH", 1, 12, 12, 0},
    {"BYSETPOS", 1, 366, 366, 1},
};

static const char *const FREQUENCIES[] = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY", "HOURLY", "MINUTELY", "SECONDLY"};
enum frequency { DAILY, WEEKLY, MONTHLY, YEARLY, FINER };

struct rule {
    enum frequency frequency;
    int64_t interval, count;
    size_t items[PART_COUNT]; /* 0: the part is absent */
    struct ics_time until;
    int has_places; /* "2MO", not only "MO" */
};

static int weekday_valid(const char *text)
{
    static const char DAYS[] = "MOTUWETHFRSASU";
    for (size_t i = 0; i < 14; i += 2) {
        if (memcmp(DAYS + i, text, 2) == 0) {
            return 1;
        }
    }
    return 0;
}

static int number_valid(enum part part, const char *text, size_t length)
{
    size_t sign = length > 0 && (text[0] == '+' || text[0] == '-') ? 1 : 0;
    if ((sign == 1 && !PARTS[part].is_signed) || length == sign || length - sign > 7) {
        return 0;
    }
    int64_t number = ics_digits(text + sign, length - sign);
    return number >= PARTS[part].min && number <= PARTS[part].max;
}

/* A number of the list, or a weekday with or without one. */
static int item_valid(enum part part, const char *text, size_t length, struct rule *rule)
{
    if (part != BYDAY) {
        return number_valid(part, text, length);
    }
    rule->has_places |= length > 2;
    return length >= 2 && weekday_valid(text + length - 2) && (length == 2 || number_valid(part, text, length - 2));
}

static int list_valid(enum part part, const char *value, struct rule *rule)
{
    const char *at = value;
    size_t length = 0;
    for (const char *item = ics_item(&at, &length); item != NULL; item = ics_item(&at, &length)) {
        rule->items[part]++;
        if (rule->items[part] > PARTS[part].items || !item_valid(part, item, length, rule)) {
            return 0;
        }
    }
    return 1;
}

static int frequency_valid(const char *value, struct rule *rule)
{
    for (size_t i = 0; i < sizeof FREQUENCIES / sizeof FREQUENCIES[0]; i++) {
        if (strcmp(FREQUENCIES[i], value) == 0) {
            rule->frequency = i < FINER ? (enum frequency)i : FINER;
            rule->items[FREQ] = 1;
            return 1;
        }
    }
    return 0;
}

static int part_valid(enum part part, const char *value, struct rule *rule)
{
    switch (part) {
    case FREQ:
        return frequency_valid(value, rule);
    case UNTIL:
        rule->items[UNTIL] = 1;
        return ics_time_read(value, strlen(value), "", &rule->until);
    case WKST:
        rule->items[WKST] = 1;
        return strlen(value) == 2 && weekday_valid(value);
    case INTERVAL:
        rule->interval = ics_digits(value, strnlen(value, 8));
        return list_valid(part, value, rule);
    case COUNT:
        rule->count = ics_digits(value, strnlen(value, 8));
        return list_valid(part, value, rule);
    case BYSECOND:
    case BYMINUTE:
    case BYHOUR:
    case BYDAY:
    case BYMONTHDAY:
    case BYYEARDAY:
    case BYMONTH:
    case BYSETPOS:
        return list_valid(part, value, rule);
    case PART_COUNT:
        break;
    }
    return 0;
}

/* Takes "NAME=value" into the rule; the text is changed. */
static int take_part(char *text, struct rule *rule)
{
    char *value = strchr(text, '=');
    if (value == NULL) {
        return 0;
    }
    *value++ = '\0';
    for (enum part part = FREQ; part < PART_COUNT; part++) {
        if (strcmp(PARTS[part].name, text) == 0) {
            return rule->items[part] == 0 && part_valid(part, value, rule);
        }
    }
    return 0;
}

/* Parts that do not go together, or that libical does not follow as they are meant. */
static int parts_agree(const struct rule *rule, size_t times_a_day)
{
    int by_day = rule->frequency == DAILY || rule->frequency == WEEKLY;
    if (rule->items[FREQ] == 0 || (rule->items[COUNT] > 0 && rule->items[UNTIL] > 0)) {
        return 0;
    }
    if (rule->items[BYSETPOS] > 0 &&
        (by_day || times_a_day > 1 || rule->items[BYMONTHDAY] > 0 || rule->items[BYYEARDAY] > 0)) {
        return 0;
    }
    return !by_day || (rule->items[BYDAY] <= 7 && !rule->has_places);
}

static size_t at_least_one(size_t count)
{
    return count > 0 ? count : 1;
}

static size_t times_a_day(const struct rule *rule)
{
    return at_least_one(rule->items[BYHOUR]) * at_least_one(rule->items[BYMINUTE]) *
           at_least_one(rule->items[BYSECOND]);
}

/* How many steps it takes at most to follow the rule over so many days, beside one for each time that comes out. */
static int64_t steps_hidden(const struct rule *rule, int64_t days)
{
    int64_t times = (int64_t)times_a_day(rule);
    if (rule->frequency == DAILY) {
        return (days / rule->interval + 1) * times;
    }
    if (rule->frequency == WEEKLY) {
        return (days / 7 + 1) * (int64_t)at_least_one(rule->items[BYDAY]) * times;
    }
    return STEPS_TO_SEARCH;
}

static enum sibu_status bad_rule(const struct ics_repeat_def *def, struct sibu_fault *fault)
{
    return sibu_fault_set(
        fault, SIBU_BAD_INPUT, ics_place(def->file, def->series->rule_line).text,
        "重复规则“%.80s”读不懂，或永远不会发生；请改正，或用 RDATE 逐一列出日期",
        "the rule \"%.80s\" is not one that can be followed, or never happens: mend it, or list the dates by RDATE",
        def->series->rule);
}

static enum sibu_status rule_too_fine(const struct ics_repeat_def *def, struct sibu_fault *fault)
{
    return sibu_fault_set(
        fault, SIBU_LIMIT, ics_place(def->file, def->series->rule_line).text,
        "重复规则“%.80s”过密（应不细于 FREQ=DAILY，一天最多 %d 次）；请改成整天或一段时间的事件",
        "the rule \"%.80s\" repeats too fast (FREQ=DAILY or slower, %d times a day at most): make it an event of a day or of some hours",
        def->series->rule, TIMES_A_DAY_MAX);
}

static enum sibu_status spend(const struct ics_repeat_def *def, int64_t steps, struct sibu_fault *fault)
{
    *def->steps_left -= steps;
    if (*def->steps_left >= 0) {
        return SIBU_OK;
    }
    return sibu_fault_set(
        fault, SIBU_LIMIT, ics_place(def->file, def->series->rule_line).text,
        "到这条重复规则为止，展开日历的工作量过大；请让 DTSTART 靠近今天，或减少重复的事件",
        "with this rule the calendar takes too long to expand: let DTSTART be nearer to today, or have fewer repeating events");
}

static enum sibu_status check_rule(const struct ics_repeat_def *def, struct rule *rule, struct sibu_fault *fault)
{
    char text[RULE_BYTES_MAX + 1];
    size_t length = strlen(def->series->rule);
    if (length > RULE_BYTES_MAX) {
        return bad_rule(def, fault);
    }
    memcpy(text, def->series->rule, length + 1);
    *rule = (struct rule){.interval = 1};
    char *at = text;
    while (at != NULL && *at != '\0') {
        char *next = strchr(at, ';');
        if (next != NULL) {
            *next++ = '\0';
        }
        if (!take_part(at, rule)) {
            return bad_rule(def, fault);
        }
        at = next;
    }
    size_t times = times_a_day(rule);
    if (rule->frequency == FINER || times > TIMES_A_DAY_MAX) {
        return rule_too_fine(def, fault);
    }
    return parts_agree(rule, times) ? SIBU_OK : bad_rule(def, fault);
}

static struct icaltimetype wall_time(const struct ics_time *time)
{
    struct date date = date_of_days(time->days);
    struct icaltimetype out = {.year = date.year, .month = date.month, .day = date.day};
    int32_t second = time->second < 86400 ? time->second : 86399;
    out.is_date = time->clock == ICS_DATE;
    out.hour = second / 3600;
    out.minute = second / 60 % 60;
    out.second = second % 60;
    return out;
}

/* The rule as libical has it, without its UNTIL. */
static struct icalrecurrencetype libical_rule(const struct ics_series *series)
{
    struct icalrecurrencetype out = icalrecurrencetype_from_string(series->rule);
    out.until = icaltime_null_time();
    if (series->start.clock == ICS_DATE) { /* a date has no hours; RFC 5545 wants them ignored */
        out.by_hour[0] = out.by_minute[0] = out.by_second[0] = ICAL_RECURRENCE_ARRAY_MAX;
    }
    return out;
}

/* Does it happen at all? Asked of rules by the month and year, which libical follows to the year 20000 in vain: after
 * one that does not, the calendar is refused. */
static int happens(const struct icalrecurrencetype *rule, const struct ics_series *series)
{
    icalrecur_iterator *iterator = icalrecur_iterator_new(*rule, wall_time(&series->start));
    if (iterator == NULL) {
        return 0;
    }
    int is_there = !icaltime_is_null_time(icalrecur_iterator_next(iterator));
    icalrecur_iterator_free(iterator);
    return is_there;
}

/* Lets libical give every week; which of them count is decided in ics_repeat_next. */
static void follow_weeks(struct ics_repeat *repeat, const struct rule *rule, struct icalrecurrencetype *followed)
{
    int64_t start_days = repeat->def.series->start.days;
    int week_begins = ((int)followed->week_start + 5) % 7; /* libical's Sunday is 1; ours Monday 0 */
    repeat->interval_weeks = rule->interval;
    repeat->first_week_days = start_days - (date_weekday(start_days) - week_begins + 7) % 7;
    repeat->left = rule->items[COUNT] > 0 ? rule->count : -1;
    followed->interval = 1;
    followed->count = 0;
}

enum sibu_status ics_repeat_open(struct ics_repeat *out, const struct ics_repeat_def *def, struct sibu_fault *fault)
{
    const struct ics_series *series = def->series;
    struct rule rule;
    *out = (struct ics_repeat){.def = *def, .left = -1};
    enum sibu_status status = check_rule(def, &rule, fault);
    int64_t days = def->last_days - series->start.days;
    if (status != SIBU_OK || days < 0) {
        return status;
    }
    out->until = rule.until;
    out->has_until = rule.items[UNTIL] > 0;
    status = spend(def, steps_hidden(&rule, days), fault);
    if (status != SIBU_OK) {
        return status;
    }
    if (icalerror_get_errors_are_fatal()) {
        icalerror_set_errors_are_fatal(0);
    }
    struct icalrecurrencetype followed = libical_rule(series);
    if (followed.freq == ICAL_NO_RECURRENCE || (rule.frequency >= MONTHLY && !happens(&followed, series))) {
        return bad_rule(def, fault);
    }
    if (rule.frequency == WEEKLY) {
        follow_weeks(out, &rule, &followed);
    }
    struct ics_time last = {.days = def->last_days, .second = 86399, .clock = series->start.clock};
    followed.until = wall_time(&last);
    out->iterator = icalrecur_iterator_new(followed, wall_time(&series->start));
    return out->iterator == NULL ? bad_rule(def, fault) : SIBU_OK;
}

/* Is it the turn of the week that the date lies in? Also counts those whose turn it is. */
static int has_turn(struct ics_repeat *repeat, int64_t days)
{
    if (repeat->interval_weeks == 0) {
        return 1;
    }
    if ((days - repeat->first_week_days) / 7 % repeat->interval_weeks != 0) {
        return 0;
    }
    repeat->left -= repeat->left > 0;
    return 1;
}

enum sibu_status ics_repeat_next(struct ics_repeat *repeat, struct ics_time *out, int *is_there,
                                 struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    *is_there = 0;
    while (repeat->iterator != NULL && repeat->left != 0 && !*is_there) {
        status = spend(&repeat->def, 1, fault);
        if (status != SIBU_OK) {
            return status;
        }
        struct icaltimetype next = icalrecur_iterator_next(repeat->iterator);
        struct date date = {next.year, next.month, next.day};
        if (icaltime_is_null_time(next) || !date_valid(date)) {
            return SIBU_OK;
        }
        *out = repeat->def.series->start; /* its clock and zone */
        out->days = date_days(date);
        out->second = next.is_date ? 0 : next.hour * 3600 + next.minute * 60 + next.second;
        *is_there = has_turn(repeat, out->days);
    }
    return status;
}

void ics_repeat_close(struct ics_repeat *repeat)
{
    if (repeat->iterator != NULL) {
        icalrecur_iterator_free(repeat->iterator);
        repeat->iterator = NULL;
    }
}
