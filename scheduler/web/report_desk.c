/* Reports at the server: see report_desk.h. */
#include "web/report_desk.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "draw/note_file.h"
#include "report/judged.h"
#include "store/store_signed.h"
#include "web/audit.h"
#include "web/scope.h"
#include "web/session.h"

#define REPORT_BYTES_MAX ((size_t)256 << 20)
#define PATH_BYTES 4300

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

enum report_names report_desk_names(const struct http_request *request)
{
    return session_may(request, RIGHT_BOARD) ? REPORT_NAMES_SHOWN : REPORT_NAMES_PSEUDONYMS;
}

static int is_sealed(const char *path)
{
    struct sibu_record *record = NULL;
    uint8_t fingerprint[SIBU_HASH_BYTES];
    struct sibu_fault ignored;
    int is = sibu_record_open(&record, path, &ignored) == SIBU_OK &&
             sibu_record_fingerprint(record, fingerprint, &ignored) == SIBU_OK;
    sibu_record_close(record);
    return is;
}

/* The store's lines are our own: one that cannot be read says that the database was changed. */
static enum sibu_status read_signature(struct desk_report *out, struct sibu_fault *fault)
{
    struct sibu_text text = {0};
    sibu_text_add(&text, out->line);
    sibu_text_add(&text, "\n");
    enum sibu_status status = sibu_text_ok(&text) ? signed_read(&out->about, "signed", &text, fault) : no_memory(fault);
    sibu_text_clear(&text);
    out->is_signed = status == SIBU_OK;
    return status == SIBU_NO ? fault->status = SIBU_IO : status;
}

enum sibu_status report_desk_find(struct server *server, struct http_request *request, const char *drill,
                                  struct desk_report *out, struct sibu_fault *fault)
{
    *out = (struct desk_report){.line = NULL};
    enum sibu_status status = scope_past_one(server, request, drill, &out->drill, fault);
    if (status == SIBU_OK) {
        out->is_sealed = is_sealed(out->drill.record);
        status = store_signed(server->store, out->drill.key, &request->arena, &out->line, fault);
    }
    return status == SIBU_OK && out->line != NULL ? read_signature(out, fault) : status;
}

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* "2026-000017.drill-report-pseudonyms.html" */
static void name_file(struct signed_file *file, const char *record)
{
    (void)snprintf(file->name, sizeof file->name, "%.100s-report%s%s", base_of(record),
                   file->names == REPORT_NAMES_PSEUDONYMS ? "-pseudonyms" : "", file->form->ending);
}

/* What is in the form, as these readers see it, before its bytes are known. */
static struct signed_file file_of(const struct report_form *form, enum report_names names, enum sibu_language first,
                                  const char *record)
{
    struct signed_file file = {.form = form, .names = form->tells_people ? names : REPORT_NAMES_IDS};
    if (form->has_tongue) {
        file.tongue = strcmp(form->name, "html") != 0 ? REPORT_IN_BOTH : first == SIBU_ZH ? REPORT_IN_ZH : REPORT_IN_EN;
    }
    name_file(&file, record);
    return file;
}

static enum sibu_status read_pseudonym_key(const struct server *server, uint8_t key[NOTE_SEED_BYTES],
                                           struct sibu_fault *fault)
{
    char path[PATH_BYTES];
    (void)snprintf(path, sizeof path, "%s/pseudonym.key", server->folder);
    return note_seed_open(path, key, fault);
}

/* The report of a sealed record, with what evaluators said of it, and people named so. The caller closes it, also where this
 * fails. */
static enum sibu_status open_report(const struct server *server, const struct judged_def *def, enum report_names names,
                                    struct judged *out, struct sibu_fault *fault)
{
    uint8_t key[NOTE_SEED_BYTES] = {0};
    *out = (struct judged){.record = NULL};
    enum sibu_status status = names == REPORT_NAMES_PSEUDONYMS ? read_pseudonym_key(server, key, fault) : SIBU_OK;
    if (status == SIBU_OK) {
        status = judged_open(out, def, fault);
    }
    if (status == SIBU_OK) {
        status = report_name(&out->report, out->record, names, key, fault);
    }
    memset(key, 0, sizeof key);
    return status;
}

/* A report that nobody has signed yet: as the record gives it. */
static enum sibu_status make_file(struct server *server, const char *record, const struct signed_file *file,
                                  struct sibu_text *out, struct sibu_fault *fault)
{
    const struct judged_def def = {.record = record, .sheets_most = SHEETS_MAX};
    struct judged judged;
    pthread_mutex_lock(&server->change_mutex); /* the key of pseudonyms is made once, and one PDF at a time */
    enum sibu_status status = open_report(server, &def, file->names, &judged, fault);
    if (status == SIBU_OK) {
        status = report_form_make(&judged.report, file->form, file->tongue, out, fault);
    }
    pthread_mutex_unlock(&server->change_mutex);
    judged_close(&judged);
    return status;
}

