/* The words of an alert in one language, put together from the catalogue and from what the alert is about.
 *
 * Depends on the catalogue. Private to scheduler/notify. Any thread.
 */
#pragma once
#include "notify/cap.h"

struct cap_words {
    struct sibu_text event, sender_name, headline, description, instruction, note, area;
};

/* Fills the words, all zero before; the caller clears them. SIBU_NO_MEMORY or SIBU_LIMIT where they do not fit. */
SIBU_MUST_USE enum sibu_status cap_words_fill(struct cap_words *words, const struct alert *alert,
                                              enum sibu_language language, struct sibu_fault *fault);
void cap_words_clear(struct cap_words *words);

/* Appends `raw` as XML can carry it: every byte that is no character of XML becomes U+FFFD, tabs and line ends become
 * blanks, and blanks at both ends are left out. */
void cap_words_clean(struct sibu_text *out, const char *raw);
