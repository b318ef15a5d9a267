/* A signed report checked: see verify_signed.h. */
#include "command/verify_signed.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "draw/note_file.h"
#include "report/judged.h"

#define REPORT_BYTES_MAX ((size_t)256 << 20)
#define SHORT_DIGITS 16 /* of a hash, in words */

struct looking {
    const struct signed_source *source;
    struct signed_verdict *verdict;
    struct verify_faults *faults;
    int is_same_program;
};

static void find_wrong(const struct looking *looking, const char *place, const char *zh, const char *en)
{
    struct sibu_fault fault;
    (void)sibu_fault_set(&fault, SIBU_NO, place, "%s%.0s", "%.0s%s", zh, en);
    verify_faults_add(looking->faults, SIBU_NO, &fault);
}

enum sibu_status verify_signed_read(const char *path, struct signed_verdict *out, struct sibu_fault *fault)
{
    struct sibu_text bytes = {0};
    *out = (struct signed_verdict){.made_again = 0};
    enum sibu_status status = file_read(path, SIGNED_BYTES_MAX, &bytes, fault);
    if (status == SIBU_OK) {
        status = signed_read(&out->report, path, &bytes, fault);
    }
    if (status == SIBU_OK) {
        signed_hash(sibu_text_get(&bytes), bytes.length, out->hash);
    }
    sibu_text_clear(&bytes);
    return status;
}

/* Where two texts first differ. */
struct apart {
    size_t byte, line; /* from 1 */
};
static struct apart compare(const struct sibu_text *one, const struct sibu_text *other)
{
    const char *a = sibu_text_get(one), *b = sibu_text_get(other);
    size_t least = one->length < other->length ? one->length : other->length;
    struct apart apart = {1, 1};
    size_t i = 0;
    while (i < least && a[i] == b[i]) {
        apart.line += a[i] == '\n';
        i++;
    }
    apart.byte = i + 1;
    return apart;
}

static int are_equal(const struct sibu_text *one, const struct sibu_text *other)
{
    return one->length == other->length && memcmp(sibu_text_get(one), sibu_text_get(other), one->length) == 0;
}

static int is_as_signed(const struct signed_file *file, const struct sibu_text *bytes)
{
    struct signed_file found = *file;
    signed_file_measure(&found, bytes);
    return found.bytes == file->bytes && memcmp(found.sha256, file->sha256, sizeof found.sha256) == 0;
}

/* The file is not the one that was signed: by which hashes, and where, if the report can still be made as it was. */
static void tell_changed(const struct looking *looking, const struct signed_file *file, const char *path,
                         const struct sibu_text *bytes, const struct sibu_text *again)
{
    struct sibu_fault fault;
    struct signed_file found = *file;
    char wanted[65], is[65];
    signed_file_measure(&found, bytes);
    sibu_hex(wanted, file->sha256, sizeof file->sha256);
    sibu_hex(is, found.sha256, sizeof found.sha256);
    if (again != NULL && is_as_signed(file, again)) {
        const struct apart apart = compare(bytes, again);
        (void)sibu_fault_set(&fault, SIBU_NO, path,
                             "报告被改动过：从第 %zu 字节（第 %zu 行）起与所签的不同；SHA-256 应为 %.*s…，实为 %.*s…",
                             "the report was changed: it differs from byte %zu (line %zu) on from what was signed; its "
                             "SHA-256 should be %.*s… and is %.*s…",
                             apart.byte, apart.line, SHORT_DIGITS, wanted, SHORT_DIGITS, is);
    } else {
        (void)sibu_fault_set(&fault, SIBU_NO, path, "报告被改动过：SHA-256 应为 %.*s…，实为 %.*s…",
                             "the report was changed: its SHA-256 should be %.*s… and is %.*s…", SHORT_DIGITS, wanted,
                             SHORT_DIGITS, is);
    }
    verify_faults_add(looking->faults, SIBU_NO, &fault);
}

