/* A site's memory: see site_memory.h. */
#include "site/site_memory.h"

struct site_memory *site_memory_open(void)
{
    struct site_memory *memory = sibu_array_new(1, sizeof *memory);
    if (memory != NULL) {
        memory->site.owner = memory;
    }
    return memory;
}

void site_memory_close(struct site_memory *memory)
{
    if (memory != NULL) {
        sibu_arena_clear(&memory->arena);
        sibu_array_free(memory);
    }
}
