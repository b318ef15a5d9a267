/* See record_made.h. Either the file's bytes are spoilt, or the record is sound and what it holds is not. */
#include "record_made.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sample_drill.h"
#include "sibu/memory.h"
#include "sibu/record.h"

#define BYTES_MAX ((size_t)1 << 18)
#define PAGE_BYTES 4096u
#define PEOPLE 8u

#define FLAT "{\"p5\":[0,0,0],\"p50\":[0,0,0],\"p95\":[0,0,0]}"
static const char FORECAST[] =
    "{\"format\":1,\"runs\":7,\"people\":30,\"curves\":{\"t_s\":[0,10,30],\"acknowledged\":" FLAT ",\"moving\":" FLAT
    ",\"out\":" FLAT ",\"arrived\":" FLAT ",\"checked_in\":{\"p5\":[0,2,8],\"p50\":[0,4,8],\"p95\":[0,8,8]}}}";
static const char SCENARIO[] =
    "{\"format\":1,\"family\":\"any\",\"zone\":\"Z1\",\"x_m\":9.5,\"y_m\":6.2,\"ask\":\"evacuate\",\"field\":{"
    "\"growth_kw_per_s2\":0.1,\"peak_kw\":5000,\"burning_s\":60,\"soot_yield\":0.1,\"carbon_monoxide_yield\":0.1,"
    "\"release_kg_per_s\":2,\"release_s\":3000,\"height_m\":1,\"wind_m_per_s\":2,\"wind_from_deg\":90,"
    "\"airing_share\":1,\"blast_mj\":0,\"water_m3_per_s\":0,\"substance\":\"ammonia\"}}";
static const char DRAW[] =
    "{\"family\":\"fire\",\"family_name\":{\"zh\":\"火灾\",\"en\":\"Fire\"},\"zone\":\"Z1\",\"floor\":\"F1\","
    "\"x_m\":9.5,\"y_m\":6.2,\"t0\":\"2026-11-24T06:30:00+08:00\"}";

#define BOX(x0, y0, x1, y1)                                                                                            \
    "[[[" #x0 "," #y0 "],[" #x1 "," #y0 "],[" #x1 "," #y1 "],[" #x0 "," #y1 "],[" #x0 "," #y0 "]]]"
#define LINE(x, y0, y1) "[[" #x "," #y0 "],[" #x "," #y1 "]]"
#define NAMED(id) ",\"id\":\"" id "\",\"name\":{\"zh\":\"" id "\",\"en\":\"" id "\"}"
#define FEATURE(kind, floor, more, type, at)                                                                           \
    "{\"type\":\"Feature\",\"properties\":{\"kind\":\"" kind "\",\"floor\":\"" floor "\"" more                         \
    "},\"geometry\":{\"type\":\"" type "\",\"coordinates\":" at "}}"