/* It is the file that was signed, but the record gives another. */
static void tell_other(const struct looking *looking, const char *path, const struct sibu_text *bytes,
                       const struct sibu_text *again)
{
    struct sibu_fault fault;
    const struct apart apart = compare(bytes, again);
    (void)sibu_fault_set(&fault, SIBU_NO, path,
                         "与签名相符，但不是这份记录得出的报告：从第 %zu 字节（第 %zu 行）起不同",
                         "it is what was signed, but not what the record gives: it differs from byte %zu (line %zu) on",
                         apart.byte, apart.line);
    verify_faults_add(looking->faults, SIBU_NO, &fault);
}

/* `again`: the file as the record gives it; NULL: it was not made. */
static void look_at_file(const struct looking *looking, const struct signed_file *file, const struct sibu_text *again)
{
    char path[4096];
    struct sibu_text bytes = {0};
    struct sibu_fault ignored;
    file_beside(looking->source->path, file->name, path);
    if (!looking->source->needs_all && access(path, F_OK) != 0) {
        looking->verdict->absent++;
        return;
    }
    if (file_read(path, REPORT_BYTES_MAX, &bytes, &ignored) != SIBU_OK) {
        find_wrong(looking, path, "签过名的报告不在了，或读不出来",
                   "a report that was signed is gone, or cannot be read");
    } else if (!is_as_signed(file, &bytes)) {
        tell_changed(looking, file, path, &bytes, again);
    } else if (again != NULL && are_equal(&bytes, again)) {
        looking->verdict->made_again++;
    } else if (again != NULL && looking->is_same_program) {
        tell_other(looking, path, &bytes, again);
    } else if (again != NULL) {
        looking->verdict->is_other_program = 1;
    }
    sibu_text_clear(&bytes);
}

static int has_names(const struct signed_report *report, enum report_names names)
{
    for (size_t i = 0; i < report->count; i++) {
        if (report->files[i].names == names) {
            return 1;
        }
    }
    return 0;
}

/* Opens the report as it was signed and as it names people so; SIBU_NO: it cannot be made here. */
static enum sibu_status open_report(const struct looking *looking, enum report_names names, struct judged *out,
                                    struct sibu_fault *fault)
{
    const struct signed_source *source = looking->source;
    const struct judged_def def = {.record = source->record, .sheets_most = looking->verdict->report.sheets};
    uint8_t key[NOTE_SEED_BYTES] = {0};
    *out = (struct judged){.record = NULL};
    if (source->record == NULL || (names == REPORT_NAMES_PSEUDONYMS && source->pseudonym_key == NULL)) {
        return SIBU_NO;
    }
    enum sibu_status status =
        names == REPORT_NAMES_PSEUDONYMS ? note_seed_read(source->pseudonym_key, key, fault) : SIBU_OK;
    if (status == SIBU_OK) {
        status = judged_open(out, &def, fault);
    }
    if (status == SIBU_OK) {
        status = report_name(&out->report, out->record, names, key, fault);
    }
    memset(key, 0, sizeof key);
    return status;
}

static void look_at_names(const struct looking *looking, enum report_names names)
{
    const struct signed_report *signed_report = &looking->verdict->report;
    struct judged judged;
    struct sibu_fault fault;
    enum sibu_status status = open_report(looking, names, &judged, &fault);
    if (status != SIBU_OK && status != SIBU_NO) {
        verify_faults_add(looking->faults, status, &fault);
    }
    for (size_t i = 0; i < signed_report->count; i++) {
        const struct signed_file *file = &signed_report->files[i];
        struct sibu_text again = {0};
        if (file->names != names) {
            continue;
        }
        int is_made =
            status == SIBU_OK && report_form_make(&judged.report, file->form, file->tongue, &again, &fault) == SIBU_OK;
        look_at_file(looking, file, is_made ? &again : NULL);
        sibu_text_clear(&again);
    }
    judged_close(&judged);
}

