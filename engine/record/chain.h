/* The hashes of a record: the chain of its events, and the seal over everything in it. See docs/record.md.
 *
 * Depends on: hash, query.
 */
#pragma once
#include "record/query.h"

/* BLAKE2b-256("sibu event v1": hash of the row before, row, time_us, kind, person, place, detail). Before row 1: zeros. */
void chain_hash(const uint8_t previous[SIBU_HASH_BYTES], int64_t row, const struct sibu_record_event *event,
                uint8_t out[SIBU_HASH_BYTES]);

/* The tables that a seal covers, in its order. */
#define CHAIN_TABLES 11
const char *chain_table(size_t index);
/* How many rows the table has, and BLAKE2b-256("sibu table v1") over all their values in order. */
SIBU_MUST_USE enum sibu_status chain_table_hash(struct sibu_record *record, size_t table, int64_t *rows,
                                                uint8_t out[SIBU_HASH_BYTES], struct sibu_fault *fault);
