/* See frame_room.h. */
#include "record/frame_room.h"

/* Makes one array as long as the others will be; what was in it is kept. */
static int grow(void **items, size_t old, size_t needed, size_t item_bytes)
{
    size_t capacity = old;
    return sibu_array_reserve(items, &capacity, needed, item_bytes, RECORD_PEOPLE_MAX);
}

int frame_room_grow(struct record_frame_room *room, size_t needed)
{
    if (needed <= room->capacity) {
        return 1;
    }
    void *arrays[] = {room->person, room->x_m, room->y_m, room->heading_x, room->heading_y, room->floor};
    const size_t bytes[] = {sizeof *room->person,    sizeof *room->x_m,       sizeof *room->y_m,
                            sizeof *room->heading_x, sizeof *room->heading_y, sizeof *room->floor};
    size_t capacity = needed < 256 ? 256 : needed + needed / 2;
    capacity = capacity > RECORD_PEOPLE_MAX ? RECORD_PEOPLE_MAX : capacity;
    int fits = needed <= capacity;
    for (size_t i = 0; fits && i < sizeof arrays / sizeof arrays[0]; i++) {
        fits = grow(&arrays[i], room->capacity, capacity, bytes[i]);
    }
    room->person = arrays[0];
    room->x_m = arrays[1];
    room->y_m = arrays[2];
    room->heading_x = arrays[3];
    room->heading_y = arrays[4];
    room->floor = arrays[5];
    room->capacity = fits ? capacity : room->capacity;
    return fits;
}

void frame_room_clear(struct record_frame_room *room)
{
    sibu_array_free(room->person);
    sibu_array_free(room->x_m);
    sibu_array_free(room->y_m);
    sibu_array_free(room->heading_x);
    sibu_array_free(room->heading_y);
    sibu_array_free(room->floor);
    *room = (struct record_frame_room){0};
}
