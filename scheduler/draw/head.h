/* A head of the ledger in the hands of people: in the document of each draw, short in all that they are told of a drill, and
 * given back to whoever verifies the ledger (docs/ledger.md, "Two histories").
 *
 * A ledger that was written anew has other heads: who has kept one from its time can tell. Pure; allocates nothing.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "draw/tree.h"
#include "sibu/json.h"
#include "sibu/text.h"

#define HEAD_DIGITS_MIN 4
#define HEAD_DIGITS_MAX 64 /* hexadecimal digits of a whole root */
#define HEAD_SHORT_BYTES 64 /* with the NUL */

/* "1234 · 1a2b 3c4d 5e6f 7081": the size, and the first 16 digits of the root. */
void head_short(const struct tree_head *head, char out[HEAD_SHORT_BYTES]);

/* Appends {"size":N,"root":"<64 hex>"}. */
void head_write(struct sibu_text *out, const struct tree_head *head);
/* The member "ledger" of a draw document. False where there is none, or it is not of that form. */
int head_read(struct sibu_json_value document, struct tree_head *out);
/* head_short of the head that stands in the bytes of a draw document; "" where none does. */
void head_short_of(const char *document, size_t length, char out[HEAD_SHORT_BYTES]);

/* What somebody has kept of a head: its size, and how its root begins. */
struct head_claim {
    uint64_t size; /* >= 1 */
    size_t count; /* digits, HEAD_DIGITS_MIN to HEAD_DIGITS_MAX */
    char digits[HEAD_DIGITS_MAX + 1]; /* small letters */
};
/* Reads "SIZE:DIGITS", or the short form above: ":" or "·" between the two, blanks and "-" between digits. False where it
 * is neither. */
int head_claim_read(const char *text, struct head_claim *out);
/* True where the root begins so; the sizes must be the same. */
int head_claim_fits(const struct head_claim *claim, const struct tree_head *head);
