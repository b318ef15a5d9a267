/* CSV, RFC 4180, as it comes out of a spreadsheet. See sibu/csv.h.
 *
 * Depends on: array, place, utf8. A table is immutable once open, so many threads may read it.
 * The bytes are copied once; cells are unquoted in place and ended by NUL where the comma stood, so a cell is an offset.
 * Invariants: 1. row r has the cells [rows[r].first, rows[r + 1].first), at least one, at most as many as row 0;
 * 2. rows[row_count] exists and is the end of the last row.
 */
#include "sibu/csv.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/place.h"
#include "base/utf8.h"
#include "sibu/memory.h"
#include "sibu/text.h"

#define LARGEST ((size_t)64 * 1024 * 1024)
#define ROWS_MAX ((size_t)1000000)
#define COLUMNS_MAX ((size_t)256)
#define CELL_BYTES_MAX ((size_t)64 * 1024)
#define CELLS_MAX ((size_t)16 * 1024 * 1024)

struct row {
    size_t first; /* index of its first cell */
    size_t line;
};

struct sibu_csv {
    char *name; /* owned */
    char *bytes; /* owned; the cells' texts */
    uint32_t *cells; /* owned; where each begins in bytes */
    size_t cell_count, cell_capacity;
    struct row *rows; /* owned */
    size_t row_count, row_capacity;
    size_t columns;
};

struct reader {
    struct sibu_csv *csv;
    size_t length, at; /* of csv->bytes: what is read */
    size_t line; /* from 1 */
    struct sibu_fault *fault;
};

static enum sibu_status refuse(struct reader *reader, enum sibu_status status, const char *zh, const char *en)
{
    char place[PLACE_BYTES];
    char line[32];
    snprintf(line, sizeof line, ":%zu", reader->line);
    place_write(place, reader->csv->name, line);
    return sibu_fault_set(reader->fault, status, place, "%.0s%s", "%s%.0s", en, zh);
}

static enum sibu_status out_of_memory(struct reader *reader)
{
    return refuse(reader, SIBU_NO_MEMORY, "内存不足", "out of memory");
}

/* The whole file is checked before anything is read from it. */
static enum sibu_status check_characters(struct reader *reader)
{
    const char *bytes = reader->csv->bytes;
    size_t used = 0;
    for (size_t at = 0; at < reader->length; at += used) {
        uint32_t character = utf8_decode(bytes + at, reader->length - at, &used);
        if (character == UTF8_BAD || character == 0) {
            return refuse(reader, SIBU_BAD_INPUT, "不是有效的 UTF-8，请在电子表格中另存为“CSV UTF-8（逗号分隔）”",
                          "not valid UTF-8; in the spreadsheet, save as \"CSV UTF-8 (comma delimited)\"");
        }
        reader->line += character == '\n';
    }
    reader->line = 1;
    return SIBU_OK;
}

static enum sibu_status add_row(struct reader *reader)
{
    struct sibu_csv *csv = reader->csv;
    void *rows = csv->rows;
    if (csv->row_count == ROWS_MAX) {
        return refuse(reader, SIBU_LIMIT, "超过 1000000 行", "more than 1000000 rows");
    }
    if (!sibu_array_reserve(&rows, &csv->row_capacity, csv->row_count + 2, sizeof csv->rows[0], ROWS_MAX + 2)) {
        return out_of_memory(reader);
    }
    csv->rows = rows;
    csv->rows[csv->row_count++] = (struct row){csv->cell_count, reader->line};
    return SIBU_OK;
}

