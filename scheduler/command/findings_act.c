/* sibu findings close, proof, assign, due, reopen, note: what an officer does to a finding. */
#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "command/findings_open.h"
#include "draw/date.h"

#define PROOF_BYTES_MAX ((size_t)64 << 20)
#define DATA                                                                                                           \
    {                                                                                                                  \
        "data", "DIR",                                                                                                 \
        {                                                                                                              \
            "数据目录（默认 $XDG_DATA_HOME/sibu）", "the data folder (default $XDG_DATA_HOME/sibu)"                    \
        }                                                                                                              \
    }
#define WHO                                                                                                            \
    {                                                                                                                  \
        "who", "NAME",                                                                                                 \
        {                                                                                                              \
            "谁做的（必填）", "who does it (must be given)"                                                            \
        }                                                                                                              \
    }
#define FILE_OPTION                                                                                                    \
    {                                                                                                                  \
        "file", "FILE",                                                                                                \
        {                                                                                                              \
            "证明文件：清单里记下它的 SHA-256，文件自行保存",                                                          \
                "a file that proves it: its SHA-256 is noted, keep the file"                                           \
        }                                                                                                              \
    }

static const struct command_option CLOSE_OPTIONS[] = {
    DATA,
    {"proof", "TEXT", {"怎样证明已整改（必填）", "what proves that it is mended (must be given)"}},
    FILE_OPTION,
    WHO,
    {NULL, NULL, {NULL, NULL}},
};
static const struct command_option ASSIGN_OPTIONS[] = {
    DATA,
    {"to", "NAME", {"由谁整改（必填）", "who mends it (must be given)"}},
    WHO,
    {NULL, NULL, {NULL, NULL}},
};
static const struct command_option NOTE_OPTIONS[] = {
    DATA,
    {"text", "TEXT", {"备注（必填）", "the note (must be given)"}},
    WHO,
    {NULL, NULL, {NULL, NULL}},
};
static const struct command_option DUE_OPTIONS[] = {
    DATA,
    {"until", "YYYY-MM-DD", {"到这一天结束（UTC，必填）", "to the end of this day, UTC (must be given)"}},
    {"reason", "TEXT", {"为什么（必填）", "why (must be given)"}},
    WHO,
    {NULL, NULL, {NULL, NULL}},
};

static enum sibu_status missing(const char *option, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_BAD_INPUT, option, "必须给出", "must be given");
}

/* The end of that day. */
static enum sibu_status read_due(const struct command_call *call, int64_t *due_us, struct sibu_fault *fault)
{
    const char *text = command_value(call, "until");
    int64_t days = 0;
    if (text == NULL) {
        return missing("--until", fault);
    }
    if (!date_read(text, &days)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--until", "应为日期，如 2026-12-31",
                              "takes a date, as 2026-12-31");
    }
    *due_us = (days + 1) * FINDING_DAY_US;
    return SIBU_OK;
}

