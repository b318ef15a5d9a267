/* Messages to chat robots, push servers and SMS gateways: what is posted to each, and what its answer means.
 *
 * Depends on: message, json, libsodium (HMAC). Pure: no clock, no input or output. Any thread.
 *
 * Each call carries both languages, because groups are mixed. It begins with the mark of the drill (or of the real
 * emergency) and holds the message's link where it has one; where a platform limits length, the text is cut at the end
 * of a character, and neither the mark, nor the link, nor the time until which it holds is ever cut away.
 * Only POST, PUT or GET of the channel's own URL; nothing that a robot fetches acknowledges an alert; nothing is ever
 * handed to a platform to be sent later.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "notify/http_call.h"
#include "notify/message.h"
#include "sibu/memory.h"

enum robot_kind {
    ROBOT_DINGTALK, /* url with access_token; secret: the signature's key */
    ROBOT_WECOM, /* url with key */
    ROBOT_FEISHU, /* url; secret: the signature's key */
    ROBOT_SLACK, /* url of an incoming webhook */
    ROBOT_TEAMS, /* url of a workflow */
    ROBOT_NTFY, /* url of the server; topic, or the message's `to`; token */
    ROBOT_GOTIFY, /* url of the server; token of the application */
    ROBOT_APPRISE, /* url .../notify/KEY; topic: the tag, or the message's `to` */
    ROBOT_ALIYUN, /* url of the service; template: user, body (the variables of the registered text); secret; sign_name,
                     template_code */
    ROBOT_GENERIC /* template: any gateway, SMS too */
};
#define ROBOT_KINDS 10

/* How the values that a template is filled with are written in its body. In its URL they are always percent-encoded. */
enum robot_encoding { ROBOT_JSON, ROBOT_FORM, ROBOT_XML, ROBOT_PLAIN };
#define ROBOT_ENCODINGS 4

/* A gateway's request with places to fill: {text} {text_zh} {text_en} {title} {title_zh} {title_en} {link} {page}
 * {phone} {key} {drill} {expires} {secret} {token} {user} {basic}. {text} and {title} hold both languages; {page} is what stands
 * behind the last / of {link}; {expires} is as
 * 2026-11-24T10:30:00+08:00; {basic} is base64(user:secret). */
struct robot_template {
    const char *method; /* "POST", "PUT", "GET" */
    enum robot_encoding encoding;
    const char *const *headers; /* lines "Name: value" */
    size_t header_count;
    const char *body; /* "" with GET */
    const char *user;
    size_t text_max_bytes; /* of {text}, {text_zh} and {text_en}, ROBOT_TEXT_BYTES_LEAST to ROBOT_TEXT_BYTES_MOST */
    int ok_by_status; /* 1: any status 2xx is success. 0: the answer's body says it, below */
    const char *ok_path; /* JSON pointer into the answer */
    const char *ok_value; /* what stands there on success: a string, or a number or truth value as JSON writes it */
    const char *const *retry_values; /* what stands there where another try may succeed */
    size_t retry_count;
};
#define ROBOT_TEXT_BYTES_LEAST 120
#define ROBOT_TEXT_BYTES_MOST 16000
#define ROBOT_HEADERS_MAX 16
#define ROBOT_RETRY_VALUES_MAX 16

/* Strings are never NULL, "" where there is nothing. url, secret and token are secrets. */
struct robot {
    enum robot_kind kind;
    const char *url;
    const char *secret, *token;
    const char *topic;
    int mention_all; /* 1: DingTalk, WeCom and Feishu call everybody in the group by @ */
    struct robot_template template; /* for ROBOT_GENERIC and ROBOT_ALIYUN */
    const char *sign_name, *template_code; /* for ROBOT_ALIYUN: as the provider registered them */
};

/* The word of files: "dingtalk". Static. */
const char *robot_kind_name(enum robot_kind kind);

/* What is wrong with a robot, asked when it is loaded: SIBU_BAD_INPUT, and fault->place is the JSON pointer of the member
 * in the channel's object ("/body"). No secret stands in the fault. */
SIBU_MUST_USE enum sibu_status robot_check(const struct robot *robot, struct sibu_fault *fault);

/* 1 where a template has {phone}: without it each person would get what every other one gets. */
int robot_names_recipient(const struct robot *robot);

/* Writes the call; everything lives in the arena or in `robot`. now_us stamps signatures, so it is the time of this
 * attempt. SIBU_BAD_INPUT where message_check refuses, SIBU_LIMIT where not even mark and link fit. `robot` must have
 * passed robot_check. */
SIBU_MUST_USE enum sibu_status robot_write(const struct robot *robot, const struct message *message, int64_t now_us,
                                           struct sibu_arena *arena, struct http_call *out, struct sibu_fault *fault);

enum robot_fate {
    ROBOT_ACCEPTED,
    ROBOT_RETRY, /* another try may succeed, not before wait_s */
    ROBOT_REFUSED /* it will refuse again: somebody must mend the channel */
};
struct robot_verdict {
    enum robot_fate fate;
    int64_t wait_s; /* the least until the next try, as the platform says or its rule is known; 0: as usual */
    /* Static, "" when accepted: "rate", "busy", "keyword", "signature", "ip", "token", "malformed", "content", "partly" (some
     * of those behind it were not reached), "refused", "http" (its status says it), "answer" (not the platform's: a login
     * page, a proxy). */
    const char *fault;
};

#define ROBOT_ANSWER_BYTES_MAX (64 << 10)

/* What an answer means. `body` is any bytes; beyond ROBOT_ANSWER_BYTES_MAX it counts as no answer of the platform. */
void robot_judge(const struct robot *robot, int http_status, const char *body, size_t length,
                 struct robot_verdict *out);