static void check_key(const struct looking *looking)
{
    char key[NOTE_KEY_TEXT_MAX];
    struct sibu_fault fault;
    note_key_text(key, &looking->verdict->report.key);
    if (looking->source->key != NULL && strcmp(key, looking->source->key) != 0) {
        (void)sibu_fault_set(&fault, SIBU_NO, looking->source->path, "签名的不是给定的密钥，而是 %s",
                             "it is not signed with the key that was given, but with %s", key);
        verify_faults_add(looking->faults, SIBU_NO, &fault);
    }
}

void verify_signed(const struct signed_source *source, struct signed_verdict *verdict, struct verify_faults *faults)
{
    char program[REPORT_MADE_BY_BYTES];
    report_made_by(program);
    struct signed_source known = *source;
    struct looking looking = {&known, verdict, faults, strcmp(program, verdict->report.made_by) == 0};
    check_key(&looking);
    if (source->fingerprint != NULL &&
        memcmp(source->fingerprint, verdict->report.record, sizeof verdict->report.record) != 0) {
        find_wrong(&looking, source->path, "签名的不是旁边这份记录的报告",
                   "it is not of the record that lies beside it");
        known.record = NULL;
    }
    for (size_t names = 0; names < REPORT_NAMES_MODES; names++) {
        if (has_names(&verdict->report, (enum report_names)names)) {
            look_at_names(&looking, (enum report_names)names);
        }
    }
    if (verdict->absent == verdict->report.count) {
        find_wrong(&looking, source->path, "所签的文件一个也不在旁边",
                   "none of the files that it signs lies beside it");
    }
}

static void say(const struct command_call *call, struct sibu_text *text, enum sibu_say_id id, const char *const *values,
                int count)
{
    sibu_say_with(text, call->language, id, values, count);
    sibu_text_add(text, "\n");
}

/* Which files were made again, and why not all. */
static void say_made_again(const struct command_call *call, const struct signed_source *source,
                           const struct signed_verdict *verdict, struct sibu_text *text)
{
    char again[24], files[24];
    const char *const counts[] = {again, files}, *const program[] = {verdict->report.made_by};
    (void)snprintf(again, sizeof again, "%zu", verdict->made_again);
    (void)snprintf(files, sizeof files, "%zu", verdict->report.count - verdict->absent);
    say(call, text, SIBU_SAY_SIGNED_MADE_AGAIN, counts, 2);
    if (verdict->is_other_program) {
        say(call, text, SIBU_SAY_SIGNED_OTHER_PROGRAM, program, 1);
    } else if (has_names(&verdict->report, REPORT_NAMES_PSEUDONYMS) && source->pseudonym_key == NULL) {
        say(call, text, SIBU_SAY_SIGNED_NO_PSEUDONYM_KEY, NULL, 0);
    }
}

void verify_signed_words(const struct command_call *call, const struct signed_source *source,
                         const struct signed_verdict *verdict, struct sibu_text *text)
{
    const struct signed_report *report = &verdict->report;
    char files[24], absent[24], key[NOTE_KEY_TEXT_MAX];
    const char *const values[] = {source->path, report->who, files, key}, *const missing[] = {absent};
    note_key_text(key, &report->key);
    (void)snprintf(files, sizeof files, "%zu", report->count - verdict->absent);
    (void)snprintf(absent, sizeof absent, "%zu", verdict->absent);
    say(call, text, SIBU_SAY_SIGNED_VERIFIED, values, 4);
    if (verdict->absent > 0) {
        say(call, text, SIBU_SAY_SIGNED_ABSENT, missing, 1);
    }
    if (source->record == NULL) {
        say(call, text, SIBU_SAY_SIGNED_NO_RECORD, NULL, 0);
    } else {
        say_made_again(call, source, verdict, text);
    }
}
