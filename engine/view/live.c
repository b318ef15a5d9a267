/* See live.h. */
#include "view/live.h"

#include <stdio.h>
#include <string.h>

#define FRESH_US INT64_C(60000000) /* an alert that is older when we hear of it makes no noise any more */
#define NOTHING_LEFT_S LIVE_PACE_MOST_S /* between questions about a drill that was named and is closed */

enum sibu_status live_open(struct live *live, const struct live_def *def, struct sibu_fault *fault)
{
    *live = (struct live){.stage = LIVE_CALLING};
    if (strlen(def->drill) >= sizeof live->wanted) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--drill", "太长", "is too long");
    }
    (void)snprintf(live->wanted, sizeof live->wanted, "%s", def->drill);
    enum sibu_status status = live_link_open(&live->link, def->server, def->key, fault);
    return status == SIBU_OK ? live_book_open(&live->book, fault) : status;
}

void live_close(struct live *live)
{
    live_link_close(live->link);
    live_book_close(&live->book);
    *live = (struct live){.stage = LIVE_CALLING};
}

int live_has_drill(const struct live *live)
{
    return live->stage == LIVE_DRILL || live->stage == LIVE_OVER;
}

/* ---- Asking ---- */

/* As it may stand in an address. */
static void add_escaped(struct sibu_text *out, const char *text)
{
    static const char PLAIN[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
    for (const char *at = text; *at != '\0'; at++) {
        if (strchr(PLAIN, *at) != NULL) {
            sibu_text_add_bytes(out, at, 1);
        } else {
            sibu_text_addf(out, "%%%02X", (unsigned)(unsigned char)*at);
        }
    }
}

static int is_followed(const struct live *live)
{
    return live->stage == LIVE_FILLING || live->stage == LIVE_DRILL;
}

static enum sibu_status ask(struct live *live, struct sibu_fault *fault)
{
    struct sibu_text path = {0};
    const char *which = is_followed(live) ? live->drill : live->wanted;
    sibu_text_add(&path, "/v1/record?");
    if (which[0] != '\0') {
        sibu_text_add(&path, "drill=");
        add_escaped(&path, which);
        sibu_text_add(&path, "&");
    }
    if (which[0] != '\0' && strcmp(which, live->book.drill) == 0) {
        live_book_query(&live->book, &path);
    }
    enum sibu_status status = live_link_ask(live->link, sibu_text_get(&path), fault);
    sibu_text_clear(&path);
    return status;
}

/* ---- What an answer says ---- */

static double since_t0(const struct live *live, int64_t time_us)
{
    return (double)(time_us - live->t0_us) / 1e6;
}

static void note_event(struct live *live, const struct sibu_record_event *event, int64_t now_us)
{
    int fresh = now_us - event->time_us <= FRESH_US;
    if (strcmp(event->kind, "real-emergency") == 0) {
        live->alarm = fresh ? ALARM_REAL : live->alarm;
    } else if (strcmp(event->kind, "alerting") == 0 || strcmp(event->kind, "drawn") == 0) {
        live->alarm = fresh && live->alarm == ALARM_NONE ? ALARM_DRILL : live->alarm;
    } else if (strcmp(event->kind, "all-clear") == 0 || strcmp(event->kind, "abort") == 0) {
        live->alarm = live->alarm == ALARM_DRILL ? ALARM_NONE : live->alarm;
        live->alarm_ends = 1;
    } else if (strcmp(event->kind, "closed") == 0) {
        live_clock_stand(&live->clock, since_t0(live, event->time_us));
        live->stage = LIVE_OVER;
    }
}

static void begin_drill(struct live *live, const struct live_part *part)
{
    (void)snprintf(live->drill, sizeof live->drill, "%s", part->id);
    live->t0_us = part->t0_us;
    live->clock = (struct live_clock){.is_set = 0};
    live->stage = LIVE_FILLING;
    live->other = 1;
}

static enum sibu_status take_drill(struct live *live, const struct live_part *part, double now_s,
                                   struct sibu_fault *fault)
{
    int grew = 0;
    if (live->stage == LIVE_OVER && strcmp(part->id, live->drill) == 0) {
        return SIBU_OK;
    }
    int is_other = strcmp(part->id, live->book.drill) != 0;
    enum sibu_status status = live_book_take(&live->book, part, &grew, fault);
    if (status != SIBU_OK) {
        return status;
    }
    if (part->more && !grew) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, live_link_name(live->link), "服务器说还有内容，却没有给出",
                              "the server says that there is more, and tells nothing");
    }
    if (is_other) {
        begin_drill(live, part);
    }
    live->grew |= grew;
    live_clock_hear(&live->clock, since_t0(live, part->now_us), now_s);
    live->stage = part->more ? live->stage : LIVE_DRILL;
    for (size_t i = 0; i < part->event_count; i++) {
        note_event(live, &part->events[i], part->now_us);
    }
    return SIBU_OK;
}

