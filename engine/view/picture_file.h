/* A raster written to a PNG file, by cairo.
 */
#pragma once
#include "sibu/fault.h"
#include "view/raster.h"

/* Replaces what stands at `path`. SIBU_IO where it cannot be written. */
SIBU_MUST_USE enum sibu_status picture_file_write(const struct raster *raster, const char *path,
                                                  struct sibu_fault *fault);
