/* What an unfolding needs of a drill's draw. Inside drill/ only.
 *
 * Depends on: drill/unfolding.h, sibu/json.h.
 */
#pragma once
#include "drill/unfolding.h"
#include "sibu/json.h"

struct unfolding_draw {
    uint8_t key[32]; /* R */
    const struct sibu_family *family;
    struct sibu_field_place origin;
    const uint8_t *families_hash; /* 32 bytes, of the set that the family is of */
    double growth[SIBU_GROWTHS_MAX]; /* as the document has them, within the family's ranges */
};
/* Reads the document "draw". SIBU_BAD_INPUT, naming the member. */
SIBU_MUST_USE enum sibu_status unfolding_read(struct unfolding_draw *out, const char *document,
                                              const struct sibu_site *site, const struct sibu_families *families,
                                              struct sibu_fault *fault);

/* For the words (unfolding_say.c). */
const struct sibu_site *unfolding_site(const struct unfolding *unfolding);
const struct unfolding_draw *unfolding_draw(const struct unfolding *unfolding);
const struct sibu_field *unfolding_field(const struct unfolding *unfolding);
double unfolding_per_min(const struct unfolding *unfolding, enum sibu_unfold_kind kind); /* drawn at T0 */
