/* What lies beside records, the evaluators' sheets and the signed report, compared with the audit trail and the ledger of the server
 * that took them: so what was cut off, taken away, or signed anew with another key is found. */
#pragma once
#include "command/verify_faults.h"
#include "command/verify_signed.h"
#include "evaluate/sheet.h"
#include "store/store_audit.h"

/* What there is of one record, and what the trail tells of its drill. */
struct verify_paper {
    const char *path; /* of the record; must live as long as the list */
    char drill[72];
    uint8_t fingerprint[SIBU_HASH_BYTES];
    int is_sound; /* record and sheets are as they should be */
    int is_sealed;
    uint32_t sheets;
    uint8_t sheet_last[SIBU_HASH_BYTES], sheet_key[32];
    const char *signature; /* path of the signed report's; NULL: there is none */
    uint8_t signed_hash[SIBU_HASH_BYTES];
    char signed_key[NOTE_KEY_TEXT_MAX];
    int64_t told_sheets, sheets_row, signed_row; /* by the trail; rows 0: it tells of none */
    uint8_t told_last[SIBU_HASH_BYTES], told_signed[SIBU_HASH_BYTES];
    char told_key[NOTE_KEY_TEXT_MAX];
};
/* All zero at first. */
struct verify_trail {
    struct verify_paper *items;
    size_t count, capacity;
    int is_sorted, out_of_memory;
};
/* A record with its sheets (all zero: none). The item's `drill` is "" where the record has no draw. */
void verify_trail_add(struct verify_trail *trail, const struct verify_paper *paper);
/* The record at this path, else of this fingerprint; NULL: none was added. Valid until the next one is added. */
struct verify_paper *verify_trail_find(struct verify_trail *trail, const char *path, const uint8_t *fingerprint);
/* With each sound row of the audit trail; `data` is the struct verify_trail. */
void verify_trail_look(void *data, const struct store_audit *row);
/* What there is to compare with. */
struct verify_known {
    uint8_t ledger_key[32]; /* that signs the ledger's heads */
    int has_trail; /* 0: a ledger alone, or one of before there was a trail: keys alone are compared */
    int is_folder; /* 1: all is here, so what is told of and is not here is missing, and what nobody tells of is forged */
};
/* One finding for each thing that does not go together. */
void verify_trail_judge(const struct verify_trail *trail, const struct verify_known *known,
                        struct verify_faults *faults);
void verify_trail_clear(struct verify_trail *trail);
