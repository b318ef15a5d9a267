/* Opens, checks and closes sites: the public side of site_read. See sibu/site.h. */
#include <stdio.h>

#include "sibu/memory.h"
#include "site/site_read.h"

static enum sibu_status no_memory(const char *name, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, name, "内存不足", "out of memory");
}

enum sibu_status sibu_site_open(struct sibu_site **out, const char *name, const char *bytes, size_t length,
                                struct sibu_fault *fault)
{
    struct sibu_fault_list list = {NULL, 0, 0};
    struct fault_sink sink = {.list = &list, .max = 1};
    struct site_memory *memory = site_read(name, bytes, length, &sink);
    enum sibu_status status = SIBU_OK;
    *out = memory == NULL ? NULL : &memory->site;
    if (memory == NULL && list.count > 0) {
        *fault = list.items[0];
        status = fault->status;
    } else if (memory == NULL) {
        status = no_memory(name, fault);
    }
    sibu_fault_list_clear(&list);
    return status;
}

void sibu_site_close(struct sibu_site *site)
{
    if (site != NULL) {
        site_memory_close(site->owner);
    }
}

enum sibu_status sibu_site_check(const char *name, const char *bytes, size_t length, struct sibu_fault_list *list)
{
    *list = (struct sibu_fault_list){NULL, 0, 0};
    struct fault_sink sink = {.list = list, .max = FAULTS_MAX};
    struct site_memory *memory = site_read(name, bytes, length, &sink);
    int good = memory != NULL;
    site_memory_close(memory);
    return good ? SIBU_OK : list->count == 0 ? SIBU_NO_MEMORY : SIBU_BAD_INPUT;
}

void sibu_fault_list_clear(struct sibu_fault_list *list)
{
    sibu_array_free(list->items);
    *list = (struct sibu_fault_list){NULL, 0, 0};
}