static enum sibu_status add_cell(struct reader *reader, size_t start)
{
    struct sibu_csv *csv = reader->csv;
    size_t columns = csv->cell_count - csv->rows[csv->row_count - 1].first;
    if (columns == COLUMNS_MAX) {
        return refuse(reader, SIBU_LIMIT, "超过 256 列", "more than 256 columns");
    }
    if (csv->row_count > 1 && columns == csv->columns) {
        return refuse(reader, SIBU_BAD_INPUT, "这一行的列数比表头多，请检查逗号和引号",
                      "this row has more cells than the header; check its commas and quotation marks");
    }
    void *cells = csv->cells;
    if (!sibu_array_reserve(&cells, &csv->cell_capacity, csv->cell_count + 1, sizeof csv->cells[0], CELLS_MAX)) {
        return csv->cell_count + 1 > CELLS_MAX ? refuse(reader, SIBU_LIMIT, "单元格太多", "too many cells")
                                               : out_of_memory(reader);
    }
    csv->cells = cells;
    csv->cells[csv->cell_count++] = (uint32_t)start;
    return SIBU_OK;
}

/* The byte `at`, or -1 at the end. */
static int peek(const struct reader *reader, size_t at)
{
    return at < reader->length ? (unsigned char)reader->csv->bytes[at] : -1;
}

/* How many bytes the line end at `at` has; 0: there is none. The file's end counts as one of no bytes. */
static int at_line_end(const struct reader *reader, size_t *bytes)
{
    int byte = peek(reader, reader->at);
    *bytes = byte == '\n' ? 1 : byte == '\r' && peek(reader, reader->at + 1) == '\n' ? 2 : 0;
    return byte == -1 || *bytes > 0;
}

/* Unquotes in place. *end is where the cell's text ends. */
static enum sibu_status read_quoted(struct reader *reader, size_t *end)
{
    char *bytes = reader->csv->bytes;
    size_t out = reader->at;
    size_t opening_line = reader->line;
    for (reader->at++;; reader->at++) {
        int byte = peek(reader, reader->at);
        if (byte == -1) {
            reader->line = opening_line;
            return refuse(reader, SIBU_BAD_INPUT, "从这一行开始的引号没有闭合",
                          "a quotation mark that opens in this line is never closed");
        }
        if (byte == '"' && peek(reader, reader->at + 1) != '"') {
            break;
        }
        reader->at += byte == '"';
        reader->line += byte == '\n';
        bytes[out++] = (char)byte;
    }
    reader->at++;
    *end = out;
    return SIBU_OK;
}

static enum sibu_status read_plain(struct reader *reader, size_t *end)
{
    size_t ending = 0;
    while (!at_line_end(reader, &ending) && peek(reader, reader->at) != ',') {
        int byte = peek(reader, reader->at);
        if (byte == '"') {
            return refuse(reader, SIBU_BAD_INPUT, "引号必须包住整个单元格，其中的引号要写成两个",
                          "quotation marks must enclose the whole cell, and be doubled inside it");
        }
        if (byte == '\r') {
            return refuse(reader, SIBU_BAD_INPUT, "行尾应为 CRLF 或 LF，不能只有 CR",
                          "lines must end with CRLF or LF, not with CR alone");
        }
        reader->at++;
    }
    *end = reader->at;
    return SIBU_OK;
}

/* Reads one cell and what ends it; *last is set where that is the end of the line. */
static enum sibu_status read_cell(struct reader *reader, int *last)
{
    size_t start = reader->at;
    size_t end = start;
    size_t ending = 0;
    enum sibu_status status = peek(reader, start) == '"' ? read_quoted(reader, &end) : read_plain(reader, &end);
    if (status != SIBU_OK) {
        return status;
    }
    if (end - start > CELL_BYTES_MAX) {
        return refuse(reader, SIBU_LIMIT, "单元格超过 64 KiB", "a cell is larger than 64 KiB");
    }
    *last = at_line_end(reader, &ending);
    if (!*last && peek(reader, reader->at) != ',') {
        return refuse(reader, SIBU_BAD_INPUT, "右引号后面应是逗号或行尾",
                      "a closing quotation mark must be followed by a comma or the end of the line");
    }
    status = add_cell(reader, start);
    reader->at += *last ? ending : 1;
    reader->csv->bytes[end] = '\0'; /* where the comma, quotation mark or line end stood */
    return status;
}

