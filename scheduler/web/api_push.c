/* What a worker's page tells by itself: the browser's push subscription, and that it is being seen. None of it is an
 * answer. Paths are /w/TOKEN/push, /w/TOKEN/push-key and /w/TOKEN/seen. See route.h. */
#include <string.h>

#include "notify/push_subscription.h"
#include "web/openings.h"
#include "web/route.h"

#define PREFIX_LENGTH 3 /* of "/w/" */

/* The person whose token stands between the prefix and the last slash; else answers. */
static int find_person(struct server *server, struct http_request *request, struct http_answer *answer,
                       struct drill_person_view *person)
{
    struct sibu_fault fault;
    const char *token = request->path + PREFIX_LENGTH;
    token = sibu_arena_text(&request->arena, token, strcspn(token, "/"));
    enum sibu_status status = token != NULL ? drill_look_person(server->drill, token, &request->arena, person, &fault)
                                            : sibu_fault_set(&fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    if (status == SIBU_NO) {
        http_answer_no(answer, 404, "nobody has this token");
    } else if (status != SIBU_OK) {
        http_answer_fault(answer, &fault);
    }
    return status == SIBU_OK;
}

static void answer_ok(struct http_answer *answer)
{
    answer->status = 200;
    sibu_text_add(&answer->body, "{\"ok\":true}\n");
}

static int has_push(const struct server *server, struct http_answer *answer)
{
    if (!server->has_push) {
        http_answer_no(answer, 404, "there is no Web Push here");
    }
    return server->has_push;
}

static void keep(struct server *server, int64_t person, const char *value, struct http_answer *answer)
{
    struct sibu_fault fault;
    enum sibu_status status = store_push_put(server->store, person, value, &fault);
    if (status == SIBU_NO) {
        http_answer_no(answer, 404, "nobody has this token");
    } else if (status != SIBU_OK) {
        http_answer_fault(answer, &fault);
    } else {
        notify_wake(server->notify);
        answer_ok(answer);
    }
}

void api_push_put(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct drill_person_view person;
    struct push_subscription subscription;
    struct sibu_json *document = NULL;
    struct sibu_text value = {.max_length = 2 * PUSH_SUBSCRIPTION_BYTES_MAX};
    if (!has_push(server, answer) || !find_person(server, request, answer, &person)) {
        return;
    }
    if (push_subscription_read("body", request->body, &document, &subscription, &fault) == SIBU_OK) {
        push_subscription_write(&subscription, &value);
        keep(server, person.person.key, sibu_text_get(&value), answer);
    } else {
        http_answer_fault(answer, &fault);
    }
    sibu_text_clear(&value);
    sibu_json_close(document);
}

void api_push_forget(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct drill_person_view person;
    if (find_person(server, request, answer, &person)) {
        keep(server, person.person.key, "", answer);
    }
}

void api_push_key(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct drill_person_view person;
    if (has_push(server, answer) && find_person(server, request, answer, &person)) {
        answer->status = 200;
        sibu_text_addf(&answer->body, "{\"key\":\"%s\"}\n", server->push_key.public_text);
    }
}

void api_seen(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct drill_person_view person;
    if (!find_person(server, request, answer, &person)) {
        return;
    }
    if (person.in_drill) {
        server_note_opening(server, &person, STORE_SEEN);
        answer_ok(answer);
    } else {
        http_answer_no(answer, 409, "no drill is running for this person");
    }
}
