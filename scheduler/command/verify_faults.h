/* What `sibu verify` has found wrong, one finding after the other: a bad file does not hide what is wrong with the next. */
#pragma once
#include <stddef.h>

#include "sibu/fault.h"

/* All zero: nothing was found. */
struct verify_faults {
    struct sibu_fault *items;
    size_t count, capacity;
    int exit_status; /* the highest of all findings; 0: none */
};
/* Keeps a copy, with this status. Findings for which there is no memory count, but are not listed. */
void verify_faults_add(struct verify_faults *faults, enum sibu_status status, const struct sibu_fault *fault);
void verify_faults_clear(struct verify_faults *faults);
