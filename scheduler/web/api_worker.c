/* The API of workers' phones: answer and check in. A 2xx means that it is on disk. See route.h. */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "sibu/json.h"
#include "web/check_in.h"
#include "web/route.h"

static int key_fits(const char *key)
{
    size_t length = strlen(key);
    for (size_t i = 0; i < length; i++) {
        if (!isalnum((unsigned char)key[i]) && key[i] != '-' && key[i] != '_') {
            return 0;
        }
    }
    return length >= 8 && length <= 64;
}

/* What both kinds of answer carry. */
static enum sibu_status read_shared(struct sibu_json_value root, struct drill_answer *answer, struct sibu_fault *fault)
{
    enum sibu_status status = sibu_json_string(root, "token", 64, &answer->token, fault);
    if (status == SIBU_OK) {
        status = sibu_json_string(root, "key", 64, &answer->key, fault);
    }
    if (status == SIBU_OK && !key_fits(answer->key)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "/key", "要 8 到 64 个字母、数字、- 或 _",
                              "takes 8 to 64 letters, digits, - or _");
    }
    if (status == SIBU_OK && sibu_json_kind(sibu_json_member(root, "client_us")) != SIBU_JSON_ABSENT) {
        status = sibu_json_integer(root, "client_us", 0, INT64_C(1) << 53, &answer->client_us, fault);
    }
    if (status == SIBU_OK && sibu_json_kind(sibu_json_member(root, "phone_us")) != SIBU_JSON_ABSENT) {
        status = sibu_json_integer(root, "phone_us", 0, INT64_C(1) << 53, &answer->phone_us, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_string_or(root, "drill", "", &answer->drill, fault);
    }
    return status;
}

static void reply(void *data, struct http_request *request, struct http_answer *answer)
{
    (void)request;
    const struct drill_taking *taking = &((const struct check_in_wait *)data)->taking;
    if (taking->status != SIBU_OK) {
        http_answer_fault(answer, &taking->fault);
    } else if (taking->verdict == DRILL_NOBODY) {
        http_answer_no(answer, 404, "nobody has this token");
    } else if (taking->verdict == DRILL_NONE) {
        http_answer_no(answer, 409, "no drill is running for this person");
    } else {
        answer->status = 200;
        sibu_text_addf(&answer->body, "{\"ok\":true,\"new\":%s,\"received_us\":%" PRId64 "}\n",
                       taking->verdict == DRILL_TAKEN ? "true" : "false", taking->received_us);
    }
}

static enum sibu_status read_answer(struct sibu_json_value root, struct check_in *given, struct sibu_fault *fault)
{
    static const char *const KEYS[] = {"token", "key", "answer", "client_us", "phone_us", "drill", NULL};
    static const char *const KINDS[] = {"acknowledge", "need-help", "cannot", NULL};
    size_t kind = 0;
    enum sibu_status status = sibu_json_only(root, KEYS, fault);
    if (status == SIBU_OK) {
        status = read_shared(root, &given->answer, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_choice(root, "answer", KINDS, &kind, fault);
    }
    given->answer.kind = KINDS[kind];
    given->answer.place = "";
    return status;
}

/* "point" may be left out where a code names it. A code is taken whatever it is: no check-in is refused for it. */
static enum sibu_status read_check_in(struct sibu_json_value root, struct check_in *given, struct sibu_fault *fault)
{
    static const char *const KEYS[] = {"token", "key", "point", "code", "seen", "client_us", "phone_us", "drill", NULL};
    enum sibu_status status = sibu_json_only(root, KEYS, fault);
    given->answer.place = "";
    if (status == SIBU_OK) {
        status = read_shared(root, &given->answer, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_string_or(root, "code", NULL, &given->code, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_string_or(root, "seen", NULL, &given->seen, fault);
    }
    if (status == SIBU_OK &&
        (given->code == NULL || sibu_json_kind(sibu_json_member(root, "point")) != SIBU_JSON_ABSENT)) {
        status = sibu_json_string(root, "point", 64, &given->answer.place, fault);
    }
    given->answer.kind = "check-in";
    return status;
}

static void answer_with(struct server *server, struct http_request *request, struct http_answer *answer,
                        enum sibu_status (*read)(struct sibu_json_value, struct check_in *, struct sibu_fault *))
{
    struct sibu_fault fault;
    struct sibu_json *document = NULL;
    struct check_in given = {0};
    enum sibu_status status = sibu_json_open(&document, "body", request->body, request->body_length, &fault);
    if (status == SIBU_OK) {
        status = read(sibu_json_root(document), &given, &fault);
    }
    if (status == SIBU_OK) {
        check_in_bring(server, request, &given, reply, answer);
    } else {
        http_answer_fault(answer, &fault);
    }
    sibu_json_close(document);
}

void api_answer(struct server *server, struct http_request *request, struct http_answer *answer)
{
    answer_with(server, request, answer, read_answer);
}

void api_check_in(struct server *server, struct http_request *request, struct http_answer *answer)
{
    answer_with(server, request, answer, read_check_in);
}

/* What a phone needs to know how far its clock is off: when this came in, and when it goes out. */
void api_time(struct server *server, struct http_request *request, struct http_answer *answer)
{
    (void)request;
    int64_t received_us = clock_now_us(server->def.clock);
    answer->status = 200;
    sibu_text_addf(&answer->body, "{\"received_us\":%" PRId64 ",\"sent_us\":%" PRId64 "}\n", received_us,
                   clock_now_us(server->def.clock));
}

void api_health(struct server *server, struct http_request *request, struct http_answer *answer)
{
    (void)server;
    (void)request;
    answer->status = 200;
    sibu_text_add(&answer->body, "{\"ok\":true}\n");
}
