/* Writes a record of a drill of some hundred people on a real site file, for tests that look at whole reports:
 * report_sample SITE.geojson RECORD [sealed [forecast|updates|earlier|plain [PEOPLE [SEED [DAYS [LATE_S]]]]]]. People and times come from a small generator
 * with a seed; the drill is so many days before that of the draw, and people check in so many seconds later.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sibu/memory.h"
#include "sibu/random.h"
#include "sibu/record.h"
#include "sibu/text.h"

#define T0_US INT64_C(1795415400000000) /* 2026-11-23T14:30:00+08:00 */
#define PEOPLE 400 /* where it is not said */
#define END_S 620.0

static const char DRAW[] =
    "{\"format\":1,\"drill\":\"2026-000017\",\"site\":\"chem-park\",\"site_name\":{\"zh\":\"青屿化工园区 A 装置\","
    "\"en\":\"Qingyu Chemical Park, Unit A\"},\"family\":\"toxic-release\",\"family_name\":{\"zh\":\"有毒物质泄漏\","
    "\"en\":\"Toxic release\"},\"zone\":\"tank-farm-east\",\"zone_name\":{\"zh\":\"罐区东组（液氨）\",\"en\":\"Tank farm,"
    " east group (ammonia)\"},\"floor\":\"F1\",\"x_m\":44.210,\"y_m\":81.730,\"t0\":\"2026-11-23T14:30:00+08:00\","
    "\"t0_us\":1795415400000000,\"tick\":{\"index\":2992359,\"u\":\"0003f2a19c55d01b\",\"threshold\":\"00041c7e88d1f3a0\","
    "\"gate\":\"o\"},\"ledger\":{\"size\":1234,\"root\":"
    "\"1a2b3c4d5e6f7081a2b3c4d5e6f708192a3b4c5d6e7f8091b2c3d4e5f6079182\"},\"surprise\":false,\"seeded\":false}";

static const char SCENARIO[] =
    "{\"format\":1,\"family\":\"toxic-release\",\"zone\":\"tank-farm-east\",\"x_m\":44.210,\"y_m\":81.730,\"growth\":"
    "{\"release_kg_per_s\":0.42},\"events\":[{\"what\":\"exit-lost\",\"per_min\":0.21,\"most\":2},{\"what\":\"wind-turned\","
    "\"per_min\":0.1,\"most\":1}],\"field\":{\"growth_kw_per_s2\":0,\"peak_kw\":0,\"burning_s\":0,\"soot_yield\":0,"
    "\"carbon_monoxide_yield\":0,\"release_kg_per_s\":0.42,\"release_s\":600,\"height_m\":1,\"wind_m_per_s\":2,"
    "\"wind_from_deg\":0,\"airing_share\":1,\"blast_mj\":0,\"water_m3_per_s\":0,\"substance\":\"ammonia\"},"
    "\"families_hash\":\"d7c404a075b1255f\"}";

/* What unfolds; the second cannot be read, the third has no update. */
static const struct unfolding {
    double at_s;
    const char *place, *update, *detail;
} UNFOLDING[] = {
    {41.25, "X-TF-S1", "2026-000017-2",
     "{\"number\":1,\"what\":\"exit-lost\",\"place_name\":{\"zh\":\"南口\",\"en\":\"South exit\"},\"rate_per_min\":0.21,"
     "\"share\":0.43,\"heading\":37,\"words\":{\"zh\":\"南侧出口已被封住，请改走北口。\",\"en\":\"<The south exit> is lost,"
     " use \\\"north\\\".\"}}"},
    {60.0, "", "", "{\"number\":2,\"what\":\"wind-turned\",\"share\":2}"},
    {500.0, "", "",
     "{\"number\":3,\"what\":\"wind-turned\",\"place_name\":{\"zh\":\"\",\"en\":\"\"},\"rate_per_min\":0.1,\"share\":1,"
     "\"heading\":0,\"bearing_deg\":247,\"words\":{\"zh\":\"风向已转。\",\"en\":\"The wind has turned.\"}}"},
};

struct sample {
    struct sibu_record *record;
    struct sibu_site *site;
    struct sibu_pcg64 stream;
    uint32_t people;
    int64_t t0_us;
    double late_s; /* by so much everybody checks in later */
};

