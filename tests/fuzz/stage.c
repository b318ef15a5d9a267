/* A room with a wall across it and a door in that, obstacles, one or two exits to yards, maybe a storey above with a
 * stair; then people. See stage.h.
 */
#include "stage.h"

#include <stdio.h>

#include "finding.h"

#define OBSTACLES 4u

struct bytes {
    const uint8_t *at;
    size_t left;
};

static unsigned take(struct bytes *bytes)
{
    if (bytes->left == 0) {
        return 0;
    }
    bytes->left--;
    return *bytes->at++;
}

/* A length from `low` in tenths of a metre, up to 255 steps of them. */
static double metres(struct bytes *bytes, double low, unsigned most)
{
    return low + (double)(take(bytes) % (most + 1)) / 10.0;
}

struct box {
    double x0, y0, x1, y1;
};

static void add(struct sibu_text *out, const char *properties, struct box box)
{
    sibu_text_addf(out,
                   ",{\"type\":\"Feature\",\"properties\":{%s},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
                   "[[[%.2f,%.2f],[%.2f,%.2f],[%.2f,%.2f],[%.2f,%.2f],[%.2f,%.2f]]]}}",
                   properties, box.x0, box.y0, box.x1, box.y0, box.x1, box.y1, box.x0, box.y1, box.x0, box.y0);
}

static void add_line(struct sibu_text *out, const char *properties, double x, double y0, double y1)
{
    sibu_text_addf(out,
                   ",{\"type\":\"Feature\",\"properties\":{%s},\"geometry\":{\"type\":\"LineString\",\"coordinates\":"
                   "[[%.2f,%.2f],[%.2f,%.2f]]}}",
                   properties, x, y0, x, y1);
}

static const char WALKABLE[] = "\"kind\":\"walkable\",\"floor\":\"F1\"";

/* An opening through the outer wall at x0..x1 with an exit line in its middle. */
static void add_exit(struct sibu_text *out, struct bytes *bytes, const char *id, double x0, double height)
{
    char properties[160];
    double width = metres(bytes, 0.6, 20), y = metres(bytes, 0.0, 255);
    y = y + width > height ? height - width : y;
    (void)snprintf(properties, sizeof properties,
                   "\"kind\":\"exit\",\"floor\":\"F1\",\"id\":\"%s\",\"name\":{\"zh\":\"%s\",\"en\":\"%s\"}%s", id, id,
                   id, take(bytes) % 4 == 3 ? ",\"flow\":0.7" : "");
    add(out, WALKABLE, (struct box){x0, y, x0 + 0.2, y + width});
    add_line(out, properties, x0 + 0.1, y, y + width);
}

static void add_inside(struct sibu_text *out, struct bytes *bytes, double width, double height)
{
    static const char OBSTACLE[] = "\"kind\":\"obstacle\",\"floor\":\"F1\"";
    if (take(bytes) % 2) { /* a wall across, with a door in it */
        double x = width / 2.0, opening = metres(bytes, 0.6, 20), y = metres(bytes, 0.5, 100);
        y = y + opening > height - 0.5 ? height - 0.5 - opening : y;
        add(out, OBSTACLE, (struct box){x, -1.0, x + 0.2, y});
        add(out, OBSTACLE, (struct box){x, y + opening, x + 0.2, height + 0.1});
        add_line(out, "\"kind\":\"door\",\"floor\":\"F1\",\"id\":\"D1\"", x + 0.1, y, y + opening);
    }
    for (unsigned count = take(bytes) % (OBSTACLES + 1); count > 0; count--) {
        double x = metres(bytes, 0.8, 200), y = metres(bytes, 0.3, 200);
        double right = x + metres(bytes, 0.1, 40);
        right = right > width - 0.8 ? width - 0.8 : right; /* before the exits there is room */
        x = x > right - 0.1 ? right - 0.1 : x;
        add(out, OBSTACLE, (struct box){x, y, right, y + metres(bytes, 0.1, 40)});
    }
}

static void add_storey(struct sibu_text *out, struct bytes *bytes, double width, double height)
{
    double x = metres(bytes, 0.0, 60), across = metres(bytes, 0.8, 16), along = metres(bytes, 4.0, 40);
    char stair[120];
    (void)snprintf(stair, sizeof stair,
                   "\"kind\":\"stair\",\"floor\":\"F1\",\"to\":\"F2\",\"id\":\"S1\",\"direction\":90,\"slope\":%.5f",
                   3.0 / along);
    x = x + across > width ? width - across : x;
    add(out, stair, (struct box){x, height, x + across, height + along});
    add(out, "\"kind\":\"walkable\",\"floor\":\"F2\"", (struct box){0.0, height + along, width, height + along + 5.0});
    add(out, "\"kind\":\"start\",\"floor\":\"F2\",\"count\":8",
        (struct box){0.0, height + along, width, height + along + 5.0});
}

