/* A stand-in for a beacon's server on loopback, which behaves as the first part of the path says. It serves the toy
 * chain: period 3 s, genesis 1700000000, rounds 1 to 3 with real signatures of a key that everybody knows.
 *
 *   /ok as it should   /gone 404   /early 425   /busy 503   /redirect 302 to /ok   /large 200 and a megabyte
 *   /gone-large 404 and a megabyte   /garbage 200 and no JSON   /other-round the next round   /other-randomness
 *   /other-chain an /info with period 4   /slow never answers
 *
 * Functions are for the test's main thread.
 */
#pragma once
#include <stddef.h>

#define TOY_HASH "7c9f12c0168813c48aa6dbb760af8e68ddc4f3e9f0006898000d821bec33f9af"

struct stand;

struct stand *stand_open(void);
void stand_close(struct stand *stand);
/* "http://127.0.0.1:PORT/" + word. out has 128 bytes. */
void stand_address(const struct stand *stand, const char *word, char out[128]);
/* How many requests came in, and the path of the last one. */
size_t stand_count(struct stand *stand, char path[256]);
