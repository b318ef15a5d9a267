/* The sirens as the notifier uses them: one connection for each channel to a broker and each site, and the alerts that
 * are being said on them.
 *
 * An alert at a site is several messages (siren_plan.h); it is accepted when the broker has confirmed all of them. Nothing
 * here waits for a broker, and one that is away delays nobody: its connection comes back by itself (siren.h). One thread uses
 * a desk; `wake` is called by the connections' threads.
 */
#pragma once
#include "notify/channels.h"
#include "notify/message.h"
#include "notify/outbox.h"
#include "notify/siren.h"

#define SIREN_DESK_ERRANDS_MAX 16 /* alerts that a channel may be saying at once */
#define SIREN_RESULT_NOBODY 16 /* MQTT's reason code: the broker has it, and nobody listens */

struct siren_desk;

struct siren_desk_def {
    const struct channels *channels; /* must outlive the desk; NULL: there are none */
    const struct sibu_site *const *sites; /* those that may have drills; read when the desk opens */
    size_t site_count;
    int patience_ms; /* real time, > 0: how long an attempt may take */
    const char *node; /* as siren_def has it; must outlive the desk */
    struct clock *clock; /* outlives the desk */
    void (*wake)(void *data);
    void *wake_data;
};
/* SIBU_BAD_INPUT, SIBU_LIMIT: a site whose alarms cannot be spoken to. The caller closes. */
SIBU_MUST_USE enum sibu_status siren_desk_open(struct siren_desk **out, const struct siren_desk_def *def,
                                               struct sibu_fault *fault);
void siren_desk_close(struct siren_desk *desk); /* NULL is allowed */

/* Begins to say the alert of an item at its site. SIBU_BAD_INPUT or SIBU_LIMIT: it can never be said so. */
struct siren_order {
    size_t slot; /* the caller's number for it */
    const struct channel *channel;
    const char *site;
    const char *key; /* the item's idempotency key */
    const struct message *message;
};
SIBU_MUST_USE enum sibu_status siren_desk_send(struct siren_desk *desk, const struct siren_order *order,
                                               struct sibu_fault *fault);

struct siren_end {
    size_t slot;
    enum outbox_answer answer;
    const char *fault; /* of the delivery row: "", a word of siren.h, or "busy": its queue was full. Static */
    int result; /* accepted: 0, or SIREN_RESULT_NOBODY where for some zone nobody listens */
};
/* Moves everything on without waiting, and gives up to `most` alerts that have ended; returns how many. */
size_t siren_desk_collect(struct siren_desk *desk, struct siren_end *ends, size_t most);
/* When something ends by itself, by the monotonic clock; INT64_MAX: nothing does. */
int64_t siren_desk_next_us(const struct siren_desk *desk);

/* What devices answered, until siren_desk_forget: at most SIREN_DESK_ACKS_MAX, later ones are dropped. */
#define SIREN_DESK_ACKS_MAX 128
struct siren_ack {
    int64_t at_us;
    struct siren_heard heard;
};
const struct siren_ack *siren_desk_acks(const struct siren_desk *desk, size_t *count);
void siren_desk_forget(struct siren_desk *desk);
