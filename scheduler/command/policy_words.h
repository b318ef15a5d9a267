/* The answer of `sibu policy check`, as words and as JSON. Depends on: plan, outlook, policy_note, catalogue. Pure. */
#pragma once
#include "command/policy_note.h"
#include "sibu/text.h"

struct policy_subject {
    const char *path;
    const struct plan *plan;
    const struct outlook *outlook;
    struct policy_notes notes[SIBU_LANGUAGES];
};

void policy_words(struct sibu_text *out, const struct policy_subject *subject, enum sibu_language language);
void policy_words_json(struct sibu_text *out, const struct policy_subject *subject);
void policy_words_fault_json(struct sibu_text *out, const char *path, const struct sibu_fault *fault);
