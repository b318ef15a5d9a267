/* Stages to measure on. See stage.h. */
#include "bench/stage.h"

#include <math.h>

#include "sibu/memory.h"
#include "sibu/random.h"

#define WALL_M 0.2
#define OUTSIDE_M 2.0
#define RADIUS_M 0.2

struct drawing { /* a site file while it is written */
    struct sibu_text text;
    unsigned exits, doors;
};

static void begin(struct drawing *drawing, const char *id)
{
    drawing->text.max_length = (size_t)64 << 20;
    sibu_text_addf(
        &drawing->text,
        "{\"type\":\"FeatureCollection\",\"sibu\":{\"format\":1,\"id\":\"%s\","
        "\"name\":{\"zh\":\"测速场地\",\"en\":\"Stage to measure on\"},\"grade\":\"A\","
        "\"timezone\":\"Asia/Shanghai\",\"coordinates\":\"metres\",\"units_confirmed\":true,\"floors\":[{\"id\":\"F1\","
        "\"name\":{\"zh\":\"一层\",\"en\":\"Ground floor\"},\"elevation\":0.0}]},\"features\":[",
        id);
}

static void add_box(struct drawing *drawing, const char *properties, const double box[4])
{
    sibu_text_addf(&drawing->text,
                   "{\"type\":\"Feature\",\"properties\":{\"floor\":\"F1\",%s},\"geometry\":{\"type\":\"Polygon\","
                   "\"coordinates\":[[[%.3f,%.3f],[%.3f,%.3f],[%.3f,%.3f],[%.3f,%.3f],[%.3f,%.3f]]]}},",
                   properties, box[0], box[1], box[2], box[1], box[2], box[3], box[0], box[3], box[0], box[1]);
}

static void add_walkable(struct drawing *drawing, const double box[4])
{
    add_box(drawing, "\"kind\":\"walkable\"", box);
}

static void add_line(struct drawing *drawing, const char *kind, unsigned number, const double line[4])
{
    sibu_text_addf(&drawing->text,
                   "{\"type\":\"Feature\",\"properties\":{\"kind\":\"%s\",\"floor\":\"F1\",\"id\":\"%s%u\","
                   "\"name\":{\"zh\":\"口%u\",\"en\":\"Opening %u\"}},\"geometry\":{\"type\":\"LineString\","
                   "\"coordinates\":[[%.3f,%.3f],[%.3f,%.3f]]}},",
                   kind, kind, number, number, number, line[0], line[1], line[2], line[3]);
}

/* An opening in a wall that stands across x, from y_low to y_high, with the line of an exit in its middle. */
static void add_exit(struct drawing *drawing, double x, double y_low, double y_high)
{
    const double middle = x + WALL_M / 2.0;
    add_walkable(drawing, (const double[]){x, y_low, x + WALL_M, y_high});
    add_line(drawing, "exit", ++drawing->exits, (const double[]){middle, y_low, middle, y_high});
}

/* An opening of 1.2 m between two rooms: `across_x` says through which kind of wall. */
static void add_door(struct drawing *drawing, double x, double y, int across_x)
{
    const double half = 0.6, deep = WALL_M / 2.0;
    if (across_x) {
        add_walkable(drawing, (const double[]){x - deep, y - half, x + deep, y + half});
        add_line(drawing, "door", ++drawing->doors, (const double[]){x, y - half, x, y + half});
    } else {
        add_walkable(drawing, (const double[]){x - half, y - deep, x + half, y + deep});
        add_line(drawing, "door", ++drawing->doors, (const double[]){x - half, y, x + half, y});
    }
}

/* Ends the file with the place where those who are out come together, and reads it. */
static enum sibu_status finish(struct drawing *drawing, const double muster[4], struct stage *stage,
                               struct sibu_fault *fault)
{
    add_box(drawing,
            "\"kind\":\"muster\",\"id\":\"M1\",\"name\":{\"zh\":\"集合点\",\"en\":\"Assembly point\"},"
            "\"capacity\":50",
            muster);
    enum sibu_status status = SIBU_NO_MEMORY;
    if (sibu_text_ok(&drawing->text)) {
        drawing->text.bytes[--drawing->text.length] = '\0'; /* the last comma */
        sibu_text_add(&drawing->text, "]}");
        status = sibu_site_open(&stage->site, "bench", sibu_text_get(&drawing->text), drawing->text.length, fault);
    } else {
        (void)sibu_fault_set(fault, status, "bench", "内存不足", "no memory left");
    }
    sibu_text_clear(&drawing->text);
    return status;
}

/* Puts `columns` x `rows` people into a box, each in a cell of their own; who they are follows from their number. */
static void put_rows(struct stage *stage, const double box[4], size_t columns, size_t rows)
{
    uint8_t key[32];
    struct sibu_pcg64 stream;
    double wide = (box[2] - box[0]) / (double)columns, high = (box[3] - box[1]) / (double)rows;
    sibu_key_of_seed(key, 1);
    for (size_t i = 0; i < columns * rows; i++) {
        struct sibu_person_def *person = &stage->people[stage->count];
        sibu_pcg64_open(&stream, key, "bench", stage->count);
        double free_x = wide / 2.0 - RADIUS_M, free_y = high / 2.0 - RADIUS_M, speed;
        do {
            speed = sibu_draw_normal(&stream, 1.34, 0.26);
        } while (speed < 0.5 || speed > 2.2);
        *person = (struct sibu_person_def){
            .id = (uint32_t)stage->count + 1,
            .x_m = box[0] + ((double)(i % columns) + 0.5) * wide + sibu_draw_between(&stream, -free_x, free_x),
            .y_m = box[1] + ((double)(i / columns) + 0.5) * high + sibu_draw_between(&stream, -free_y, free_y),
            .speed_m_per_s = speed,
            .radius_m = RADIUS_M};
        stage->count++;
    }
}

