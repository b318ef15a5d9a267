/* Who takes part in a run: given, or drawn by weights. See sibu/forecast.h.
 *
 * Depends on: sibu/random.h. One thread.
 */
#include "sibu/forecast.h"
#include "sibu/random.h"

void sibu_cast_draw(const struct sibu_cast_law *law, uint64_t seed, struct sibu_placement *out)
{
    uint8_t key[32];
    struct sibu_pcg64 stream;
    sibu_key_of_seed(key, seed);
    sibu_pcg64_open(&stream, key, "paces", 0);
    for (size_t i = 0; i < law->people; i++) {
        if (law->who) {
            out[i] = law->who[i];
        } else {
            out[i] = (struct sibu_placement){.zone = SIBU_NONE};
            out[i].pace = (enum sibu_pace)sibu_draw_weighted(&stream, law->paces, SIBU_PACES);
        }
    }
}
