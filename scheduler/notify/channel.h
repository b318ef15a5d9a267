/* A channel of the channels file as the notifier uses it: what it sends for an item of the outbox, and what an answer
 * means.
 *
 * Depends on the carrier, and on what writes each kind of message. One thread uses it.
 */
#pragma once
#include "notify/carrier.h"
#include "notify/channels.h"
#include "notify/mail_send.h"
#include "notify/message.h"
#include "notify/outbox.h"
#include "notify/push.h"
#include "store/store_outbox.h"

#define CHANNEL_SLOTS_MAX 64

/* The one channel where no channels file says otherwise: "http", the alert as CAP posted to each person's url. */
extern const struct channel CHANNEL_POST;

/* What of a person the channel needs: "url", "email", "phone" or "push"; "": it speaks to a group. */
const char *channel_address(const struct channel *channel);
/* How many attempts it may have under way, 1..CHANNEL_SLOTS_MAX. */
size_t channel_slots(const struct channel *channel);
/* 1 where all goes to the same peer, so that failures in a row say that it is down. */
int channel_has_one_peer(const struct channel *channel);

/* What there is to send. */
struct channel_item {
    const struct store_outbox_item *item;
    const struct message *message; /* of the item's alert; key, link and to are the channel's to fill */
    const char *link; /* the person's own page; "" where it is for all */
    int64_t now_us; /* UTC of the world: signatures and tokens are stamped with it */
};
/* What an attempt needs until it has ended. All zero is a valid start. */
struct channel_load {
    struct sibu_text letter;
    struct mail_parcel parcel;
    struct mail_server server;
    struct mail_letter envelope;
};
/* Starts an attempt in a slot of the carrier that is free; not for CHANNEL_MQTT, see siren_desk.h. `desk` is needed for Web Push alone. Where what is to be sent can
 * never be sent so, the status is SIBU_BAD_INPUT or SIBU_LIMIT. */
struct channel_way {
    const struct channel *channel;
    struct carrier *carrier;
    struct vapid_desk *desk; /* NULL: there is no Web Push */
};
SIBU_MUST_USE enum sibu_status channel_send(const struct channel_way *way, size_t slot, const struct channel_item *what,
                                            struct channel_load *load, struct sibu_fault *fault);
/* What channel_send sends, written alone: the call, and for CHANNEL_SMTP load->letter. All of the call lies in the arena or in what
 * was passed in. */
SIBU_MUST_USE enum sibu_status channel_write_call(const struct channel_way *way, const struct channel_item *what,
                                                  struct sibu_arena *arena, struct http_call *out,
                                                  struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status channel_write_letter(const struct channel *channel, const struct channel_item *what,
                                                    struct channel_load *load, struct sibu_fault *fault);
/* After the attempt's end. */
void channel_load_clear(struct channel_load *load);

struct channel_verdict {
    enum outbox_answer answer;
    const char *fault; /* of the delivery row; static */
    int64_t wait_s; /* real seconds, at the least until the next try; 0: nothing asked for */
    int is_down; /* 1: a failure of the peer, not of this item */
    int forgets; /* 1: the person's address is over, and is never used again */
};
void channel_judge(const struct channel *channel, const struct carrier_end *end, struct channel_verdict *out);
