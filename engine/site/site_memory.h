/* The memory of one site: the site itself and, in one arena, all that its pointers lead to.
 *
 * Depends on: base (memory). Freed whole by site_memory_close; the site's `owner` points here.
 */
#pragma once
#include "sibu/memory.h"
#include "sibu/site.h"

struct site_memory {
    struct sibu_site site;
    struct sibu_arena arena;
};

struct site_memory *site_memory_open(void); /* NULL: no memory */
void site_memory_close(struct site_memory *memory); /* NULL is allowed */
