/* The receiving side of simulated phones: an HTTP server of its own that takes alerts as a real phone's gateway would.
 *
 * POST /p/NUMBER with a CAP message. The same Idempotency-Key twice is shown once. Alerts wait in a queue until the
 * phones' loop takes them. Thread safe: libmicrohttpd's threads put, the loop takes.
 */
#pragma once
#include <stdint.h>

#include "sibu/fault.h"

/* A drill's alert; something new in it; its end; a real emergency. */
enum inbox_kind { INBOX_ALERT, INBOX_UPDATE, INBOX_OVER, INBOX_REAL };
struct inbox_item {
    uint32_t phone; /* NUMBER */
    enum inbox_kind kind;
    int64_t sent_us; /* as the message says */
    int64_t received_us; /* by the clock */
    int shelters; /* of an alert: 1 asks to shelter in place */
    char lost_exit[64]; /* of an update: id of an exit that cannot be used any more, or "" */
};

struct clock;
struct inbox;
/* `phones`: how many there are; numbers are 0..phones-1. */
SIBU_MUST_USE enum sibu_status inbox_open(struct inbox **out, const char *address, uint32_t phones, struct clock *clock,
                                          struct sibu_fault *fault);
void inbox_close(struct inbox *inbox); /* NULL is allowed */
uint16_t inbox_port(const struct inbox *inbox);
/* Takes the oldest; false where none waits. */
int inbox_take(struct inbox *inbox, struct inbox_item *out);
/* How many alerts came, and how many of them a second time. */
void inbox_counts(struct inbox *inbox, uint64_t *received, uint64_t *repeated);
