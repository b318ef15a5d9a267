/* The signature of the files that `sibu report --sign` writes. Depends on: signed, note_file. */
#pragma once
#include "command/command.h"
#include "report/signed.h"

/* One signature, from what the call asks for to the file. All zero: nothing is signed. */
struct report_sign {
    int is_wanted;
    char path[4096]; /* of the signature file */
    struct note_signer signer;
    struct signed_report report;
};
/* Before anything is written: reads the key and all that does not depend on the files. SIBU_BAD_INPUT where the record is not
 * sealed, the files would not lie in one folder, or a name cannot be signed. The caller clears it. */
SIBU_MUST_USE enum sibu_status report_sign_begin(struct report_sign *sign, const struct command_call *call,
                                                 const struct judged *judged, struct sibu_fault *fault);
/* With each file that was written at `path`. `about`: its form, tongue and names. */
void report_sign_take(struct report_sign *sign, const char *path, const struct signed_file *about,
                      const struct sibu_text *bytes);
/* Writes the signature file. */
SIBU_MUST_USE enum sibu_status report_sign_end(struct report_sign *sign, struct sibu_fault *fault);
void report_sign_clear(struct report_sign *sign); /* wipes the key */
