/* The drill record: one SQLite file that holds everything that happened (docs/record.md), written and read.
 *
 * It carries JuPedSim's trajectory tables (version 2) as they are, and beside them Sibu's own. Rows are only ever
 * added. Each row of the event table carries the hash of the one before it, and a sealed record one hash over every
 * table. Application id 0x53494255 ("SIBU"). A record belongs to one thread at a time.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"
#include "sibu/memory.h"
#include "sibu/site.h"
#include "sibu/text.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SIBU_RECORD_VERSION 1
/* What a record takes of a text: UTF-8, and no more bytes than these. */
#define SIBU_RECORD_WORD_MAX 1024 /* of an id, name, kind, place, key */
#define SIBU_RECORD_DETAIL_MAX 65536 /* of an event's detail and a delivery's fault */

struct sibu_record;

/* Times are UTC microseconds; strings are UTF-8, never NULL, "" where there is nothing to say. */
struct sibu_record_person {
    uint32_t number; /* 1.. in this record; also the id in the trajectory */
    const char *id; /* as in the roster */
    const char *name;
    const char *zone; /* id */
    const char *shift, *role, *pace, *language;
    int expected; /* 1: on site at T0, in the count; 0: absent or exempt */
};
struct sibu_record_event {
    int64_t time_us;
    const char *
        kind; /* drawn, alerting, running, all-clear, abort, real-emergency, closed, alert, acknowledged, need-help, cannot, check-in, start, exit, arrive ... (docs/record.md) */
    uint32_t person; /* number, or 0 */
    const char *place; /* id of a zone, exit, muster, ... */
    const char *detail; /* a JSON object, or "" */
    uint8_t hash[32]; /* filled by the record: BLAKE2b over the hash before and this row */
};
struct sibu_record_delivery { /* one attempt to deliver one alert to one person over one channel */
    int64_t started_us, ended_us;
    const char *alert; /* the CAP identifier */
    uint32_t person;
    const char *channel; /* "http" */
    const char *key; /* the idempotency key */
    int attempt; /* 1.. */
    int result; /* HTTP status, or 0 where there was no answer */
    const char *fault; /* "" when accepted */
};
struct sibu_record_response { /* what a person told us */
    int64_t received_us; /* by the server's clock, once it is on disk */
    int64_t client_us; /* by the phone's own clock, or 0 */
    uint32_t person;
    const char *kind; /* "acknowledge", "check-in", "need-help", "cannot" */
    const char *place; /* muster id for a check-in, else "" */
    const char *key; /* the sender's idempotency key: counts once */
};
struct sibu_record_frame { /* where everybody was at one moment; arrays of `count` */
    double time_s; /* since T0; time_s * frames_per_s, rounded, is the frame's number */
    size_t count;
    const uint32_t *person; /* numbers, ascending */
    const float *x_m, *y_m, *heading_x, *heading_y;
    const uint16_t *floor;
};

/* Creates `path` (refused where it exists) for the floors of the site, with frames_per_s of the trajectory, in (0, 1000].
 * Documents, people and events are put by the caller: the site file's bytes as "site" too. */
SIBU_MUST_USE enum sibu_status sibu_record_create(struct sibu_record **out, const char *path,
                                                  const struct sibu_site *site, double frames_per_s,
                                                  struct sibu_fault *fault);
/* Opens one that is not sealed yet, to go on writing after the last row that was committed. */
SIBU_MUST_USE enum sibu_status sibu_record_continue(struct sibu_record **out, const char *path,
                                                    struct sibu_fault *fault);
/* Opens read-only. Refuses what is not a record, is damaged, or is of a newer version, saying which. */
SIBU_MUST_USE enum sibu_status sibu_record_open(struct sibu_record **out, const char *path, struct sibu_fault *fault);
void sibu_record_close(struct sibu_record *record); /* NULL is allowed */
/* 1 where the head of the file says that it is a record of a version known here, sound or not. */
int sibu_record_recognise(const char *path);

/* Many rows in one transaction: begin, put ..., commit. Without begin each put is its own. Committed means on disk. A put
 * that fails takes the whole transaction back at once; begin does so with one that was left open. A NULL string counts
 * as "". Limits: people's numbers up to 1,000,000, words up to 1,024 bytes, details up to 64 KiB, documents 64 MiB. */
