/* GET /v1/evidence: what is known of each person in a drill, stage by stage. No names. See route.h. */
#include <inttypes.h>

#include "web/evidence.h"
#include "web/route.h"

static void add_time(struct sibu_text *out, const char *key, int64_t time_us)
{
    if (time_us > 0) {
        sibu_text_addf(out, ",\"%s\":%" PRId64, key, time_us);
    } else {
        sibu_text_addf(out, ",\"%s\":null", key);
    }
}

static void add_channels(struct sibu_text *out, const struct evidence_person *person)
{
    sibu_text_add(out, "[");
    for (size_t i = 0; i < person->channel_count; i++) {
        const struct evidence_channel *it = &person->channels[i];
        sibu_text_add(out, i > 0 ? ",{\"channel\":" : "{\"channel\":");
        sibu_text_add_json(out, it->channel);
        add_time(out, "queued_us", it->queued_us);
        sibu_text_add(out, ",\"item\":");
        sibu_text_add_json(out, it->item);
        add_time(out, "accepted_us", it->accepted_us);
        add_time(out, "failed_us", it->failed_us);
        sibu_text_addf(out, ",\"accepted\":%" PRId64 ",\"failed\":%" PRId64 ",\"fault\":", it->accepted_times,
                       it->failed_times);
        sibu_text_add_json(out, it->fault);
        sibu_text_add(out, "}");
    }
    sibu_text_add(out, "]");
}

static void add_person(struct sibu_text *out, const struct evidence_person *person)
{
    sibu_text_addf(out, "{\"number\":%u,\"id\":", (unsigned)person->who->number);
    sibu_text_add_json(out, person->who->who.id);
    sibu_text_addf(out, ",\"expected\":%s", person->who->expected ? "true" : "false");
    add_time(out, "opened_us", person->opened_us);
    add_time(out, "seen_us", person->seen_us);
    add_time(out, "answered_us", person->answered_us);
    sibu_text_add(out, ",\"answer\":");
    sibu_text_add_json(out, person->answer);
    add_time(out, "checked_in_us", person->checked_in_us);
    sibu_text_add(out, ",\"channels\":");
    add_channels(out, person);
    sibu_text_add(out, "}");
}

void api_evidence(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct evidence evidence;
    enum sibu_status status = evidence_make(server, request, http_query(request, "drill"), &evidence, &fault);
    if (status == SIBU_NO) {
        http_answer_no(answer, 404, fault.what[SIBU_EN]);
        return;
    }
    if (status != SIBU_OK) {
        http_answer_fault(answer, &fault);
        return;
    }
    struct sibu_text *out = &answer->body;
    answer->status = 200;
    sibu_text_add(out, "{\"drill\":");
    sibu_text_add_json(out, evidence.drill.id);
    sibu_text_add(out, ",\"site\":");
    sibu_text_add_json(out, evidence.drill.site);
    sibu_text_addf(out, ",\"t0_us\":%" PRId64 ",\"to_all\":", evidence.drill.t0_us);
    add_channels(out, &evidence.all);
    sibu_text_add(out, ",\"people\":[");
    for (size_t i = 0; i < evidence.count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_person(out, &evidence.people[i]);
    }
    sibu_text_add(out, "]}\n");
}