static enum sibu_status read_row(struct reader *reader)
{
    enum sibu_status status = add_row(reader);
    int last = 0;
    while (status == SIBU_OK && !last) {
        status = read_cell(reader, &last);
    }
    struct sibu_csv *csv = reader->csv;
    if (status == SIBU_OK && csv->row_count == 1) {
        csv->columns = csv->cell_count;
    }
    reader->line++;
    return status;
}

static enum sibu_status read_all(struct reader *reader)
{
    enum sibu_status status = check_characters(reader);
    while (status == SIBU_OK && reader->at < reader->length) {
        size_t ending = 0;
        if (at_line_end(reader, &ending)) { /* a blank line */
            reader->at += ending;
            reader->line++;
            continue;
        }
        status = read_row(reader);
    }
    struct sibu_csv *csv = reader->csv;
    if (status != SIBU_OK) {
        return status;
    }
    if (csv->row_count == 0) {
        return refuse(reader, SIBU_BAD_INPUT, "文件是空的，第一行应为表头",
                      "the file is empty; its first row must name the columns");
    }
    csv->rows[csv->row_count] = (struct row){csv->cell_count, reader->line};
    return SIBU_OK;
}

static struct sibu_csv *copy_of(const char *name, const char *bytes, size_t length)
{
    struct sibu_csv *csv = sibu_array_new(1, sizeof *csv);
    if (csv == NULL) {
        return NULL;
    }
    csv->name = sibu_array_new(strlen(name) + 1, 1);
    csv->bytes = sibu_array_new(length + 1, 1);
    if (csv->name == NULL || csv->bytes == NULL) {
        sibu_csv_close(csv);
        return NULL;
    }
    memcpy(csv->name, name, strlen(name));
    if (length > 0) {
        memcpy(csv->bytes, bytes, length);
    }
    return csv;
}

enum sibu_status sibu_csv_open(struct sibu_csv **out, const char *name, const char *bytes, size_t length,
                               struct sibu_fault *fault)
{
    *out = NULL;
    if (length > LARGEST) {
        return sibu_fault_set(fault, SIBU_LIMIT, name, "文件超过 64 MiB", "the file is larger than 64 MiB");
    }
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
        length -= 3;
    }
    struct sibu_csv *csv = copy_of(name, bytes, length);
    if (csv == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, name, "内存不足", "out of memory");
    }
    struct reader reader = {.csv = csv, .length = length, .line = 1, .fault = fault};
    enum sibu_status status = read_all(&reader);
    if (status != SIBU_OK) {
        sibu_csv_close(csv);
        return status;
    }
    *out = csv;
    return SIBU_OK;
}

void sibu_csv_close(struct sibu_csv *csv)
{
    if (csv != NULL) {
        sibu_array_free(csv->name);
        sibu_array_free(csv->bytes);
        sibu_array_free(csv->cells);
        sibu_array_free(csv->rows);
        sibu_array_free(csv);
    }
}

size_t sibu_csv_rows(const struct sibu_csv *csv)
{
    return csv->row_count;
}

size_t sibu_csv_columns(const struct sibu_csv *csv)
{
    return csv->columns;
}

const char *sibu_csv_cell(const struct sibu_csv *csv, size_t row, size_t column)
{
    if (row >= csv->row_count || column >= csv->rows[row + 1].first - csv->rows[row].first) {
        return "";
    }
    return csv->bytes + csv->cells[csv->rows[row].first + column];
}

size_t sibu_csv_line(const struct sibu_csv *csv, size_t row)
{
    return row < csv->row_count ? csv->rows[row].line : 0;
}

void sibu_csv_place(const struct sibu_csv *csv, size_t row, char place[PLACE_BYTES])
{
    char line[32];
    snprintf(line, sizeof line, ":%zu", sibu_csv_line(csv, row));
    place_write(place, csv->name, line);
}
