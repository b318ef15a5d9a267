/* Writes the record of a small drill that stands in a table, which a person can check and another program can read:
 * report_table TABLE RECORD. Words of a line are divided by blanks, "-" is none, times are seconds from T0, # begins a comment.
 *
 *   person NUMBER ZONE SHIFT ROLE EXPECTED SENT ACCEPTED CHANNEL ACKNOWLEDGED STARTED OUT EXIT HERE MUSTER HELP CANNOT
 *   attempt PERSON FROM TO CHANNEL FAULT
 *   response AT PERSON KIND PLACE CLIENT
 *   event AT KIND PERSON PLACE [DETAIL...]
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sibu/record.h"

#define T0_US INT64_C(1795475400000000) /* 2026-11-23T23:10:00Z */
#define WORDS 17
#define WORD 32

struct table {
    struct sibu_record *record;
    unsigned rows; /* so far: keys differ */
};
typedef char words[WORDS][WORD];

static void must(enum sibu_status status, const struct sibu_fault *fault)
{
    if (status != SIBU_OK) {
        (void)fprintf(stderr, "%s: %s\n", fault->place, fault->what[SIBU_EN]);
        exit(1);
    }
}

static int is_there(const char *word)
{
    return strcmp(word, "-") != 0;
}

static const char *or_empty(const char *word)
{
    return is_there(word) ? word : "";
}

static int64_t at_us(const char *word)
{
    return T0_US + (int64_t)llround(strtod(word, NULL) * 1e6);
}

static uint32_t number_of(const char *word)
{
    return (uint32_t)strtoul(word, NULL, 10);
}

static void put_event(struct table *table, const char *at, const char *kind, const char *person, const char *place,
                      const char *detail)
{
    struct sibu_fault fault;
    struct sibu_record_event event = {
        .time_us = at_us(at), .kind = kind, .person = number_of(person), .place = or_empty(place), .detail = detail};
    must(sibu_record_put_event(table->record, &event, &fault), &fault);
}

static void put_response(struct table *table, const char *at, const char *person, const char *kind, const char *place,
                         const char *client)
{
    char key[32];
    struct sibu_fault fault;
    (void)snprintf(key, sizeof key, "k-%u", table->rows++);
    struct sibu_record_response response = {.received_us = at_us(at),
                                            .client_us = is_there(client) ? at_us(client) : 0,
                                            .person = number_of(person),
                                            .kind = kind,
                                            .place = or_empty(place),
                                            .key = key};
    must(sibu_record_put_response(table->record, &response, &fault), &fault);
}

static void put_attempt(struct table *table, const char *person, const char *from, const char *to, const char *channel,
                        const char *why)
{
    char key[32];
    struct sibu_fault fault;
    (void)snprintf(key, sizeof key, "d-%u", table->rows++);
    struct sibu_record_delivery delivery = {.started_us = at_us(from),
                                            .ended_us = at_us(to),
                                            .alert = "table-1",
                                            .person = number_of(person),
                                            .channel = channel,
                                            .key = key,
                                            .attempt = 1,
                                            .fault = or_empty(why)};
    must(sibu_record_put_delivery(table->record, &delivery, &fault), &fault);
}

/* An answer of the person, where there is one, and the event that mirrors it. */
static void put_answer(struct table *table, words line, int at, const char *kind, const char *place)
{
    if (is_there(line[at])) {
        put_response(table, line[at], line[1], kind, place, "-");
        put_event(table, line[at], strcmp(kind, "acknowledge") == 0 ? "acknowledged" : kind, line[1], place, "");
    }
}

