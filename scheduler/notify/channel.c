/* What each kind of channel sends, and what it is answered: see channel.h. */
#include "notify/channel.h"

#include <string.h>

#include "notify/cap_post.h"

static enum sibu_status send_post(struct carrier *carrier, size_t slot, const struct channel_item *what,
                                  struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct http_call call;
    struct cap_post post = {.url = what->item->address,
                            .xml = what->item->xml,
                            .key = what->item->idempotency_key,
                            .answer_url = what->answer_url,
                            .is_exercise = what->is_exercise};
    enum sibu_status status = cap_post_write(&post, &arena, &call, fault);
    if (status == SIBU_OK) {
        status = carrier_call(carrier, slot, &call, fault);
    }
    sibu_arena_clear(&arena);
    return status;
}

enum sibu_status channel_send(const struct channel *channel, struct carrier *carrier, size_t slot,
                              const struct channel_item *what, struct sibu_fault *fault)
{
    switch (channel->kind) {
    case CHANNEL_POST:
        return send_post(carrier, slot, what, fault);
    }
    return sibu_fault_set(fault, SIBU_BAD_INPUT, channel->id, "没有这种通道", "there is no channel of this kind");
}

/* There is no way to send to such an address, whatever the time. */
static int is_for_good(const char *fault)
{
    return strcmp(fault, "address") == 0 || strcmp(fault, "private") == 0;
}

static void judge_post(const struct carrier_end *end, struct channel_verdict *out)
{
    out->answer = outbox_http_answer(end->code);
    out->fault = out->answer == OUTBOX_ACCEPTED ? "" : "http";
}

void channel_judge(const struct channel *channel, const struct carrier_end *end, struct channel_verdict *out)
{
    *out = (struct channel_verdict){.answer = OUTBOX_LATER, .fault = end->fault, .retry_after_s = end->retry_after_s};
    if (end->fault[0] != '\0') {
        out->answer = is_for_good(end->fault) ? OUTBOX_REFUSED : OUTBOX_LATER;
        out->is_down = out->answer == OUTBOX_LATER;
        return;
    }
    switch (channel->kind) {
    case CHANNEL_POST:
        judge_post(end, out);
        break;
    }
    out->is_down = out->answer == OUTBOX_LATER && end->code >= 500;
}
