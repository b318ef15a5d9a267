/* How the body of a row is read. Each has one form, so it is followed byte by byte: a million rows are read in the time that
 * a JSON parser takes for some ten thousand. For ledger_read.c and ledger_proof_read.c only. Pure; allocates nothing.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define SCAN_PLAIN_MAX 64 /* characters of a text that our own rows carry */

/* Where the reading stands; at is NULL once something was not as it must be, and stays so. */
struct scan {
    const char *at;
};
/* Exactly this text. */
void scan_literal(struct scan *scan, const char *text);
/* A number right-aligned in `width` <= 18 characters, as "%*lld" writes it. */
int64_t scan_padded(struct scan *scan, int width);
/* The same, where "%*u" wrote it: no sign. */
uint32_t scan_count(struct scan *scan, int width);
/* A number as "%llu" writes it, of at most 18 digits. */
uint64_t scan_whole(struct scan *scan);
/* Twice `length` small hexadecimal digits, and those of an integer of `length` <= 8 bytes. */
void scan_hex(struct scan *scan, uint8_t *out, size_t length);
uint64_t scan_hex_integer(struct scan *scan, size_t length);
/* A quoted text of plain characters (printable ASCII but " and \\), copied to `out`, which has room for `size` bytes with
 * the NUL. */
void scan_text(struct scan *scan, char *out, size_t size);
/* The same of at most SCAN_PLAIN_MAX characters, copied to *keep, which moves on. */
const char *scan_plain(struct scan *scan, char **keep);
/* For each item of a list whose "[" is taken: takes the comma before it, and counts it. False behind the last one, whose "]"
 * is taken then, and where there are more than `most`. */
int scan_item(struct scan *scan, size_t *count, size_t most);
/* The members that "tick" and "open" begin with, from the brace on: the next one's comma is left. */
struct scan_turn {
    int64_t tick, rules;
    uint8_t *plan; /* room for 32 bytes */
    uint32_t closed;
};
void scan_turn(struct scan *scan, struct scan_turn *out);
int scan_done(const struct scan *scan); /* nothing is left, and all was well */
