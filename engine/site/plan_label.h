/* Names on a plan: fitted into zones, and put beside things where they cover nothing else.
 *
 * Depends on: plan_sheet, plan_text, geometry.
 */
#pragma once
#include "site/plan_sheet.h"

#define TAKEN_MAX 2048

/* Boxes that labels and signs have taken so far; a label looks for a place among them. */
struct taken {
    struct sibu_box within; /* where labels may lie */
    struct sibu_box boxes[TAKEN_MAX];
    uint32_t count;
};

void taken_add(struct taken *taken, struct sibu_box box);
/* The nearest free place for a box of this size around `at`, not closer than `away`; the least covered one where none
 * is free. Takes it. */
struct sibu_box taken_find(struct taken *taken, struct sibu_point at, double width, double height, double away);

/* The zone's name, and its id below, in the largest letters that fit. */
void label_zone(struct sheet *sheet, struct taken *taken, const struct view *view, const struct sibu_zone *zone,
                enum sibu_language language);
