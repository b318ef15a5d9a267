/* Reads a whole site file into a site, and checks it on the way.
 *
 * Depends on: everything in this folder but the drawing. Does no input or output: the bytes are the caller's.
 */
#pragma once
#include "site/fault_sink.h"
#include "site/site_memory.h"

/* Puts all faults into the sink (until that is full). Returns the site when there is none, else NULL. */
struct site_memory *site_read(const char *name, const char *bytes, size_t length, struct fault_sink *sink);