static void must(enum sibu_status status, const struct sibu_fault *fault)
{
    if (status != SIBU_OK) {
        (void)fprintf(stderr, "%s: %s\n", fault->place, fault->what[SIBU_EN]);
        exit(1);
    }
}

static double draw(struct sample *sample)
{
    return sibu_draw_unit(&sample->stream);
}

static int64_t at_us(const struct sample *sample, double seconds)
{
    return sample->t0_us + (int64_t)(seconds * 1e6);
}

static void put_event(struct sample *sample, double at_s, const char *kind, uint32_t person, const char *place)
{
    struct sibu_fault fault;
    struct sibu_record_event event = {.time_us = at_us(sample, at_s), .kind = kind, .person = person, .place = place};
    must(sibu_record_put_event(sample->record, &event, &fault), &fault);
}

static void put_response(struct sample *sample, double at_s, uint32_t person, const char *kind, const char *place)
{
    struct sibu_fault fault;
    char key[64];
    (void)snprintf(key, sizeof key, "%s-%u", kind, (unsigned)person);
    struct sibu_record_response response = {
        .received_us = at_us(sample, at_s), .person = person, .kind = kind, .place = place, .key = key};
    must(sibu_record_put_response(sample->record, &response, &fault), &fault);
    put_event(sample, at_s, strcmp(kind, "acknowledge") == 0 ? "acknowledged" : kind, person, place);
}

static void put_delivery(struct sample *sample, double at_s, uint32_t person, int attempt, const char *why)
{
    struct sibu_fault fault;
    struct sibu_record_delivery delivery = {.started_us = at_us(sample, at_s - 0.08),
                                            .ended_us = at_us(sample, at_s),
                                            .alert = "2026-000017-1",
                                            .person = person,
                                            .channel = "http",
                                            .key = "k",
                                            .attempt = attempt,
                                            .result = why[0] == '\0' ? 200 : 0,
                                            .fault = why};
    must(sibu_record_put_delivery(sample->record, &delivery, &fault), &fault);
}

static const char *nearest_muster(const struct sibu_site *site, struct sibu_point from)
{
    uint32_t best = 0;
    double best_m = 1e9;
    for (uint32_t i = 0; i < site->muster_count; i++) {
        struct sibu_point to = sibu_polygon_centre(&site->musters[i].polygon);
        double far = hypot(to.x - from.x, to.y - from.y);
        best = far < best_m ? i : best;
        best_m = far < best_m ? far : best_m;
    }
    return site->musters[best].id;
}

static const char *nearest_exit(const struct sibu_site *site, struct sibu_point from, double *metres)
{
    uint32_t best = 0;
    *metres = 1e9;
    for (uint32_t i = 0; i < site->exit_count; i++) {
        const struct sibu_point *to = site->exits[i].line.points;
        double far = hypot(to->x - from.x, to->y - from.y);
        best = far < *metres ? i : best;
        *metres = far < *metres ? far : *metres;
    }
    return site->exits[best].id;
}

/* One person's drill: alerted, answers, sets off, leaves, arrives; a few fall out on the way. */
static void live_through(struct sample *sample, uint32_t number, const struct sibu_zone *zone)
{
    struct sibu_point centre = sibu_polygon_centre(&zone->polygon);
    double exit_m = 0.0, fate = draw(sample);
    double alerted_s = 0.4 + 2.5 * draw(sample);
    if (fate < 0.02) {
        put_delivery(sample, 10.4, number, 1, "timeout");
        put_delivery(sample, 24.0, number, 2, fate < 0.008 ? "connection refused" : "");
        alerted_s = 24.0;
    } else {
        put_delivery(sample, alerted_s, number, 1, "");
    }
    if (fate < 0.012) {
        return; /* never reacts */
    }
    double answered_s = alerted_s + 3.0 + 60.0 * draw(sample) * draw(sample);
    if (fate > 0.98) {
        put_response(sample, answered_s, number, fate > 0.988 ? "need-help" : "cannot", "");
        return;
    }
    if (draw(sample) < 0.94) {
        put_response(sample, answered_s, number, "acknowledge", "");
    }
    double started_s =
        answered_s + 5.0 + 70.0 * draw(sample) * draw(sample) * (zone->use == SIBU_USE_OFFICE ? 1.6 : 1.0);
    const char *exit = nearest_exit(sample->site, centre, &exit_m);
    double out_s = started_s + exit_m * (0.8 + 0.6 * draw(sample)) + (zone->floor > 0 ? 45.0 : 0.0);
    const char *muster = nearest_muster(sample->site, centre);
    put_event(sample, started_s, "start", number, "");
    if (fate < 0.018) {
        return; /* sets off and is not seen again */
    }
    put_event(sample, out_s, "exit", number, exit);
    double here_s = out_s + sample->late_s + 30.0 + 110.0 * draw(sample);
    put_event(sample, here_s, "arrive", number, muster);
    if (here_s + 6.0 < END_S) {
        put_response(sample, here_s + 2.0 + 12.0 * draw(sample), number, "check-in", muster);
    }
}

