/* The answer of `sibu channels check`, as words and as JSON; no secret stands in it. Depends on: channels, catalogue. Pure. */
#pragma once
#include "notify/channels.h"
#include "sibu/catalogue.h"
#include "sibu/text.h"

void channels_words(struct sibu_text *out, const char *path, const struct channels *channels,
                    enum sibu_language language);
void channels_words_json(struct sibu_text *out, const char *path, const struct channels *channels);
void channels_words_fault_json(struct sibu_text *out, const char *path, const struct sibu_fault *fault);

/* What an officer should mind about a file that is in itself in order. */
#define CHANNELS_NOTES_MAX (2 + 6 * CHANNELS_MAX)
struct channels_note {
    enum sibu_say_id id;
    const char *channel; /* its id, for the sentence's place; "" where it is about all */
};
/* Fills notes[CHANNELS_NOTES_MAX]; returns how many. */
size_t channels_notes(const struct channels *channels, struct channels_note *notes);
