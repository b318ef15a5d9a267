/* What is known of an answer besides the answer, as the detail of its event (docs/record.md). Inside drill/ only. Pure. */
#pragma once
#include "drill/drill.h"

#define EVIDENCE_BYTES 256
#define EVIDENCE_DOUBT_BYTES 16

/* A JSON object, or "" where nothing is known. */
void evidence_write(const struct drill_answer *answer, char out[EVIDENCE_BYTES]);
/* Why the check-in of this detail is doubtful, or "". */
void evidence_doubt(const char *detail, char out[EVIDENCE_DOUBT_BYTES]);
