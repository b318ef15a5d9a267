/* What evaluators say of an item. Inside evaluate/ only; see rating.h for the laws. */
#pragma once
#include "evaluate/rating.h"

/* Takes the item's answers from the case, says which count, and sets out->asked. */
SIBU_MUST_USE enum sibu_status rating_asked_take(struct rating_item_result *out, const struct rating_scheme *scheme,
                                                 const struct rating_case *what, struct sibu_arena *arena,
                                                 struct sibu_fault *fault);
