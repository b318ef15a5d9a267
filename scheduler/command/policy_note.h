/* What an officer should mind about a policy that is in itself in order. For policy.c. Depends on: outlook, catalogue. */
#pragma once
#include "draw/outlook.h"
#include "sibu/catalogue.h"

#define POLICY_NOTE_VALUES 6

struct policy_note {
    enum sibu_say_id id;
    const char *values[POLICY_NOTE_VALUES]; /* for the sentence's places, in the given language */
    int broken; /* 1: the rules cannot be kept as they stand */
};
struct policy_notes {
    struct policy_note *items;
    size_t count, broken; /* broken: how many of them are */
};

/* All notes, in the words of one language; the arena holds them. */
SIBU_MUST_USE enum sibu_status policy_notes_make(const struct plan *plan, const struct outlook *outlook,
                                                 enum sibu_language language, struct sibu_arena *arena,
                                                 struct policy_notes *out, struct sibu_fault *fault);
