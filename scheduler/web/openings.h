/* When people's pages were opened or seen in a drill: noted at once, kept by the next step of the server, so that no page
 * waits for the disk. Opening a page again costs no write.
 *
 * Thread safe. What was noted since the last step is lost where the server dies: it is evidence, and no answer.
 */
#pragma once
#include "store/store_reach.h"

struct openings;

SIBU_MUST_USE enum sibu_status openings_open(struct openings **out, struct sibu_fault *fault);
void openings_close(struct openings *openings); /* NULL is allowed */
/* Notes the first of a person, drill and sign. The drill's id has at most 23 characters. */
void openings_note(struct openings *openings, const struct store_opening *opening);
/* Keeps what was noted; where that fails it is tried again the next time. One thread at a time. */
SIBU_MUST_USE enum sibu_status openings_keep(struct openings *openings, struct store *store, struct sibu_fault *fault);
/* How many wait to be kept. */
size_t openings_waiting(struct openings *openings);
