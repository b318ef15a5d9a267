/* The top of a site file: FeatureCollection, the member "sibu", the floors.
 *
 * Depends on: draft. Reports what is wrong and reads on.
 */
#pragma once
#include "site/draft.h"

/* Sets draft->header and what the site is called, its grade, timezone, floors, and whether it is geographic. */
void header_read(struct draft *draft);