static void put_people(struct sample *sample)
{
    static const char *const ROLES[] = {"worker", "worker", "warden", "contractor"};
    struct sibu_fault fault;
    for (uint32_t i = 0; i < sample->people; i++) {
        const struct sibu_zone *zone =
            &sample->site->zones[(size_t)(draw(sample) * 0.999999 * sample->site->zone_count)];
        char id[16];
        (void)snprintf(id, sizeof id, "Q%04u", (unsigned)(1000 + i * 7));
        struct sibu_record_person person = {.number = i + 1,
                                            .id = id,
                                            .name = "<b>某人 & \"x\"</b>",
                                            .zone = zone->id,
                                            .shift = "day",
                                            .role = ROLES[i % 4],
                                            .pace = "normal",
                                            .language = "zh",
                                            .expected = i % 11 != 0};
        must(sibu_record_put_person(sample->record, &person, &fault), &fault);
        if (person.expected) {
            live_through(sample, i + 1, zone);
        }
    }
}

static void put_told(struct sample *sample, double at_s, const char *kind, const char *place, const char *detail)
{
    struct sibu_fault fault;
    struct sibu_record_event event = {.time_us = at_us(sample, at_s), .kind = kind, .place = place, .detail = detail};
    must(sibu_record_put_event(sample->record, &event, &fault), &fault);
}

/* The update reaches nine of ten, over some seconds. */
static void put_update(struct sample *sample, const struct unfolding *unfolding)
{
    struct sibu_fault fault;
    char detail[128];
    (void)snprintf(detail, sizeof detail, "{\"identifier\":\"%s\"}", unfolding->update);
    put_told(sample, unfolding->at_s + 0.1, "alert", "", detail);
    for (uint32_t i = 0; i < sample->people; i++) {
        double ended_s = unfolding->at_s + 0.2 + 4.0 * draw(sample);
        int failed = draw(sample) < 0.1;
        struct sibu_record_delivery delivery = {.started_us = at_us(sample, ended_s - 0.05),
                                                .ended_us = at_us(sample, ended_s),
                                                .alert = unfolding->update,
                                                .person = i + 1,
                                                .channel = "http",
                                                .key = "u",
                                                .attempt = 1,
                                                .result = failed ? 0 : 200,
                                                .fault = failed ? "timeout" : ""};
        must(sibu_record_put_delivery(sample->record, &delivery, &fault), &fault);
    }
}

static void put_unfolding(struct sample *sample)
{
    struct sibu_fault fault;
    must(sibu_record_put_document(sample->record, "scenario", SCENARIO, sizeof SCENARIO - 1, &fault), &fault);
    put_told(sample, 0.0, "alert", "", "{\"identifier\":\"2026-000017-1\"}");
    for (size_t i = 0; i < sizeof UNFOLDING / sizeof UNFOLDING[0]; i++) {
        put_told(sample, UNFOLDING[i].at_s, "unfold", UNFOLDING[i].place, UNFOLDING[i].detail);
        if (UNFOLDING[i].update[0] != '\0') {
            put_update(sample, &UNFOLDING[i]);
        }
    }
}

/* A forecast in which people come evenly, in each curve 40 s after the one before, a tenth slower or faster. `air`: what
 * it says of that. */
