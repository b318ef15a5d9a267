/* A report opened from a record, and the names of its places. See report.h.
 */
#include "report/report.h"

#include "report/draw_read.h"
#include "report/find.h"
#include "report/forecast.h"
#include "report/hazard_read.h"
#include "report/rate.h"
#include "report/scenario_read.h"
#include "report/trend_read.h"
#include "report/unfold_read.h"

/* The report does without what cannot be read. */
static enum sibu_status read_earlier(struct report *report, struct sibu_record *record, struct sibu_fault *fault)
{
    struct sibu_fault ignored;
    struct sibu_arena arena = {0};
    const char *bytes = NULL;
    size_t length = 0;
    enum sibu_status status = sibu_record_document(record, "earlier", &arena, &bytes, &length, fault);
    if (status == SIBU_OK && bytes != NULL &&
        earlier_read(&report->earlier, bytes, length, report->evaluation.t0_us, &report->arena, &ignored) ==
            SIBU_NO_MEMORY) {
        status = sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    sibu_arena_clear(&arena);
    return status;
}

enum sibu_status report_open(struct report *out, struct sibu_record *record, struct sibu_fault *fault)
{
    *out = (struct report){0};
    enum sibu_status status = evaluation_open(&out->evaluation, record, fault);
    out->site = out->evaluation.site;
    if (status == SIBU_OK) {
        status = draw_read(&out->draw, record, &out->arena, fault);
    }
    if (status == SIBU_OK) {
        status = scenario_read(&out->scenario, record, &out->arena, fault);
    }
    if (status == SIBU_OK) {
        status = unfold_read(&out->unfolding, &out->evaluation, record, &out->arena, fault);
    }
    if (status == SIBU_OK) {
        hazard_read(out);
    }
    if (status == SIBU_OK) {
        status = forecast_read(out, record, fault);
    }
    if (status == SIBU_OK) {
        status = rate_open(out, record, fault);
    }
    if (status == SIBU_OK) {
        status = read_earlier(out, record, fault);
    }
    if (status == SIBU_OK) {
        status = trend_read(out, record, fault);
    }
    if (status == SIBU_OK) {
        status = find_open(out, record, fault);
    }
    if (status != SIBU_OK) {
        report_close(out);
    }
    return status;
}

void report_close(struct report *report)
{
    find_close(report);
    rate_close(report);
    evaluation_close(&report->evaluation);
    sibu_arena_clear(&report->arena);
    *report = (struct report){0};
}

const char *report_zone_name(const struct report *report, const char *id, enum sibu_language language)
{
    uint32_t index = report->site == NULL ? SIBU_NONE : sibu_site_find_zone(report->site, id);
    return index == SIBU_NONE ? id : report->site->zones[index].name.in[language];
}

const char *report_exit_name(const struct report *report, const char *id, enum sibu_language language)
{
    uint32_t index = report->site == NULL ? SIBU_NONE : sibu_site_find_exit(report->site, id);
    return index == SIBU_NONE ? id : report->site->exits[index].name.in[language];
}

const char *report_muster_name(const struct report *report, const char *id, enum sibu_language language)
{
    uint32_t index = report->site == NULL ? SIBU_NONE : sibu_site_find_muster(report->site, id);
    return index == SIBU_NONE ? report_zone_name(report, id, language) : report->site->musters[index].name.in[language];
}