static enum sibu_status read_signed(const char *record, const struct signed_file *file, struct sibu_text *out,
                                    struct sibu_fault *fault)
{
    char path[4096];
    struct signed_file found = *file;
    file_beside(record, file->name, path);
    enum sibu_status status = file_read(path, REPORT_BYTES_MAX, out, fault);
    if (status != SIBU_OK) {
        return fault->status = SIBU_IO;
    }
    signed_file_measure(&found, out);
    if (found.bytes != file->bytes || memcmp(found.sha256, file->sha256, sizeof found.sha256) != 0) {
        return sibu_fault_set(fault, SIBU_IO, file->name, "文件与所签的不同：被改动过",
                              "the file is not as it was signed: it was changed");
    }
    return SIBU_OK;
}

struct signed_file report_desk_form(const struct desk_report *report, const struct report_form *form,
                                    enum report_names names, enum sibu_language first)
{
    return file_of(form, names, first, report->drill.record);
}

enum sibu_status report_desk_file(struct server *server, const struct desk_report *report,
                                  const struct signed_file *file, struct sibu_text *out, struct sibu_fault *fault)
{
    for (size_t i = 0; report->is_signed && i < report->about.count; i++) {
        const struct signed_file *known = &report->about.files[i];
        if (known->form == file->form && known->names == file->names) {
            return read_signed(report->drill.record, known, out, fault);
        }
    }
    if (!report->is_sealed) {
        return sibu_fault_set(fault, SIBU_NO, "report", "演练还没有关闭，没有报告",
                              "the drill is not closed yet, so there is no report");
    }
    return make_file(server, report->drill.record, file, out, fault);
}

/* One signature in the making. */
struct signing {
    struct server *server;
    const struct store_drill *drill;
    struct signed_report about;
    struct note_signer signer;
};

static enum sibu_status write_one(struct signing *signing, const struct report *report, struct signed_file file,
                                  struct sibu_fault *fault)
{
    char path[4096];
    struct sibu_text bytes = {0};
    file_beside(signing->drill->record, file.name, path);
    enum sibu_status status = report_form_make(report, file.form, file.tongue, &bytes, fault);
    if (status == SIBU_OK) {
        status = file_write(path, sibu_text_get(&bytes), bytes.length, 0644, fault);
    }
    if (status == SIBU_OK) {
        signed_file_measure(&file, &bytes);
        signing->about.files[signing->about.count++] = file;
    }
    sibu_text_clear(&bytes);
    return status;
}

/* All forms in which people are named so; each form once where people are not told of. */
static enum sibu_status write_forms(struct signing *signing, enum report_names names, struct sibu_fault *fault)
{
    const struct judged_def def = {.record = signing->drill->record, .sheets_most = signing->about.sheets};
    struct judged judged;
    enum sibu_status status = open_report(signing->server, &def, names, &judged, fault);
    for (size_t i = 0; i < REPORT_FORMS && status == SIBU_OK; i++) {
        const struct signed_file file = file_of(&REPORT_FORM[i], names, SIBU_ZH, signing->drill->record);
        if (file.form->tells_people == (names != REPORT_NAMES_IDS)) {
            status = write_one(signing, &judged.report, file, fault);
        }
    }
    judged_close(&judged);
    return status;
}

/* What the record says of itself, and who signs with which key. */
static enum sibu_status begin_signing(struct signing *signing, const struct http_request *request,
                                      struct sibu_fault *fault)
{
    char path[PATH_BYTES];
    uint8_t seed[NOTE_SEED_BYTES] = {0};
    struct judged judged = {.record = NULL};
    const struct judged_def def = {.record = signing->drill->record, .sheets_most = SHEETS_MAX};
    (void)snprintf(signing->about.who, sizeof signing->about.who, "%s", request->caller->name);
    (void)snprintf(path, sizeof path, "%s/report-%s.key", signing->server->folder, request->caller->name);
    enum sibu_status status = note_seed_open(path, seed, fault);
    if (status == SIBU_OK) {
        (void)note_signer_init(&signing->signer, SIGNED_KEY_NAME, NOTE_LOG, seed);
        status = judged_open(&judged, &def, fault);
    }
    if (status == SIBU_OK) {
        status = signed_about(&signing->about, &judged, fault);
    }
    judged_close(&judged);
    memset(seed, 0, sizeof seed);
    return status;
}

