/* sibu verify: whether records and ledgers are whole and unchanged, what unfolded follows from the draw and the answers,
 * and whether records, heads that somebody has kept, and the ledger tell of one history. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "command/command.h"
#include "command/verify_faults.h"
#include "command/verify_files.h"
#include "command/verify_heads.h"
#include "command/verify_ledger.h"
#include "command/verify_modes.h"
#include "command/verify_records.h"
#include "command/verify_signed.h"
#include "command/verify_trail.h"
#include "draw/plan.h"
#include "drill/unfold_check.h"
#include "evaluate/sheet_file.h"
#include "sibu/hash.h"
#include "sibu/record.h"
#include "store/ledger_file.h"
#include "store/store_audit.h"
#include "store/store_findings.h"

#define RECORD_APPLICATION 0x53494255 /* record.h */

static const struct command_option OPTIONS[] = {
    {"head",
     "SIZE:DIGITS",
     {"核对账本在这么多行时的账本头是否以这些数字开头（可多次给出）",
      "check that the ledger's head of so many rows begins with these digits (may be given again)"}},
    {"records-all",
     NULL,
     {"账本里举行过的每次演练都必须有记录", "each drill that the ledger says was held must have its record here"}},
    {"key",
     "KEY",
     {"报告必须由这把公钥 (sibu key) 签名", "reports must be signed with this key, as sibu key tells it"}},
    {"pseudonym-key",
     "FILE",
     {"重新生成带代号的报告所用的密钥文件（数据目录里的会自己找到）",
      "the key file for making reports with pseudonyms again (that of a data folder is found)"}},
    {NULL, NULL, {NULL, NULL}},
};

/* One call, as far as it has come. */
struct verifying {
    const struct command_call *call;
    struct verify_files files;
    struct verify_faults faults;
    struct verify_heads heads;
    struct verify_records records;
    struct verify_trail trail;
    struct verify_known known; /* of the last ledger */
    size_t reports; /* signed ones that are as they should be */
    int has_ledger; /* 1: then this was found in the last one */
    struct ledger_verdict ledger;
    int64_t trail_rows; /* of the audit trail beside it; 0: there is none */
    int64_t finding_rows; /* of the ledger of findings beside it; 0: there is none */
    struct sibu_text text; /* what is good */
};

/* What was found in a record that is as it should be. */
struct verdict {
    uint8_t fingerprint[SIBU_HASH_BYTES];
    int sealed;
    enum unfold_verdict unfolded;
    uint32_t sheets; /* of evaluators, beside the record */
    uint8_t sheet_last[SIBU_HASH_BYTES];
    struct note_key sheet_key; /* that signed them */
};

/* Draws again what unfolded, with the families that come with the program. */
static enum sibu_status look_at_unfolding(struct sibu_record *record, struct verdict *verdict, struct sibu_fault *fault)
{
    char folder[4096];
    struct plan *families = NULL;
    file_share("scenarios/families", folder);
    enum sibu_status status = plan_open_families(&families, folder, fault);
    if (status == SIBU_OK) {
        status = unfold_check(record, families->families, &verdict->unfolded, fault);
    }
    plan_close(families);
    return status;
}

static enum sibu_status look_at_sheets(struct sibu_record *record, const char *path, struct verdict *verdict,
                                       struct sibu_fault *fault)
{
    struct sheets sheets;
    enum sibu_status status = sheet_file_open(&sheets, path, record, fault);
    if (status == SIBU_OK && sheets.count > 0) {
        verdict->sheets = sheets.count;
        verdict->sheet_key = sheets.key;
        memcpy(verdict->sheet_last, sheets.last, sizeof verdict->sheet_last);
    }
    if (status == SIBU_OK) {
        sheets_close(&sheets);
    }
    return status;
}

/* What is wrong with a record is an answer; what is none, or cannot be read, is a fault. */
static enum sibu_status judge_unread(const char *path, struct sibu_fault *fault)
{
    if (sibu_record_recognise(path)) {
        return SIBU_NO; /* a record, but cut off, damaged or tampered with */
    }
    if (access(path, R_OK) == 0 && ledger_file_mark(path) != RECORD_APPLICATION) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "既不是演练记录，也不是抽取账本",
                              "is neither a drill record nor a ledger of the draw");
    }
    return SIBU_BAD_INPUT;
}

