/* See sample_drill.h. */
#include "sample_drill.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sibu/memory.h"
#include "sibu/record.h"

#define PEOPLE_MAX 200
#define FRAMES_PER_S 2.0
#define SPEED_M_PER_S 1.3
#define END_S 100.0

#define FEATURE(kind, floor, more, type, shape)                                                                        \
    "{\"type\":\"Feature\",\"properties\":{\"kind\":\"" kind "\",\"floor\":\"" floor "\"" more                         \
    "},\"geometry\":{\"type\":\"" type "\",\"coordinates\":" shape "}}"
#define BOX(x0, y0, x1, y1)                                                                                            \
    "[[[" #x0 "," #y0 "],[" #x1 "," #y0 "],[" #x1 "," #y1 "],[" #x0 "," #y1 "],[" #x0 "," #y0 "]]]"
#define NAMED(id, zh, en) ",\"id\":\"" id "\",\"name\":{\"zh\":\"" zh "\",\"en\":\"" en "\"}"

const char SAMPLE_SITE[] =
    "{\"type\":\"FeatureCollection\",\"sibu\":{\"format\":1,\"id\":\"sample-workshop\",\"name\":{\"zh\":\"示例车间\","
    "\"en\":\"Sample workshop\"},\"grade\":\"B\",\"timezone\":\"Asia/Shanghai\",\"coordinates\":\"metres\",\"floors\":["
    "{\"id\":\"F1\",\"name\":{\"zh\":\"一层\",\"en\":\"Ground floor\"},\"elevation\":0},"
    "{\"id\":\"F2\",\"name\":{\"zh\":\"二层\",\"en\":\"Upper floor\"},\"elevation\":3.6}]},\"features\":[" FEATURE(
        "walkable", "F1", "", "Polygon",
        BOX(0,
            0, 12, 8)) "," FEATURE("walkable", "F1", "", "Polygon",
                                   BOX(12, 3.4, 12.2,
                                       4.6)) "," FEATURE("walkable", "F1", "", "Polygon",
                                                         BOX(12.2, 0, 18,
                                                             8)) "," FEATURE("walkable", "F1", "", "Polygon",
                                                                             BOX(-0.2, 3.4, 0,
                                                                                 4.6)) "," FEATURE("walkable", "F1", "",
                                                                                                   "Polygon",
                                                                                                   BOX(-20, -6, -0.2,
                                                                                                       14)) "," FEATURE("obstacle",
                                                                                                                        "F1", "", "Polygon", BOX(5, 1, 8, 2.4)) "," FEATURE("walkable", "F2", "", "Polygon", BOX(0, 14, 18, 22)) "," FEATURE("stair",
                                                                                                                                                                                                                                             "F1", ",\"to\":\"F2\",\"direction\":90,\"slope\":0.6", "Polygon", BOX(2, 8, 3.4, 14)) "," FEATURE("zone", "F1", NAMED("Z1", "机加工车间", "Machine shop") ",\"use\":\"workshop\"",
                                                                                                                                                                                                                                                                                                                                               "Polygon",
                                                                                                                                                                                                                                                                                                                                               BOX(0, 0, 12, 8)) "," FEATURE("zone",
                                                                                                                                                                                                                                                                                                                                                                             "F1",
                                                                                                                                                                                                                                                                                                                                                                             NAMED(
                                                                                                                                                                                                                                                                                                                                                                                 "Z2",
                                                                                                                                                                                                                                                                                                                                                                                 "办公室",
                                                                                                                                                                                                                                                                                                                                                                                 "Office") ",\"use\":\"office\"",
                                                                                                                                                                                                                                                                                                                                                                             "Polygon", BOX(12.2, 0, 18, 8)) "," FEATURE("zone",
                                                                                                                                                                                                                                                                                                                                                                                                                         "F2",
                                                                                                                                                                                                                                                                                                                                                                                                                         NAMED(
                                                                                                                                                                                                                                                                                                                                                                                                                             "Z3",
                                                                                                                                                                                                                                                                                                                                                                                                                             "培训室",
                                                                                                                                                                                                                                                                                                                                                                                                                             "Training room") ",\"use\":\"assembly\"",
                                                                                                                                                                                                                                                                                                                                                                                                                         "Polygon", BOX(0, 14, 18, 22)) "," FEATURE("door", "F1", ",\"id\":\"D1\"", "LineString", "[[12.1,3.4],[12.1,4.6]]") "," FEATURE("exit",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                         "F1", NAMED("E1", "西门", "West door"),
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                         "LineString", "[[-0.1,3.4],[-0.1,4.6]]") "," FEATURE("muster", "F1", NAMED("M1", "南集合点", "South assembly point") ",\"capacity\":80",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "Polygon",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              BOX(-18, -4, -11, 3)) "," FEATURE("muster", "F1", NAMED("M2", "北集合点", "North assembly point") ",\"capacity\":40",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                "Polygon", BOX(-18, 6, -11, 12)) "]}";

