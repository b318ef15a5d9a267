/* Any bytes as JSON, and as each file of JSON that the scheduler reads: whole, or refused with a reason. The first byte says as
 * what: p a policy with its interlocks, c a channels file, f a family, r rating rules, e answer sheets, s a push subscription, anything else only as JSON.
 *
 * Entry point of libFuzzer; replay.c calls it for each file of the corpus. Aborts on a finding.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "draw/policy.h"
#include "evaluate/rating_rules.h"
#include "evaluate/sheet.h"
#include "finding.h"
#include "fuzz.h"
#include "notify/channels.h"
#include "notify/push_subscription.h"
#include "sibu/family.h"
#include "sibu/json.h"
#include "sibu/memory.h"

static void judge(enum sibu_status status, int has, const struct sibu_fault *fault)
{
    finding((status == SIBU_OK) != (has != 0), "half of it");
    finding(status != SIBU_OK && (fault->what[SIBU_EN][0] == '\0' || fault->what[SIBU_ZH][0] == '\0'),
            "no reason given");
}

static void as_policy(const char *bytes, size_t length)
{
    struct policy *policy = NULL;
    struct sibu_fault fault = {0};
    enum sibu_status status = policy_open(&policy, "policy", bytes, length, &fault);
    judge(status, policy != NULL, &fault);
    for (uint32_t k = 0; policy != NULL && k < policy->group_count; k++) {
        const struct policy_rules *rules = &policy->groups[k].rules;
        for (uint32_t i = 0; i < rules->interlock_count; i++) {
            const struct policy_interlock *interlock = &rules->interlocks[i];
            finding((interlock->file[0] == '\0') == (interlock->url[0] == '\0'),
                    "an interlock asked nowhere, or twice");
        }
    }
    policy_close(policy);
}

/* It is read from a file, for it names others beside it. */
static void as_channels(const char *bytes, size_t length)
{
    const char *temporary = getenv("TMPDIR");
    char path[80];
    (void)snprintf(path, sizeof path, "%.50s/sibu-fuzz-XXXXXX", temporary != NULL ? temporary : "/tmp");
    struct channels *channels = NULL;
    struct sibu_fault fault = {0};
    int file = mkstemp(path);
    finding(file < 0 || write(file, bytes, length) != (ssize_t)length || close(file) != 0, "no file to read from");
    enum sibu_status status = channels_open(&channels, path, &fault);
    (void)unlink(path);
    judge(status, channels != NULL, &fault);
    finding(channels != NULL && channels->count > CHANNELS_MAX, "too many channels");
    channels_close(channels);
}

static void as_family(const char *bytes, size_t length)
{
    struct sibu_families *families = NULL;
    struct sibu_fault fault = {0};
    const struct sibu_family_file file = {"family", bytes, length};
    enum sibu_status status = sibu_families_open(&families, &file, 1, &fault);
    judge(status, families != NULL, &fault);
    sibu_families_close(families);
}

/* Every item leads to a group, a scheme and grades that are there. */
static void as_rating(const char *bytes, size_t length)
{
    struct rating_rules *rules = NULL;
    struct sibu_fault fault = {0};
    enum sibu_status status = rating_rules_open(&rules, "rating", bytes, length, &fault);
    judge(status, rules != NULL, &fault);
    for (uint32_t i = 0; rules != NULL && i < rules->item_count; i++) {
        const struct rating_item *item = &rules->items[i];
        finding(item->group >= rules->group_count, "an item of no group");
        finding(item->rule_count == 0 && !item->is_asked, "an item that nobody judges");
        for (uint32_t k = 0; k < item->rule_count; k++) {
            finding(item->rules[k].named.figure == NULL, "a rule over nothing");
            finding(item->rules[k].otherwise >= rating_item_scheme(rules, item)->grade_count, "a grade of no scheme");
        }
    }
    rating_rules_close(rules);
}

/* Only what was signed for the drill is taken. */
static void as_sheets(const char *bytes, size_t length)
{
    static const struct sheet_drill DRILL = {"2026-000017", {1, 2, 3}};
    struct sheets sheets = {0};
    struct sibu_text text = {0};
    struct sibu_fault fault = {0};
    sibu_text_add_bytes(&text, bytes, length);
    enum sibu_status status = sheets_open(&sheets, "sheets", &text, &DRILL, &fault);
    judge(status, status == SIBU_OK, &fault);
    finding(status == SIBU_OK && length > 0 && sheets.count == 0, "bytes that are no sheet");
    sheets_close(&sheets);
    sibu_text_clear(&text);
}

/* What is kept of a subscription is read again as the same. */
static void as_subscription(const char *bytes, size_t length)
{
    struct sibu_json *document = NULL, *again = NULL;
    struct push_subscription subscription, other;
    struct sibu_fault fault = {0};
    struct sibu_arena arena = {0};
    struct sibu_text kept = {0}, twice = {0};
    const char *text = sibu_arena_text(&arena, bytes, length);
    enum sibu_status status = push_subscription_read("subscription", text, &document, &subscription, &fault);
    judge(status, status == SIBU_OK, &fault);
    if (status == SIBU_OK) {
        push_subscription_write(&subscription, &kept);
        finding(push_subscription_read("kept", sibu_text_get(&kept), &again, &other, &fault) != SIBU_OK,
                "what is kept is not read again");
        push_subscription_write(&other, &twice);
        finding(strcmp(sibu_text_get(&kept), sibu_text_get(&twice)) != 0, "what is kept changes");
    }
    sibu_text_clear(&kept);
    sibu_text_clear(&twice);
    sibu_json_close(document);
    sibu_json_close(again);
    sibu_arena_clear(&arena);
}

static void as_json(const char *bytes, size_t length)
{
    struct sibu_json *document = NULL;
    struct sibu_fault fault = {0};
    enum sibu_status status = sibu_json_open(&document, "json", bytes, length, &fault);
    judge(status, document != NULL, &fault);
    if (document != NULL) {
        finding(!sibu_utf8_valid(bytes, length), "JSON that is no UTF-8");
        struct sibu_json_value root = sibu_json_root(document);
        size_t count = sibu_json_count(root), seen = 0;
        for (struct sibu_json_value item = sibu_json_first(root); sibu_json_kind(item) != SIBU_JSON_ABSENT;
             item = sibu_json_next(item)) {
            seen++;
        }
        finding(count != seen, "it counts other items than it has");
    }
    sibu_json_close(document);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    if (length == 0) {
        return 0;
    }
    const char *rest = (const char *)bytes + 1;
    switch (bytes[0]) {
    case 'p':
        as_policy(rest, length - 1);
        break;
    case 'c':
        as_channels(rest, length - 1);
        break;
    case 'f':
        as_family(rest, length - 1);
        break;
    case 'r':
        as_rating(rest, length - 1);
        break;
    case 'e':
        as_sheets(rest, length - 1);
        break;
    case 's':
        as_subscription(rest, length - 1);
        break;
    default:
        as_json(rest, length - 1);
        break;
    }
    return 0;
}