static void put_person(struct table *table, words line)
{
    char id[WORD + 1];
    struct sibu_fault fault;
    (void)snprintf(id, sizeof id, "W%s", line[1]);
    struct sibu_record_person person = {.number = number_of(line[1]),
                                        .id = id,
                                        .zone = line[2],
                                        .shift = line[3],
                                        .role = line[4],
                                        .expected = line[5][0] == '1'};
    must(sibu_record_put_person(table->record, &person, &fault), &fault);
    if (is_there(line[6])) { /* sent, and accepted or failed half a minute later */
        char late[WORD];
        (void)snprintf(late, sizeof late, "%.3f", strtod(line[6], NULL) + 30.0);
        put_attempt(table, line[1], line[6], is_there(line[7]) ? line[7] : late, or_empty(line[8]),
                    is_there(line[7]) ? "-" : "timeout");
    }
    put_answer(table, line, 9, "acknowledge", "-");
    if (is_there(line[10])) {
        put_event(table, line[10], "start", line[1], "-", "");
    }
    if (is_there(line[11])) {
        put_event(table, line[11], "exit", line[1], line[12], "");
    }
    put_answer(table, line, 13, "check-in", line[14]);
    put_answer(table, line, 15, "need-help", "-");
    put_answer(table, line, 16, "cannot", "-");
}

/* What a line is divided into. */
struct line {
    words words;
    int count;
    const char *rest; /* behind the fifth */
};

static void put_attempt_line(struct table *table, struct line *line)
{
    put_attempt(table, line->words[1], line->words[2], line->words[3], line->words[4], line->words[5]);
}

static void put_response_line(struct table *table, struct line *line)
{
    put_response(table, line->words[1], line->words[2], line->words[3], line->words[4], line->words[5]);
}

static void put_event_line(struct table *table, struct line *line)
{
    put_event(table, line->words[1], line->words[2], is_there(line->words[3]) ? line->words[3] : "0", line->words[4],
              line->rest);
}

static void put_person_line(struct table *table, struct line *line)
{
    put_person(table, line->words);
}

static void divide(const char *text, struct line *line)
{
    int at = 0, length = 0;
    *line = (struct line){.rest = ""};
    for (; line->count < WORDS && sscanf(text + at, "%31s%n", line->words[line->count], &length) == 1; line->count++) {
        at += length;
        line->rest = line->count == 4 ? text + at + strspn(text + at, " ") : line->rest;
    }
}

static int put_line(struct table *table, const char *text)
{
    static const struct {
        const char *name;
        int least, most; /* words */
        void (*put)(struct table *, struct line *);
    } KINDS[] = {{"person", WORDS, WORDS, put_person_line},
                 {"attempt", 6, 6, put_attempt_line},
                 {"response", 6, 6, put_response_line},
                 {"event", 5, WORDS, put_event_line}};
    struct line line;
    divide(text, &line);
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (strcmp(line.words[0], KINDS[i].name) == 0 && line.count >= KINDS[i].least && line.count <= KINDS[i].most) {
            KINDS[i].put(table, &line);
            return 1;
        }
    }
    return line.count == 0 || line.words[0][0] == '#';
}

static const struct sibu_site *little_site(void)
{
    static const struct sibu_point YARD[] = {{0, 0}, {10, 0}, {10, 10}, {0, 10}};
    static const struct sibu_ring RINGS[] = {{YARD, 4}};
    static const struct sibu_polygon GROUND[] = {{RINGS, 1}};
    static const struct sibu_floor FLOORS[] = {{"F1", {{"一层", "Ground"}}, 0.0, GROUND, 1, {0, 0, 10, 10}}};
    static const struct sibu_site SITE = {
        .id = "little", .name = {{"小厂", "Little"}}, .timezone = "Asia/Shanghai", .floors = FLOORS, .floor_count = 1};
    return &SITE;
}

int main(int argc, char **argv)
{
    struct table table = {0};
    struct sibu_fault fault;
    char text[512];
    FILE *file = argc == 3 ? fopen(argv[1], "r") : NULL;
    if (file == NULL) {
        return 2;
    }
    must(sibu_record_create(&table.record, argv[2], little_site(), 4.0, &fault), &fault);
    must(sibu_record_begin(table.record, &fault), &fault);
    put_event(&table, "0", "drawn", "0", "-", "");
    while (fgets(text, sizeof text, file) != NULL) {
        text[strcspn(text, "\n")] = '\0';
        if (!put_line(&table, text)) {
            (void)fprintf(stderr, "%s: not a line of a table: %s\n", argv[1], text);
            return 1;
        }
    }
    (void)fclose(file);
    must(sibu_record_commit(table.record, &fault), &fault);
    must(sibu_record_seal(table.record, &fault), &fault);
    sibu_record_close(table.record);
    return 0;
}
