/* sibu verify: whether records and ledgers are whole and unchanged, and what unfolded follows from the draw and the
 * answers. */
#include <string.h>

#include "base/file.h"
#include "command/command.h"
#include "command/verify_ledger.h"
#include "command/verify_modes.h"
#include "draw/plan.h"
#include "drill/unfold_check.h"
#include "sibu/hash.h"
#include "sibu/record.h"
#include "store/ledger_file.h"

struct verdict {
    enum sibu_status status; /* of the first record that is not as it should be */
    struct sibu_fault fault;
    uint8_t fingerprint[SIBU_HASH_BYTES];
    int sealed;
    enum unfold_verdict unfolded;
    int is_ledger; /* 1: then this was found */
    struct ledger_verdict ledger;
};

/* Draws again what unfolded, with the families that come with the program. */
static enum sibu_status look_at_unfolding(struct sibu_record *record, struct verdict *verdict)
{
    char folder[4096];
    struct plan *families = NULL;
    file_share("scenarios/families", folder);
    enum sibu_status status = plan_open_families(&families, folder, &verdict->fault);
    if (status == SIBU_OK) {
        status = unfold_check(record, families->families, &verdict->unfolded, &verdict->fault);
    }
    plan_close(families);
    return status;
}

/* Looks at one record. What is wrong with a record is an answer; what is none, or cannot be read, is a fault. */
static enum sibu_status look(const char *path, struct verdict *verdict)
{
    struct sibu_record *record = NULL;
    struct sibu_fault ignored;
    if (ledger_file_recognise(path)) {
        verdict->is_ledger = 1;
        verdict->status = verify_ledger(path, &verdict->ledger, &verdict->fault);
        return verdict->status;
    }
    enum sibu_status status = sibu_record_open(&record, path, &verdict->fault);
    if (status == SIBU_BAD_INPUT && sibu_record_recognise(path)) {
        status = SIBU_NO; /* a record, but cut off, damaged or tampered with */
    }
    if (status == SIBU_OK) {
        status = sibu_record_verify(record, &verdict->fault);
    }
    if (status == SIBU_OK) {
        verdict->sealed = sibu_record_fingerprint(record, verdict->fingerprint, &ignored) == SIBU_OK;
        status = look_at_unfolding(record, verdict);
    }
    sibu_record_close(record);
    verdict->status = verdict->fault.status = status;
    return status;
}

static void tell_good(const struct command_call *call, const char *path, const struct verdict *verdict,
                      struct sibu_text *text)
{
    char hex[2 * SIBU_HASH_BYTES + 1];
    if (verdict->is_ledger) {
        verify_ledger_words(call, path, &verdict->ledger, text);
        return;
    }
    sibu_hex(hex, verdict->fingerprint, sizeof verdict->fingerprint);
    const char *const values[] = {path, hex};
    sibu_say_with(text, call->language, verdict->sealed ? SIBU_SAY_REPORT_VERIFY_SEALED : SIBU_SAY_REPORT_VERIFY_OPEN,
                  values, verdict->sealed ? 2 : 1);
    sibu_text_add(text, "\n");
    if (verdict->unfolded != UNFOLD_NOTHING) {
        sibu_text_add(text, sibu_say(call->language, verdict->unfolded == UNFOLD_FOLLOWS
                                                         ? SIBU_SAY_REPORT_VERIFY_UNFOLDED
                                                         : SIBU_SAY_REPORT_VERIFY_OTHER_FAMILIES));
        sibu_text_add(text, "\n");
    }
}

/* The digits behind the last colon of a place, "d.drill:event:4"; "" where there are none. */
static const char *row_of(const char *place)
{
    const char *colon = strrchr(place, ':');
    if (colon == NULL || colon[1] == '\0' || strspn(colon + 1, "0123456789") != strlen(colon + 1)) {
        return "";
    }
    return colon + 1;
}

static void tell_json(const struct command_call *call, const struct verdict *verdict, struct sibu_text *text)
{
    sibu_text_addf(text, "{\"ok\":%s", verdict->status == SIBU_OK ? "true" : "false");
    if (verdict->is_ledger) {
        verify_ledger_json(&verdict->ledger, text);
        verify_stops_json(call, &verdict->ledger.counts, text);
    }
    if (verdict->status == SIBU_OK) {
        sibu_text_add(text, ",\"first_fault\":null}\n");
        return;
    }
    const char *row = row_of(verdict->fault.place);
    sibu_text_addf(text, ",\"first_fault\":{\"row\":%s,\"place\":", row[0] != '\0' ? row : "null");
    sibu_text_add_json(text, verdict->fault.place);
    sibu_text_add(text, ",\"what\":");
    sibu_text_add_json(text, verdict->fault.what[call->language]);
    sibu_text_add(text, "}}\n");
}

static int run(struct command_call *call)
{
    struct verdict verdict = {.status = SIBU_OK};
    struct sibu_text text = {0};
    for (int i = 0; i < call->argument_count && verdict.status == SIBU_OK; i++) {
        verdict.is_ledger = 0;
        if (look(call->arguments[i], &verdict) == SIBU_OK && !call->json) {
            tell_good(call, call->arguments[i], &verdict, &text);
        }
    }
    if (verdict.status != SIBU_OK && verdict.status != SIBU_NO) {
        sibu_text_clear(&text);
        return command_fail(call, &verdict.fault);
    }
    if (call->json) {
        tell_json(call, &verdict, &text);
    }
    int status = command_answer(call, &text);
    if (verdict.status == SIBU_NO && status == 0) {
        return call->json ? 1 : command_fail(call, &verdict.fault);
    }
    return status;
}

const struct command COMMAND_VERIFY = {
    .name = "verify",
    .arguments = "FILE...",
    .least_arguments = 1,
    .most_arguments = COMMAND_VALUES_MAX,
    .summary = {"核对记录和抽取账本是否完整、是否被改动",
                "whether records and ledgers of the draw are whole and unchanged"},
    .run = run,
};
