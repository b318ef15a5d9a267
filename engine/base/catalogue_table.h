/* The table of all sentences, which the build makes from assets/text (see catalogue_make.c).
 *
 * Depends on: the generated sibu/text_ids.h. Constant.
 */
#pragma once
#include "sibu/fault.h"
#include "sibu/text_ids.h"

extern const char *const SIBU_SENTENCES[SIBU_SAY_COUNT][SIBU_LANGUAGES];