static enum sibu_status make_people(struct stage *stage, size_t count, struct sibu_fault *fault)
{
    stage->people = sibu_array_new(count, sizeof *stage->people);
    return stage->people ? SIBU_OK : sibu_fault_set(fault, SIBU_NO_MEMORY, "bench", "内存不足", "no memory left");
}

enum sibu_status stage_open_floor(struct stage *stage, size_t people, struct sibu_fault *fault)
{
    struct drawing drawing = {0};
    size_t side = (size_t)sqrt((double)people);
    double length = (double)side;
    *stage = (struct stage){0};
    begin(&drawing, "open-floor");
    add_walkable(&drawing, (const double[]){0.0, 0.0, length, length});
    for (double y = 10.0; y + 4.0 < length; y += 20.0) {
        add_exit(&drawing, length, y - 2.0, y + 2.0);
    }
    const double out = length + WALL_M;
    add_walkable(&drawing, (const double[]){out, 0.0, out + OUTSIDE_M, length});
    enum sibu_status status =
        finish(&drawing, (const double[]){out + 0.2, 1.0, out + OUTSIDE_M - 0.2, length - 1.0}, stage, fault);
    status = status == SIBU_OK ? make_people(stage, side * side, fault) : status;
    if (status == SIBU_OK) {
        put_rows(stage, (const double[]){0.0, 0.0, length, length}, side, side);
    }
    return status;
}

static void draw_rooms(struct drawing *drawing, unsigned side)
{
    for (unsigned row = 0; row < side; row++) {
        for (unsigned column = 0; column < side; column++) {
            double x = 10.0 * column, y = 10.0 * row;
            add_walkable(drawing, (const double[]){x + 0.1, y + 0.1, x + 9.9, y + 9.9});
            if (column > 0) {
                add_door(drawing, x, y + 5.0, 1);
            } else if (row > 0) {
                add_door(drawing, x + 5.0, y, 0);
            }
        }
    }
}

enum sibu_status stage_rooms(struct stage *stage, unsigned side, struct sibu_fault *fault)
{
    struct drawing drawing = {0};
    *stage = (struct stage){0};
    begin(&drawing, "rooms");
    draw_rooms(&drawing, side);
    add_walkable(&drawing, (const double[]){-0.1 - OUTSIDE_M, 0.0, -0.1, 10.0});
    add_exit(&drawing, -0.1, 4.4, 5.6);
    enum sibu_status status = finish(&drawing, (const double[]){-1.9, 1.0, -0.3, 9.0}, stage, fault);
    status = status == SIBU_OK ? make_people(stage, (size_t)side * side * 25, fault) : status;
    for (unsigned room = 0; status == SIBU_OK && room < side * side; room++) {
        double x = 10.0 * (room % side), y = 10.0 * (room / side);
        put_rows(stage, (const double[]){x + 0.5, y + 0.5, x + 9.5, y + 9.5}, 5, 5);
    }
    return status;
}

enum sibu_status stage_door(struct stage *stage, double width_m, struct sibu_fault *fault)
{
    struct drawing drawing = {0};
    *stage = (struct stage){0};
    begin(&drawing, "door");
    add_walkable(&drawing, (const double[]){0.0, 0.0, 20.0, 20.0});
    add_exit(&drawing, 20.0, 10.0 - width_m / 2.0, 10.0 + width_m / 2.0);
    add_walkable(&drawing, (const double[]){20.2, 5.0, 24.2, 15.0});
    enum sibu_status status = finish(&drawing, (const double[]){21.5, 6.0, 23.5, 14.0}, stage, fault);
    status = status == SIBU_OK ? make_people(stage, 200, fault) : status;
    if (status == SIBU_OK) {
        put_rows(stage, (const double[]){1.0, 1.0, 15.0, 19.0}, 10, 20);
    }
    return status;
}

enum sibu_status stage_hall(struct stage *stage, struct sibu_fault *fault)
{
    struct drawing drawing = {0};
    *stage = (struct stage){0};
    begin(&drawing, "hall");
    add_walkable(&drawing, (const double[]){0.0, 0.0, 49.9, 100.0});
    add_walkable(&drawing, (const double[]){50.1, 0.0, 100.0, 100.0});
    add_door(&drawing, 50.0, 30.0, 1);
    add_door(&drawing, 50.0, 70.0, 1);
    for (double y = 5.0; y < 100.0; y += 12.5) {
        add_exit(&drawing, 100.0, y - 1.0, y + 1.0);
    }
    add_walkable(&drawing, (const double[]){100.2, 0.0, 102.2, 100.0});
    enum sibu_status status = finish(&drawing, (const double[]){100.4, 1.0, 102.0, 99.0}, stage, fault);
    status = status == SIBU_OK ? make_people(stage, 1, fault) : status;
    if (status == SIBU_OK) {
        put_rows(stage, (const double[]){9.0, 49.0, 11.0, 51.0}, 1, 1);
    }
    return status;
}

void stage_close(struct stage *stage)
{
    sibu_array_free(stage->people);
    sibu_site_close(stage->site);
    *stage = (struct stage){0};
}
