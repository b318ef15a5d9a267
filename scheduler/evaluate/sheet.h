/* Answer sheets: what evaluators said of a drill, each sheet signed by the server that took it, one line of JSON each
 * (docs/rating.md). They lie beside the record, as RECORD.sheets: a record is sealed when its drill is closed, and evaluators
 * write for days.
 *
 * A sheet names its drill and the hash of what was drawn, its number, and the hash of the line before it; so a sheet that is
 * changed, moved, exchanged or taken out from between others is found. Sheets at the end can be cut off unseen by who
 * has the file alone: the server's audit trail has the hash of each. A sheet is never changed: a later one corrects it, and both stay.
 * Signed text: "sibu-sheet/v1\n" and the bytes of the sheet, Ed25519, by the key that signs the ledger's heads.
 * Depends on: note (the key), json, rating. Pure.
 */
#pragma once
#include "draw/note.h"
#include "evaluate/rating.h"

#define SHEET_SUFFIX ".sheets"
#define SHEET_ANSWERS_MAX 320
#define SHEET_NOTE_BYTES_MAX 1000
#define SHEET_WHO_BYTES_MAX 200
#define SHEET_FILE_BYTES_MAX ((size_t)16 << 20)
#define SHEETS_MAX 1000 /* of one drill */

/* Which drill it is of. */
struct sheet_drill {
    const char *id; /* "2026-000017" */
    uint8_t draw[SIBU_HASH_BYTES]; /* of the document "draw", as the ledger has it */
};
struct sheet {
    struct sheet_drill drill;
    uint32_t number; /* 1 ... */
    uint8_t before[SIBU_HASH_BYTES]; /* sheet_hash of the line before; zeros for the first */
    int64_t time_us;
    const char *who; /* the name of the account that was signed in */
    const struct rating_answer *answers; /* who and time_us in them are not read */
    size_t count;
};

/* Appends the sheet's line, ended by \n. */
void sheet_write(const struct sheet *sheet, const struct note_signer *signer, struct sibu_text *out);
/* Of a line, without its \n. */
void sheet_hash(const char *line, size_t length, uint8_t out[SIBU_HASH_BYTES]);

/* All sheets of a drill, checked. */
struct sheets {
    uint32_t count;
    struct rating_answer *answers; /* of all, in the sheets' order */
    size_t answer_count;
    uint8_t last[SIBU_HASH_BYTES]; /* of the last line; zeros where there is none */
    struct note_key key; /* that signed all of them */
    struct sibu_arena arena; /* owns all that is pointed to */
};
/* Reads a file's bytes; `place` stands for it in faults. SIBU_NO, with the place "FILE:line", where a line is not as it was
 * signed, is not of this drill, or does not follow the one before. The caller closes it. */
SIBU_MUST_USE enum sibu_status sheets_open(struct sheets *out, const char *place, const struct sibu_text *bytes,
                                           const struct sheet_drill *drill, struct sibu_fault *fault);
void sheets_close(struct sheets *sheets); /* all zero is allowed */
