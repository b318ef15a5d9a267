/* Signing what was written: see report_sign.h. */
#include "command/report_sign.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "draw/note_file.h"

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static int is_same_folder(const char *one, const char *other)
{
    size_t length = (size_t)(base_of(one) - one);
    return length == (size_t)(base_of(other) - other) && strncmp(one, other, length) == 0;
}

static enum sibu_status check_file(const char *path, const char *first, struct sibu_fault *fault)
{
    if (!signed_file_name_is_good(base_of(path))) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "这个文件名不能写进签名",
                              "a file of this name cannot be named in a signature");
    }
    if (!is_same_folder(path, first)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "一起签名的文件要放在同一个文件夹里",
                              "files that are signed together must lie in one folder");
    }
    return SIBU_OK;
}

/* All files go into one folder, and the signature with them, named after the record. */
static enum sibu_status choose_path(struct report_sign *sign, const struct command_call *call, struct sibu_fault *fault)
{
    const char *first = NULL;
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < REPORT_FORMS && status == SIBU_OK; i++) {
        const char *path = command_value(call, REPORT_FORM[i].name);
        first = first != NULL ? first : path;
        status = path != NULL ? check_file(path, first, fault) : SIBU_OK;
    }
    if (status == SIBU_OK && first == NULL) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--sign", "还要写出至少一个文件，例如 --pdf",
                              "takes at least one file to be written besides, as with --pdf");
    }
    if (status == SIBU_OK &&
        snprintf(sign->path, sizeof sign->path, "%.*s%s" SIGNED_SUFFIX, (int)(base_of(first) - first), first,
                 base_of(call->arguments[0])) >= (int)sizeof sign->path) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--sign", "文件名太长", "the file's name is too long");
    }
    return status;
}

static enum sibu_status read_key(struct report_sign *sign, const char *path, struct sibu_fault *fault)
{
    uint8_t seed[NOTE_SEED_BYTES] = {0};
    enum sibu_status status = note_seed_read(path, seed, fault);
    if (status == SIBU_OK) {
        (void)note_signer_init(&sign->signer, SIGNED_KEY_NAME, NOTE_LOG, seed);
    }
    memset(seed, 0, sizeof seed);
    return status;
}

static enum sibu_status take_who(struct report_sign *sign, const char *who, struct sibu_fault *fault)
{
    if (who == NULL || !signed_who_is_good(who)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--signer", "请写明签名人姓名（最多 %d 字节）",
                              "say who signs: a name of at most %d bytes", SIGNED_WHO_MAX);
    }
    (void)snprintf(sign->report.who, sizeof sign->report.who, "%s", who);
    return SIBU_OK;
}

enum sibu_status report_sign_prepare(struct report_sign *sign, const struct command_call *call,
                                     struct sibu_fault *fault)
{
    const char *key = command_value(call, "sign");
    sign->is_wanted = key != NULL;
    sign->record = call->arguments[0];
    if (!sign->is_wanted && command_value(call, "signer") == NULL) {
        return SIBU_OK;
    }
    if (!sign->is_wanted) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--signer", "还要用 --sign 给出密钥文件",
                              "takes a key file besides, with --sign");
    }
    enum sibu_status status = choose_path(sign, call, fault);
    if (status == SIBU_OK) {
        status = take_who(sign, command_value(call, "signer"), fault);
    }
    return status == SIBU_OK ? read_key(sign, key, fault) : status;
}

enum sibu_status report_sign_begin(struct report_sign *sign, const struct judged *judged, struct sibu_fault *fault)
{
    if (!sign->is_wanted) {
        return SIBU_OK;
    }
    enum sibu_status status = signed_about(&sign->report, judged, fault);
    return status != SIBU_NO ? status
                             : sibu_fault_set(fault, SIBU_BAD_INPUT, sign->record, "记录还没有封存，不能为它的报告签名",
                                              "the record is not sealed yet, so no report of it can be signed");
}

void report_sign_take(struct report_sign *sign, const char *path, const struct signed_file *about,
                      const struct sibu_text *bytes)
{
    if (sign->is_wanted) {
        struct signed_file *file = &sign->report.files[sign->report.count++];
        *file = *about;
        (void)snprintf(file->name, sizeof file->name, "%s", base_of(path));
        signed_file_measure(file, bytes);
    }
}

enum sibu_status report_sign_end(struct report_sign *sign, struct sibu_fault *fault)
{
    struct sibu_text line = {0};
    if (!sign->is_wanted) {
        return SIBU_OK;
    }
    signed_write(&sign->report, &sign->signer, &line);
    enum sibu_status status = sibu_text_ok(&line)
                                  ? file_write(sign->path, sibu_text_get(&line), line.length, 0644, fault)
                                  : sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    sibu_text_clear(&line);
    return status;
}

void report_sign_clear(struct report_sign *sign)
{
    note_signer_clear(&sign->signer);
}