static void put_forecast(struct sample *sample, const char *name, int runs, const char *air)
{
    static const char *const CURVES[] = {"acknowledged", "moving", "out", "arrived", "checked_in"};
    static const char *const QUANTILES[] = {"p5", "p50", "p95"};
    struct sibu_fault fault;
    struct sibu_text out = {0};
    sibu_text_addf(&out, "{\"format\":1,\"runs\":%d,\"people\":363%s,\"curves\":{\"t_s\":[0", runs, air);
    for (int k = 1; k < 80; k++) {
        sibu_text_addf(&out, ",%d", 5 * k);
    }
    sibu_text_add(&out, "]");
    for (int curve = 0; curve < 5; curve++) {
        sibu_text_addf(&out, ",\"%s\":", CURVES[curve]);
        for (int quantile = 0; quantile < 3; quantile++) {
            sibu_text_addf(&out, "%s\"%s\":[", quantile > 0 ? "]," : "{", QUANTILES[quantile]);
            for (int k = 0; k < 80; k++) {
                int come = (5 * k - 40 * curve) * 2 * (9 + quantile) / 10, all = 320 + 15 * quantile;
                sibu_text_addf(&out, "%s%d", k > 0 ? "," : "", come < 0 ? 0 : come < all ? come : all);
            }
        }
        sibu_text_add(&out, "]}");
    }
    sibu_text_add(&out, "}}");
    must(sibu_record_put_document(sample->record, name, sibu_text_get(&out), out.length, &fault), &fault);
    sibu_text_clear(&out);
}

/* As a drill with two events: made at T0, when the first had happened, and a last that could not be made. */
static void put_updates(struct sample *sample)
{
    static const char AIR[] =
        ",\"events\":1,\"air\":{\"smoke_law\":\"seen\",\"least\":0.2,\"sign_constant\":3,\"in_smoke\":{\"p5\":11,"
        "\"p50\":22,\"p95\":33},\"dosed\":{\"p5\":1,\"p50\":2,\"p95\":17},\"overcome\":{\"p5\":0,\"p50\":0,"
        "\"p95\":1},\"most_dose\":{\"p5\":0.31,\"p50\":0.52,\"p95\":1.43}}";
    static const char FAILED[] = "{\"format\":1,\"events\":2,\"runs\":0,\"fault\":{\"zh\":\"\",\"en\":\"\"}}";
    struct sibu_fault fault;
    put_forecast(sample, "forecast", 123, ",\"events\":0");
    put_forecast(sample, "forecast-1", 45, AIR);
    must(sibu_record_put_document(sample->record, "forecast-2", FAILED, sizeof FAILED - 1, &fault), &fault);
}

/* Twelve earlier drills about a month apart, the times falling, the third broken off; and what they left. */
static void put_earlier(struct sample *sample)
{
    /* Not seen again; seen again, graver; closed, and confirmed; closed, and seen again; not to be told; as grave as before. */
    static const char *const LEFT[][3] = {
        {"missing", "tank-farm-east", "open"}, {"missing", "administration", "open"}, {"unreached", "", "closed"},
        {"missing", "gatehouse", "closed"},    {"exit-unused", "X-GONE", "open"},     {"exit-unused", "X-OF-W", "open"},
    };
    static const int MEDIANS_S[] = {402, 371, 0, 388, 352, 341, 360, 322, 331, 309, 298, 305};
    struct sibu_fault fault;
    struct sibu_text out = {0};
    sibu_text_add(&out, "{\"format\":1,\"drills\":[");
    for (int i = 0; i < 12; i++) {
        int64_t t0_us = T0_US - (int64_t)(12 - i) * 31 * 86400 * 1000000 + (int64_t)(i % 3) * 7200 * 1000000;
        sibu_text_addf(&out,
                       "%s{\"drill\":\"2026-%06d\",\"t0_us\":%lld,\"family\":\"fire\",\"zone\":\"tank-farm-east\","
                       "\"end\":\"%s\",\"expected\":%d,\"figures\":{",
                       i > 0 ? "," : "", i + 1, (long long)t0_us, i == 2 ? "abort" : "all-clear", 350 + i);
        if (i != 2) {
            sibu_text_addf(&out,
                           "\"alerted\":{\"value\":0.98,\"error\":0.008},\"acknowledged\":{\"value\":0.9%d,\"error\":"
                           "0.015},\"checked_in\":{\"value\":0.9%d,\"error\":0.013},\"muster_median_s\":{\"value\":%d,"
                           "\"error\":%d}%s",
                           i % 4, i % 5, MEDIANS_S[i], 8 + i % 3,
                           i > 6 ? ",\"forecast_time\":{\"value\":1.31,\"error\":0}" : "");
        }
        sibu_text_add(&out, "}}");
    }
    sibu_text_add(&out, "],\"findings\":[");
    for (size_t i = 0; i < sizeof LEFT / sizeof LEFT[0]; i++) {
        sibu_text_addf(&out,
                       "%s{\"id\":%zu,\"kind\":\"%s\",\"place\":\"%s\",\"severity\":\"major\",\"state\":\"%s\","
                       "\"opened_by\":\"2026-000011\",\"seen_by\":\"2026-000012\",\"opened_us\":1793000000000000,"
                       "\"due_us\":1796000000000000,\"times\":2,\"words\":{\"zh\":\"缺两人。\",\"en\":\"Two were"
                       " <missing>.\"}}",
                       i > 0 ? "," : "", i + 2, LEFT[i][0], LEFT[i][1], LEFT[i][2]);
    }
    sibu_text_add(&out, "],\"findings_left_out\":3,\"score\":{\"checked_in\":50,\"acknowledged\":20,\"alerted\":20,"
                        "\"forecast\":10}}");
    must(sibu_record_put_document(sample->record, "earlier", sibu_text_get(&out), out.length, &fault), &fault);
    sibu_text_clear(&out);
}