/* As small as a site with two floors can be: the fields of a hazard are reckoned for each cell of it. */
static const char SITE[] =
    "{\"type\":\"FeatureCollection\",\"sibu\":{\"format\":1,\"id\":\"s\",\"name\":{\"zh\":\"厂\",\"en\":\"s\"},"
    "\"grade\":\"B\",\"timezone\":\"Asia/Shanghai\",\"coordinates\":\"metres\",\"floors\":["
    "{\"id\":\"F1\",\"name\":{\"zh\":\"1\",\"en\":\"1\"},\"elevation\":0},"
    "{\"id\":\"F2\",\"name\":{\"zh\":\"2\",\"en\":\"2\"},\"elevation\":3}]},\"features\":[" FEATURE("walkable", "F1", "", "Polygon", BOX(0, 0, 10, 7)) "," FEATURE(
        "walkable", "F1", "", "Polygon",
        BOX(-0.2, 3, 0,
            4)) "," FEATURE("walkable", "F1", "", "Polygon",
                            BOX(-4, 1, -0.2,
                                6)) "," FEATURE("walkable", "F2", "", "Polygon",
                                                BOX(0, 12, 5,
                                                    16)) "," FEATURE("stair", "F1",
                                                                     ",\"to\":\"F2\",\"direction\":90,\"slope\":0.6",
                                                                     "Polygon",
                                                                     BOX(2, 7, 3,
                                                                         12)) "," FEATURE("zone", "F1",
                                                                                          NAMED(
                                                                                              "Z1") ",\"use\":\"workshop\"",
                                                                                          "Polygon",
                                                                                          BOX(0, 0, 10,
                                                                                              7)) "," FEATURE("zone",
                                                                                                              "F2",
                                                                                                              NAMED(
                                                                                                                  "Z2") ",\"use\":\"office\"",
                                                                                                              "Polygon",
                                                                                                              BOX(0, 12,
                                                                                                                  5,
                                                                                                                  16)) "," FEATURE("exit",
                                                                                                                                   "F1",
                                                                                                                                   NAMED(
                                                                                                                                       "E1"),
                                                                                                                                   "LineString",
                                                                                                                                   LINE(
                                                                                                                                       -0.1,
                                                                                                                                       3,
                                                                                                                                       4)) "," FEATURE("muster",
                                                                                                                                                       "F1",
                                                                                                                                                       NAMED(
                                                                                                                                                           "M1") ",\"capacity\":8",
                                                                                                                                                       "Polygon",
                                                                                                                                                       BOX(-4,
                                                                                                                                                           1,
                                                                                                                                                           -1,
                                                                                                                                                           4)) "]}";

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

static size_t take_place(struct bytes *bytes, size_t within)
{
    size_t place = take(bytes) << 16;
    place |= take(bytes) << 8;
    return (place | take(bytes)) % within;
}

/* --- the file's bytes spoilt --- */

/* One change after the other: where, and what. Returns the length of what is left. */
static size_t spoil(uint8_t *file, size_t length, struct bytes *bytes)
{
    while (bytes->left > 0 && length > PAGE_BYTES) {
        size_t at = take_place(bytes, length);
        unsigned what = take(bytes);
        size_t page = at / PAGE_BYTES * PAGE_BYTES;
        size_t within = length - page < PAGE_BYTES ? length - page : PAGE_BYTES;
        switch (what & 7) {
        case 0:
            memset(file + page, 0, within);
            break;
        case 1:
            memset(file + page, 0xff, within);
            break;
        case 2: /* a page of the file twice */
            memmove(file + page, file + take_place(bytes, length - within), within);
            break;
        case 3:
            length = at > 0 ? at : length;
            break;
        default:
            for (size_t i = 0; i <= (what >> 3 & 7) && at + i < length; i++) {
                file[at + i] = (uint8_t)take(bytes);
            }
        }
    }
    return length;
}

static int write_file(const char *path, const uint8_t *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    int good = file != NULL && fwrite(bytes, 1, length, file) == length;
    return file != NULL && fclose(file) == 0 && good;
}

static size_t read_file(const char *path, uint8_t *bytes)
{
    FILE *file = fopen(path, "rb");
    size_t length = file != NULL ? fread(bytes, 1, BYTES_MAX, file) : 0;
    return file != NULL && fclose(file) == 0 ? length : 0;
}

/* The sound record beside `path`, made once. */
static int have_sound(const char *path, char sound[600])
{
    struct sibu_fault fault;
    struct sample_def def = {.people = PEOPLE,
                             .frames = 1,
                             .drill = 1,
                             .unfolds = 1,
                             .forecast = FORECAST,
                             .later_forecast = FORECAST,
                             .scenario = SCENARIO};
    (void)snprintf(sound, 600, "%.500s.sound", path);
    return access(sound, R_OK) == 0 || sample_drill_write(sound, &def, &fault) == SIBU_OK;
}

