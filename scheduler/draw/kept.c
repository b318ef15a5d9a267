/* Names of what is kept: see kept.h. */
#include "draw/kept.h"

#include <stdio.h>
#include <string.h>

#include "sibu/hash.h"

void kept_path(const char *folder, const struct kept_key *key, char out[KEPT_PATH_BYTES])
{
    struct sibu_hash hash;
    uint8_t bytes[SIBU_HASH_BYTES];
    char hex[2 * SIBU_HASH_BYTES + 1];
    static const char *const NAMES[][2] = {{"policy", "json"}, {"roster", "csv"}, {"site", "geojson"}};
    sibu_hash_init(&hash, "sibu kept v1");
    sibu_hash_text(&hash, key->kind == KEPT_ROSTER ? key->site : "");
    sibu_hash_field(&hash, key->bytes, key->length);
    sibu_hash_done(&hash, bytes);
    sibu_hex(hex, bytes, sizeof bytes);
    (void)snprintf(out, KEPT_PATH_BYTES, "%.4096s/%s-%s.%s", folder, NAMES[key->kind][0], hex, NAMES[key->kind][1]);
}

int kept_is_roster(const char *name)
{
    return strncmp(name, "roster-", 7) == 0;
}
