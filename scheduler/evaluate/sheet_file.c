/* Sheets beside a record: see sheet_file.h. */
#include "evaluate/sheet_file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "draw/ledger.h"
#include "evaluate/evaluation_part.h"
#include "sibu/json.h"

enum sibu_status sheet_file_drill(struct sheet_drill *out, struct sibu_record *record, struct sibu_arena *arena,
                                  struct sibu_fault *fault)
{
    struct sibu_json *document = NULL;
    struct sibu_fault ignored;
    const char *bytes = NULL;
    size_t length = 0;
    *out = (struct sheet_drill){.id = ""};
    enum sibu_status status = sibu_record_document(record, "draw", arena, &bytes, &length, fault);
    if (status == SIBU_OK && bytes != NULL && sibu_json_open(&document, "draw", bytes, length, &ignored) == SIBU_OK) {
        const char *id = sibu_json_as_string(sibu_json_member(sibu_json_root(document), "drill"));
        out->id = sibu_arena_text(arena, id, strlen(id));
        ledger_document_hash(bytes, length, out->draw);
        status = out->id != NULL ? SIBU_OK : evaluation_no_memory(fault);
    }
    sibu_json_close(document);
    return status;
}

/* What is behind the first so many lines is left out. */
static void cut(struct sibu_text *text, uint32_t lines)
{
    size_t length = 0;
    for (uint32_t i = 0; i < lines && length < text->length; i++) {
        const char *end = memchr(text->bytes + length, '\n', text->length - length);
        length = end != NULL ? (size_t)(end - text->bytes) + 1 : text->length;
    }
    if (length < text->length) {
        text->length = length;
        text->bytes[length] = '\0';
    }
}

enum sibu_status sheet_file_open(struct sheets *out, const char *path, struct sibu_record *record,
                                 struct sibu_fault *fault)
{
    return sheet_file_open_first(out, path, record, UINT32_MAX, fault);
}

enum sibu_status sheet_file_open_first(struct sheets *out, const char *path, struct sibu_record *record, uint32_t most,
                                       struct sibu_fault *fault)
{
    char beside[4200];
    struct sheet_drill drill;
    struct sibu_arena arena = {0};
    struct sibu_text text = {0};
    *out = (struct sheets){0};
    if (snprintf(beside, sizeof beside, "%s" SHEET_SUFFIX, path) >= (int)sizeof beside || access(beside, F_OK) != 0) {
        return SIBU_OK;
    }
    enum sibu_status status = file_read(beside, SHEET_FILE_BYTES_MAX, &text, fault);
    if (status == SIBU_OK) {
        cut(&text, most);
        status = sheet_file_drill(&drill, record, &arena, fault);
    }
    if (status == SIBU_OK) {
        status = sheets_open(out, beside, &text, &drill, fault);
    }
    sibu_text_clear(&text);
    sibu_arena_clear(&arena);
    return status;
}
