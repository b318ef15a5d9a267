/* What is laid over the plan besides people: their trails, and whether the view goes along with the person chosen.
 *
 * Pure: which layer is on, and what a key does to that. What is drawn is in the files of each layer.
 */
#pragma once
#include "view/keys.h"
#include "view/service.h"

enum layer_area { /* what colours the ground: one at a time */
                  LAYER_AREA_NONE,
                  LAYER_DENSITY_NOW,
                  LAYER_DENSITY_MOST, /* so far */
                  LAYER_DENSITY_MEAN, /* so far */
                  LAYER_DENSITY_ABOVE_E, /* how long above 1.08 persons/m2, so far */
                  LAYER_DENSITY_CONGESTED, /* how long above 4 persons/m2, so far */
                  LAYER_HAZARD_LEVEL, /* the worst of all fields of the hazard */
                  LAYER_HAZARD_SIGHT, /* how far one sees in its smoke */
                  LAYER_HAZARD_DOSE, /* what whoever stayed there would have breathed (FED) */
};
#define LAYER_DENSITY_FIRST LAYER_DENSITY_NOW
#define LAYER_DENSITY_LAST LAYER_DENSITY_CONGESTED
#define LAYER_HAZARD_FIRST LAYER_HAZARD_LEVEL
#define LAYER_HAZARD_LAST LAYER_HAZARD_DOSE

struct layers {
    enum layer_area area;
    enum service service; /* what the letters of densities are for */
    int aims; /* 1: lines to where people want to go */
    int following; /* 1: floor and camera stay with the chosen person */
    double trail_s; /* how far back trails reach; 0: none are drawn */
};

/* Does what was asked for; 1 where something changed. Trails go from none over 10 s and 30 s to 60 s and back to none; the
 * densities, or the fields of the hazard, one after the other, and then none. */
int layers_do(struct layers *layers, enum action action);
int layers_is_density(const struct layers *layers); /* the ground shows one of the densities */
int layers_is_hazard(const struct layers *layers); /* ... or one of the hazard's fields */
/* Turns on the layer that a word of the command line names: "trails" (30 s), "targets", "density", "density-max",
 * "density-mean", "density-time", "density-congested", "hazard", "hazard-sight", "hazard-dose". False where there is none of that name. */
int layers_show(struct layers *layers, const char *word);
/* The names that layers_show knows, with a comma and a space between them. */
const char *layers_words(void);
