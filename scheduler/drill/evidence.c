/* What is known of an answer besides: see evidence.h. */
#include "drill/evidence.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sibu/json.h"

static void add_evidence(struct sibu_text *out, const struct drill_evidence *evidence)
{
    sibu_text_add(out, "\"source\":");
    sibu_text_add_json(out, evidence->source);
    if (evidence->by != NULL && evidence->by[0] != '\0') {
        sibu_text_add(out, ",\"by\":");
        sibu_text_add_json(out, evidence->by);
    }
    if (evidence->found[0] != '\0') {
        sibu_text_add(out, ",\"found\":");
        sibu_text_add_json(out, evidence->found);
        sibu_text_addf(out, ",\"steps\":%" PRId64 ",\"doubtful\":%s", evidence->steps,
                       evidence->doubtful ? "true" : "false");
    }
}

void evidence_write(const struct drill_answer *answer, char out[EVIDENCE_BYTES])
{
    struct sibu_text text = {.max_length = EVIDENCE_BYTES - 1};
    out[0] = '\0';
    if (answer->evidence == NULL && answer->phone_us == 0) {
        return;
    }
    sibu_text_add(&text, "{");
    if (answer->evidence != NULL) {
        add_evidence(&text, answer->evidence);
    }
    if (answer->phone_us != 0) {
        sibu_text_addf(&text, "%s\"phone_us\":%" PRId64, answer->evidence != NULL ? "," : "", answer->phone_us);
    }
    sibu_text_add(&text, "}");
    if (sibu_text_ok(&text)) {
        (void)snprintf(out, EVIDENCE_BYTES, "%s", sibu_text_get(&text));
    }
    sibu_text_clear(&text);
}

void evidence_doubt(const char *detail, char out[EVIDENCE_DOUBT_BYTES])
{
    struct sibu_json *document = NULL;
    struct sibu_fault ignored;
    out[0] = '\0';
    if (detail[0] == '\0' || sibu_json_open(&document, "detail", detail, strlen(detail), &ignored) != SIBU_OK) {
        return;
    }
    struct sibu_json_value root = sibu_json_root(document);
    if (sibu_json_as_bool(sibu_json_member(root, "doubtful"))) {
        (void)snprintf(out, EVIDENCE_DOUBT_BYTES, "%s", sibu_json_as_string(sibu_json_member(root, "found")));
    }
    sibu_json_close(document);
}
