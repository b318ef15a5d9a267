/* sibu report: a drill's evaluation as files for people and programs. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "command/judged.h"

static const struct command_option OPTIONS[] = {
    {"html", "FILE", {"写成一个独立网页（中英文都在其中）", "write one stand-alone page (both languages in it)"}},
    {"pdf",
     "FILE",
     {"写成 PDF（先中文后英文；用 --language 只取一种）",
      "write a PDF (Chinese, then English; one of them with --language)"}},
    {"summary",
     "FILE",
     {"给管理层的摘要，每种语言一页 (PDF)", "write the summary for management, a page in each language (PDF)"}},
    {"language", "zh|en", {"PDF 只用这一种语言", "the PDF and the summary in this language alone"}},
    {"json", "FILE", {"写成 JSON", "write JSON"}},
    {"csv", "FILE", {"每人一行，不含姓名", "write a row for each person, without names"}},
    {"zones", "FILE", {"每个区域一行 (CSV)", "write a row for each zone (CSV)"}},
    {"exits", "FILE", {"每个出口和集合点一行 (CSV)", "write a row for each exit and assembly point (CSV)"}},
    {"deliveries", "FILE", {"警报送达的数字，每项一行 (CSV)", "write the figures of the deliveries, a row each (CSV)"}},
    {"msel",
     "FILE",
     {"随演练展开的事件清单，每个事件一行 (CSV)：没有人写过它",
      "write the list of events that unfolded, a row each (CSV): the scenario events list that nobody wrote"}},
    {"rules",
     "FILE",
     {"按本单位的评级规则评级（默认用记录中的规则，没有则用 Sibu 标准规则；docs/rating.md）",
      "rate by one's own rules (default: the record's, else Sibu's standard ones; docs/rating.md)"}},
    {NULL, NULL, {NULL, NULL}},
};

typedef void (*writer)(const struct report *report, enum sibu_language language, struct sibu_text *out);

/* Which languages the PDF is in: that of --language, else both. */
static enum sibu_status choose_languages(const struct command_call *call, struct report_paper *out,
                                         struct sibu_fault *fault)
{
    const char *asked = command_value(call, "language");
    *out = (struct report_paper){.is_summary = 0};
    out->in[SIBU_ZH] = asked == NULL || strcmp(asked, "zh") == 0;
    out->in[SIBU_EN] = asked == NULL || strcmp(asked, "en") == 0;
    if (out->in[SIBU_ZH] || out->in[SIBU_EN]) {
        return SIBU_OK;
    }
    return sibu_fault_set(fault, SIBU_BAD_INPUT, "--language", "语言只能是 zh 或 en，不能是“%s”",
                          "the language is zh or en, not \"%s\"", asked);
}

static enum sibu_status write_pdf(const char *path, const struct report *report, const struct report_paper *wanted,
                                  struct sibu_fault *fault)
{
    struct sibu_text text = {0};
    if (path == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = report_pdf(report, wanted, &text, fault);
    if (status == SIBU_OK) {
        status = file_write(path, sibu_text_get(&text), text.length, 0644, fault);
    }
    sibu_text_clear(&text);
    return status;
}

static void write_json(const struct report *report, enum sibu_language language, struct sibu_text *out)
{
    (void)language;
    report_json(report, out);
}

static void write_csv(const struct report *report, enum sibu_language language, struct sibu_text *out)
{
    (void)language;
    report_csv(report, out);
}

static void write_msel(const struct report *report, enum sibu_language language, struct sibu_text *out)
{
    (void)language;
    report_msel(report, out);
}

static void write_zones(const struct report *report, enum sibu_language language, struct sibu_text *out)
{
    (void)language;
    report_csv_zones(report, out);
}

static void write_exits(const struct report *report, enum sibu_language language, struct sibu_text *out)
{
    (void)language;
    report_csv_exits(report, out);
}

static void write_deliveries(const struct report *report, enum sibu_language language, struct sibu_text *out)
{
    (void)language;
    report_csv_deliveries(report, out);
}

struct form {
    const char *option;
    writer write;
};
static const struct form FORMS[] = {{"html", report_html},
                                    {"json", write_json},
                                    {"csv", write_csv},
                                    {"msel", write_msel},
                                    {"zones", write_zones},
                                    {"exits", write_exits},
                                    {"deliveries", write_deliveries}};
#define FORM_COUNT (sizeof FORMS / sizeof FORMS[0])

static enum sibu_status write_form(const struct command_call *call, const struct report *report,
                                   const struct form *form, struct sibu_fault *fault)
{
    const char *path = command_value(call, form->option);
    struct sibu_text text = {0};
    if (path == NULL) {
        return SIBU_OK;
    }
    form->write(report, call->language, &text);
    enum sibu_status status = SIBU_OK;
    if (!sibu_text_ok(&text)) {
        status = sibu_fault_set(fault, SIBU_LIMIT, path, "报告太大", "the report is too large");
    } else {
        status = file_write(path, sibu_text_get(&text), text.length, 0644, fault);
    }
    sibu_text_clear(&text);
    return status;
}

static enum sibu_status write_forms(const struct command_call *call, const struct report *report,
                                    const struct report_paper *wanted, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < FORM_COUNT && status == SIBU_OK; i++) {
        status = write_form(call, report, &FORMS[i], fault);
    }
    if (status == SIBU_OK) {
        status = write_pdf(command_value(call, "pdf"), report, wanted, fault);
    }
    if (status == SIBU_OK) {
        const struct report_paper page = {{wanted->in[SIBU_ZH], wanted->in[SIBU_EN]}, 1};
        status = write_pdf(command_value(call, "summary"), report, &page, fault);
    }
    return status;
}

/* Where no file is asked for, the page itself is the answer. */
static int run(struct command_call *call)
{
    struct judged judged = {0};
    struct report_paper wanted;
    struct sibu_fault fault;
    struct sibu_text text = {0};
    int asked = command_value(call, "pdf") != NULL || command_value(call, "summary") != NULL;
    for (size_t i = 0; i < FORM_COUNT; i++) {
        asked |= command_value(call, FORMS[i].option) != NULL;
    }
    enum sibu_status status = choose_languages(call, &wanted, &fault);
    if (status == SIBU_OK) {
        status = judged_open(&judged, call->arguments[0], command_value(call, "rules"), &fault);
    }
    if (status == SIBU_OK) {
        status = write_forms(call, &judged.report, &wanted, &fault);
    }
    if (status == SIBU_OK && !asked) {
        report_html(&judged.report, call->language, &text);
    }
    judged_close(&judged);
    if (status != SIBU_OK) {
        return command_fail(call, &fault);
    }
    return command_answer(call, &text);
}

const struct command COMMAND_REPORT = {
    .name = "report",
    .arguments = "RECORD",
    .least_arguments = 1,
    .most_arguments = 1,
    .summary = {"由记录生成评估报告", "the evaluation as a report, from the record"},
    .options = OPTIONS,
    .run = run,
};
