/* What a phone follows: the stream of events of its site, and the same to be asked for, where streams do not get through. */
#include <stdio.h>
#include <string.h>

#include "web/route.h"

#define PREFIX_LENGTH 3 /* of "/w/" */

/* The person whose link the path begins with; false where it is nobody's, and then the answer says so. */
static int find_person(struct server *server, struct http_request *request, struct http_answer *answer,
                       struct drill_person_view *person)
{
    struct sibu_fault fault;
    const char *rest = request->path + PREFIX_LENGTH;
    const char *token = sibu_arena_text(&request->arena, rest, strcspn(rest, "/"));
    enum sibu_status status =
        token != NULL ? drill_look_person(server->drill, token, &request->arena, person, &fault) : SIBU_NO_MEMORY;
    if (token == NULL) {
        http_answer_no(answer, 503, "out of memory");
    } else if (status == SIBU_NO) {
        http_answer_no(answer, 404, "nobody has this token");
    } else if (status != SIBU_OK) {
        http_answer_fault(answer, &fault);
    }
    return status == SIBU_OK;
}

void api_events(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct drill_person_view person;
    if (!find_person(server, request, answer, &person)) {
        return;
    }
    uint32_t site = plan_find_site(server->def.plan, person.person.site);
    if (site == SIBU_NONE) { /* a site that the policy names no more */
        http_answer_no(answer, 404, "there is nothing to follow");
        return;
    }
    const struct stream_def def = {site, person.person.key, http_header(request, "Last-Event-ID")};
    answer->stream = stream_begin(server->streams, &def);
    if (answer->stream == NULL) {
        http_answer_no(answer, 429, "too many streams of one person: ask for the state");
        return;
    }
    answer->status = 200;
}

static const char *truth(int is)
{
    return is ? "true" : "false";
}

static void add_state(struct sibu_text *out, const struct server *server, const struct drill_person_view *person,
                      const struct drill_view *drill)
{
    char id[STREAM_ID_BYTES];
    server_event_id(drill, id);
    sibu_text_addf(out, "{\"id\":\"%s\",\"event\":", id);
    server_event_data(server, drill, out);
    sibu_text_addf(out, ",\"in_drill\":%s,\"acknowledged\":%s,\"need_help\":%s,\"cannot\":%s,\"checked_in\":%s}\n",
                   truth(person->in_drill), truth(person->muster.acknowledged), truth(person->muster.need_help),
                   truth(person->muster.cannot), truth(person->muster.checked_in));
}

/* What the phone has already is not said again: 304. */
void api_state(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct drill_person_view person;
    struct drill_view drill;
    char id[STREAM_ID_BYTES], etag[STREAM_ID_BYTES + 16];
    if (!find_person(server, request, answer, &person)) {
        return;
    }
    if (drill_glance(server->drill, person.person.site, &request->arena, &drill, &fault) != SIBU_OK) {
        http_answer_fault(answer, &fault);
        return;
    }
    server_event_id(&drill, id);
    int length = snprintf(etag, sizeof etag, "\"%s-%d%d%d%d%d\"", id, person.in_drill, person.muster.acknowledged,
                          person.muster.need_help, person.muster.cannot, person.muster.checked_in);
    const char *known = http_header(request, "If-None-Match");
    answer->etag = sibu_arena_text(&request->arena, etag, (size_t)length);
    answer->status = known != NULL && strcmp(known, etag) == 0 ? 304 : 200;
    if (answer->status == 200) {
        add_state(&answer->body, server, &person, &drill);
    }
}