static enum sibu_status hash_file(const char *path, char hex[65], struct sibu_fault *fault)
{
    struct sibu_text text = {0};
    uint8_t hash[crypto_hash_sha256_BYTES];
    hex[0] = '\0';
    if (path == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = file_read(path, PROOF_BYTES_MAX, &text, fault);
    if (status == SIBU_OK) {
        (void)crypto_hash_sha256(hash, (const unsigned char *)sibu_text_get(&text), text.length);
        sibu_hex(hex, hash, sizeof hash);
    }
    sibu_text_clear(&text);
    return status;
}

static enum sibu_status find(const struct findings_open *findings, const char *word, const struct finding_item **out,
                             struct sibu_fault *fault)
{
    char *end = NULL;
    errno = 0;
    intmax_t id = strtoimax(word, &end, 10);
    *out = errno == 0 && end != word && *end == '\0' ? finding_book_find(&findings->book, id) : NULL;
    return *out != NULL ? SIBU_OK
                        : sibu_fault_set(fault, SIBU_BAD_INPUT, word, "没有这个编号的问题，见 sibu findings",
                                         "there is no finding of this number, see sibu findings");
}

static int answer(struct command_call *call, const struct store_finding_row *row)
{
    static const struct {
        const char *event;
        enum sibu_say_id say;
    } DID[] = {{"assigned", SIBU_SAY_FINDING_DID_ASSIGNED}, {"due", SIBU_SAY_FINDING_DID_DUE},
               {"proof", SIBU_SAY_FINDING_DID_PROOF},       {"closed", SIBU_SAY_FINDING_DID_CLOSED},
               {"returned", SIBU_SAY_FINDING_DID_RETURNED}, {"noted", SIBU_SAY_FINDING_DID_NOTED}};
    struct sibu_text out = {0};
    if (call->json) {
        sibu_text_addf(&out, "{\"finding\":%s,\"event\":\"%s\"}\n", call->arguments[0], row->event);
    }
    for (size_t i = 0; !call->json && i < sizeof DID / sizeof DID[0]; i++) {
        if (strcmp(DID[i].event, row->event) == 0) {
            const char *const values[] = {call->arguments[0], sibu_say(call->language, DID[i].say)};
            sibu_say_with(&out, call->language, SIBU_SAY_FINDING_DONE, values, 2);
            sibu_text_add(&out, "\n");
        }
    }
    return command_answer(call, &out);
}

/* Who does it, and by when it is due where that is to be said. */
static enum sibu_status complete(const struct command_call *call, struct finding_deed *deed, struct sibu_fault *fault)
{
    if (deed->who == NULL || deed->who[0] == '\0') {
        return missing("--who", fault);
    }
    int sets_due = deed->act == FINDING_DUE || deed->act == FINDING_REOPEN;
    return sets_due ? read_due(call, &deed->due_us, fault) : SIBU_OK;
}

/* `text`: the option that says what is done. */
static int act(struct command_call *call, enum finding_act what, const char *text)
{
    struct findings_open findings = {0};
    struct sibu_fault fault;
    char hex[65];
    char option[16];
    const struct finding_item *item = NULL;
    struct store_finding_row row = {0};
    struct finding_deed deed = {.act = what,
                                .who = command_value(call, "who"),
                                .text = command_value(call, text),
                                .file = hex,
                                .time_us = findings_now_us()};
    (void)snprintf(option, sizeof option, "--%s", text);
    enum sibu_status status =
        deed.text == NULL ? missing(option, &fault) : hash_file(command_value(call, "file"), hex, &fault);
    if (status == SIBU_OK) {
        status = complete(call, &deed, &fault);
    }
    if (status == SIBU_OK) {
        status = findings_open(&findings, call, &fault);
    }
    if (status == SIBU_OK) {
        status = find(&findings, call->arguments[0], &item, &fault);
    }
    if (status == SIBU_OK) {
        status = finding_act(&row, item, &deed, &fault);
    }
    if (status == SIBU_OK) {
        status = store_findings_add(findings.store, &row, 1, &fault);
    }
    int exit_status = status == SIBU_OK ? answer(call, &row) : command_fail(call, &fault);
    findings_close(&findings);
    return exit_status;
}

static int run_close(struct command_call *call)
{
    return act(call, FINDING_CLOSE, "proof");
}

static int run_proof(struct command_call *call)
{
    return act(call, FINDING_PROOF, "proof");
}

static int run_assign(struct command_call *call)
{
    return act(call, FINDING_ASSIGN, "to");
}

static int run_due(struct command_call *call)
{
    return act(call, FINDING_DUE, "reason");
}

static int run_reopen(struct command_call *call)
{
    return act(call, FINDING_REOPEN, "reason");
}

static int run_note(struct command_call *call)
{
    return act(call, FINDING_NOTE, "text");
}

const struct command COMMAND_FINDINGS_CLOSE = {
    .name = "findings close",
    .arguments = "ID",
    .least_arguments = 1,
    .most_arguments = 1,
    .summary = {"凭证明关闭一个问题", "close a finding with proof"},
    .options = CLOSE_OPTIONS,
    .run = run_close,
};
const struct command COMMAND_FINDINGS_PROOF = {
    .name = "findings proof",
    .arguments = "ID",
    .least_arguments = 1,
    .most_arguments = 1,
    .summary = {"给一个问题添加证明，不关闭", "add proof to a finding, and leave it open"},
    .options = CLOSE_OPTIONS,
    .run = run_proof,
};
const struct command COMMAND_FINDINGS_ASSIGN = {
    .name = "findings assign",
    .arguments = "ID",
    .least_arguments = 1,
    .most_arguments = 1,
    .summary = {"指定谁整改一个问题", "say who mends a finding"},
    .options = ASSIGN_OPTIONS,
    .run = run_assign,
};
const struct command COMMAND_FINDINGS_DUE = {
    .name = "findings due",
    .arguments = "ID",
    .least_arguments = 1,
    .most_arguments = 1,
    .summary = {"更改一个问题的期限并说明理由", "change by when a finding is to be mended, and say why"},
    .options = DUE_OPTIONS,
    .run = run_due,
};
const struct command COMMAND_FINDINGS_REOPEN = {
    .name = "findings reopen",
    .arguments = "ID",
    .least_arguments = 1,
    .most_arguments = 1,
    .summary = {"撤回对一个问题的关闭并说明理由", "take the closing of a finding back, and say why"},
    .options = DUE_OPTIONS,
    .run = run_reopen,
};
const struct command COMMAND_FINDINGS_NOTE = {
    .name = "findings note",
    .arguments = "ID",
    .least_arguments = 1,
    .most_arguments = 1,
    .summary = {"给一个问题添加备注", "add a note to a finding"},
    .options = NOTE_OPTIONS,
    .run = run_note,
};
