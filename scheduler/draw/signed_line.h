/* A signed line: one JSON object on a line of its own, whose text somebody signed.
 *
 *   {"NAME":"TEXT","key":"KEY","signature":"128 hexadecimal digits"}
 *
 * TEXT is what is signed, as a string: Ed25519 over the kind's domain and TEXT. There is one way to write a line: without blanks,
 * members in this order, strings escaped as Sibu writes them, digits small; nothing else is taken. Reading is made for what strangers
 * send. Pure. Depends on: note (the key), libsodium's Ed25519.
 */
#pragma once
#include "draw/note.h"
#include "sibu/json.h"
#include "sibu/text.h"

struct signed_line_kind {
    const char *name; /* of the member that is signed: "sheet" */
    const char *domain; /* what stands before TEXT when it is signed: "sibu-sheet/v1\n"; no other kind has it */
};
/* Appends the line, ended by \n. A text that has failed makes `out` fail, and appends nothing. */
void signed_line_write(const struct signed_line_kind *kind, const struct sibu_text *text,
                       const struct note_signer *signer, struct sibu_text *out);
/* Whether the line, without its \n, is one of this kind exactly as it would be written, and its signature its key's. `root`: the line
 * as JSON. *key is that key where it is so; whose it is and what TEXT says are the caller's to judge. */
int signed_line_check(const struct signed_line_kind *kind, const char *line, size_t length, struct sibu_json_value root,
                      struct note_key *key);
/* TEXT; "" where there is none. It lives as long as the document. */
const char *signed_line_text(const struct signed_line_kind *kind, struct sibu_json_value root);
