/* Signed reports written, read and checked: see signed.h. Depends on: signed_line, libsodium's SHA-256. */
#include "report/signed.h"

#include <assert.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "draw/signed_line.h"
#include "sibu/json.h"

static const struct signed_line_kind KIND = {"report", "sibu-report/v1\n"};

static int is_plain(const char *text, size_t most)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f) {
            return 0;
        }
    }
    return length > 0 && length <= most && sibu_utf8_valid(text, length);
}

int signed_file_name_is_good(const char *name)
{
    return is_plain(name, SIGNED_FILE_NAME_MAX) && name[0] != '.' && strpbrk(name, "/\\") == NULL;
}

int signed_who_is_good(const char *who)
{
    return is_plain(who, SIGNED_WHO_MAX);
}

enum sibu_status signed_about(struct signed_report *out, const struct judged *judged, struct sibu_fault *fault)
{
    const struct report *report = &judged->report;
    (void)snprintf(out->drill, sizeof out->drill, "%s", report->draw.drill);
    (void)snprintf(out->draw_hash, sizeof out->draw_hash, "%s", report->draw.hash);
    report_made_by(out->made_by);
    out->end_us = report->evaluation.end_us;
    out->sheets = judged->sheets.count;
    return sibu_record_fingerprint(judged->record, out->record, fault);
}

void signed_file_measure(struct signed_file *file, const struct sibu_text *bytes)
{
    file->bytes = (int64_t)bytes->length;
    crypto_hash_sha256(file->sha256, (const uint8_t *)sibu_text_get(bytes), bytes->length);
}

static void add_text(struct sibu_text *out, const char *key, const char *value)
{
    sibu_text_addf(out, ",\"%s\":", key);
    sibu_text_add_json(out, value);
}

static void add_file(struct sibu_text *out, const struct signed_file *file)
{
    char hash[65];
    sibu_hex(hash, file->sha256, sizeof file->sha256);
    sibu_text_add(out, "{\"name\":");
    sibu_text_add_json(out, file->name);
    add_text(out, "form", file->form->name);
    add_text(out, "language", report_tongue_word(file->tongue));
    add_text(out, "names", report_names_word(file->names));
    sibu_text_addf(out, ",\"bytes\":%" PRId64 ",\"sha256\":\"%s\"}", file->bytes, hash);
}

/* What is signed. */
static void write_body(const struct signed_report *report, struct sibu_text *out)
{
    char record[2 * SIBU_HASH_BYTES + 1];
    sibu_hex(record, report->record, sizeof report->record);
    sibu_text_add(out, "{\"format\":1");
    add_text(out, "drill", report->drill);
    add_text(out, "draw", report->draw_hash);
    add_text(out, "record", record);
    sibu_text_addf(out, ",\"end_us\":%" PRId64 ",\"sheets\":%" PRIu32, report->end_us, report->sheets);
    add_text(out, "who", report->who);
    add_text(out, "made_by", report->made_by);
    sibu_text_add(out, ",\"files\":[");
    for (size_t i = 0; i < report->count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_file(out, &report->files[i]);
    }
    sibu_text_add(out, "]}");
}

void signed_write(const struct signed_report *report, const struct note_signer *signer, struct sibu_text *out)
{
    struct sibu_text text = {0};
    assert(report->count >= 1 && report->count <= SIGNED_FILES_MAX);
    write_body(report, &text);
    signed_line_write(&KIND, &text, signer, out);
    sibu_text_clear(&text);
}

/* A string member into room for `most` bytes and a NUL. */
static int take(struct sibu_json_value object, const char *key, char *out, size_t most)
{
    const char *text = sibu_json_as_string(sibu_json_member(object, key));
    size_t length = strlen(text);
    if (length > most) {
        return 0;
    }
    memcpy(out, text, length + 1);
    return 1;
}

static int take_hash(struct sibu_json_value object, const char *key, uint8_t out[32])
{
    return sibu_unhex(out, 32, sibu_json_as_string(sibu_json_member(object, key)));
}

static int take_integer(struct sibu_json_value object, const char *key, int64_t *out)
{
    struct sibu_fault ignored;
    return sibu_json_integer(object, key, 0, INT64_C(1) << 53, out, &ignored) == SIBU_OK;
}

