/* What a hazard family may not say: a place, a clock time or an order of events (that would be a script), and staged
 * violence (that would be a danger). Depends on: json. Pure; allocates nothing. Any thread.
 */
#pragma once
#include "sibu/fault.h"
#include "sibu/json.h"

/* SIBU_BAD_INPUT where any key of the document, at any depth, fixes what must be drawn: the fault names its pointer. */
SIBU_MUST_USE enum sibu_status family_law_check_keys(struct sibu_json_value root, struct sibu_fault *fault);

/* SIBU_BAD_INPUT where the text that stands at `key` of `object` speaks of an attack on people. */
SIBU_MUST_USE enum sibu_status family_law_check_text(struct sibu_json_value object, const char *key, const char *text,
                                                     struct sibu_fault *fault);
