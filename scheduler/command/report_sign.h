/* The signature of the files that `sibu report --sign` writes. Depends on: signed, note_file. */
#pragma once
#include "command/command.h"
#include "report/signed.h"

/* One signature, from what the call asks for to the file. All zero: nothing is signed. */
struct report_sign {
    int is_wanted;
    const char *record; /* its path */
    char path[4096]; /* of the signature file */
    struct note_signer signer;
    struct signed_report report;
};
/* Before the record is opened: reads the key and all that the call says. SIBU_BAD_INPUT where the files would not lie in one folder,
 * or a name cannot be signed. The caller clears it. */
SIBU_MUST_USE enum sibu_status report_sign_prepare(struct report_sign *sign, const struct command_call *call,
                                                   struct sibu_fault *fault);
/* Before anything is written. SIBU_BAD_INPUT where the record is not sealed. */
SIBU_MUST_USE enum sibu_status report_sign_begin(struct report_sign *sign, const struct judged *judged,
                                                 struct sibu_fault *fault);
/* With each file that was written at `path`. `about`: its form, tongue and names. */
void report_sign_take(struct report_sign *sign, const char *path, const struct signed_file *about,
                      const struct sibu_text *bytes);
/* Writes the signature file. */
SIBU_MUST_USE enum sibu_status report_sign_end(struct report_sign *sign, struct sibu_fault *fault);
void report_sign_clear(struct report_sign *sign); /* wipes the key */
