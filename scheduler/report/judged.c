/* See judged.h. */
#include "report/judged.h"

#include "base/file.h"

static enum sibu_status read_rules(const char *path, struct rating_rules **rules, struct sibu_fault *fault)
{
    struct sibu_text text = {0};
    enum sibu_status status = file_read(path, RATING_FILE_BYTES_MAX, &text, fault);
    if (status == SIBU_OK) {
        status = rating_rules_open(rules, path, sibu_text_get(&text), text.length, fault);
    }
    sibu_text_clear(&text);
    return status;
}

static enum sibu_status find(struct report *report, struct sibu_record *record, struct sibu_fault *fault)
{
    struct finding_rules rules;
    if (report->findings.known) {
        return SIBU_OK;
    }
    enum sibu_status status = finding_rules_load(&rules, NULL, fault);
    return status == SIBU_OK ? report_find(report, record, &rules, fault) : status;
}

static enum sibu_status open_record(struct judged *out, const struct judged_def *def, struct sibu_fault *fault)
{
    enum sibu_status status = sibu_record_open(&out->record, def->record, fault);
    if (status == SIBU_OK) {
        status = report_open(&out->report, out->record, fault);
    }
    if (status == SIBU_OK) {
        status = find(&out->report, out->record, fault);
    }
    return status == SIBU_OK ? sheet_file_open_first(&out->sheets, def->record, out->record, def->sheets_most, fault)
                             : status;
}

/* By the rules given, which are the report's from here on. */
static enum sibu_status rate(struct judged *out, struct rating_rules *rules, struct sibu_fault *fault)
{
    char standard[4096];
    enum sibu_status status = report_take_answers(&out->report, out->sheets.answers, out->sheets.answer_count, fault);
    if (status == SIBU_OK && rules == NULL && out->report.rating.rules == NULL) {
        file_share("scenarios/ratings/standard.json", standard);
        status = read_rules(standard, &rules, fault);
    }
    if (rules == NULL) {
        return status;
    }
    enum sibu_status rated = report_rate(&out->report, rules, fault);
    return status == SIBU_OK ? rated : status;
}

enum sibu_status judged_open(struct judged *out, const struct judged_def *def, struct sibu_fault *fault)
{
    struct rating_rules *own = NULL;
    *out = (struct judged){0};
    enum sibu_status status = def->rules != NULL ? read_rules(def->rules, &own, fault) : SIBU_OK;
    if (status == SIBU_OK) {
        status = open_record(out, def, fault);
    }
    if (status != SIBU_OK) {
        rating_rules_close(own);
        return status;
    }
    return rate(out, own, fault);
}

void judged_close(struct judged *judged)
{
    report_close(&judged->report);
    sheets_close(&judged->sheets);
    sibu_record_close(judged->record);
    *judged = (struct judged){0};
}
