/* The answer sheets that lie beside a record, as RECORD.sheets: the edge to the disk of sheet.h. */
#pragma once
#include "evaluate/sheet.h"

/* The drill that the record is of, for its sheets. *out->id is "" where it has no draw document that can be read; the id lives in
 * the arena. */
SIBU_MUST_USE enum sibu_status sheet_file_drill(struct sheet_drill *out, struct sibu_record *record,
                                                struct sibu_arena *arena, struct sibu_fault *fault);
/* Reads and checks the sheets beside the record at `path`: none where there is no such file, or one with nothing in it. SIBU_NO
 * where one does not hold (sheets_open). The caller closes them. */
SIBU_MUST_USE enum sibu_status sheet_file_open(struct sheets *out, const char *path, struct sibu_record *record,
                                               struct sibu_fault *fault);
/* The same of the first `most` sheets alone: what had been said when so many had come. */
SIBU_MUST_USE enum sibu_status sheet_file_open_first(struct sheets *out, const char *path, struct sibu_record *record,
                                                     uint32_t most, struct sibu_fault *fault);
