/* The answer of `sibu policy check` in words: see policy_words.h. */
#include "command/policy_words.h"

#include <stdio.h>

#include "command/policy_proof.h"
#include "draw/policy_say.h"

static void say_line(struct sibu_text *out, enum sibu_language language, const char *before, enum sibu_say_id id,
                     const char *const *values, int count)
{
    sibu_text_add(out, before);
    sibu_say_with(out, language, id, values, count);
    sibu_text_add(out, "\n");
}

static void say_notes(struct sibu_text *out, const struct policy_notes *notes, enum sibu_language language)
{
    if (notes->count > 0) {
        say_line(out, language, "", SIBU_SAY_POLICY_NOTES, NULL, 0);
    }
    for (size_t i = 0; i < notes->count; i++) {
        say_line(out, language, "  ", notes->items[i].id, notes->items[i].values, POLICY_NOTE_VALUES);
    }
}

void policy_words(struct sibu_text *out, const struct policy_subject *subject, enum sibu_language language)
{
    const struct policy_notes *notes = &subject->notes[language];
    char broken[24];
    (void)snprintf(broken, sizeof broken, "%zu", notes->broken);
    say_line(out, language, "", notes->broken > 0 ? SIBU_SAY_POLICY_USABLE_WITH_NOTES : SIBU_SAY_POLICY_USABLE,
             (const char *[]){subject->path, broken}, 2);
    policy_say(out, subject->plan, subject->outlook, language);
    policy_proof_words(out, subject->plan->policy, language);
    say_notes(out, notes, language);
}
