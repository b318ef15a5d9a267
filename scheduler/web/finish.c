/* Finishing a record: see finish.h. */
#include "web/finish.h"

#include "base/file.h"
#include "drill/drill.h"
#include "report/report.h"

static enum sibu_status write_text(const char *path, struct sibu_text *text, struct sibu_fault *fault)
{
    if (!sibu_text_ok(text)) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, path, "内存不足", "out of memory");
    }
    return file_write(path, sibu_text_get(text), text->length, 0644, fault);
}

static enum sibu_status write_page(const struct report *report, const char *path, enum sibu_language first,
                                   struct sibu_fault *fault)
{
    struct sibu_text page = {0};
    report_html(report, first, &page);
    enum sibu_status status = write_text(path, &page, fault);
    sibu_text_clear(&page);
    return status;
}

static enum sibu_status keep_evaluation(struct sibu_record *record, const struct report *report, const char *path,
                                        struct sibu_fault *fault)
{
    struct sibu_text json = {0};
    report_json(report, &json);
    enum sibu_status status = drill_put_evaluation(record, &json, fault);
    if (status == SIBU_OK && path != NULL) {
        status = write_text(path, &json, fault);
    }
    sibu_text_clear(&json);
    return status;
}

enum sibu_status finish_evaluate(const char *path, struct sibu_text *out, struct sibu_fault *fault)
{
    struct sibu_record *record = NULL;
    struct report report = {0};
    enum sibu_status status = sibu_record_open(&record, path, fault);
    if (status == SIBU_OK) {
        status = report_open(&report, record, fault);
    }
    if (status == SIBU_OK) {
        report_json(&report, out);
    }
    report_close(&report);
    sibu_record_close(record);
    return status;
}

enum sibu_status finish_record(const char *path, const char *html, const char *json, enum sibu_language first,
                               struct sibu_fault *fault)
{
    struct sibu_record *record = NULL;
    struct report report = {0};
    enum sibu_status status = sibu_record_continue(&record, path, fault);
    if (status == SIBU_OK) {
        status = report_open(&report, record, fault);
    }
    if (status == SIBU_OK) {
        status = keep_evaluation(record, &report, json, fault);
    }
    if (status == SIBU_OK && html != NULL) {
        status = write_page(&report, html, first, fault);
    }
    report_close(&report);
    if (status == SIBU_OK) {
        status = sibu_record_seal(record, fault);
    }
    sibu_record_close(record);
    return status;
}