static enum sibu_status check_record(struct verifying *verifying, const char *path, struct verdict *verdict,
                                     struct sibu_fault *fault)
{
    struct sibu_record *record = NULL;
    struct sibu_fault ignored;
    enum sibu_status status = sibu_record_open(&record, path, fault);
    if (status != SIBU_OK) {
        return status == SIBU_BAD_INPUT ? judge_unread(path, fault) : status;
    }
    status = sibu_record_verify(record, fault);
    if (status == SIBU_OK) {
        verdict->sealed = sibu_record_fingerprint(record, verdict->fingerprint, &ignored) == SIBU_OK;
        status = look_at_unfolding(record, verdict, fault);
    }
    if (status == SIBU_OK) {
        status = look_at_sheets(record, path, verdict, fault);
    }
    if (verifying->files.ledgers > 0 && (status == SIBU_OK || status == SIBU_NO)) {
        enum sibu_status taken =
            verify_records_add(&verifying->records, record, path, status == SIBU_OK ? fault : &ignored);
        status = status == SIBU_OK ? taken : status;
    }
    sibu_record_close(record);
    return status;
}

static void tell_record(struct verifying *verifying, const char *path, const struct verdict *verdict)
{
    enum sibu_language language = verifying->call->language;
    struct sibu_text *text = &verifying->text;
    char hex[2 * SIBU_HASH_BYTES + 1];
    sibu_hex(hex, verdict->fingerprint, sizeof verdict->fingerprint);
    const char *const values[] = {path, hex};
    sibu_say_with(text, language, verdict->sealed ? SIBU_SAY_REPORT_VERIFY_SEALED : SIBU_SAY_REPORT_VERIFY_OPEN, values,
                  verdict->sealed ? 2 : 1);
    sibu_text_add(text, "\n");
    if (verdict->unfolded != UNFOLD_NOTHING) {
        sibu_text_add(text,
                      sibu_say(language, verdict->unfolded == UNFOLD_FOLLOWS ? SIBU_SAY_REPORT_VERIFY_UNFOLDED
                                                                             : SIBU_SAY_REPORT_VERIFY_OTHER_FAMILIES));
        sibu_text_add(text, "\n");
    }
}

static void tell_sheets(struct verifying *verifying, const struct verdict *verdict)
{
    char number[16], key[NOTE_KEY_TEXT_MAX];
    (void)snprintf(number, sizeof number, "%u", (unsigned)verdict->sheets);
    note_key_text(key, &verdict->sheet_key);
    const char *const values[] = {number, key};
    sibu_say_with(&verifying->text, verifying->call->language, SIBU_SAY_SHEET_VERIFIED, values, 2);
    sibu_text_add(&verifying->text, "\n");
}

/* Keeps what lies beside the record for the trail, and what its report is made again from. */
static void keep_paper(struct verifying *verifying, const char *path, const struct verdict *verdict, int is_sound)
{
    const struct verify_records *records = &verifying->records;
    struct verify_paper paper = {
        .path = path, .is_sound = is_sound, .is_sealed = verdict->sealed, .sheets = verdict->sheets};
    if (records->count > 0 && records->items[records->count - 1].path == path) {
        (void)snprintf(paper.drill, sizeof paper.drill, "%s", records->items[records->count - 1].drill);
    }
    memcpy(paper.fingerprint, verdict->fingerprint, sizeof paper.fingerprint);
    memcpy(paper.sheet_last, verdict->sheet_last, sizeof paper.sheet_last);
    memcpy(paper.sheet_key, verdict->sheet_key.public_key, sizeof paper.sheet_key);
    verify_trail_add(&verifying->trail, &paper);
}

static void look_at_record(struct verifying *verifying, const char *path)
{
    struct verdict verdict = {.sealed = 0};
    struct sibu_fault fault;
    enum sibu_status status = check_record(verifying, path, &verdict, &fault);
    keep_paper(verifying, path, &verdict, status == SIBU_OK);
    if (status == SIBU_OK) {
        tell_record(verifying, path, &verdict);
        if (verdict.sheets > 0) {
            tell_sheets(verifying, &verdict);
        }
    } else {
        verify_faults_add(&verifying->faults, status, &fault);
    }
}

