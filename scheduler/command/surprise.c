/* sibu surprise: asks the running server for a drill somewhere in a window, and learns nothing about when. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "command/data_folder.h"

static const struct command_option OPTIONS[] = {
    {"within", "8h", {"窗口长度：如 30m、8h、2d(默认 8h)", "length of the window: 30m, 8h, 2d (default 8h)"}},
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

static enum sibu_status ask(const struct command_call *call, int64_t within_s, struct sibu_fault *fault)
{
    char body[64];
    long http_status = 0;
    struct sibu_text answer = {0};
    (void)snprintf(body, sizeof body, "{\"within_s\":%lld}", (long long)within_s);
    struct officer_call request = {.method = "POST", .path = "/v1/surprise", .body = body};
    enum sibu_status status = officer_ask(call, &request, &http_status, &answer, fault);
    if (status == SIBU_OK) {
        status = officer_verdict(http_status, &answer, fault);
    }
    sibu_text_clear(&answer);
    return status;
}

static int run(struct command_call *call)
{
    static const char *const SAYS[] = {"已安排。何时开始，现在谁也不知道。\n",
                                       "Armed. Nobody knows when it will start.\n"};
    struct sibu_fault fault;
    struct sibu_text text = {0};
    const char *within = command_value(call, "within");
    int64_t within_s = read_duration(within != NULL ? within : "8h");
    if (within_s < 60 || within_s > 7 * 86400) {
        (void)sibu_fault_set(&fault, SIBU_BAD_INPUT, "--within", "要 1 分钟到 7 天，如 30m、8h、2d",
                             "takes 1 minute to 7 days, like 30m, 8h, 2d");
        return command_fail(call, &fault);
    }
    if (ask(call, within_s, &fault) != SIBU_OK) {
        return command_fail(call, &fault);
    }
    sibu_text_add(&text, call->json ? "{\"ok\":true}\n" : SAYS[call->language]);
    return command_answer(call, &text);
}

const struct command COMMAND_SURPRISE = {
    .name = "surprise",
    .arguments = "",
    .summary = {"在一段时间内安排一次突袭演练，不告诉您何时",
                "ask for a drill somewhere in a window, without being told when"},
    .options = OPTIONS,
    .run = run,
};
