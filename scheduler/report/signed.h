/* A signed report: one line of JSON that names the files of a drill's report with their hashes, the record that they were made of,
 * and who signed (docs/report.md). It lies beside the files, as RECORD.signed.
 *
 * The same report signed by the same key and name is the same bytes: its time is the record's end, and none is read from a clock.
 * Signed text: "sibu-report/v1\n" and the bytes of the object, Ed25519. Pure; reading is made for what strangers send.
 * Depends on: note (the key), json.
 */
#pragma once
#include "draw/note.h"
#include "report/forms.h"
#include "report/judged.h"
#include "sibu/hash.h"
#include "sibu/text.h"

#define SIGNED_SUFFIX ".signed"
#define SIGNED_KEY_NAME "sibu-report" /* of every key that signs reports */
#define SIGNED_FILES_MAX 24
#define SIGNED_FILE_NAME_MAX 200 /* bytes, as all that follow */
#define SIGNED_WHO_MAX 100
#define SIGNED_WORD_MAX 120
#define SIGNED_BYTES_MAX ((size_t)64 << 10) /* of the line */

/* One file. Its name has no folder in it: it lies beside the signature. */
struct signed_file {
    char name[SIGNED_FILE_NAME_MAX + 1];
    const struct report_form *form;
    enum report_tongue tongue;
    enum report_names names;
    int64_t bytes; /* how long it is */
    uint8_t sha256[32];
};
struct signed_report {
    char drill[SIGNED_WORD_MAX + 1]; /* "2026-000017"; "" where the record has no draw */
    char draw_hash[2 * SIBU_HASH_BYTES + 1]; /* as in the report; "" likewise */
    uint8_t record[SIBU_HASH_BYTES]; /* fingerprint of the sealed record */
    int64_t end_us; /* when the drill ended, UTC microseconds */
    uint32_t sheets; /* how many answer sheets lay beside the record: the first so many are in the report */
    char who[SIGNED_WHO_MAX + 1]; /* who signed, in UTF-8 */
    char made_by[REPORT_MADE_BY_BYTES]; /* report_made_by() of the program that made the files */
    struct signed_file files[SIGNED_FILES_MAX];
    size_t count; /* at least 1 */
    struct note_key key; /* that signed; filled by signed_read */
};
/* Whether it can stand in a signature: as a file beside it, not empty, no folder, not hidden. As the name of somebody: UTF-8, not
 * empty, without control characters. Neither longer than its limit. */
int signed_file_name_is_good(const char *name);
int signed_who_is_good(const char *who);
/* Fills all that comes from the record and its sheets: drill, draw_hash, record, end_us, sheets, made_by. SIBU_NO where the record is not sealed. */
SIBU_MUST_USE enum sibu_status signed_about(struct signed_report *out, const struct judged *judged,
                                            struct sibu_fault *fault);
/* Fills length and hash of the file from its bytes. */
void signed_file_measure(struct signed_file *file, const struct sibu_text *bytes);
/* Appends the line, ended by \n. */
void signed_write(const struct signed_report *report, const struct note_signer *signer, struct sibu_text *out);
/* Reads and checks the line. SIBU_NO, naming `place`, where a byte of it is not as it was signed. */
SIBU_MUST_USE enum sibu_status signed_read(struct signed_report *out, const char *place, const struct sibu_text *bytes,
                                           struct sibu_fault *fault);
/* Of the line's bytes, for the audit trail. */
void signed_hash(const char *line, size_t length, uint8_t out[SIBU_HASH_BYTES]);