static enum sibu_status write_signature(const char *record, const char *line, struct sibu_fault *fault)
{
    char path[PATH_BYTES];
    struct sibu_text text = {0}, there = {0};
    struct sibu_fault ignored;
    (void)snprintf(path, sizeof path, "%.4000s" SIGNED_SUFFIX, record);
    sibu_text_add(&text, line);
    sibu_text_add(&text, "\n");
    enum sibu_status status = sibu_text_ok(&text) ? SIBU_OK : no_memory(fault);
    if (status == SIBU_OK &&
        (file_read(path, SIGNED_BYTES_MAX, &there, &ignored) != SIBU_OK || there.length != text.length ||
         memcmp(sibu_text_get(&there), sibu_text_get(&text), text.length) != 0)) {
        status = file_write(path, sibu_text_get(&text), text.length, 0644, fault);
    }
    sibu_text_clear(&text);
    sibu_text_clear(&there);
    return status;
}

/* The trail names drill, hash of the signature, and key: so neither can be exchanged unseen. */
static enum sibu_status keep(struct signing *signing, struct http_request *request, struct sibu_fault *fault)
{
    struct sibu_text line = {0};
    struct sibu_fault unwritten;
    uint8_t hash[SIBU_HASH_BYTES];
    char digits[2 * SIBU_HASH_BYTES + 1], key[NOTE_KEY_TEXT_MAX], object[STORE_AUDIT_TEXT_MAX + 1];
    signed_write(&signing->about, &signing->signer, &line);
    if (!sibu_text_ok(&line) || line.length == 0) {
        sibu_text_clear(&line);
        return no_memory(fault);
    }
    signed_hash(sibu_text_get(&line), line.length, hash);
    line.bytes[--line.length] = '\0'; /* the store keeps lines without their ends */
    sibu_hex(digits, hash, sizeof hash);
    note_key_text(key, &signing->signer.key);
    (void)snprintf(object, sizeof object, "%.60s:%s:%.70s", signing->drill->id, digits, key);
    struct store_audit row = audit_row(signing->server, request, "report-sign", object);
    enum sibu_status status =
        store_signed_put(signing->server->store, signing->drill->key, sibu_text_get(&line), &row, fault);
    if (status == SIBU_OK && write_signature(signing->drill->record, sibu_text_get(&line), &unwritten) != SIBU_OK) {
        log_fault(row.time_us, "report", &unwritten); /* it is kept: the file is made again later */
    }
    sibu_text_clear(&line);
    return status;
}

static enum sibu_status sign(struct signing *signing, struct http_request *request, struct sibu_fault *fault)
{
    enum sibu_status status = begin_signing(signing, request, fault);
    for (int names = 0; names < REPORT_NAMES_MODES && status == SIBU_OK; names++) {
        status = write_forms(signing, (enum report_names)names, fault);
    }
    return status == SIBU_OK ? keep(signing, request, fault) : status;
}

enum sibu_status report_desk_sign(struct server *server, struct http_request *request, const struct desk_report *report,
                                  struct sibu_fault *fault)
{
    struct signing signing = {.server = server, .drill = &report->drill};
    const char *line = NULL;
    if (!report->is_sealed) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "report", "演练还没有关闭，没有报告可签",
                              "the drill is not closed yet, so there is no report to sign");
    }
    pthread_mutex_lock(&server->change_mutex); /* of two who sign at once one is the first */
    enum sibu_status status = store_signed(server->store, report->drill.key, &request->arena, &line, fault);
    if (status == SIBU_OK && line != NULL) {
        status = sibu_fault_set(fault, SIBU_BAD_INPUT, "report", "这份报告已经签过名了",
                                "the report has been signed already");
    }
    if (status == SIBU_OK) {
        status = sign(&signing, request, fault);
    }
    pthread_mutex_unlock(&server->change_mutex);
    note_signer_clear(&signing.signer);
    return status;
}

enum sibu_status report_desk_open(struct server *server, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct sibu_fault unwritten;
    struct store_drill *drills = NULL;
    size_t count = 0;
    enum sibu_status status = store_signed_drills(server->store, &arena, &drills, &count, fault);
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        const char *line = NULL;
        status = store_signed(server->store, drills[i].key, &arena, &line, fault);
        int is_here = status == SIBU_OK && line != NULL && access(drills[i].record, F_OK) == 0; /* or it was deleted */
        if (is_here && write_signature(drills[i].record, line, &unwritten) != SIBU_OK) {
            log_fault(clock_now_us(server->def.clock), "report", &unwritten);
        }
    }
    sibu_arena_clear(&arena);
    return status;
}
