/* What each kind of channel sends, and what it is answered: see channel.h. */
#include "notify/channel.h"

#include <sodium.h>
#include <string.h>

#include "notify/cap_post.h"
#include "notify/mail.h"
#include "notify/push_subscription.h"
#include "notify/siren_desk.h"
#include "sibu/catalogue.h"

#define CHANCES 8 /* that bytes are no secret of the curve happens once in 2^32 */

const struct channel CHANNEL_POST = {.id = "http", .kind = CHANNEL_HTTP, .to = CHANNEL_TO_PERSON};

const char *channel_address(const struct channel *channel)
{
    if (channel->to == CHANNEL_TO_GROUP) {
        return "";
    }
    return channel->kind == CHANNEL_HTTP      ? "url"
           : channel->kind == CHANNEL_SMTP    ? "email"
           : channel->kind == CHANNEL_WEBPUSH ? "push"
                                              : "phone";
}

size_t channel_slots(const struct channel *channel)
{
    if (channel->kind == CHANNEL_MQTT) {
        return SIREN_DESK_ERRANDS_MAX; /* of many sites */
    }
    if (channel->to == CHANNEL_TO_GROUP) {
        return 4;
    }
    return channel->kind == CHANNEL_HTTP || channel->kind == CHANNEL_WEBPUSH ? CHANNEL_SLOTS_MAX : 16;
}

int channel_has_one_peer(const struct channel *channel)
{
    /* a siren's connection finds out by itself when its broker is back */
    return channel->kind != CHANNEL_HTTP && channel->kind != CHANNEL_WEBPUSH && channel->kind != CHANNEL_MQTT;
}

static enum sibu_status write_post(const struct channel_item *what, struct sibu_arena *arena, struct http_call *out,
                                   struct sibu_fault *fault)
{
    struct cap_post post = {.url = what->item->address,
                            .xml = what->item->xml,
                            .key = what->item->idempotency_key,
                            .answer_url = what->link,
                            .is_exercise = what->message->is_exercise};
    return cap_post_write(&post, arena, out, fault);
}

static enum sibu_status write_robot(const struct channel *channel, const struct channel_item *what,
                                    struct sibu_arena *arena, struct http_call *out, struct sibu_fault *fault)
{
    struct message message = *what->message;
    message.key = what->item->idempotency_key;
    message.link = what->link;
    message.to = what->item->address;
    return robot_write(&channel->robot, &message, what->now_us, arena, out, fault);
}

static enum sibu_status write_push_to(const struct channel_way *way, const struct channel_item *what,
                                      const struct push_subscription *to, struct sibu_arena *arena,
                                      struct http_call *out, struct sibu_fault *fault)
{
    int64_t ttl_s = (what->item->expires_us - what->now_us) / 1000000;
    struct push_message message = {.drill = what->message->drill,
                                   .key = what->item->idempotency_key,
                                   .ttl_s = ttl_s < 0                ? 0
                                            : ttl_s > PUSH_TTL_MAX_S ? PUSH_TTL_MAX_S
                                                                     : ttl_s,
                                   .urgency = PUSH_HIGH,
                                   .topic = "sibu"}; /* the end of a drill replaces its alert that still waits */
    struct push_sender sender = {.desk = way->desk};
    struct push_order order = {.to = to, .message = &message};
    struct push_chance chance;
    struct push_moment moment = {.chance = &chance, .now_us = what->now_us};
    enum sibu_status status = SIBU_NO;
    for (int i = 0; i < CHANCES && status == SIBU_NO; i++) {
        randombytes_buf(&chance, sizeof chance);
        status = push_call(&sender, &order, &moment, arena, out, fault);
    }
    sodium_memzero(&chance, sizeof chance);
    return status;
}

static enum sibu_status write_push(const struct channel_way *way, const struct channel_item *what,
                                   struct sibu_arena *arena, struct http_call *out, struct sibu_fault *fault)
{
    struct push_subscription to = {0};
    struct sibu_json *document = NULL;
    enum sibu_status status = push_subscription_read("push", what->item->address, &document, &to, fault);
    if (status == SIBU_OK) {
        status = write_push_to(way, what, &to, arena, out, fault);
    }
    sibu_json_close(document);
    return status;
}

enum sibu_status channel_write_call(const struct channel_way *way, const struct channel_item *what,
                                    struct sibu_arena *arena, struct http_call *out, struct sibu_fault *fault)
{
    const struct channel *channel = way->channel;
    return channel->kind == CHANNEL_HTTP      ? write_post(what, arena, out, fault)
           : channel->kind == CHANNEL_WEBPUSH ? write_push(way, what, arena, out, fault)
                                              : write_robot(channel, what, arena, out, fault);
}

static enum sibu_status send_call(const struct channel_way *way, size_t slot, const struct channel_item *what,
                                  struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct http_call call;
    enum sibu_status status = channel_write_call(way, what, &arena, &call, fault);
    if (status == SIBU_OK) {
        status = carrier_call(way->carrier, slot, &call, fault);
    }
    sibu_arena_clear(&arena);
    return status;
}

enum sibu_status channel_write_letter(const struct channel *channel, const struct channel_item *what,
                                      struct channel_load *load, struct sibu_fault *fault)
{
    const struct message *message = what->message;
    struct mail mail = {.title = {message->title.in[SIBU_ZH], message->title.in[SIBU_EN]},
                        .text = {message->text.in[SIBU_ZH], message->text.in[SIBU_EN]},
                        .link = what->link,
                        .language = sibu_language_of(what->item->language),
                        .from = channel->mail.from,
                        .to = what->item->address,
                        .from_name = "Sibu 四不",
                        .key = what->item->idempotency_key,
                        .sent_us = message->sent_us,
                        .expires_us = message->expires_us};
    enum sibu_status status = mail_write(&mail, &load->letter, fault);
    load->envelope = (struct mail_letter){
        .from = mail.from, .to = mail.to, .bytes = sibu_text_get(&load->letter), .length = load->letter.length};
    return status;
}