static void fill(struct sample *sample, const struct sibu_text *bytes, const char *forecast)
{
    struct sibu_fault fault;
    must(sibu_record_begin(sample->record, &fault), &fault);
    must(sibu_record_put_document(sample->record, "site", sibu_text_get(bytes), bytes->length, &fault), &fault);
    must(sibu_record_put_document(sample->record, "draw", DRAW, sizeof DRAW - 1, &fault), &fault);
    if (strcmp(forecast, "forecast") == 0) {
        put_forecast(sample, "forecast", 123, ""); /* as they were before they knew of events and air */
    } else if (strcmp(forecast, "updates") == 0) {
        put_updates(sample);
    } else if (strcmp(forecast, "earlier") == 0) {
        put_forecast(sample, "forecast", 123, "");
        put_earlier(sample);
    }
    put_event(sample, 0.0, "drawn", 0, "tank-farm-east");
    put_event(sample, 0.1, "alerting", 0, "");
    put_event(sample, 3.4, "running", 0, "");
    put_people(sample);
    put_unfolding(sample);
    put_event(sample, END_S, "all-clear", 0, "");
    put_event(sample, END_S + 60.0, "closed", 0, "");
    must(sibu_record_commit(sample->record, &fault), &fault);
}

int main(int argc, char **argv)
{
    static struct sample sample;
    struct sibu_text bytes = {0};
    struct sibu_fault fault;
    char block[65536];
    uint8_t key[32];
    FILE *file = argc > 2 ? fopen(argv[1], "rb") : NULL;
    if (file == NULL) {
        return 2;
    }
    for (size_t got = fread(block, 1, sizeof block, file); got > 0; got = fread(block, 1, sizeof block, file)) {
        sibu_text_add_bytes(&bytes, block, got);
    }
    (void)fclose(file);
    must(sibu_site_open(&sample.site, argv[1], sibu_text_get(&bytes), bytes.length, &fault), &fault);
    must(sibu_record_create(&sample.record, argv[2], sample.site, 4.0, &fault), &fault);
    sample.t0_us = T0_US - (argc > 7 ? strtoll(argv[7], NULL, 10) : 0) * 86400 * 1000000;
    sample.late_s = argc > 8 ? strtod(argv[8], NULL) : 0.0;
    sibu_key_of_seed(key, argc > 6 ? strtoull(argv[6], NULL, 10) : 17);
    sibu_pcg64_open(&sample.stream, key, "report sample", 0);
    sample.people = argc > 5 ? (uint32_t)strtoul(argv[5], NULL, 10) : PEOPLE;
    fill(&sample, &bytes, argc > 4 ? argv[4] : "");
    if (argc > 3) {
        must(sibu_record_seal(sample.record, &fault), &fault);
    }
    sibu_record_close(sample.record);
    sibu_site_close(sample.site);
    sibu_text_clear(&bytes);
    return 0;
}
