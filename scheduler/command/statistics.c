/* sibu statistics: who was drilled when, beside what the rules let expect, as the running server knows it. */
#include "command/command.h"
#include "command/data_folder.h"
#include "sibu/catalogue.h"
#include "sibu/json.h"

static const struct command_option OPTIONS[] = {
    {"server", "URL", {"服务器（默认 http://127.0.0.1:8080）", "the server (default http://127.0.0.1:8080)"}},
    {"data", "DIR", {"数据目录，其中有 officer.key", "the data folder, where officer.key is"}},
    {"key-file", "FILE", {"密钥文件", "the file with the officer's key"}},
    {NULL, NULL, {NULL, NULL}},
};

static void say_lines(const struct command_call *call, struct sibu_json_value root, enum sibu_say_id title,
                      const char *const keys[2], struct sibu_text *out)
{
    struct sibu_json_value list = sibu_json_member(root, keys[0]);
    sibu_text_addf(out, "%s:\n", sibu_say(call->language, title));
    for (struct sibu_json_value item = sibu_json_first(list); item.node != NULL; item = sibu_json_next(item)) {
        double drills = sibu_json_as_number(sibu_json_member(item, "drills"));
        double expected = sibu_json_as_number(sibu_json_member(item, "expected"));
        if (drills > 0.0 || expected > 0.0) {
            sibu_text_addf(out, "  %-40s %6.0f %9.2f\n", sibu_json_as_string(sibu_json_member(item, keys[1])), drills,
                           expected);
        }
    }
}

/* "0.950 0.400", and the steps. */
static void say_result(const struct command_call *call, struct sibu_json_value item, struct sibu_text *out)
{
    static const enum sibu_say_id MOVES[] = {SIBU_SAY_PAGE_STAT_MOVE_FEWER, SIBU_SAY_PAGE_STAT_MOVE_NONE,
                                             SIBU_SAY_PAGE_STAT_MOVE_MORE};
    static const char *const KEYS[] = {"moved", "waiting"};
    static const enum sibu_say_id WHEN[] = {SIBU_SAY_PAGE_STAT_MOVED, SIBU_SAY_PAGE_STAT_WAITING};
    struct sibu_json_value shares = sibu_json_member(item, "shares");
    sibu_text_addf(out, "  %-40s", sibu_json_as_string(sibu_json_member(item, "site")));
    for (struct sibu_json_value share = sibu_json_first(shares); share.node != NULL; share = sibu_json_next(share)) {
        sibu_text_addf(out, " %.1f%%", sibu_json_as_number(share) * 100.0);
    }
    for (size_t i = 0; i < 2; i++) {
        struct sibu_json_value moved = sibu_json_member(item, KEYS[i]);
        double steps = sibu_json_as_number(moved);
        if (sibu_json_kind(moved) == SIBU_JSON_NUMBER) {
            sibu_text_addf(out, "  %s: %s", sibu_say(call->language, WHEN[i]),
                           sibu_say(call->language, MOVES[steps > 0.0   ? 2
                                                          : steps < 0.0 ? 0
                                                                        : 1]));
        }
    }
    sibu_text_add(out, "\n");
}

static void say_results(const struct command_call *call, struct sibu_json_value root, struct sibu_text *out)
{
    struct sibu_json_value list = sibu_json_member(root, "results");
    if (sibu_json_count(list) > 0) {
        sibu_text_addf(out, "%s:\n", sibu_say(call->language, SIBU_SAY_PAGE_STAT_RESULTS));
    }
    for (struct sibu_json_value item = sibu_json_first(list); item.node != NULL; item = sibu_json_next(item)) {
        say_result(call, item, out);
    }
}

static void say_all(const struct command_call *call, struct sibu_json_value root, struct sibu_text *out)
{
    sibu_text_addf(out, "%-42s %6s %9s\n", sibu_say(call->language, SIBU_SAY_PAGE_STAT_TITLE),
                   sibu_say(call->language, SIBU_SAY_PAGE_STAT_DRILLS),
                   sibu_say(call->language, SIBU_SAY_PAGE_STAT_EXPECTED));
    say_lines(call, root, SIBU_SAY_PAGE_STAT_SITES, (const char *const[]){"sites", "site"}, out);
    say_results(call, root, out);
    say_lines(call, root, SIBU_SAY_PAGE_STAT_SHIFTS, (const char *const[]){"shifts", "shift"}, out);
    say_lines(call, root, SIBU_SAY_PAGE_STAT_FAMILIES, (const char *const[]){"families", "family"}, out);
}

static int run(struct command_call *call)
{
    struct officer_call request = {.method = "GET", .path = "/v1/statistics"};
    struct sibu_text answer = {0};
    struct sibu_text out = {0};
    struct sibu_json *document = NULL;
    struct sibu_fault fault;
    long http_status = 0;
    enum sibu_status status = officer_ask(call, &request, &http_status, &answer, &fault);
    if (status == SIBU_OK) {
        status = officer_verdict(http_status, &answer, &fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_open(&document, "answer", sibu_text_get(&answer), answer.length, &fault);
    }
    if (status == SIBU_OK && call->json) {
        sibu_text_add(&out, sibu_text_get(&answer));
    } else if (status == SIBU_OK) {
        say_all(call, sibu_json_root(document), &out);
    }
    sibu_json_close(document);
    sibu_text_clear(&answer);
    return status == SIBU_OK ? command_answer(call, &out) : command_fail(call, &fault);
}

const struct command COMMAND_STATISTICS = {
    .name = "statistics",
    .arguments = "",
    .summary = {"谁在何时演练过，与规则预期相比", "who was drilled when, beside what the rules let expect"},
    .options = OPTIONS,
    .run = run,
};
