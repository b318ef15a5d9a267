/* A ledger as lines of JSON: see ledger_file.h. Depends on: json. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sibu/hash.h"
#include "sibu/json.h"
#include "store/ledger_file.h"

#define LINE_BYTES_MAX ((size_t)8 << 20)
#define CHUNK_BYTES 16384
#define HEAD_BEGINS "{\"size\":"

void ledger_line_row(struct sibu_text *out, const struct store_ledger_row *row)
{
    char hash[2 * SIBU_HASH_BYTES + 1];
    sibu_hex(hash, row->hash, sizeof row->hash);
    sibu_text_addf(out, "{\"row\":%" PRId64 ",\"time_us\":%" PRId64 ",\"kind\":", row->row, row->time_us);
    sibu_text_add_json(out, row->kind);
    sibu_text_add(out, ",\"body\":");
    sibu_text_add_json(out, row->body);
    sibu_text_addf(out, ",\"hash\":\"%s\"}\n", hash);
}

void ledger_line_head(struct sibu_text *out, int64_t size, const char *note)
{
    sibu_text_addf(out, "{\"size\":%" PRId64 ",\"head\":", size);
    sibu_text_add_json(out, note);
    sibu_text_add(out, "}\n");
}

/* What stands behind what: a head has its place right behind the row that it closes. */
struct lines {
    const struct ledger_sink *sink;
    int64_t row; /* the last one that was given; 0: none */
    int closed; /* its head was given too */
};

/* The line again from what was read: only then is it a line of ours. */
static int is_line(const struct sibu_text *again, const char *line)
{
    return sibu_text_ok(again) && strcmp(sibu_text_get(again), line) == 0;
}

static enum sibu_status give_row(struct sibu_json_value root, const char *line, struct lines *lines,
                                 struct sibu_fault *fault)
{
    struct store_ledger_row row = {.kind = sibu_json_as_string(sibu_json_member(root, "kind")),
                                   .body = sibu_json_as_string(sibu_json_member(root, "body"))};
    struct sibu_text again = {0};
    enum sibu_status status = sibu_json_integer(root, "row", 1, INT64_C(1000000000000), &row.row, fault);
    if (status == SIBU_OK) {
        status = sibu_json_integer(root, "time_us", 0, INT64_C(9000000000000000), &row.time_us, fault);
    }
    if (status != SIBU_OK ||
        !sibu_unhex(row.hash, sizeof row.hash, sibu_json_as_string(sibu_json_member(root, "hash")))) {
        return SIBU_BAD_INPUT;
    }
    ledger_line_row(&again, &row);
    status = SIBU_BAD_INPUT;
    if (is_line(&again, line)) {
        status = lines->sink->row(lines->sink->data, &row, fault);
        lines->row = row.row;
        lines->closed = 0;
    }
    sibu_text_clear(&again);
    return status;
}

static enum sibu_status give_head(struct sibu_json_value root, const char *line, struct lines *lines,
                                  struct sibu_fault *fault)
{
    int64_t size = 0;
    struct sibu_text again = {0};
    enum sibu_status status = sibu_json_integer(root, "size", 1, INT64_C(1000000000000), &size, fault);
    const char *note = sibu_json_as_string(sibu_json_member(root, "head"));
    if (status != SIBU_OK) {
        return SIBU_BAD_INPUT;
    }
    ledger_line_head(&again, size, note);
    status = SIBU_BAD_INPUT;
    if (is_line(&again, line) && size == lines->row && !lines->closed) {
        status = lines->sink->head(lines->sink->data, size, note, fault);
        lines->closed = 1;
    }
    sibu_text_clear(&again);
    return status;
}

static enum sibu_status give_line(const char *line, struct lines *lines, struct sibu_fault *fault)
{
    struct sibu_json *document = NULL;
    struct sibu_fault ignored;
    if (sibu_json_open(&document, "line", line, strlen(line), &ignored) != SIBU_OK) {
        return SIBU_BAD_INPUT;
    }
    struct sibu_json_value root = sibu_json_root(document);
    int is_head = sibu_json_member(root, "head").node != NULL;
    enum sibu_status status = is_head ? give_head(root, line, lines, fault) : give_row(root, line, lines, fault);
    sibu_json_close(document);
    return status;
}

/* The next line with its end, into the empty text. False at the end of the file, and where a line is too long or not text. */
static int next_line(FILE *file, struct sibu_text *line, int *bad)
{
    char chunk[CHUNK_BYTES];
    while (fgets(chunk, sizeof chunk, file) != NULL) {
        size_t length = strlen(chunk);
        sibu_text_add_bytes(line, chunk, length);
        if (length > 0 && chunk[length - 1] == '\n') {
            return 1;
        }
        if (length == 0) {
            sibu_text_add(line, "?"); /* a NUL stands first: not the end of the file, and no line of ours */
        }
        if (line->length > LINE_BYTES_MAX || length + 1 < sizeof chunk) { /* a NUL inside, or the file was cut off */
            break;
        }
    }
    *bad = line->length > 0;
    return *bad;
}

/* Named is the row that the line stands for: the one before it where it was a head, else the one that should come. */
static enum sibu_status no_line(const char *line, const struct lines *lines, int64_t number, struct sibu_fault *fault)
{
    char place[64];
    int is_head = lines->row > 0 && strncmp(line, HEAD_BEGINS, sizeof HEAD_BEGINS - 1) == 0;
    (void)snprintf(place, sizeof place, "ledger:%" PRId64, is_head ? lines->row : lines->row + 1);
    return sibu_fault_set(fault, SIBU_NO, place, "文件第 %" PRId64 " 行不是账本的行",
                          "line %" PRId64 " of the file is none of a ledger, or out of its place", number);
}

enum sibu_status ledger_lines_read(const char *path, const struct ledger_sink *sink, struct sibu_fault *fault)
{
    FILE *file = fopen(path, "rb");
    struct lines lines = {.sink = sink};
    struct sibu_text line = {0};
    int64_t number = 0;
    int bad = 0;
    enum sibu_status status = SIBU_OK;
    if (file == NULL) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "打不开文件", "the file cannot be opened");
    }
    while (status == SIBU_OK && next_line(file, &line, &bad)) {
        number++;
        status = bad || !sibu_text_ok(&line) ? SIBU_BAD_INPUT : give_line(sibu_text_get(&line), &lines, fault);
        if (status == SIBU_BAD_INPUT) {
            status = no_line(sibu_text_get(&line), &lines, number, fault);
        }
        sibu_text_clear(&line);
    }
    (void)fclose(file);
    return status;
}