static const char DRAW[] =
    "{\"family\":\"fire-hot-work\",\"family_name\":{\"zh\":\"动火作业火灾\",\"en\":\"Hot work "
    "fire\"},\"zone\":\"Z1\",\"floor\":\"F1\",\"x_m\":9.5,\"y_m\":6.2,\"t0\":\"2026-11-24T06:30:00+08:00\"}";

/* A way: points, and how far along each lies. */
struct way {
    double x[8], y[8], at_m[8];
    int count;
    double floor_change_m; /* along the way; below 0: never on another floor */
};
struct person {
    struct way way;
    double start_s, alert_s, answer_s, help_s, check_in_s; /* INFINITY: never */
    const char *muster;
};

static void go(struct way *way, double x, double y)
{
    int i = way->count++;
    way->x[i] = x;
    way->y[i] = y;
    way->at_m[i] = 0.0;
    if (i > 0) {
        double dx = x - way->x[i - 1], dy = y - way->y[i - 1];
        way->at_m[i] = way->at_m[i - 1] + sqrt(dx * dx + dy * dy);
    }
}

static double length_of(const struct way *way)
{
    return way->at_m[way->count - 1];
}

static struct person make_person(unsigned i)
{
    double column = (double)(i / 3 % 9), row = (double)(i / 27);
    struct person person = {.muster = i % 2 == 0 ? "M1" : "M2", .help_s = (double)INFINITY};
    struct way *way = &person.way;
    way->floor_change_m = -1.0;
    if (i % 3 == 0) {
        go(way, 1.0 + column * 1.2, 4.9 + row * 0.4);
    } else if (i % 3 == 1) {
        go(way, 12.8 + column * 0.55, 1.0 + row * 0.8);
        go(way, 12.1, 4.0);
    } else {
        go(way, 1.5 + column * 1.8, 16.0 + row * 0.7);
        go(way, 2.7, 14.0);
        way->floor_change_m = length_of(way) + 3.0;
        go(way, 2.7, 8.0);
    }
    go(way, 0.4, 4.0);
    go(way, -0.6, 4.0);
    go(way, -11.6 - column * 0.6, i % 2 == 0 ? 2.4 - row * 0.7 : 6.6 + row * 0.7);
    person.alert_s = 1.0 + i * 0.05;
    person.answer_s = i % 11 == 5 ? (double)INFINITY : person.alert_s + 3.0 + (i * 7 % 13);
    person.start_s = person.alert_s + 6.0 + (i * 5 % 17);
    person.check_in_s = person.start_s + length_of(way) / SPEED_M_PER_S + 3.0;
    if (i % 23 == 7) {
        person.help_s = 31.0 + i * 0.1; /* stays in place */
        person.start_s = person.check_in_s = (double)INFINITY;
    }
    return person;
}

static double walked_m(const struct person *person, double time_s)
{
    double way_m = (time_s - person->start_s) * SPEED_M_PER_S;
    double most = length_of(&person->way);
    return way_m > 0.0 ? (way_m < most ? way_m : most) : 0.0;
}

