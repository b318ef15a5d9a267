/* See stop.h. */
#include "web/stop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web/audit.h"
#include "web/session.h"

enum sibu_status stop_drill(struct server *server, const struct http_request *request, const char *drill,
                            enum drill_state how, struct sibu_fault *fault)
{
    struct sibu_fault unkept;
    const char *object = drill != NULL && drill[0] != '\0' ? drill : "*";
    const char *who = session_may(request, RIGHT_DRILLS) ? "officer" : "warden";
    enum sibu_status status = audit_asked(server, request, drill_state_name(how), object, &unkept);
    if (status != SIBU_OK && how != DRILL_REAL_EMERGENCY) {
        *fault = unkept;
        return status;
    }
    status = drill_stop(server->drill, &(struct drill_end){drill, how, who}, fault);
    audit_ended(server, request, drill_state_name(how), object, status);
    return status;
}

/* The token of the person with this number in the drill. */
static enum sibu_status find_token(struct server *server, struct http_request *request, const char *drill,
                                   uint32_t number, const char **token, struct sibu_fault *fault)
{
    struct store_drill found;
    struct store_participant *people = NULL;
    size_t count = 0;
    enum sibu_status status = store_drill_by_id(server->store, drill, &request->arena, &found, fault);
    if (status == SIBU_OK) {
        status = store_participants(server->store, found.key, &request->arena, &people, &count, fault);
    }
    *token = NULL;
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        *token = people[i].number == number ? people[i].who.token : *token;
    }
    return status == SIBU_OK && *token == NULL
               ? sibu_fault_set(fault, SIBU_NO, "person", "演练里没有这个人", "nobody in the drill has this number")
               : status;
}

static enum sibu_status check_in(struct server *server, struct http_request *request, const char *token,
                                 struct sibu_fault *fault)
{
    enum drill_verdict verdict = DRILL_NONE;
    int64_t received_us = 0;
    const char *point = http_form(request, "point");
    const struct drill_answer given = {.token = token,
                                       .kind = "check-in",
                                       .place = point != NULL && strlen(point) <= 64 ? point : "",
                                       .key = "ticked-off"};
    enum sibu_status status = drill_take(server->drill, &given, &verdict, &received_us, fault);
    return status == SIBU_OK && (verdict == DRILL_NOBODY || verdict == DRILL_NONE)
               ? sibu_fault_set(fault, SIBU_NO, "drill", "演练已结束", "the drill is over")
               : status;
}

enum sibu_status tick_off(struct server *server, struct http_request *request, const char *drill,
                          struct sibu_fault *fault)
{
    char object[120];
    const char *given = http_form(request, "person"), *token = NULL;
    unsigned long number = given != NULL ? strtoul(given, NULL, 10) : 0;
    if (number == 0 || number > UINT32_MAX) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "person", "要演练中的编号", "takes a number in the drill");
    }
    (void)snprintf(object, sizeof object, "%.60s #%lu", drill, number);
    enum sibu_status status = find_token(server, request, drill, (uint32_t)number, &token, fault);
    if (status == SIBU_OK) {
        status = audit_asked(server, request, "tick-off", object, fault);
    }
    if (status == SIBU_OK) {
        status = check_in(server, request, token, fault);
        audit_ended(server, request, "tick-off", object, status);
    }
    return status;
}
