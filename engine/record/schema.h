/* What a record's database looks like, exactly: the statements that make it, and the check that a file has no other.
 *
 * A reader compares every statement of a file's schema with these, letter by letter, before it reads a row: so no view,
 * trigger, generated column or virtual table of somebody else's ever runs. Depends on: query.
 */
#pragma once
#include "record/record.h"

#define SCHEMA_APPLICATION_ID 0x53494255 /* "SIBU" */

/* Makes everything, application id and version included. The caller holds a transaction open. */
SIBU_MUST_USE enum sibu_status schema_make(struct sibu_record *record, struct sibu_fault *fault);
/* SIBU_BAD_INPUT where the schema is not that of version SIBU_RECORD_VERSION. */
SIBU_MUST_USE enum sibu_status schema_check(struct sibu_record *record, struct sibu_fault *fault);