struct frame_room {
    uint32_t number[PEOPLE_MAX];
    float x[PEOPLE_MAX], y[PEOPLE_MAX], heading_x[PEOPLE_MAX], heading_y[PEOPLE_MAX];
    uint16_t floor[PEOPLE_MAX];
};

static void place_person(struct frame_room *room, unsigned i, double time_s)
{
    struct person person = make_person(i);
    const struct way *way = &person.way;
    double at_m = walked_m(&person, time_s);
    int leg = 0;
    while (leg + 2 < way->count && at_m > way->at_m[leg + 1]) {
        leg++;
    }
    double leg_m = way->at_m[leg + 1] - way->at_m[leg];
    double share = leg_m > 0.0 ? (at_m - way->at_m[leg]) / leg_m : 0.0;
    double dx = way->x[leg + 1] - way->x[leg], dy = way->y[leg + 1] - way->y[leg];
    room->number[i] = i + 1;
    room->x[i] = (float)(way->x[leg] + dx * share);
    room->y[i] = (float)(way->y[leg] + dy * share);
    room->heading_x[i] = (float)(leg_m > 0.0 ? dx / leg_m : 1.0);
    room->heading_y[i] = (float)(leg_m > 0.0 ? dy / leg_m : 0.0);
    room->floor[i] = at_m < way->floor_change_m ? 1 : 0;
}

static enum sibu_status put_frames(struct sibu_record *record, const struct sample_def *def, struct sibu_fault *fault)
{
    struct frame_room *room = sibu_array_new(1, sizeof *room);
    enum sibu_status status = room != NULL ? SIBU_OK : SIBU_NO_MEMORY;
    for (int number = 0; status == SIBU_OK && number <= (int)(END_S * FRAMES_PER_S); number++) {
        double time_s = number / FRAMES_PER_S;
        for (unsigned i = 0; i < def->people; i++) {
            place_person(room, i, time_s);
        }
        struct sibu_record_frame frame = {time_s,  def->people,     room->number,    room->x,
                                          room->y, room->heading_x, room->heading_y, room->floor};
        status = sibu_record_put_frame(record, &frame, fault);
    }
    sibu_array_free(room);
    return status;
}

