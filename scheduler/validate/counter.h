/* What the study of counter-flow measures, for who draws it. */
#pragma once
#include <stddef.h>

#define COUNTER_CASES 4
enum { COUNTER_LAST_S, COUNTER_OUT, COUNTER_NUMBERS }; /* by case: when the last was across; share that got out */
extern const size_t COUNTER_OPPOSED[COUNTER_CASES];