static int take_sheets(struct sibu_json_value object, uint32_t *out)
{
    int64_t count = 0;
    int is = take_integer(object, "sheets", &count) && count <= SHEETS_MAX;
    *out = is ? (uint32_t)count : 0;
    return is;
}

static int take_file(struct signed_report *out, struct sibu_json_value object)
{
    struct signed_file *file = &out->files[out->count++];
    file->form = report_form_find(sibu_json_as_string(sibu_json_member(object, "form")));
    return file->form != NULL && take(object, "name", file->name, SIGNED_FILE_NAME_MAX) &&
           signed_file_name_is_good(file->name) &&
           report_tongue_find(sibu_json_as_string(sibu_json_member(object, "language")), &file->tongue) &&
           report_names_find(sibu_json_as_string(sibu_json_member(object, "names")), &file->names) &&
           take_integer(object, "bytes", &file->bytes) && take_hash(object, "sha256", file->sha256);
}

static int take_files(struct signed_report *out, struct sibu_json_value files)
{
    size_t count = sibu_json_count(files);
    int good = sibu_json_kind(files) == SIBU_JSON_ARRAY && count >= 1 && count <= SIGNED_FILES_MAX;
    for (struct sibu_json_value at = sibu_json_first(files); good && at.node != NULL; at = sibu_json_next(at)) {
        good = take_file(out, at);
    }
    return good;
}

/* Reads the object, which must be as it would be written of what it says. */
static int take_body(struct signed_report *out, const char *body)
{
    struct sibu_json *document = NULL;
    struct sibu_fault ignored;
    struct sibu_text again = {0};
    if (sibu_json_open(&document, "report", body, strlen(body), &ignored) != SIBU_OK) {
        return 0;
    }
    struct sibu_json_value root = sibu_json_root(document);
    int good = take(root, "drill", out->drill, SIGNED_WORD_MAX) &&
               take(root, "draw", out->draw_hash, 2 * SIBU_HASH_BYTES) && take_hash(root, "record", out->record) &&
               take_integer(root, "end_us", &out->end_us) && take_sheets(root, &out->sheets) &&
               take(root, "who", out->who, SIGNED_WHO_MAX) && signed_who_is_good(out->who) &&
               take(root, "made_by", out->made_by, REPORT_MADE_BY_BYTES - 1) &&
               take_files(out, sibu_json_member(root, "files"));
    if (good) {
        write_body(out, &again);
        good = sibu_text_ok(&again) && strcmp(sibu_text_get(&again), body) == 0;
    }
    sibu_text_clear(&again);
    sibu_json_close(document);
    return good;
}

/* A line as it would be written, signed by a key for reports. */
static int is_signed(const struct sibu_text *bytes, struct sibu_json_value root, struct note_key *key)
{
    const char *line = sibu_text_get(bytes);
    return bytes->length > 0 && line[bytes->length - 1] == '\n' &&
           signed_line_check(&KIND, line, bytes->length - 1, root, key) && strcmp(key->name, SIGNED_KEY_NAME) == 0 &&
           key->type == NOTE_LOG;
}

enum sibu_status signed_read(struct signed_report *out, const char *place, const struct sibu_text *bytes,
                             struct sibu_fault *fault)
{
    struct sibu_json *document = NULL;
    struct sibu_fault ignored;
    *out = (struct signed_report){.count = 0};
    if (sibu_json_open(&document, "line", sibu_text_get(bytes), bytes->length, &ignored) != SIBU_OK) {
        return sibu_fault_set(fault, SIBU_NO, place, "不是报告的签名：文件被改动或截断",
                              "is no report's signature: the file was changed or cut off");
    }
    struct sibu_json_value root = sibu_json_root(document);
    enum sibu_status status = SIBU_OK;
    if (!is_signed(bytes, root, &out->key)) {
        status = sibu_fault_set(fault, SIBU_NO, place, "签名与内容不符：签名文件被改动过",
                                "the signature does not fit: the signature file was changed");
    } else if (!take_body(out, signed_line_text(&KIND, root))) {
        status = sibu_fault_set(fault, SIBU_NO, place, "签了名，但所签的不是报告",
                                "it is signed, but what it signs is no report");
    }
    sibu_json_close(document);
    return status;
}

void signed_hash(const char *line, size_t length, uint8_t out[SIBU_HASH_BYTES])
{
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu signed v1");
    sibu_hash_field(&hash, line, length);
    sibu_hash_done(&hash, out);
}