/* The key of pseudonyms: given, or in the data folder; `out` is room for its path. NULL: there is none. */
static const char *pseudonym_key(const struct verifying *verifying, char out[4096])
{
    const char *given = command_value(verifying->call, "pseudonym-key");
    if (given != NULL || verifying->files.folder == NULL) {
        return given;
    }
    int length = snprintf(out, 4096, "%s/pseudonym.key", verifying->files.folder);
    return length < 4096 && access(out, R_OK) == 0 ? out : NULL;
}

/* The record that a signature is of: the one that it is named after, else one that was given and has its fingerprint. */
static struct verify_paper *paper_of(struct verifying *verifying, const char *path,
                                     const struct signed_report *signed_report)
{
    char beside[4096];
    (void)snprintf(beside, sizeof beside, "%.*s", (int)(strlen(path) - strlen(SIGNED_SUFFIX)), path);
    return verify_trail_find(&verifying->trail, beside, signed_report->record);
}

static void keep_signature(struct verify_paper *paper, const char *path, const struct signed_verdict *verdict)
{
    paper->signature = path;
    memcpy(paper->signed_hash, verdict->hash, sizeof paper->signed_hash);
    note_key_text(paper->signed_key, &verdict->report.key);
}

static void look_at_signature(struct verifying *verifying, const char *path)
{
    struct signed_verdict verdict;
    struct sibu_fault fault;
    char room[4096];
    size_t before = verifying->faults.count;
    enum sibu_status status = verify_signed_read(path, &verdict, &fault);
    struct verify_paper *paper = paper_of(verifying, path, &verdict.report);
    if (paper != NULL) {
        paper->signature = path;
    }
    if (status != SIBU_OK) {
        verify_faults_add(&verifying->faults, status, &fault);
        return;
    }
    struct signed_source source = {
        .path = path,
        .pseudonym_key = pseudonym_key(verifying, room),
        .needs_all = verifying->files.has_folder,
        .key = command_value(verifying->call, "key"),
    };
    if (paper != NULL) {
        keep_signature(paper, path, &verdict);
        source.record = paper->is_sound && paper->is_sealed ? paper->path : NULL;
        source.fingerprint = paper->is_sound && paper->is_sealed ? paper->fingerprint : NULL;
    }
    verify_signed(&source, &verdict, &verifying->faults);
    if (verifying->faults.count == before) {
        verifying->reports++;
        verify_signed_words(verifying->call, &source, &verdict, &verifying->text);
    }
}

static void look_on(void *data, const struct book *book, const struct ledger_row *row)
{
    struct verifying *verifying = data;
    verify_heads_look(&verifying->heads, book, row == NULL);
    if (row == NULL && book_counts(book)->servers > 0) {
        memcpy(verifying->known.ledger_key, book_start(book)->key, sizeof verifying->known.ledger_key);
    }
    if (row != NULL) {
        verify_records_look(&verifying->records, book, row);
    }
}

/* The heads that records were made with are compared like those that were given. */
static enum sibu_status add_heads(struct verifying *verifying, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < verifying->records.count && status == SIBU_OK; i++) {
        const struct verify_record *record = &verifying->records.items[i];
        if (record->has_head) {
            status = verify_heads_add(&verifying->heads, &record->head, record->path, fault);
        }
    }
    return status;
}

static int asks_for_all(const struct verifying *verifying)
{
    return verifying->files.has_folder || command_value(verifying->call, "records-all") != NULL;
}

static void say_line(struct verifying *verifying, enum sibu_say_id id, const char *value)
{
    sibu_say_with(&verifying->text, verifying->call->language, id, &value, 1);
    sibu_text_add(&verifying->text, "\n");
}