static enum sibu_status put_people(struct sibu_record *record, const struct sample_def *def, struct sibu_fault *fault)
{
    static const char *const FAMILY[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐"};
    static const char *const GIVEN[] = {"伟", "芳", "娜", "敏", "静", "强", "磊", "洋", "艳", "勇", "军", "杰", "秀英"};
    static const char *const ROLES[] = {"worker", "worker", "worker", "warden", "contractor", "visitor"};
    enum sibu_status status = SIBU_OK;
    for (unsigned i = 0; status == SIBU_OK && i < def->people; i++) {
        char id[16], name[32], zone[4];
        (void)snprintf(id, sizeof id, "A-%03u", i + 1);
        (void)snprintf(name, sizeof name, "%s%s", FAMILY[i % 11], GIVEN[i % 13]);
        (void)snprintf(zone, sizeof zone, "Z%u", i % 3 + 1);
        struct sibu_record_person person = {
            i + 1, id, name, zone, "day", ROLES[i % 6], "normal", i % 6 == 5 ? "en" : "zh", 1};
        status = sibu_record_put_person(record, &person, fault);
    }
    return status;
}

struct happening {
    double time_s;
    unsigned person;
    const char *kind, *place;
};

static int is_before(const struct happening *a, const struct happening *b)
{
    return a->time_s < b->time_s || (!(b->time_s < a->time_s) && a->person < b->person);
}

/* Kept in the order of time as they come: a few hundred. */
static void add(struct happening *list, size_t *count, struct happening happening)
{
    if (!(happening.time_s <= END_S)) {
        return;
    }
    size_t at = (*count)++;
    for (; at > 0 && is_before(&happening, &list[at - 1]); at--) {
        list[at] = list[at - 1];
    }
    list[at] = happening;
}

static void add_person(struct happening *list, size_t *count, unsigned i, int drill)
{
    struct person person = make_person(i);
    double length_m = length_of(&person.way);
    double exit_m = person.way.at_m[person.way.count - 2];
    unsigned number = i + 1;
    add(list, count, (struct happening){person.start_s, number, "start", ""});
    add(list, count, (struct happening){person.start_s + exit_m / SPEED_M_PER_S, number, "exit", "E1"});
    add(list, count, (struct happening){person.start_s + length_m / SPEED_M_PER_S, number, "arrive", person.muster});
    if (drill) {
        add(list, count, (struct happening){person.answer_s, number, "acknowledged", ""});
        add(list, count, (struct happening){person.help_s, number, "need-help", ""});
        add(list, count, (struct happening){person.check_in_s, number, "check-in", person.muster});
    }
}

static enum sibu_status put_unfolding(struct sibu_record *record, struct sibu_fault *fault)
{
    static const struct {
        double time_s;
        const char *place, *detail;
    } ROWS[] = {
        {30.0, "",
         "{\"number\":2,\"what\":\"wind-turned\",\"place_name\":{\"zh\":\"\",\"en\":\"\"},\"rate_per_min\":0.1,\"share\":1,"
         "\"heading\":0,\"bearing_deg\":247,\"words\":{\"zh\":\"演练：风向已转，请到北集合点。\",\"en\":\"DRILL: the wind has "
         "turned. Go to the north assembly point.\"}}"},
        {20.0, "E1",
         "{\"number\":1,\"what\":\"exit-lost\",\"place_name\":{\"zh\":\"西门\",\"en\":\"West door\"},\"rate_per_min\":0.21,"
         "\"share\":0.43,\"heading\":37,\"words\":{\"zh\":\"演练：西门已被烟气封住。\",\"en\":\"DRILL: the west door is lost "
         "to smoke.\"}}"},
        {35.0, "Z2", "{\"number\":3,\"what\":\"alarm-silent\",\"share\":7}"},
        {36.0, "E1",
         "{\"number\":4,\"what\":\"exit-lost\",\"rate_per_min\":0.21,\"share\":0.43,\"heading\":0,\"words\":{\"zh\":\"又"
         "\",\"en\":\"again\"}}"},
    };
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; status == SIBU_OK && i < sizeof ROWS / sizeof ROWS[0]; i++) {
        struct sibu_record_event event = {.time_us = SAMPLE_T0_US + (int64_t)(ROWS[i].time_s * 1e6),
                                          .kind = "unfold",
                                          .place = ROWS[i].place,
                                          .detail = ROWS[i].detail};
        status = sibu_record_put_event(record, &event, fault);
    }
    return status;
}

static void add_targets(struct happening *list, size_t *count, unsigned i)
{
    double start_s = make_person(i).start_s;
    int fickle = i % 4 == 0;
    if (fickle) {
        add(list, count, (struct happening){start_s, i + 1, "target", "M1"});
        add(list, count, (struct happening){start_s + 1.0, i + 1, "target", "nowhere"});
    }
    add(list, count, (struct happening){start_s + (fickle ? 2.0 : 0.0), i + 1, "target", "E1"});
}

static enum sibu_status put_events(struct sibu_record *record, const struct sample_def *def, struct sibu_fault *fault)
{
    size_t count = 0;
    struct happening *list = sibu_array_new((size_t)def->people * 10 + 9, sizeof *list);
    enum sibu_status status = list != NULL ? SIBU_OK : SIBU_NO_MEMORY;
    for (unsigned i = 0; status == SIBU_OK && i < def->people; i++) {
        add_person(list, &count, i, def->drill);
        if (def->targets) {
            add_targets(list, &count, i);
        }
    }
    if (status == SIBU_OK && def->drill) {
        add(list, &count, (struct happening){0.0, 0, "drawn", "Z1"});
        add(list, &count, (struct happening){0.5, 0, "alerting", ""});
        add(list, &count, (struct happening){0.8, 0, "alert", ""});
        add(list, &count, (struct happening){9.0, 0, "running", ""});
        add(list, &count, (struct happening){24.0, 0, "smoke-spreads", "Z1"});
        add(list, &count, (struct happening){60.0, 0, "field", ""}); /* no mark */
        add(list, &count,
            def->real_emergency ? (struct happening){50.0, 0, "real-emergency", ""}
                                : (struct happening){92.0, 0, "all-clear", ""});
        add(list, &count, (struct happening){END_S, 0, "closed", ""});
    }
    for (size_t i = 0; status == SIBU_OK && i < count; i++) {
        struct sibu_record_event event = {
            SAMPLE_T0_US + (int64_t)(list[i].time_s * 1e6), list[i].kind, list[i].person, list[i].place, "", {0}};
        status = sibu_record_put_event(record, &event, fault);
    }
    sibu_array_free(list);
    return status == SIBU_OK && def->unfolds ? put_unfolding(record, fault) : status;
}

