/* Room on the disk that is kept back for the day on which it matters: a real emergency must be told also where the disk is full.
 *
 * A file of RESERVE_BYTES in the data folder holds nothing but room. It is given away for that, and taken again when the
 * server starts or a drill has ended. Depends on base/log.h. Any thread.
 */
#pragma once
#include <stdint.h>

/* What an alert to 10,000 people on three ways and all that comes of it take. */
#define RESERVE_BYTES (INT64_C(32) << 20)

/* Takes the room, where the folder's reserve has not got it. Where there is none a line in the log says so, at now_us. */
void reserve_take(const char *folder, int64_t now_us);
/* Gives the room away; 0: there was none. */
int reserve_give(const char *folder);
