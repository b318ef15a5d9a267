/* What a witness is asked, as JSON: read strictly from whatever a stranger sends, and written by who asks.
 *
 * Faults name the member. Pure but for the document's memory.
 */
#pragma once
#include "sibu/text.h"
#include "witness/witness.h"

#define REQUEST_BYTES_MAX 16384

SIBU_MUST_USE enum sibu_status request_read_epoch(const char *bytes, size_t length, struct witness_epoch *out,
                                                  struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status request_read_link(const char *bytes, size_t length, struct witness_ask *out,
                                                 struct sibu_fault *fault);
/* 32 hexadecimal digits; false where they are none. */
int request_read_installation(const char *hex, uint8_t id[DRAW_INSTALLATION_BYTES]);

void request_write_epoch(struct sibu_text *text, const struct witness_epoch *epoch);
void request_write_link(struct sibu_text *text, const struct witness_ask *ask);
