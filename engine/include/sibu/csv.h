/* The one reader of CSV: RFC 4180, comma, UTF-8 with or without BOM, CRLF or LF, quotes doubled inside quotes.
 *
 * All rows have as many cells as the first (short rows are padded with empty cells, longer ones refused), blank lines
 * are skipped. At most 1,000,000 rows, 256 columns, 64 KiB a cell.
 */
#pragma once
#include <stddef.h>

#include "sibu/fault.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sibu_csv;

/* Parses a copy of the bytes; `name` stands for the file in faults. The caller closes it. */
SIBU_MUST_USE enum sibu_status sibu_csv_open(struct sibu_csv **out, const char *name, const char *bytes, size_t length,
                                             struct sibu_fault *fault);
void sibu_csv_close(struct sibu_csv *csv); /* NULL is allowed */
size_t sibu_csv_rows(const struct sibu_csv *csv); /* with the header row, which is row 0 */
size_t sibu_csv_columns(const struct sibu_csv *csv);
const char *sibu_csv_cell(const struct sibu_csv *csv, size_t row, size_t column); /* never NULL; lives as long as csv */
size_t sibu_csv_line(const struct sibu_csv *csv, size_t row); /* the line it starts at, from 1 */
void sibu_csv_place(const struct sibu_csv *csv, size_t row, char place[240]); /* "roster.csv:17" */

#ifdef __cplusplus
}
#endif