static struct mail_server mail_server_of(const struct channel_mail *mail)
{
    static const enum mail_tls TLS[] = {[CHANNEL_TLS_REQUIRED] = MAIL_TLS_REQUIRED,
                                        [CHANNEL_TLS_OPTIONAL] = MAIL_TLS_OPTIONAL,
                                        [CHANNEL_TLS_NONE] = MAIL_TLS_NONE};
    return (struct mail_server){.host = mail->host,
                                .port = mail->port,
                                .tls = mail->tls_first ? MAIL_TLS_FIRST : TLS[mail->tls],
                                .user = mail->user,
                                .password = mail->password,
                                .ca_file = mail->ca_file};
}

static int set_mail(void *easy, void *data)
{
    struct channel_load *load = data;
    struct sibu_fault ignored;
    return mail_send_set(easy, &load->server, &load->envelope, &load->parcel, &ignored) == SIBU_OK;
}

enum sibu_status channel_send(const struct channel_way *way, size_t slot, const struct channel_item *what,
                              struct channel_load *load, struct sibu_fault *fault)
{
    if (way->channel->kind != CHANNEL_SMTP) {
        return send_call(way, slot, what, fault);
    }
    load->server = mail_server_of(&way->channel->mail);
    enum sibu_status status = channel_write_letter(way->channel, what, load, fault);
    return status == SIBU_OK ? carrier_start(way->carrier, slot, set_mail, load, fault) : status;
}

void channel_load_clear(struct channel_load *load)
{
    mail_parcel_clear(&load->parcel);
    sibu_text_clear(&load->letter);
    *load = (struct channel_load){.letter = {.bytes = NULL}};
}

/* No answer: whether another try may succeed. To an address that cannot or may not be used nothing ever will. */
static void judge_silence(const struct carrier_end *end, struct channel_verdict *out)
{
    int for_good = strcmp(end->fault, "address") == 0 || strcmp(end->fault, "private") == 0;
    out->answer = for_good ? OUTBOX_REFUSED : OUTBOX_LATER;
    out->is_down = !for_good;
}

static void judge_http(const struct carrier_end *end, struct channel_verdict *out)
{
    out->answer = outbox_http_answer(end->code);
    out->fault = out->answer == OUTBOX_ACCEPTED ? "" : "http";
    out->is_down = out->answer == OUTBOX_LATER && end->code >= 500;
}

static void judge_robot(const struct channel *channel, const struct carrier_end *end, struct channel_verdict *out)
{
    static const enum outbox_answer ANSWERS[] = {
        [ROBOT_ACCEPTED] = OUTBOX_ACCEPTED, [ROBOT_RETRY] = OUTBOX_LATER, [ROBOT_REFUSED] = OUTBOX_REFUSED};
    struct robot_verdict verdict;
    robot_judge(&channel->robot, end->code, end->body, end->body_length, &verdict);
    out->answer = ANSWERS[verdict.fate];
    out->fault = verdict.fault;
    out->wait_s = verdict.wait_s > end->retry_after_s ? verdict.wait_s : end->retry_after_s;
    out->is_down = out->answer == OUTBOX_LATER;
}

static void judge_push(const struct carrier_end *end, struct channel_verdict *out)
{
    static const enum outbox_answer ANSWERS[] = {[PUSH_TAKEN] = OUTBOX_ACCEPTED,
                                                 [PUSH_RETRY] = OUTBOX_LATER,
                                                 [PUSH_FORGET] = OUTBOX_REFUSED,
                                                 [PUSH_GIVE_UP] = OUTBOX_REFUSED};
    struct push_judgement judgement = push_judge(end->code);
    out->answer = ANSWERS[judgement.verdict];
    out->fault = judgement.fault;
    out->forgets = judgement.verdict == PUSH_FORGET;
}

/* The server's code decides, also where the transfer as a whole has failed for it. */
static void judge_mail(const struct carrier_end *end, struct channel_verdict *out)
{
    static const enum outbox_answer ANSWERS[] = {
        [MAIL_ACCEPTED] = OUTBOX_ACCEPTED, [MAIL_RETRY] = OUTBOX_LATER, [MAIL_GIVE_UP] = OUTBOX_REFUSED};
    struct mail_judgement judgement = mail_judge((CURLcode)end->transfer, end->code);
    out->answer = ANSWERS[judgement.verdict];
    out->fault = judgement.fault;
    out->is_down = out->answer == OUTBOX_LATER;
}

void channel_judge(const struct channel *channel, const struct carrier_end *end, struct channel_verdict *out)
{
    *out = (struct channel_verdict){.answer = OUTBOX_LATER, .fault = end->fault, .wait_s = end->retry_after_s};
    if (channel->kind == CHANNEL_SMTP) {
        judge_mail(end, out);
    } else if (end->fault[0] != '\0') {
        judge_silence(end, out);
    } else if (channel->kind == CHANNEL_HTTP) {
        judge_http(end, out);
    } else if (channel->kind == CHANNEL_WEBPUSH) {
        judge_push(end, out);
    } else {
        judge_robot(channel, end, out);
    }
}
