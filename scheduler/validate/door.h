/* What the study of doors measures, for who draws it. */
#pragma once
#include "validate/study.h"

#define DOOR_WIDTHS 4
extern const double DOOR_WIDTHS_M[DOOR_WIDTHS];
/* Mean flow over all rooms of that width, persons per metre and second. */
double door_flow(const struct sample *sample, size_t width);
