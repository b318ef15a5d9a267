/* sibu phones: simulated workers against a running server, for practice and for load. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "command/data_folder.h"
#include "phones/phones.h"

static const struct command_option OPTIONS[] = {
    {"server", "URL", {"服务器（默认 http://127.0.0.1:8080）", "the server (default http://127.0.0.1:8080)"}},
    {"people", "N", {"最多多少人（默认全部）", "at most so many people (default: all)"}},
    {"seed", "N", {"同一个种子，同样的人（默认 1）", "the same seed, the same people (default 1)"}},
    {"listen", "ADDRESS", {"手机的监听地址（默认 127.0.0.1）", "where the phones listen (default 127.0.0.1)"}},
    {"data", "DIR", {"数据目录，其中有 officer.key", "the data folder, where officer.key is"}},
    {"key-file", "FILE", {"密钥文件", "the file with the officer's key"}},
    {NULL, NULL, {NULL, NULL}},
};

static enum sibu_status open_phones(const struct command_call *call, struct clock *clock, struct phones **phones,
                                    struct sibu_fault *fault)
{
    static const int64_t PEOPLE[2] = {1, 1000000};
    static const int64_t SEEDS[2] = {0, INT64_MAX};
    int64_t people = 0;
    int64_t seed = 1;
    char key[64];
    const char *server = command_value(call, "server");
    const char *listen = command_value(call, "listen");
    enum sibu_status status = command_integer(call, "people", PEOPLE, 0, &people, fault);
    if (status == SIBU_OK) {
        status = command_integer(call, "seed", SEEDS, 1, &seed, fault);
    }
    if (status == SIBU_OK) {
        status = officer_key(call, key, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    struct phones_def def = {.server = server != NULL ? server : "http://127.0.0.1:8080",
                             .officer_key = key,
                             .address = listen != NULL ? listen : "127.0.0.1",
                             .clock = clock,
                             .people_max = (uint32_t)people,
                             .seed = (uint64_t)seed,
                             .shares = mind_default()};
    return phones_open(phones, &def, fault);
}

static void show(const struct command_call *call, const struct phones_view *view)
{
    char line[256];
    if (call->language == SIBU_ZH) {
        (void)snprintf(line, sizeof line, "%u 部手机  警报 %" PRIu64 "  行走 %u  到达 %u / %u  已发 %" PRIu64,
                       (unsigned)view->people, view->alerts, (unsigned)view->walking, (unsigned)view->arrived,
                       (unsigned)view->on_site, view->sent);
    } else {
        (void)snprintf(line, sizeof line, "%u phones  alerts %" PRIu64 "  walking %u  arrived %u / %u  sent %" PRIu64,
                       (unsigned)view->people, view->alerts, (unsigned)view->walking, (unsigned)view->arrived,
                       (unsigned)view->on_site, view->sent);
    }
    command_progress(call, line);
}

static void add_answer(const struct command_call *call, const struct phones_view *view, struct sibu_text *text)
{
    if (call->json) {
        sibu_text_addf(text,
                       "{\"people\":%u,\"alerts\":%" PRIu64 ",\"repeated_alerts\":%" PRIu64
                       ",\"on_site\":%u,\"arrived\":%u,\"sent\":%" PRIu64 ",\"refused\":%" PRIu64 "}\n",
                       (unsigned)view->people, view->alerts, view->repeated_alerts, (unsigned)view->on_site,
                       (unsigned)view->arrived, view->sent, view->refused);
    } else if (call->language == SIBU_ZH) {
        sibu_text_addf(text, "%u 人在场，%u 人到达集合点；收到 %" PRIu64 " 条警报，发出 %" PRIu64 " 条应答。\n",
                       (unsigned)view->on_site, (unsigned)view->arrived, view->alerts, view->sent);
    } else {
        sibu_text_addf(text,
                       "%u people on site, %u arrived at an assembly point; %" PRIu64 " alerts came, %" PRIu64
                       " answers went out.\n",
                       (unsigned)view->on_site, (unsigned)view->arrived, view->alerts, view->sent);
    }
}

/* Plays one drill: until its end has reached the phones, or Ctrl-C. */
static enum sibu_status play(const struct command_call *call, struct phones *phones, struct phones_view *view,
                             struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    phones_look(phones, view);
    while (status == SIBU_OK && *call->stop == 0 && !(view->over && view->unsent == 0)) {
        status = phones_step(phones, 50, fault);
        phones_look(phones, view);
        show(call, view);
    }
    return status;
}

static int run(struct command_call *call)
{
    struct sibu_fault fault;
    struct sibu_text text = {0};
    struct phones *phones = NULL;
    struct phones_view view = {0};
    struct clock clock;
    clock_init_real(&clock);
    enum sibu_status status = open_phones(call, &clock, &phones, &fault);
    if (status == SIBU_OK) {
        status = play(call, phones, &view, &fault);
    }
    phones_close(phones);
    clock_clear(&clock);
    if (status != SIBU_OK) {
        return command_fail(call, &fault);
    }
    add_answer(call, &view, &text);
    return command_answer(call, &text);
}

const struct command COMMAND_PHONES = {
    .name = "phones",
    .arguments = "",
    .summary = {"模拟员工和他们的手机，直到一次演练结束",
                "simulated workers with their phones, until one drill has ended"},
    .options = OPTIONS,
    .run = run,
};
