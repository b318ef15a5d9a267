/* What `sibu policy check` says of the policy's proof: whose links and rounds make the draw, what that stops and what it
 * leaves open, and what to mind about it. Depends on: policy, catalogue; the notes read the token files.
 */
#pragma once
#include "draw/plan.h"
#include "sibu/catalogue.h"
#include "sibu/text.h"

/* A paragraph; each line ends with \n. */
void policy_proof_words(struct sibu_text *out, const struct policy *policy, enum sibu_language language);
/* ,"proof":{...}: stable keys. */
void policy_proof_json(struct sibu_text *out, const struct policy *policy);

#define POLICY_PROOF_NOTES_MAX (4 * POLICY_WITNESSES_MAX + 2)
#define POLICY_PROOF_VALUES 3

struct policy_proof_note {
    enum sibu_say_id id;
    const char *values[POLICY_PROOF_VALUES]; /* the plan's, or of `faults` or `tick` beside it */
    int broken; /* 1: the witness cannot be asked as the policy stands */
};
struct policy_proof_notes {
    struct policy_proof_note items[POLICY_PROOF_NOTES_MAX];
    size_t count;
    struct sibu_fault faults[POLICY_WITNESSES_MAX]; /* of the token files */
    char tick[32];
};
/* What to mind, in the words of one language. Must not be moved: its items point into it. */
void policy_proof_notes_make(struct policy_proof_notes *out, const struct plan *plan, enum sibu_language language);
