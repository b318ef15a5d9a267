/* Room for one frame, in arrays of one length (frame_room.c). */
#pragma once
#include "record/record.h"

/* Has the room hold `needed` people at least; what is in it is kept. False without memory or beyond RECORD_PEOPLE_MAX. */
int frame_room_grow(struct record_frame_room *room, size_t needed);
void frame_room_clear(struct record_frame_room *room); /* all zero is allowed */
