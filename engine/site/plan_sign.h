/* Signs on a plan: assembly point (after ISO 7010 E007), exit, alarm, stair arrow, scale, north.
 *
 * Depends on: plan_sheet. Sizes in pixels of the sheet.
 */
#pragma once
#include "site/plan_sheet.h"

void sign_assembly(struct sheet *sheet, struct sibu_point middle, double side);
void sign_alarm(struct sheet *sheet, struct sibu_point middle, double radius);
void sign_arrow(struct sheet *sheet, struct sibu_point from, struct sibu_point to, struct style style);
/* A green box with white letters; the box says how large it must be. */
struct sibu_box sign_exit_size(const char *text);
void sign_exit(struct sheet *sheet, struct sibu_box box, const char *text);
/* Ends at `at`. */
void sign_scale(struct sheet *sheet, struct sibu_point at, double px_per_m, enum sibu_language language);
void sign_north(struct sheet *sheet, struct sibu_point middle, enum sibu_language language);