/* Of a ledger with which all goes together. */
static void tell_ledger(struct verifying *verifying, const char *path)
{
    char words[HEAD_SHORT_BYTES];
    verify_ledger_words(verifying->call, path, &verifying->ledger, &verifying->text);
    head_short(&verifying->heads.last, words);
    say_line(verifying, SIBU_SAY_VERIFY_HEAD, words);
    if (verifying->heads.given > 0) {
        (void)snprintf(words, sizeof words, "%zu", verifying->heads.given);
        say_line(verifying, SIBU_SAY_VERIFY_HEADS, words);
    }
    if (verifying->records.count > 0) {
        (void)snprintf(words, sizeof words, "%zu", verifying->records.count);
        say_line(verifying, SIBU_SAY_VERIFY_RECORDS, words);
    }
    if (asks_for_all(verifying)) {
        say_line(verifying, SIBU_SAY_VERIFY_ALL, "");
    }
    if (verifying->trail_rows > 0) {
        (void)snprintf(words, sizeof words, "%lld", (long long)verifying->trail_rows);
        say_line(verifying, SIBU_SAY_VERIFY_TRAIL, words);
    }
    if (verifying->finding_rows > 0) {
        (void)snprintf(words, sizeof words, "%lld", (long long)verifying->finding_rows);
        say_line(verifying, SIBU_SAY_VERIFY_FINDINGS, words);
    }
}

/* The digits behind the last colon of a place, "d.drill:event:4"; "" where there are none. */
static const char *row_of(const char *place)
{
    const char *colon = strrchr(place, ':');
    if (colon == NULL || colon[1] == '\0' || strspn(colon + 1, "0123456789") != strlen(colon + 1)) {
        return "";
    }
    return colon + 1;
}

/* The trail of what officers did, and the ledger of findings, lie in the same database. */
static void look_at_trail(struct verifying *verifying, const char *path)
{
    struct sibu_fault fault;
    const struct audit_watch watch = {verify_trail_look, &verifying->trail};
    enum sibu_status status = audit_file_read(path, &watch, &verifying->trail_rows, &fault);
    if (status != SIBU_OK) {
        verify_faults_add(&verifying->faults, status, &fault);
    } else {
        verifying->known.has_trail = verifying->trail_rows > 0;
        verifying->known.is_folder = verifying->files.has_folder;
        verify_trail_judge(&verifying->trail, &verifying->known, &verifying->faults);
    }
    status = finding_file_check(path, &verifying->finding_rows, &fault);
    if (status != SIBU_OK) {
        verify_faults_add(&verifying->faults, status, &fault);
    }
}

static void look_at_ledger(struct verifying *verifying, const char *path)
{
    struct sibu_fault fault;
    const struct ledger_watch watch = {look_on, verifying};
    size_t before = verifying->faults.count;
    enum sibu_status status = add_heads(verifying, &fault);
    verify_heads_begin(&verifying->heads);
    if (status == SIBU_OK) {
        status = verify_ledger(path, &watch, &verifying->ledger, &fault);
    }
    if (status != SIBU_OK) {
        verify_faults_add(&verifying->faults, status, &fault);
    }
    if (status == SIBU_OK || status == SIBU_NO) {
        verifying->has_ledger = 1;
        verify_heads_judge(&verifying->heads, &verifying->faults);
        verify_records_judge(&verifying->records, asks_for_all(verifying), &verifying->faults);
        if (status == SIBU_OK || row_of(fault.place)[0] != '\0') { /* a database that cannot be read has been told of */
            look_at_trail(verifying, path);
        }
    }
    if (verifying->faults.count == before) {
        tell_ledger(verifying, path);
    }
}

static void tell_fault(const struct command_call *call, const struct sibu_fault *fault, struct sibu_text *text)
{
    const char *row = row_of(fault->place);
    sibu_text_addf(text, "{\"row\":%s,\"place\":", row[0] != '\0' ? row : "null");
    sibu_text_add_json(text, fault->place);
    sibu_text_add(text, ",\"what\":");
    sibu_text_add_json(text, fault->what[call->language]);
    sibu_text_add(text, "}");
}

static void tell_compared(const struct verifying *verifying, struct sibu_text *text)
{
    sibu_text_add(text, ",\"head\":");
    head_write(text, &verifying->heads.last);
    sibu_text_addf(text, ",\"heads_given\":%zu,\"records_compared\":%zu,\"audit_rows\":%lld,\"finding_rows\":%lld",
                   verifying->heads.given, verifying->records.count, (long long)verifying->trail_rows,
                   (long long)verifying->finding_rows);
}

