/* sibu surprise: asks the running server for a drill somewhere in a window, and learns nothing about when. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "command/data_folder.h"
#include "sibu/json.h"

static const struct command_option OPTIONS[] = {
    {"within", "8h", {"窗口长度：如 30m、8h、2d(默认 8h)", "length of the window: 30m, 8h, 2d (default 8h)"}},
    {"unit",
     "ID",
     {"场所或组的 id（只有一个组时可不写）", "id of a site or group (where there is one group, all of it)"}},
    {"now",
     NULL,
     {"立即开始：对您自己不算突袭，账本也会这样写", "start at once: no surprise to you, and the ledger says so"}},
    {"server", "URL", {"服务器（默认 http://127.0.0.1:8080）", "the server (default http://127.0.0.1:8080)"}},
    {"data", "DIR", {"数据目录，其中有 officer.key", "the data folder, where officer.key is"}},
    {"key-file", "FILE", {"密钥文件", "the file with the officer's key"}},
    {NULL, NULL, {NULL, NULL}},
};

/* "30m", "8h", "2d", "3600s" in seconds; 0 where it is none of these. */
static int64_t read_duration(const char *text)
{
    static const struct {
        char unit;
        int64_t seconds;
    } UNITS[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    char *end = NULL;
    long long count = strtoll(text, &end, 10);
    if (end == text || count <= 0 || count > 1000000 || strlen(end) != 1) {
        return 0;
    }
    for (size_t i = 0; i < sizeof UNITS / sizeof UNITS[0]; i++) {
        if (*end == UNITS[i].unit) {
            return count * UNITS[i].seconds;
        }
    }
    return 0;
}

/* The request; within_s 0: at once. */
static void write_request(const struct command_call *call, int64_t within_s, struct sibu_text *out)
{
    const char *unit = command_value(call, "unit");
    sibu_text_add(out, "{\"unit\":");
    sibu_text_add_json(out, unit != NULL ? unit : "");
    if (within_s > 0) {
        sibu_text_addf(out, ",\"within_s\":%lld", (long long)within_s);
    }
    sibu_text_add(out, "}");
}

/* What the server said. */
struct said {
    int waits; /* for a second person */
    double bits; /* the entropy of when */
};

static enum sibu_status ask(const struct command_call *call, int64_t within_s, struct said *said,
                            struct sibu_fault *fault)
{
    long http_status = 0;
    struct sibu_text answer = {0};
    struct sibu_text body = {0};
    struct sibu_json *document = NULL;
    write_request(call, within_s, &body);
    struct officer_call request = {
        .method = "POST", .path = within_s > 0 ? "/v1/surprise" : "/v1/now", .body = sibu_text_get(&body)};
    enum sibu_status status = officer_ask(call, &request, &http_status, &answer, fault);
    if (status == SIBU_OK) {
        status = officer_verdict(http_status, &answer, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_open(&document, "answer", sibu_text_get(&answer), answer.length, fault);
    }
    if (status == SIBU_OK) {
        said->bits = sibu_json_as_number(sibu_json_member(sibu_json_root(document), "entropy_bits"));
        said->waits = sibu_json_as_bool(sibu_json_member(sibu_json_root(document), "waits"));
    }
    sibu_json_close(document);
    sibu_text_clear(&answer);
    sibu_text_clear(&body);
    return status;
}

static int tell(struct command_call *call, int now, const struct said *said)
{
    struct sibu_text text = {0};
    if (call->json && said->waits) {
        sibu_text_add(&text, "{\"ok\":true,\"waits\":true}\n");
    } else if (call->json) {
        sibu_text_addf(&text, now ? "{\"ok\":true}\n" : "{\"ok\":true,\"entropy_bits\":%.2f}\n", said->bits);
    } else if (said->waits) {
        sibu_text_add(&text,
                      call->language == SIBU_ZH
                          ? "还没有开始：要由一名安全员半小时内在看板上同意。\n"
                          : "Nothing has begun yet: an officer has to say yes on the board within half an hour.\n");
    } else if (now) {
        sibu_text_add(&text, call->language == SIBU_ZH ? "演练已开始。\n" : "The drill has begun.\n");
    } else {
        sibu_text_addf(&text,
                       call->language == SIBU_ZH ? "已安排。何时开始，现在谁也不知道（%.1f 比特）。\n"
                                                 : "Armed. Nobody knows when it will start (%.1f bits).\n",
                       said->bits);
    }
    return command_answer(call, &text);
}

static int run(struct command_call *call)
{
    struct sibu_fault fault;
    struct said said = {.waits = 0};
    int now = command_value(call, "now") != NULL;
    const char *within = command_value(call, "within");
    int64_t within_s = read_duration(within != NULL ? within : "8h");
    if (now) {
        return ask(call, 0, &said, &fault) == SIBU_OK ? tell(call, 1, &said) : command_fail(call, &fault);
    }
    if (within_s < 60 || within_s > 7 * 86400) {
        (void)sibu_fault_set(&fault, SIBU_BAD_INPUT, "--within", "要 1 分钟到 7 天，如 30m、8h、2d",
                             "takes 1 minute to 7 days, like 30m, 8h, 2d");
        return command_fail(call, &fault);
    }
    if (ask(call, within_s, &said, &fault) != SIBU_OK) {
        return command_fail(call, &fault);
    }
    return tell(call, 0, &said);
}

const struct command COMMAND_SURPRISE = {
    .name = "surprise",
    .arguments = "",
    .summary = {"在一段时间内安排一次突袭演练，不告诉您何时",
                "ask for a drill somewhere in a window, without being told when"},
    .options = OPTIONS,
    .run = run,
};
