/* `sibu verify` on a signed report (report/signed.h): the signature, each file that it names, and the report made again from the
 * record. Depends on: signed, forms, note_file.
 */
#pragma once
#include "command/command.h"
#include "command/verify_faults.h"
#include "report/signed.h"

/* What the caller knows of it. */
struct signed_source {
    const char *path; /* of the signature file */
    const char *record; /* that it is of, sound and sealed; NULL: it is not here, or not as it should be */
    const uint8_t *fingerprint; /* of that record; NULL likewise */
    const char *pseudonym_key; /* a key file, or NULL */
    int needs_all; /* 1: a signed file that is not here is missing; 0: it may have been given to somebody else */
    const char *key; /* with which it must be signed, as text; NULL: any */
};
struct signed_verdict {
    struct signed_report report;
    uint8_t hash[SIBU_HASH_BYTES]; /* of its line (signed_hash) */
    size_t absent; /* signed files that are not here */
    size_t made_again; /* files that came out the same, byte for byte */
    int is_other_program; /* 1: others were not compared, being made by another program than this */
};
/* Reads the signature file. SIBU_NO where a byte of it was changed. */
SIBU_MUST_USE enum sibu_status verify_signed_read(const char *path, struct signed_verdict *out,
                                                  struct sibu_fault *fault);
/* Checks the rest of one that was read: one finding for each thing that is wrong. */
void verify_signed(const struct signed_source *source, struct signed_verdict *verdict, struct verify_faults *faults);
/* Of one that is as it should be. */
void verify_signed_words(const struct command_call *call, const struct signed_source *source,
                         const struct signed_verdict *verdict, struct sibu_text *text);
