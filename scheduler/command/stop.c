/* sibu stop: ends a running drill, or all, loudly; and then the muster, silently. */
#include "command/command.h"
#include "command/data_folder.h"

static const struct command_option OPTIONS[] = {
    {"all-clear", NULL, {"演练解除", "the drill is over, all clear"}},
    {"abort", NULL, {"中止演练", "call the drill off"}},
    {"real-emergency",
     NULL,
     {"真实险情：告诉所有人演练结束、这是真的",
      "real emergency: tell everybody that the drill is over and this is real"}},
    {"close-muster",
     NULL,
     {"演练结束后，不再等待未到的人：结束清点", "after the end: wait for nobody any more, the muster is closed"}},
    {"drill",
     "ID",
     {"演练编号或场所的 id（只有一次演练时可不写；真实险情不写则停止全部演练）",
      "number of the drill or id of its site (where one runs, that one; a real emergency without it ends all)"}},
    {"server", "URL", {"服务器（默认 http://127.0.0.1:8080）", "the server (default http://127.0.0.1:8080)"}},
    {"data", "DIR", {"数据目录，其中有 officer.key", "the data folder, where officer.key is"}},
    {"key-file", "FILE", {"密钥文件", "the file with the officer's key"}},
    {NULL, NULL, {NULL, NULL}},
};

/* Each way: its option, what the server calls it, and what is said once it is done. */
struct way {
    const char *option, *how;
    const char *says[2];
};
#define STOPPED                                                                                                        \
    {                                                                                                                  \
        "演练已停止，正在通知所有人。\n", "The drill is stopped, everybody is being told.\n"                           \
    }
static const struct way WAYS[] = {
    {"all-clear", "all-clear", STOPPED},
    {"abort", "abort", STOPPED},
    {"real-emergency", "real-emergency", STOPPED},
    {"close-muster", "mustered", {"清点已结束。\n", "The muster is closed.\n"}},
};

/* The one way that was named, or NULL where it was none or several. */
static const struct way *named_way(const struct command_call *call)
{
    const struct way *named = NULL;
    int count = 0;
    for (size_t i = 0; i < sizeof WAYS / sizeof WAYS[0]; i++) {
        if (command_value(call, WAYS[i].option) != NULL) {
            named = &WAYS[i];
            count++;
        }
    }
    return count == 1 ? named : NULL;
}

static int run(struct command_call *call)
{
    struct sibu_fault fault;
    struct sibu_text answer = {0};
    struct sibu_text body = {0};
    long http_status = 0;
    const char *drill = command_value(call, "drill");
    const struct way *way = named_way(call);
    if (way == NULL) {
        (void)sibu_fault_set(&fault, SIBU_BAD_INPUT, "stop",
                             "要且只要 --all-clear、--abort、--real-emergency、--close-muster 之一",
                             "takes one of --all-clear, --abort, --real-emergency, --close-muster");
        return command_fail(call, &fault);
    }
    sibu_text_addf(&body, "{\"how\":\"%s\",\"drill\":", way->how);
    sibu_text_add_json(&body, drill != NULL ? drill : "");
    sibu_text_add(&body, "}");
    struct officer_call request = {.method = "POST", .path = "/v1/stop", .body = sibu_text_get(&body)};
    enum sibu_status status = officer_ask(call, &request, &http_status, &answer, &fault);
    if (status == SIBU_OK) {
        status = officer_verdict(http_status, &answer, &fault);
    }
    sibu_text_clear(&answer);
    sibu_text_clear(&body);
    if (status != SIBU_OK) {
        return command_fail(call, &fault);
    }
    sibu_text_add(&answer, call->json ? "{\"ok\":true}\n" : way->says[call->language]);
    return command_answer(call, &answer);
}

const struct command COMMAND_STOP = {
    .name = "stop",
    .arguments = "",
    .summary = {"结束正在进行的演练", "end the running drill"},
    .options = OPTIONS,
    .run = run,
};
