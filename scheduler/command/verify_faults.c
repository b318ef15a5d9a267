/* A list of findings: see verify_faults.h. */
#include "command/verify_faults.h"

#include <string.h>

#include "sibu/memory.h"

#define FAULTS_MAX 100000

void verify_faults_add(struct verify_faults *faults, enum sibu_status status, const struct sibu_fault *fault)
{
    void *items = faults->items;
    int exit_status = sibu_fault_exit_status(status);
    faults->exit_status = exit_status > faults->exit_status ? exit_status : faults->exit_status;
    if (!sibu_array_reserve(&items, &faults->capacity, faults->count + 1, sizeof *faults->items, FAULTS_MAX)) {
        return;
    }
    faults->items = items;
    faults->items[faults->count] = *fault;
    faults->items[faults->count++].status = status;
}

void verify_faults_clear(struct verify_faults *faults)
{
    sibu_array_free(faults->items);
    memset(faults, 0, sizeof *faults);
}
