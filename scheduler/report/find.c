/* A report's findings: see find.h. */
#include "report/find.h"

#include <string.h>

#include "evaluate/finding_book.h"

/* The gravest first; of those alike, as they were looked at. */
static enum sibu_status sort_found(struct report_findings *findings, struct sibu_fault *fault)
{
    const struct finding_looks *looks = &findings->looks;
    const struct finding_look **found = sibu_arena_take(&findings->looks.arena, looks->count, sizeof(void *));
    if (found == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    for (size_t severity = FINDING_CRITICAL; severity > FINDING_NONE; severity--) {
        for (size_t i = 0; i < looks->count; i++) {
            if (looks->items[i].severity == severity) {
                found[findings->count++] = &looks->items[i];
            }
        }
    }
    findings->found = found;
    return SIBU_OK;
}

static enum sibu_status look(struct report *report, struct sibu_record *record, struct sibu_fault *fault)
{
    struct report_findings *findings = &report->findings;
    const struct finding_source source = {&report->evaluation, record, report->site, &findings->rules};
    enum sibu_status status = finding_look_all(&findings->looks, &source, fault);
    return status == SIBU_OK ? sort_found(findings, fault) : status;
}

enum sibu_status find_open(struct report *report, struct sibu_record *record, struct sibu_fault *fault)
{
    struct report_findings *findings = &report->findings;
    enum sibu_status status = finding_rules_of_record(&findings->rules, &findings->known, record, fault);
    return status == SIBU_OK && findings->known ? look(report, record, fault) : status;
}

enum sibu_status report_find(struct report *report, struct sibu_record *record, struct finding_rules *rules,
                             struct sibu_fault *fault)
{
    find_close(report);
    report->findings = (struct report_findings){.known = 1, .from_elsewhere = 1, .rules = *rules};
    *rules = (struct finding_rules){0};
    return look(report, record, fault);
}

static int is_same(const struct finding_look *look, const struct earlier_finding *before)
{
    return strcmp(finding_kind_name(look->kind), before->kind) == 0 && strcmp(look->place, before->place) == 0;
}

const struct earlier_finding *find_before(const struct report *report, const struct finding_look *look)
{
    for (size_t i = 0; i < report->earlier.finding_count; i++) {
        if (is_same(look, &report->earlier.findings[i])) {
            return &report->earlier.findings[i];
        }
    }
    return NULL;
}

enum finding_word find_word(const struct report *report, const struct earlier_finding *before)
{
    const struct finding_looks *looks = &report->findings.looks;
    for (size_t i = 0; i < looks->count; i++) {
        if (is_same(&looks->items[i], before)) {
            return looks->items[i].severity != FINDING_NONE ? FINDING_SEEN : FINDING_MENDED;
        }
    }
    return FINDING_UNKNOWN;
}

int64_t find_due_us(const struct report *report, const struct finding_look *look)
{
    const struct earlier_finding *before = find_before(report, look);
    int64_t due_us = report->evaluation.end_us + report->findings.rules.days[look->severity] * FINDING_DAY_US;
    if (before == NULL || before->closed) {
        return due_us;
    }
    return look->severity <= before->severity || before->due_us < due_us ? before->due_us : due_us;
}

size_t find_count(const struct report *report, enum finding_severity severity)
{
    size_t count = 0;
    for (size_t i = 0; i < report->findings.count; i++) {
        count += report->findings.found[i]->severity == severity ? 1 : 0;
    }
    return count;
}

void find_close(struct report *report)
{
    finding_looks_close(&report->findings.looks);
    finding_rules_close(&report->findings.rules);
    report->findings = (struct report_findings){0};
}