/* Everybody is reached, but number 14, whose phone never answers. */
static enum sibu_status put_deliveries(struct sibu_record *record, const struct sample_def *def,
                                       struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (unsigned i = 0; status == SIBU_OK && i < def->people; i++) {
        char key[16];
        int64_t ended_us = SAMPLE_T0_US + (int64_t)(make_person(i).alert_s * 1e6);
        int reached = i != 13;
        (void)snprintf(key, sizeof key, "d-%u", i + 1);
        struct sibu_record_delivery delivery = {
            ended_us - 100000,         ended_us, "sample.1", i + 1, "http", key, 1, reached ? 200 : 0,
            reached ? "" : "no answer"};
        status = sibu_record_put_delivery(record, &delivery, fault);
    }
    return status;
}

static enum sibu_status put_documents(struct sibu_record *record, const struct sample_def *def,
                                      struct sibu_fault *fault)
{
    enum sibu_status status = sibu_record_put_document(record, "site", SAMPLE_SITE, strlen(SAMPLE_SITE), fault);
    if (status == SIBU_OK && def->drill) {
        status = sibu_record_put_document(record, "draw", DRAW, strlen(DRAW), fault);
    }
    if (status == SIBU_OK && def->scenario != NULL) {
        status = sibu_record_put_document(record, "scenario", def->scenario, strlen(def->scenario), fault);
    }
    if (status == SIBU_OK && def->forecast != NULL) {
        status = sibu_record_put_document(record, "forecast", def->forecast, strlen(def->forecast), fault);
    }
    if (status == SIBU_OK && def->later_forecast != NULL) {
        status =
            sibu_record_put_document(record, "forecast-2", def->later_forecast, strlen(def->later_forecast), fault);
    }
    return status;
}

static enum sibu_status put_all(struct sibu_record *record, const struct sample_def *def, struct sibu_fault *fault)
{
    enum sibu_status status = sibu_record_begin(record, fault);
    if (status == SIBU_OK) {
        status = put_documents(record, def, fault);
    }
    if (status == SIBU_OK) {
        status = put_people(record, def, fault);
    }
    if (status == SIBU_OK) {
        status = put_events(record, def, fault);
    }
    if (status == SIBU_OK && def->drill) {
        status = put_deliveries(record, def, fault);
    }
    if (status == SIBU_OK && def->frames) {
        status = put_frames(record, def, fault);
    }
    return status == SIBU_OK ? sibu_record_commit(record, fault) : status;
}

enum sibu_status sample_drill_write(const char *path, const struct sample_def *def, struct sibu_fault *fault)
{
    struct sibu_site *site = NULL;
    struct sibu_record *record = NULL;
    (void)unlink(path);
    enum sibu_status status = sibu_site_open(&site, "sample", SAMPLE_SITE, strlen(SAMPLE_SITE), fault);
    if (status == SIBU_OK) {
        status = sibu_record_create(&record, path, site, FRAMES_PER_S, fault);
    }
    if (status == SIBU_OK) {
        status = put_all(record, def, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_record_seal(record, fault);
    }
    sibu_record_close(record);
    sibu_site_close(site);
    return status;
}