/* None was told: then one of those that run is gone into, if none was asked for by name. */
static void take_list(struct live *live, const struct live_part *part)
{
    if (live->stage == LIVE_DRILL) {
        live->stage = LIVE_OVER; /* the server knows it no more */
    } else if (live->stage != LIVE_OVER) {
        live->stage = LIVE_IDLE;
    }
    for (size_t i = 0; i < part->running_count && live->wanted[0] == '\0'; i++) {
        if (strcmp(part->running[i], live->book.drill) != 0) {
            (void)snprintf(live->drill, sizeof live->drill, "%s", part->running[i]);
            live->stage = LIVE_FILLING;
            return;
        }
    }
}

static enum sibu_status take_body(struct live *live, const struct live_answer *answer, double now_s,
                                  struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct live_part part;
    enum live_stage before = live->stage;
    enum sibu_status status = live_part_read(&part, live_link_name(live->link), sibu_text_get(&answer->body),
                                             answer->body.length, &arena, fault);
    if (status == SIBU_OK && part.is_drill) {
        status = take_drill(live, &part, now_s, fault);
    } else if (status == SIBU_OK) {
        take_list(live, &part);
    }
    if (status == SIBU_OK) {
        live_pace_good(&live->pace, now_s, part.more || (live->stage == LIVE_FILLING && before != LIVE_FILLING));
        if (live->stage == LIVE_OVER && strcmp(live->wanted, live->drill) == 0) {
            live->pace.next_s = now_s + NOTHING_LEFT_S;
        }
    }
    sibu_arena_clear(&arena);
    return status;
}

static enum sibu_status refused(const struct live *live, long status, struct sibu_fault *fault)
{
    const char *server = live_link_name(live->link);
    switch (status) {
    case 401:
        return sibu_fault_set(fault, SIBU_BAD_INPUT, server, "服务器不认这个密钥，请用 --key-file 指明安全员的密钥",
                              "the server does not know this key: name the officer's by --key-file");
    case 403:
        return sibu_fault_set(fault, SIBU_BAD_INPUT, server, "这个密钥无权查看演练",
                              "this key has no right to see drills");
    case 404:
    case 405:
        return sibu_fault_set(fault, SIBU_BAD_INPUT, server, "这里没有能跟看演练的 Sibu 服务器（%ld）",
                              "there is no Sibu server here that drills can be followed on (%ld)", status);
    default:
        return sibu_fault_set(fault, status >= 300 && status < 400 ? SIBU_BAD_INPUT : SIBU_IO, server,
                              "服务器现在不能回答（%ld）", "the server cannot answer now (%ld)", status);
    }
}

static enum sibu_status take_answer(struct live *live, const struct live_answer *answer, double now_s,
                                    struct sibu_fault *fault)
{
    if (answer->status == 0) {
        *fault = answer->fault;
        return fault->status;
    }
    return answer->status == 200 ? take_body(live, answer, now_s, fault) : refused(live, answer->status, fault);
}

/* The first answer decides whether we are at the right door; later ones, whether it is open at the moment. */
static enum sibu_status heed(struct live *live, enum sibu_status status, double now_s, struct sibu_fault *fault)
{
    if (status == SIBU_OK) {
        return SIBU_OK;
    }
    if (live->stage == LIVE_CALLING || status == SIBU_NO_MEMORY) {
        return status;
    }
    live->trouble = *fault;
    live_pace_failed(&live->pace, now_s);
    return SIBU_OK;
}

enum sibu_status live_step(struct live *live, double now_s, int wait_ms, struct sibu_fault *fault)
{
    if (!live_link_is_asking(live->link) && now_s >= live->pace.next_s) {
        enum sibu_status status = ask(live, fault);
        live_pace_asked(&live->pace, now_s);
        if (status != SIBU_OK) {
            return status;
        }
    }
    const struct live_answer *answer = live_link_step(live->link, wait_ms);
    return answer == NULL ? SIBU_OK : heed(live, take_answer(live, answer, now_s, fault), now_s, fault);
}

void live_refuse(struct live *live, const struct sibu_fault *why, double now_s)
{
    live_book_forget(&live->book);
    live->stage = LIVE_IDLE;
    live->drill[0] = '\0';
    live->trouble = *why;
    live_pace_failed(&live->pace, now_s);
}
