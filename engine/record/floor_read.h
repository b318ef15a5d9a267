/* On which floor everybody in a frame is, out of the changes of floors. */
#pragma once
#include "record/record.h"

/* Fills the floors of the `count` people whose numbers stand in the record's room, at frame `number`. A record at rest
 * keeps all its changes in memory once it was asked, as long as they are few enough. */
SIBU_MUST_USE enum sibu_status floor_read(struct sibu_record *record, int64_t number, size_t count,
                                          struct sibu_fault *fault);
void floor_changes_clear(struct record_changes *changes); /* all zero is allowed */
