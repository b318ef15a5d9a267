/* The verdicts as JSON and as words. See validate.h. */
#include "sibu/catalogue.h"
#include "sibu/crowd.h"
#include "validate/say.h"
#include "validate/validate.h"

#include <stdio.h>

/* Nobody gives back STUDY_NOTHING but for a number that there is not: no measurement comes to exactly -1. */
static int is_nothing(double value)
{
    return !(value < STUDY_NOTHING) && !(value > STUDY_NOTHING);
}

void say_number(struct sibu_text *out, double value)
{
    if (is_nothing(value)) {
        sibu_text_add(out, "–");
        return;
    }
    double size = value < 0.0 ? -value : value;
    char digits[40];
    int length = snprintf(digits, sizeof digits, "%.*f", size >= 100.0 ? 1 : size >= 10.0 ? 2 : 3, value);
    while (length > 1 && digits[length - 1] == '0') {
        digits[--length] = '\0';
    }
    if (digits[length - 1] == '.') {
        digits[length - 1] = '\0';
    }
    sibu_text_add(out, digits);
}

static const char *code_of(enum verdict verdict)
{
    return verdict == VERDICT_PASS ? "pass" : verdict == VERDICT_FAIL ? "fail" : "skipped";
}

enum sibu_say_id say_verdict(enum verdict verdict)
{
    return verdict == VERDICT_PASS   ? SIBU_SAY_VALIDATE_PASS
           : verdict == VERDICT_FAIL ? SIBU_SAY_VALIDATE_FAIL
                                     : SIBU_SAY_VALIDATE_SKIPPED;
}

static void add_json_number(struct sibu_text *out, double value)
{
    if (is_nothing(value)) {
        sibu_text_add(out, "null");
    } else {
        sibu_text_addf(out, "%.6g", value);
    }
}

static void add_json_test(struct sibu_text *out, const struct validate *validate, const struct validate_result *result,
                          enum sibu_language language)
{
    const struct trial *trial = result->trial;
    sibu_text_addf(out, "{\"id\":\"%s\",\"title\":", trial->id);
    sibu_text_add_json(out, trial->title[language]);
    sibu_text_addf(out, ",\"verdict\":\"%s\",\"value\":", code_of(result->finding.verdict));
    add_json_number(out, result->work ? result->finding.value : STUDY_NOTHING);
    sibu_text_addf(out, ",\"unit\":\"%s\",\"criterion\":", trial->unit);
    sibu_text_add_json(out, trial->criterion[language]);
    sibu_text_addf(out, ",\"seeds\":%u,\"values\":{", result->work ? validate->seeds : 0);
    for (size_t i = 0; i < result->finding.extra_count; i++) {
        const struct extra *extra = &result->finding.extras[i];
        sibu_text_addf(out, "%s\"%s\":", i > 0 ? "," : "", extra->name);
        add_json_number(out, extra->value);
    }
    sibu_text_add(out, "}}");
}

void validate_json(const struct validate *validate, enum sibu_language language, struct sibu_text *out)
{
    size_t count;
    const struct sibu_crowd_parameter *parameters = sibu_crowd_parameters(&count);
    sibu_text_add(out, "{\"tests\":[");
    for (size_t i = 0; i < validate->result_count; i++) {
        sibu_text_add(out, i > 0 ? ",\n" : "\n");
        add_json_test(out, validate, &validate->results[i], language);
    }
    sibu_text_addf(out, "],\n\"passed\":%zu,\"failed\":%zu,\"skipped\":%zu,\"parameters\":{", validate->passed,
                   validate->failed, validate->skipped);
    for (size_t i = 0; i < count; i++) {
        sibu_text_addf(out, "%s\"%s%s%s\":%.6g", i > 0 ? "," : "", parameters[i].name,
                       parameters[i].unit[0] != '\0' ? "_" : "", say_key(parameters[i].unit), parameters[i].value);
    }
    sibu_text_add(out, "}}\n");
}

const char *say_key(const char *unit)
{
    return unit[0] == 'm' && unit[1] == '/' ? "m_per_s" : unit;
}

static void add_words_test(struct sibu_text *out, const struct validate_result *result, enum sibu_language language)
{
    const struct trial *trial = result->trial;
    sibu_text_addf(out, "%-18s %s  %s\n    ", trial->id, sibu_say(language, say_verdict(result->finding.verdict)),
                   trial->title[language]);
    if (result->work) {
        say_number(out, result->finding.value);
        sibu_text_addf(out, "%s%s", trial->unit[0] != '\0' ? " " : "", trial->unit);
        sibu_text_add(out, sibu_say(language, SIBU_SAY_VALIDATE_COLON));
    }
    sibu_text_addf(out, "%s\n", trial->criterion[language]);
    for (size_t i = 0; i < result->finding.extra_count; i++) {
        sibu_text_addf(out, "%s%s ", i % 6 == 0 ? "    " : "  ", result->finding.extras[i].name);
        say_number(out, result->finding.extras[i].value);
        sibu_text_add(out, i % 6 == 5 || i + 1 == result->finding.extra_count ? "\n" : "");
    }
}

void say_sum(struct sibu_text *out, const struct validate *validate, enum sibu_language language)
{
    char numbers[4][24];
    const size_t counts[4] = {validate->passed, validate->failed, validate->skipped, validate->seeds};
    const char *const values[4] = {numbers[0], numbers[1], numbers[2], numbers[3]};
    for (size_t i = 0; i < 4; i++) {
        (void)snprintf(numbers[i], sizeof numbers[i], "%zu", counts[i]);
    }
    sibu_say_with(out, language, SIBU_SAY_VALIDATE_SUM, values, 4);
}

void say_parameters(struct sibu_text *out)
{
    size_t count;
    const struct sibu_crowd_parameter *parameters = sibu_crowd_parameters(&count);
    for (size_t i = 0; i < count; i++) {
        sibu_text_addf(out, "%s%s ", i > 0 ? ", " : "", parameters[i].name);
        say_number(out, parameters[i].value);
        sibu_text_addf(out, "%s%s", parameters[i].unit[0] != '\0' ? " " : "", parameters[i].unit);
    }
}

void validate_words(const struct validate *validate, enum sibu_language language, struct sibu_text *out)
{
    for (size_t i = 0; i < validate->result_count; i++) {
        add_words_test(out, &validate->results[i], language);
    }
    sibu_text_add(out, sibu_say(language, SIBU_SAY_VALIDATE_PARAMETERS));
    say_parameters(out);
    sibu_text_add(out, "\n");
    say_sum(out, validate, language);
    sibu_text_add(out, "\n");
}
