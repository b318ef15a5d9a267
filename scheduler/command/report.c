/* sibu report: a drill's evaluation as files for people and programs. */
#include <string.h>

#include "base/file.h"
#include "command/command.h"
#include "command/report_sign.h"
#include "draw/note_file.h"
#include "report/forms.h"
#include "report/judged.h"

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
    {"csv", "FILE", {"每人一行，默认不含姓名", "write a row for each person, by default without names"}},
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
    {"names",
     "ids|shown|pseudonyms",
     {"人员怎样出现：只有工号（默认）、连姓名、或代号",
      "how people stand in it: by roster id (default), with names, or under pseudonyms"}},
    {"pseudonym-key",
     "FILE",
     {"生成代号的密钥文件（没有就新建）；同一把钥匙、同一次演练，代号不变",
      "the key file that pseudonyms are made with, made where there is none; the same key gives a drill the same ones"}},
    {"sign",
     "KEY",
     {"用这把密钥 (sibu key) 为写出的文件签名，签名放在文件旁，名为 记录名.signed",
      "sign the files with this key (sibu key); the signature lies beside them, as RECORD.signed"}},
    {"signer", "NAME", {"签名人姓名，与 --sign 一起用", "the name of who signs, with --sign"}},
    {NULL, NULL, {NULL, NULL}},
};

/* One call. */
struct reporting {
    const struct command_call *call;
    enum report_tongue paper; /* which languages PDFs are in: that of --language, else both */
    enum report_names names;
    struct judged judged;
    struct report_sign sign;
};

static enum sibu_status choose_languages(struct reporting *reporting, struct sibu_fault *fault)
{
    const char *asked = command_value(reporting->call, "language");
    reporting->paper = REPORT_IN_BOTH;
    if (asked == NULL || strcmp(asked, "zh") == 0 || strcmp(asked, "en") == 0) {
        (void)(asked != NULL && report_tongue_find(asked, &reporting->paper));
        return SIBU_OK;
    }
    return sibu_fault_set(fault, SIBU_BAD_INPUT, "--language", "语言只能是 zh 或 en，不能是“%s”",
                          "the language is zh or en, not \"%s\"", asked);
}

static enum sibu_status choose_names(struct reporting *reporting, struct sibu_fault *fault)
{
    const char *asked = command_value(reporting->call, "names");
    if (asked != NULL && !report_names_find(asked, &reporting->names)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--names", "只能是 ids、shown 或 pseudonyms，不能是“%s”",
                              "takes ids, shown or pseudonyms, not \"%s\"", asked);
    }
    int has_key = command_value(reporting->call, "pseudonym-key") != NULL;
    if (has_key != (reporting->names == REPORT_NAMES_PSEUDONYMS)) {
        return has_key ? sibu_fault_set(fault, SIBU_BAD_INPUT, "--pseudonym-key", "还要 --names pseudonyms",
                                        "takes --names pseudonyms besides")
                       : sibu_fault_set(fault, SIBU_BAD_INPUT, "--names", "代号还要一个密钥文件：--pseudonym-key",
                                        "pseudonyms take a key file besides: --pseudonym-key");
    }
    return SIBU_OK;
}

/* The file is made where there is none, as on the server. */
static enum sibu_status name_people(struct reporting *reporting, struct sibu_fault *fault)
{
    const char *path = command_value(reporting->call, "pseudonym-key");
    uint8_t key[NOTE_SEED_BYTES] = {0};
    enum sibu_status status = path != NULL ? note_seed_open(path, key, fault) : SIBU_OK;
    if (status == SIBU_OK) {
        status = report_name(&reporting->judged.report, reporting->judged.record, reporting->names, key, fault);
    }
    memset(key, 0, sizeof key);
    return status;
}

static enum report_tongue tongue_of(const struct reporting *reporting, const struct report_form *form)
{
    if (!form->has_tongue) {
        return REPORT_IN_NONE;
    }
    if (strcmp(form->name, "html") == 0) {
        return reporting->call->language == SIBU_ZH ? REPORT_IN_ZH : REPORT_IN_EN;
    }
    return reporting->paper;
}

static enum sibu_status write_form(struct reporting *reporting, const struct report_made *made,
                                   struct sibu_fault *fault)
{
    const char *path = command_value(reporting->call, made->form->name);
    const struct signed_file about = {.form = made->form, .tongue = made->tongue, .names = reporting->names};
    enum sibu_status status = file_write(path, sibu_text_get(&made->text), made->text.length, 0644, fault);
    if (status == SIBU_OK) {
        report_sign_take(&reporting->sign, path, &about, &made->text);
    }
    return status;
}

/* All are made before the first is written. The signature last: where a file could not be written there is none. */
static enum sibu_status write_forms(struct reporting *reporting, struct sibu_fault *fault)
{
    struct report_made made[REPORT_FORMS] = {{.form = NULL}};
    size_t count = 0;
    for (size_t i = 0; i < REPORT_FORMS; i++) {
        const struct report_form *form = &REPORT_FORM[i];
        if (command_value(reporting->call, form->name) != NULL) {
            made[count++] = (struct report_made){.form = form, .tongue = tongue_of(reporting, form)};
        }
    }
    enum sibu_status status = report_forms_make(&reporting->judged.report, made, count, fault);
    for (size_t i = 0; i < count; i++) {
        status = status == SIBU_OK ? write_form(reporting, &made[i], fault) : status;
        sibu_text_clear(&made[i].text);
    }
    return status == SIBU_OK ? report_sign_end(&reporting->sign, fault) : status;
}

/* What is signed can be made again of the record and the sheets beside it: it goes by no rules from elsewhere. */
static enum sibu_status open_report(struct reporting *reporting, struct sibu_fault *fault)
{
    const struct judged_def def = {.record = reporting->call->arguments[0],
                                   .rules = command_value(reporting->call, "rules"),
                                   .sheets_most = SHEETS_MAX};
    if (def.rules != NULL && command_value(reporting->call, "sign") != NULL) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--rules", "要签名的报告只能按记录中的规则评级",
                              "a report that is signed goes by the rules of its record");
    }
    enum sibu_status status = judged_open(&reporting->judged, &def, fault);
    if (status == SIBU_OK) {
        status = report_sign_begin(&reporting->sign, &reporting->judged, fault);
    }
    return status == SIBU_OK ? name_people(reporting, fault) : status;
}

static int asks_for_files(const struct command_call *call)
{
    for (size_t i = 0; i < REPORT_FORMS; i++) {
        if (command_value(call, REPORT_FORM[i].name) != NULL) {
            return 1;
        }
    }
    return 0;
}

/* Where no file is asked for, the page itself is the answer. */
static int run(struct command_call *call)
{
    struct reporting reporting = {.call = call};
    struct sibu_fault fault;
    struct sibu_text text = {0};
    enum sibu_status status = choose_languages(&reporting, &fault);
    if (status == SIBU_OK) {
        status = choose_names(&reporting, &fault);
    }
    if (status == SIBU_OK) {
        status = report_sign_prepare(&reporting.sign, call, &fault);
    }
    if (status == SIBU_OK) {
        status = open_report(&reporting, &fault);
    }
    if (status == SIBU_OK) {
        status = write_forms(&reporting, &fault);
    }
    if (status == SIBU_OK && !asks_for_files(call)) {
        report_html(&reporting.judged.report, call->language, &text);
    }
    judged_close(&reporting.judged);
    report_sign_clear(&reporting.sign);
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