static void tell_json(const struct verifying *verifying, struct sibu_text *text)
{
    const struct verify_faults *faults = &verifying->faults;
    sibu_text_addf(text, "{\"ok\":%s", faults->exit_status == 0 ? "true" : "false");
    if (verifying->reports > 0) {
        sibu_text_addf(text, ",\"reports\":%zu", verifying->reports);
    }
    if (verifying->has_ledger) {
        verify_ledger_json(&verifying->ledger, text);
        tell_compared(verifying, text);
        verify_stops_json(verifying->call, &verifying->ledger.counts, text);
    }
    sibu_text_add(text, ",\"first_fault\":");
    if (faults->count == 0) {
        sibu_text_add(text, "null}\n");
        return;
    }
    tell_fault(verifying->call, &faults->items[0], text);
    sibu_text_add(text, ",\"faults\":[");
    for (size_t i = 0; i < faults->count; i++) {
        sibu_text_add(text, i > 0 ? "," : "");
        tell_fault(verifying->call, &faults->items[i], text);
    }
    sibu_text_add(text, "]}\n");
}

/* What only a ledger can answer is not asked without one, and of one alone. */
static enum sibu_status check_call(const struct verifying *verifying, struct sibu_fault *fault)
{
    const struct verify_files *files = &verifying->files;
    int all = command_value(verifying->call, "records-all") != NULL;
    if (files->ledgers == 0 && (verifying->heads.given > 0 || all)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, all ? "--records-all" : "--head", "还要给出一个账本",
                              "takes a ledger besides");
    }
    if (files->ledgers > 1 && (verifying->heads.given > 0 || all || files->count > files->ledgers)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "verify", "账本头和记录一次只能与一个账本核对，给出了 %zu 个",
                              "heads and records are compared with one ledger at a time, and %zu were given",
                              files->ledgers);
    }
    return SIBU_OK;
}

static enum sibu_status prepare(struct verifying *verifying, struct sibu_fault *fault)
{
    enum sibu_status status = verify_heads_read(&verifying->heads, verifying->call, fault);
    if (status == SIBU_OK) {
        status = verify_files_list(&verifying->files, verifying->call, fault);
    }
    return status == SIBU_OK ? check_call(verifying, fault) : status;
}

/* Every file is looked at; the exit status is that of the worst. */
static int answer(struct verifying *verifying)
{
    const struct command_call *call = verifying->call;
    const struct verify_faults *faults = &verifying->faults;
    int is_object = call->json && faults->exit_status <= 1;
    if (call->json) {
        sibu_text_clear(&verifying->text);
    }
    if (is_object) {
        tell_json(verifying, &verifying->text);
    }
    int status = command_answer(call, &verifying->text);
    for (size_t i = 0; !is_object && i < faults->count; i++) {
        (void)command_fail(call, &faults->items[i]);
    }
    return status > faults->exit_status ? status : faults->exit_status;
}

static int run(struct command_call *call)
{
    struct verifying verifying = {.call = call};
    struct sibu_fault fault;
    int exit_status = 0;
    if (prepare(&verifying, &fault) != SIBU_OK) {
        exit_status = command_fail(call, &fault);
    } else {
        static void (*const LOOKS[VERIFY_KINDS])(struct verifying *, const char *) = {
            [VERIFY_RECORD] = look_at_record, [VERIFY_SIGNATURE] = look_at_signature, [VERIFY_LEDGER] = look_at_ledger};
        for (size_t i = 0; i < verifying.files.count; i++) {
            const struct verify_file *file = &verifying.files.items[i];
            LOOKS[file->kind](&verifying, file->path);
        }
        exit_status = answer(&verifying);
    }
    sibu_text_clear(&verifying.text);
    verify_trail_clear(&verifying.trail);
    verify_records_clear(&verifying.records);
    verify_heads_clear(&verifying.heads);
    verify_faults_clear(&verifying.faults);
    verify_files_clear(&verifying.files);
    return exit_status;
}

const struct command COMMAND_VERIFY = {
    .name = "verify",
    .arguments = "FILE...",
    .least_arguments = 1,
    .most_arguments = COMMAND_VALUES_MAX,
    .summary = {"核对记录和抽取账本是否完整、是否被改动、是否说的是同一段历史",
                "whether records and ledgers of the draw are whole, unchanged and of one history"},
    .options = OPTIONS,
    .run = run,
};