static int make_spoilt(const char *path, struct bytes bytes, int as_if_written)
{
    char sound[600];
    uint8_t *file = sibu_array_new(BYTES_MAX, 1);
    size_t length = file != NULL && have_sound(path, sound) ? read_file(sound, file) : 0;
    if (length > PAGE_BYTES) {
        file[18] = file[19] = as_if_written ? 2 : 1; /* how SQLite marks a file with a journal beside it */
        length = spoil(file, length, &bytes);
    }
    int good = length > 0 && write_file(path, file, length);
    sibu_array_free(file);
    return good;
}

/* --- a sound file with anything in it --- */

struct contents {
    char kind;
    const char *bytes;
    size_t length;
};

static enum sibu_status put_document(struct sibu_record *record, const char *name, const char *usual,
                                     const struct contents *contents, struct sibu_fault *fault)
{
    const int is_it = contents->kind == name[0];
    return sibu_record_put_document(record, name, is_it ? contents->bytes : usual,
                                    is_it ? contents->length : strlen(usual), fault);
}

static enum sibu_status put_documents(struct sibu_record *record, const struct contents *contents,
                                      struct sibu_fault *fault)
{
    enum sibu_status status = put_document(record, "site", SITE, contents, fault);
    if (status == SIBU_OK) {
        status = put_document(record, "draw", DRAW, contents, fault);
    }
    if (status == SIBU_OK) {
        status = put_document(record, "forecast", FORECAST, contents, fault);
    }
    if (status == SIBU_OK) { /* 's' is the site's */
        int is_it = contents->kind == 'h';
        status = sibu_record_put_document(record, "scenario", is_it ? contents->bytes : SCENARIO,
                                          is_it ? contents->length : strlen(SCENARIO), fault);
    }
    return status;
}

/* Up to the next tab or line; what is cut off stays in the text. */
static char *take_word(char **text)
{
    char *word = *text;
    size_t length = strcspn(word, "\t\n");
    *text = word + length + (word[length] != '\0');
    word[length] = '\0';
    return word;
}

static int64_t number_of(const char *word)
{
    int64_t number = 0;
    int negative = word[0] == '-';
    for (size_t i = (size_t)negative; word[i] >= '0' && word[i] <= '9' && number <= (INT64_MAX - 9) / 10; i++) {
        number = number * 10 + (word[i] - '0');
    }
    return negative ? -number : number;
}

/* Milliseconds since T0, or with a "@" before them microseconds since 1970. */
static int64_t time_of(const char *word)
{
    int64_t number = number_of(word[0] == '@' ? word + 1 : word);
    return word[0] == '@' ? number : SAMPLE_T0_US + number % INT64_C(1000000000000000) * 1000;
}

/* Lines of time, kind, person, place and detail. A row that a record does not take ends it. */
static enum sibu_status put_events(struct sibu_record *record, char *text, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    while (status == SIBU_OK && *text != '\0') {
        struct sibu_record_event event = {.time_us = time_of(take_word(&text))};
        event.kind = take_word(&text);
        event.person = (uint32_t)number_of(take_word(&text));
        event.place = take_word(&text);
        event.detail = take_word(&text);
        status = sibu_record_put_event(record, &event, fault);
    }
    return status;
}

static enum sibu_status put_usual_events(struct sibu_record *record, struct sibu_fault *fault)
{
    char text[] =
        "0\tdrawn\t0\tZ1\t\n500\talerting\t0\t\t\n1000\tstart\t1\t\t\n2000\texit\t1\tE1\t\n3000\tneed-help\t2\t\t\n"
        "3500\tcheck-in\t1\tM1\t\n3600\tall-clear\t0\t\t\n";
    return put_events(record, text, fault);
}

/* A place within reach or far off, as a byte and a power of ten say. */
static float place_of(unsigned byte, unsigned power)
{
    static const float STEPS_M[] = {0.01F, 0.1F, 0.15F, 0.2F, 1.0F, 1000.0F, 7e4F, 0.0F};
    return ((float)byte - 128.0F) * STEPS_M[power & 7];
}

