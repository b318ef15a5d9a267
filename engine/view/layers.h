/* What is laid over the plan besides people: their trails, and whether the view goes along with the person chosen.
 *
 * Pure: which layer is on, and what a key does to that. What is drawn is in the files of each layer.
 */
#pragma once
#include "view/keys.h"

struct layers {
    int following; /* 1: floor and camera stay with the chosen person */
    double trail_s; /* how far back trails reach; 0: none are drawn */
};

/* Does what was asked for; 1 where something changed. Trails go from none over 10 s and 30 s to 60 s and back to none. */
int layers_do(struct layers *layers, enum action action);
/* Turns on the layer that a word of the command line names: "trails" (30 s). False where there is none of that name. */
int layers_show(struct layers *layers, const char *word);
/* The names that layers_show knows, with a comma and a space between them. */
const char *layers_words(void);
