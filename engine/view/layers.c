/* See layers.h. */
#include "view/layers.h"

#include <string.h>

static double next_trail_s(double trail_s)
{
    static const double SPANS_S[] = {10.0, 30.0, 60.0};
    for (size_t i = 0; i < sizeof SPANS_S / sizeof SPANS_S[0]; i++) {
        if (trail_s < SPANS_S[i]) {
            return SPANS_S[i];
        }
    }
    return 0.0;
}

int layers_do(struct layers *layers, enum action action)
{
    switch ((int)action) {
    case ACTION_TRAILS:
        layers->trail_s = next_trail_s(layers->trail_s);
        return 1;
    default:
        return 0;
    }
}

int layers_show(struct layers *layers, const char *word)
{
    if (strcmp(word, "trails") == 0) {
        layers->trail_s = 30.0;
        return 1;
    }
    return 0;
}

const char *layers_words(void)
{
    return "trails";
}