SIBU_MUST_USE enum sibu_status sibu_record_begin(struct sibu_record *record, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status sibu_record_commit(struct sibu_record *record, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status sibu_record_put_document(
    struct sibu_record *record, const char *name, const char *bytes, size_t length,
    struct sibu_fault *fault); /* "site", "draw", "alert-1", "evaluation", "report-html"...; each name once */
SIBU_MUST_USE enum sibu_status
sibu_record_put_person(struct sibu_record *record, const struct sibu_record_person *person, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status sibu_record_put_event(struct sibu_record *record, const struct sibu_record_event *event,
                                                     struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status sibu_record_put_delivery(struct sibu_record *record,
                                                        const struct sibu_record_delivery *delivery,
                                                        struct sibu_fault *fault);
/* A key that this person has used before adds nothing. */
SIBU_MUST_USE enum sibu_status sibu_record_put_response(struct sibu_record *record,
                                                        const struct sibu_record_response *response,
                                                        struct sibu_fault *fault);
/* The first frame may have any number from 0; each of the others has the number after the one before it. */
SIBU_MUST_USE enum sibu_status sibu_record_put_frame(struct sibu_record *record, const struct sibu_record_frame *frame,
                                                     struct sibu_fault *fault);
/* Ends writing for good: writes the hash of every table, leaves no side files, makes the file read-only. SIBU_IO while
 * another program has the record open: to be called again. The record can still be read. */
SIBU_MUST_USE enum sibu_status sibu_record_seal(struct sibu_record *record, struct sibu_fault *fault);

/* Reading. Lists are allocated in `arena`, in the order they were put. */
SIBU_MUST_USE enum sibu_status sibu_record_document(struct sibu_record *record, const char *name,
                                                    struct sibu_arena *arena, const char **bytes, size_t *length,
                                                    struct sibu_fault *fault); /* *bytes NULL where there is none */
SIBU_MUST_USE enum sibu_status sibu_record_people(struct sibu_record *record, struct sibu_arena *arena,
                                                  struct sibu_record_person **items, size_t *count,
                                                  struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status sibu_record_events(struct sibu_record *record, struct sibu_arena *arena,
                                                  struct sibu_record_event **items, size_t *count,
                                                  struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status sibu_record_deliveries(struct sibu_record *record, struct sibu_arena *arena,
                                                      struct sibu_record_delivery **items, size_t *count,
                                                      struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status sibu_record_responses(struct sibu_record *record, struct sibu_arena *arena,
                                                     struct sibu_record_response **items, size_t *count,
                                                     struct sibu_fault *fault);
/* How much each table holds, so that a follower goes on where it stopped. */
struct sibu_record_counts {
    size_t people, events, deliveries, responses, frames;
};
SIBU_MUST_USE enum sibu_status sibu_record_count(struct sibu_record *record, struct sibu_record_counts *counts,
                                                 struct sibu_fault *fault);
/* Frames: how many, how many a second; and the one with number `frame` (0..count-1), read by index into the record's
 * own memory, valid until the next call. */
SIBU_MUST_USE enum sibu_status sibu_record_frames(struct sibu_record *record, size_t *count, double *frames_per_s,
                                                  struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status sibu_record_frame(struct sibu_record *record, size_t frame,
                                                 struct sibu_record_frame *out, struct sibu_fault *fault);
/* Checks the database file, the chain of the events, and, where the record is sealed, every table against the seal:
 * SIBU_OK, or SIBU_NO with the first row or table that is wrong in `*fault` (place: "FILE:event:4", "FILE:person").
 * Reads the whole file. */
SIBU_MUST_USE enum sibu_status sibu_record_verify(struct sibu_record *record, struct sibu_fault *fault);
/* One hash that stands for all that the sealed record holds, to be written down elsewhere. SIBU_NO: it is not sealed. */
SIBU_MUST_USE enum sibu_status sibu_record_fingerprint(struct sibu_record *record, uint8_t out[32],
                                                       struct sibu_fault *fault);

#ifdef __cplusplus
}
#endif
