/* See rating_say.h. */
#include "report/rating_say.h"

#include <stdio.h>
#include <string.h>

#include "report/say.h"

enum sibu_say_id rating_say_why(enum rating_why why)
{
    static const enum sibu_say_id WORDS[] = {
        SIBU_SAY_RATING_WHY_RATED,       SIBU_SAY_RATING_WHY_NO_EVIDENCE,    SIBU_SAY_RATING_WHY_TOO_FEW,
        SIBU_SAY_RATING_WHY_UNDECIDED,   SIBU_SAY_RATING_WHY_NOT_MET,        SIBU_SAY_RATING_WHY_NOT_ANSWERED,
        SIBU_SAY_RATING_WHY_RUNNING,     SIBU_SAY_RATING_WHY_OVERTAKEN,      SIBU_SAY_RATING_WHY_TOO_FEW_ITEMS,
        SIBU_SAY_RATING_WHY_NO_DECISIVE, SIBU_SAY_RATING_WHY_NO_OVERALL_RULE};
    return WORDS[why];
}

static void say_filled(struct sibu_text *out, enum sibu_language language, enum sibu_say_id id, const char *value)
{
    sibu_say_with(out, language, id, &value, 1);
}

static void say_share(struct sibu_text *out, enum sibu_language language, double share)
{
    char digits[32];
    (void)snprintf(digits, sizeof digits, "%.4g", 100.0 * share);
    say_filled(out, language, SIBU_SAY_RATING_SHARE_VALUE, digits);
}

void rating_say_value(struct sibu_text *out, enum sibu_language language, enum rating_unit unit, double value)
{
    char digits[32];
    switch (unit) {
    case RATING_UNIT_SHARE:
        say_share(out, language, value);
        break;
    case RATING_UNIT_SECONDS:
        say_duration(out, language, value);
        break;
    case RATING_UNIT_PEOPLE:
        (void)snprintf(digits, sizeof digits, "%.0f", value);
        say_filled(out, language, SIBU_SAY_RATING_PEOPLE_VALUE, digits);
        break;
    case RATING_UNIT_YES_NO:
    default:
        sibu_text_add(out, sibu_say(language, value > 0.5 ? SIBU_SAY_RATING_YES : SIBU_SAY_RATING_NO));
        break;
    }
}

void rating_say_figure(struct sibu_text *out, enum sibu_language language, enum rating_unit unit,
                       const struct rating_figure *figure)
{
    struct sibu_text low = {0}, high = {0};
    rating_say_value(&low, language, unit, figure->low);
    if (figure->high >= RATING_NO_BOUND) {
        say_filled(out, language, SIBU_SAY_RATING_AT_LEAST_VALUE, sibu_text_get(&low));
    } else if (figure->high > figure->low) {
        rating_say_value(&high, language, unit, figure->high);
        const char *const values[] = {sibu_text_get(&low), sibu_text_get(&high)};
        sibu_say_with(out, language, SIBU_SAY_RATING_BETWEEN, values, 2);
    } else {
        sibu_text_add(out, sibu_text_get(&low));
    }
    sibu_text_clear(&low);
    sibu_text_clear(&high);
}

void rating_say_name(struct sibu_text *out, enum sibu_language language, const struct rating_named *named)
{
    struct sibu_text argument = {0};
    if (named->figure->argument == RATING_ARGUMENT_WITHIN_S) {
        say_duration(&argument, language, named->argument);
    } else if (named->figure->argument == RATING_ARGUMENT_SHARE) {
        say_share(&argument, language, named->argument);
    }
    say_filled(out, language, named->figure->title, sibu_text_get(&argument));
    sibu_text_clear(&argument);
}

enum sibu_say_id rating_say_counts(enum rating_counts counts)
{
    static const enum sibu_say_id WORDS[] = {SIBU_SAY_RATING_COUNTS_COUNTS, SIBU_SAY_RATING_COUNTS_REPLACED,
                                             SIBU_SAY_RATING_COUNTS_NOT_SEEN, SIBU_SAY_RATING_COUNTS_WITHOUT_NOTE,
                                             SIBU_SAY_RATING_COUNTS_OTHER_GRADE};
    return WORDS[counts];
}

/* C1 controls are C2 80 to C2 9F in UTF-8. */
void rating_say_note(struct sibu_text *out, const char *note)
{
    for (size_t i = 0; note[i] != '\0'; i++) {
        unsigned char byte = (unsigned char)note[i], next = (unsigned char)note[i + 1];
        if (byte == 0xC2 && next >= 0x80 && next <= 0x9F) {
            sibu_text_add(out, " ");
            i++;
        } else {
            sibu_text_add_bytes(out, byte < 0x20 || byte == 0x7F ? " " : &note[i], 1);
        }
    }
}

/* "good ≥ 95 %"; of a yes or no what it must be. */
static void say_limit(struct sibu_text *out, enum sibu_language language, const struct rating_rule *rule,
                      const char *grade, double limit)
{
    struct sibu_text value = {0};
    enum rating_unit unit = rule->named.figure->unit;
    rating_say_value(&value, language, unit, limit);
    const char *const values[] = {grade, sibu_text_get(&value)};
    sibu_say_with(out, language,
                  unit == RATING_UNIT_YES_NO    ? SIBU_SAY_RATING_LIMIT_IS
                  : rule->is == RATING_AT_LEAST ? SIBU_SAY_RATING_LIMIT_AT_LEAST
                                                : SIBU_SAY_RATING_LIMIT_AT_MOST,
                  values, 2);
    sibu_text_clear(&value);
}

void rating_say_rule(struct sibu_text *out, enum sibu_language language, const struct rating_scheme *scheme,
                     const struct rating_rule *rule)
{
    for (uint32_t i = 0; i < scheme->grade_count; i++) {
        if (rule->has_limit[i]) {
            say_limit(out, language, rule, scheme->grades[i].name.in[language], rule->limits[i]);
            sibu_text_add(out, sibu_say(language, SIBU_SAY_RATING_LIMIT_NEXT));
        }
    }
    say_filled(out, language, SIBU_SAY_RATING_LIMIT_OTHERWISE, scheme->grades[rule->otherwise].name.in[language]);
}

const char *rating_say_id(const struct rating_scheme *scheme, const char *id)
{
    size_t length = strlen(scheme->id);
    return strncmp(id, scheme->id, length) == 0 && id[length] == '.' ? id + length + 1 : id;
}