static void write_site(struct sibu_text *out, struct bytes *bytes)
{
    double width = metres(bytes, 3.0, 120), height = metres(bytes, 3.0, 90);
    unsigned kinds = take(bytes);
    sibu_text_addf(
        out,
        "{\"type\":\"FeatureCollection\",\"sibu\":{\"format\":1,\"id\":\"s\",\"name\":{\"zh\":\"s\",\"en\":\"s\"},"
        "\"grade\":\"B\",\"timezone\":\"Asia/Shanghai\",\"coordinates\":\"metres\",\"floors\":[{\"id\":\"F1\","
        "\"name\":{\"zh\":\"1\",\"en\":\"1\"},\"elevation\":0}%s]},\"features\":["
        "{\"type\":\"Feature\",\"properties\":{%s},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
        "[[[0,0],[%.2f,0],[%.2f,%.2f],[0,%.2f],[0,0]]]}}",
        kinds & 1 ? ",{\"id\":\"F2\",\"name\":{\"zh\":\"2\",\"en\":\"2\"},\"elevation\":3}" : "", WALKABLE, width,
        width, height, height);
    add(out, "\"kind\":\"start\",\"floor\":\"F1\",\"count\":12", (struct box){0.0, 0.0, width, height});
    add(out, "\"kind\":\"zone\",\"floor\":\"F1\",\"id\":\"Z1\",\"name\":{\"zh\":\"z\",\"en\":\"z\"},\"use\":\"office\"",
        (struct box){0.0, 0.0, width / 2.0, height});
    add(out, WALKABLE, (struct box){width + 0.2, -3.0, width + 9.0, height});
    add(out, "\"kind\":\"muster\",\"floor\":\"F1\",\"id\":\"M1\",\"name\":{\"zh\":\"m\",\"en\":\"m\"},\"capacity\":40",
        (struct box){width + 5.0, -2.5, width + 8.5, 2.0});
    add_exit(out, bytes, "X1", width, height);
    if (kinds & 2) {
        add(out, WALKABLE, (struct box){-5.0, 0.0, -0.2, height});
        add_exit(out, bytes, "X2", -0.2, height);
    }
    if (kinds & 1) {
        add_storey(out, bytes, width, height);
    }
    add_inside(out, bytes, width, height);
    sibu_text_add(out, "]}");
}

static void shape_person(struct bytes *bytes, struct sibu_person_def *person)
{
    unsigned kinds = take(bytes);
    person->premovement_s = (double)take(bytes) / 40.0 - ((kinds & 1) ? 3.0 : 0.0); /* below 0: never */
    if (kinds & 2) {
        person->speed_m_per_s = 0.02 + (double)take(bytes) / 90.0;
    }
    if (kinds & 4) {
        person->radius_m = 0.1 + (double)take(bytes) / 850.0;
    }
    if (kinds & 8) {
        person->x_m = (double)take(bytes) / 12.0;
        person->y_m = (double)take(bytes) / 12.0;
    }
    person->goal = kinds & 16 ? take(bytes) % 3 : 0;
    person->group = kinds & 32 ? take(bytes) % 4 : 0;
    person->sweeps = (kinds & 96) == 64 ? take(bytes) % 2 : 0;
    person->helps = (kinds & 224) == 128 ? take(bytes) % 8 : 0;
}

static int draw_people(struct stage *stage, struct bytes *bytes, struct sibu_fault *fault)
{
    struct sibu_placement who[STAGE_PEOPLE];
    size_t count = 1 + take(bytes) % STAGE_PEOPLE;
    for (size_t i = 0; i < count; i++) {
        who[i] = (struct sibu_placement){.zone = SIBU_NONE, .pace = (enum sibu_pace)(i % SIBU_PACES)};
    }
    if (sibu_population_draw(stage->site, who, count, take(bytes), stage->people, fault) != SIBU_OK) {
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        shape_person(bytes, &stage->people[i]);
    }
    stage->def.people = stage->people;
    stage->def.people_count = count;
    return 1;
}

int stage_open(struct stage *stage, const uint8_t *bytes, size_t length)
{
    struct bytes left = {.at = bytes, .left = length};
    struct sibu_text file = {0};
    struct sibu_fault fault = {0};
    *stage = (struct stage){.def = sibu_world_default()};
    stage->def.goal = take(&left) % 2 ? SIBU_GOAL_MUSTER : SIBU_GOAL_EXIT;
    stage->def.step_s = 0.01 + (double)(take(&left) % 25) / 100.0;
    stage->def.threads = 1 + take(&left) % 2;
    for (size_t i = 0; i < STAGE_CHANGES; i++) {
        unsigned kinds = take(&left);
        stage->changes[i] = (struct stage_change){
            .step = (int)take(&left), .is_exit = kinds & 1, .open = kinds >> 1 & 1, .index = kinds >> 2 & 1};
    }
    write_site(&file, &left);
    int opened = sibu_site_open(&stage->site, "site", sibu_text_get(&file), file.length, &fault) == SIBU_OK;
    sibu_text_clear(&file);
    stage->def.site = stage->site;
    opened = opened && draw_people(stage, &left, &fault);
    finding(!opened && fault.what[SIBU_EN][0] == '\0', "refused without a reason");
    return opened;
}

void stage_close(struct stage *stage)
{
    sibu_site_close(stage->site);
}