/* Frames of up to PEOPLE, all that is left of the bytes. A frame that a record does not take ends it. */
static enum sibu_status put_frames(struct sibu_record *record, struct bytes *bytes, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (int i = 0; i < 64 && status == SIBU_OK && bytes->left > 0; i++) {
        uint32_t person[PEOPLE];
        float x_m[PEOPLE], y_m[PEOPLE], heading[PEOPLE];
        uint16_t floor[PEOPLE];
        size_t count = take(bytes) % (PEOPLE + 1);
        for (size_t k = 0; k < count; k++) {
            unsigned kinds = take(bytes);
            person[k] = (k > 0 ? person[k - 1] : 0) + 1 + (kinds >> 6 & 1) * 700;
            x_m[k] = place_of(take(bytes), kinds);
            y_m[k] = place_of(take(bytes), kinds >> 3);
            heading[k] = place_of(take(bytes), kinds >> 1);
            floor[k] = (uint16_t)(kinds >> 7);
        }
        struct sibu_record_frame frame = {i / 2.0, count, person, x_m, y_m, heading, heading, floor};
        status = sibu_record_put_frame(record, &frame, fault);
    }
    return status;
}

static enum sibu_status put_all(struct sibu_record *record, const struct contents *contents, struct sibu_fault *fault)
{
    static const uint8_t USUAL[] = {2, 2, 150, 150, 129, 2, 160, 150, 1, 2, 2, 151, 150, 129, 130, 160, 150, 1};
    struct bytes bytes = {USUAL, sizeof USUAL};
    struct sibu_record_person person = {1, "A", "王", "Z1", "day", "worker", "normal", "zh", 1};
    char *text = contents->kind == 'e' ? sibu_array_new(contents->length + 1, 1) : NULL;
    enum sibu_status status = put_documents(record, contents, fault);
    if (status == SIBU_OK) {
        status = sibu_record_put_person(record, &person, fault);
    }
    if (status == SIBU_OK && text != NULL) {
        memcpy(text, contents->bytes, contents->length);
        status = put_events(record, text, fault);
    } else if (status == SIBU_OK) {
        status = put_usual_events(record, fault);
    }
    if (contents->kind == 'x') {
        bytes = (struct bytes){(const uint8_t *)contents->bytes, contents->length};
    }
    sibu_array_free(text);
    return status == SIBU_OK ? put_frames(record, &bytes, fault) : status;
}

static int make_sound(const char *path, const struct contents *contents)
{
    struct sibu_site *site = NULL;
    struct sibu_record *record = NULL;
    struct sibu_fault fault;
    enum sibu_status status = sibu_site_open(&site, "sample", SITE, strlen(SITE), &fault);
    if (status == SIBU_OK) {
        status = sibu_record_create(&record, path, site, 2.0, &fault);
    }
    if (status == SIBU_OK) {
        status = sibu_record_begin(record, &fault);
    }
    if (status == SIBU_OK) {
        status = put_all(record, contents, &fault);
    }
    if (status == SIBU_OK) {
        status = sibu_record_commit(record, &fault);
    }
    if (status == SIBU_OK) {
        status = sibu_record_seal(record, &fault);
    }
    sibu_record_close(record);
    sibu_site_close(site);
    return status == SIBU_OK;
}

int record_made(const char *path, const uint8_t *bytes, size_t length)
{
    (void)unlink(path);
    if (length == 0) {
        return 0;
    }
    if (bytes[0] == '!' || bytes[0] == '?') {
        return make_spoilt(path, (struct bytes){bytes + 1, length - 1}, bytes[0] == '?');
    }
    return make_sound(path, &(struct contents){(char)bytes[0], (const char *)bytes + 1, length - 1});
}

const char *record_made_other(const char *path)
{
    static char other[600]; /* one folder for all inputs: the process has nothing else */
    if (other[0] == '\0') {
        (void)snprintf(other, sizeof other, "%.500s.other", path);
        (void)make_sound(other, &(struct contents){'\0', "", 0});
    }
    return other;
}
