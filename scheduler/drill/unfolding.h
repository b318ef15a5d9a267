/* What unfolds in a drill, from its draw and from what people answer: events, and the words for them.
 *
 * Depends on: sibu/unfold.h, draw/plan.h (its structs), the catalogue. No store, no clock: the answers are told to it with
 * the times at which the server had them, so a record's answers give the same events again. One owner at a time.
 *
 * The state that events are drawn from is known from answers alone: who has not acknowledged has not set out, who has
 * checked in is not inside, and who is inside heads to the exit nearest to their zone that is not lost. It is looked at
 * once a second of the drill.
 */
#pragma once
#include "draw/plan.h"
#include "sibu/unfold.h"

struct unfolding_person {
    const char *zone, *role; /* as in the roster; read while opening */
    int expected; /* others have no part in it */
};
struct unfolding_def {
    const struct sibu_site *site; /* these two must outlive it */
    const struct sibu_families *families;
    const struct sibu_ways *ways; /* of the site to its exits; must outlive it; NULL: it finds them itself */
    const char *draw; /* the record's document "draw" */
    int64_t t0_us;
    const struct unfolding_person *people; /* by number - 1 */
    size_t count;
};
struct unfolding;
/* Where it is given no ways it finds them, which takes a while on a large site. SIBU_BAD_INPUT: the document does not fit
 * the site or the families. The caller closes it. */
SIBU_MUST_USE enum sibu_status unfolding_open(struct unfolding **out, const struct unfolding_def *def,
                                              struct sibu_fault *fault);
void unfolding_close(struct unfolding *unfolding); /* NULL is allowed */

/* What person `number` has told us, and when we had it. Only "acknowledge" and "check-in" count, the first of each. */
void unfolding_answer(struct unfolding *unfolding, uint32_t number, const char *kind, int64_t received_us);
/* Goes on to the last full second of the drill before `now_us`. All answers before that must have been told. */
void unfolding_step(struct unfolding *unfolding, int64_t now_us);
/* All events so far: items[count], valid until it is closed. */
const struct sibu_unfold_event *unfolding_events(const struct unfolding *unfolding, size_t *count);

/* The hazard's fields at each full minute so far, from minute 1 on: items[count], valid until the next step. */
struct unfolding_minute {
    double time_s;
    struct sibu_text detail; /* of the record's row "field" (docs/record.md) */
};
#define UNFOLDING_MINUTES_MAX 240u /* later ones are not noted */
const struct unfolding_minute *unfolding_minutes(const struct unfolding *unfolding, size_t *count);

/* The words of an event: what is new and what is asked, in both languages; {1} in the asking stands for the assembly
 * point. Appended to texts that the caller clears. */
struct unfolding_words {
    struct sibu_text news[SIBU_LANGUAGES], ask[SIBU_LANGUAGES];
};
void unfolding_say(const struct unfolding *unfolding, const struct sibu_unfold_event *event,
                   struct unfolding_words *words);
void unfolding_words_clear(struct unfolding_words *words);
/* Both in one, marked as a drill's, with "the assembly point" for any: as pages and records show it. Appended. */
void unfolding_sentence(const struct unfolding *unfolding, const struct sibu_unfold_event *event,
                        enum sibu_language language, struct sibu_text *out);
/* The id of the exit or zone it is about, "" where there is none. */
const char *unfolding_place(const struct unfolding *unfolding, const struct sibu_unfold_event *event);
/* The detail of the record's row "unfold", with the identifier of the alert that tells of it, and the record's document
 * "scenario" (docs/record.md). Appended. */
void unfolding_detail(const struct unfolding *unfolding, const struct sibu_unfold_event *event, const char *alert,
                      struct sibu_text *out);
void unfolding_scenario(const struct unfolding *unfolding, struct sibu_text *out);
