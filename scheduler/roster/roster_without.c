/* A roster without one person: see roster_without.h. */
#include "roster/roster_without.h"

#include <string.h>

#include "roster/roster_cell.h"
#include "sibu/csv.h"

struct columns {
    size_t id, name, name_en; /* the number of columns: there is none */
};

static struct columns find_columns(const struct sibu_csv *csv)
{
    size_t count = sibu_csv_columns(csv);
    struct columns found = {count, count, count};
    for (size_t i = count; i > 0; i--) {
        int column = roster_column_find(sibu_csv_cell(csv, 0, i - 1));
        found.id = column == ROSTER_ID ? i - 1 : found.id;
        found.name = column == ROSTER_NAME ? i - 1 : found.name;
        found.name_en = column == ROSTER_NAME_EN ? i - 1 : found.name_en;
    }
    return found;
}

/* Blanks around a cell do not matter. */
static int is_same(const char *cell, const char *word)
{
    size_t length = 0;
    const char *text = roster_trim(cell, &length);
    return word[0] != '\0' && length == strlen(word) && memcmp(text, word, length) == 0;
}

static int is_meant(const struct sibu_csv *csv, size_t row, const struct columns *at, const struct roster_who *who)
{
    size_t count = sibu_csv_columns(csv);
    return is_same(sibu_csv_cell(csv, row, at->id), who->id) &&
           (is_same(sibu_csv_cell(csv, row, at->name), who->name) ||
            (at->name_en < count && is_same(sibu_csv_cell(csv, row, at->name_en), who->name_en)));
}

static void add_cell(struct sibu_text *out, const char *cell)
{
    if (strpbrk(cell, ",\"\r\n") == NULL) {
        sibu_text_add(out, cell);
        return;
    }
    sibu_text_add(out, "\"");
    for (; *cell != '\0'; cell++) {
        sibu_text_add(out, *cell == '"' ? "\"" : "");
        sibu_text_add_bytes(out, cell, 1);
    }
    sibu_text_add(out, "\"");
}

static void add_row(struct sibu_text *out, const struct sibu_csv *csv, size_t row)
{
    for (size_t i = 0; i < sibu_csv_columns(csv); i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_cell(out, sibu_csv_cell(csv, row, i));
    }
    sibu_text_add(out, "\n");
}

enum sibu_status roster_without(const char *bytes, size_t length, const struct roster_who *who, struct sibu_text *out,
                                size_t *count, struct sibu_fault *fault)
{
    struct sibu_csv *csv = NULL;
    *count = 0;
    enum sibu_status status = sibu_csv_open(&csv, "roster.csv", bytes, length, fault);
    if (status != SIBU_OK) {
        return status;
    }
    const struct columns at = find_columns(csv);
    if (at.id == sibu_csv_columns(csv) || at.name == sibu_csv_columns(csv)) {
        sibu_csv_close(csv);
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "roster.csv", "没有工号列或姓名列",
                              "has no column of ids, or none of names");
    }
    for (size_t row = 0; row < sibu_csv_rows(csv); row++) {
        int goes = row > 0 && is_meant(csv, row, &at, who);
        *count += goes ? 1 : 0;
        if (!goes && out != NULL) {
            add_row(out, csv, row);
        }
    }
    sibu_csv_close(csv);
    return out == NULL || sibu_text_ok(out)
               ? SIBU_OK
               : sibu_fault_set(fault, SIBU_NO_MEMORY, "roster.csv", "内存不足", "out of memory");
}
