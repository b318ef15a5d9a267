/* Chooses the frame of a site from its header and its coordinates, and notices units that cannot be true.
 *
 * Depends on: draft, extent. Reports to the draft's sink and sets frame_wrong where lengths mean nothing.
 */
#pragma once
#include "site/draft.h"

/* Sets draft->frame. The header and the features must be there. */
void units_choose_frame(struct draft *draft);
/* After all doors and exits are read: do their widths look like feet? */
void units_check_doors(struct draft *draft);
