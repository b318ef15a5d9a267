/* See stop.h. */
#include "web/stop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "web/audit.h"
#include "web/reserve.h"
#include "web/scope.h"
#include "web/session.h"

/* What is real is told also where the disk is full: then the reserve's room is for that. */
static enum sibu_status end_drill(struct server *server, const struct drill_end *end, struct sibu_fault *fault)
{
    enum sibu_status status = drill_stop(server->drill, end, fault);
    if (status == SIBU_IO && end->how == DRILL_REAL_EMERGENCY && reserve_give(server->folder)) {
        log_fault(clock_now_us(server->def.clock), "web", fault);
        status = drill_stop(server->drill, end, fault);
    }
    return status;
}

static enum sibu_status stop_one(struct server *server, const struct http_request *request, const char *drill,
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
    const struct drill_end end = {drill, how, who};
    status =
        how == DRILL_MUSTERED ? drill_close_muster(server->drill, drill, who, fault) : end_drill(server, &end, fault);
    audit_ended(server, request, drill_state_name(how), object, status);
    return status;
}

/* Each that the caller reaches, where none is named and all are meant: the first that fails is told. */
static enum sibu_status stop_reached(struct server *server, struct http_request *request, enum drill_state how,
                                     struct sibu_fault *fault)
{
    struct drill_brief *items = NULL;
    size_t count = 0;
    enum sibu_status status = scope_drills(server, request, &items, &count, fault);
    if (status == SIBU_OK && (count == 0 || (count > 1 && how != DRILL_REAL_EMERGENCY))) {
        return count == 0 ? sibu_fault_set(fault, SIBU_NO, "drill", "没有在进行的演练", "no drill runs")
                          : sibu_fault_set(fault, SIBU_NO, "drill", "有多次演练在进行，请指明哪一次",
                                           "several drills run: say which one");
    }
    for (size_t i = 0; i < count; i++) {
        struct sibu_fault own;
        enum sibu_status ended = stop_one(server, request, items[i].id, how, &own);
        if (ended != SIBU_OK && status == SIBU_OK) {
            status = ended;
            *fault = own;
        }
    }
    return status;
}

enum sibu_status stop_drill(struct server *server, struct http_request *request, const char *drill,
                            enum drill_state how, struct sibu_fault *fault)
{
    struct drill_view view;
    if (scope_is_whole(request)) {
        return stop_one(server, request, drill, how, fault);
    }
    if (drill == NULL || drill[0] == '\0') {
        return stop_reached(server, request, how, fault);
    }
    enum sibu_status status = scope_look(server, request, drill, &view, fault);
    if (status == SIBU_OK && !view.running) {
        return sibu_fault_set(fault, SIBU_NO, "drill", "没有这次演练在进行", "no such drill runs");
    }
    return status == SIBU_OK ? stop_one(server, request, drill, how, fault) : status;
}

/* The assembly point of the form, where the drill's site has it; else "". */
static enum sibu_status find_point(struct server *server, struct http_request *request, const char *drill,
                                   const char **point, struct sibu_fault *fault)
{
    struct drill_view view;
    const char *given = http_form(request, "point");
    enum sibu_status status = drill_glance(server->drill, drill, &request->arena, &view, fault);
    *point = "";
    if (status == SIBU_OK && view.running && given != NULL && scope_index(server, request, view.site)) {
        const struct sibu_site *site = server->def.plan->sites[view.site].site;
        uint32_t index = sibu_site_find_muster(site, given);
        *point = index != SIBU_NONE ? site->musters[index].id : "";
    }
    return status;
}

static enum sibu_status check_in(struct server *server, struct http_request *request, const char *drill,
                                 uint32_t number, struct sibu_fault *fault)
{
    enum drill_verdict verdict = DRILL_NONE;
    struct drill_seen seen = {drill, "", number, request->caller != NULL ? request->caller->name : NULL};
    enum sibu_status status = find_point(server, request, drill, &seen.place, fault);
    if (status == SIBU_OK && seen.place[0] != '\0') {
        status = drill_tick_off(server->drill, &seen, &verdict, fault);
    }
    return status == SIBU_OK && verdict == DRILL_NONE
               ? sibu_fault_set(fault, SIBU_NO, "person", "没有这次演练、此集合点，或演练里没有这个编号的人",
                                "there is no such drill or assembly point, or nobody in the drill has this number")
               : status;
}

enum sibu_status tick_off(struct server *server, struct http_request *request, const char *drill,
                          struct sibu_fault *fault)
{
    char object[120];
    const char *given = http_form(request, "person");
    unsigned long number = given != NULL ? strtoul(given, NULL, 10) : 0;
    if (number == 0 || number > UINT32_MAX) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "person", "要演练中的编号", "takes a number in the drill");
    }
    (void)snprintf(object, sizeof object, "%.60s #%lu", drill, number);
    enum sibu_status status = audit_asked(server, request, "tick-off", object, fault);
    if (status == SIBU_OK) {
        status = check_in(server, request, drill, (uint32_t)number, fault);
        audit_ended(server, request, "tick-off", object, status);
    }
    return status;
}
