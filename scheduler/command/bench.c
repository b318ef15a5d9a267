/* sibu bench: how fast it is, each figure beside a reference run in the same process at once.
 *
 * Depends on: bench/bench.h.
 */
#include "bench/bench.h"

#include <stdio.h>
#include <string.h>

#include "command/command.h"

static void show(void *caller, const char *name)
{
    const struct command_call *call = caller;
    if (command_shows_progress(call)) {
        command_progress(call, name);
    }
}

static void add_json(struct sibu_text *text, const struct bench *bench)
{
    sibu_text_add(text, "{\"results\":[");
    for (size_t i = 0; i < bench->count; i++) {
        const struct bench_result *result = &bench->results[i];
        sibu_text_add(text, i ? ",{\"name\":" : "{\"name\":");
        sibu_text_add_json(text, result->name);
        sibu_text_addf(text, ",\"value\":%.6g,\"unit\":", result->value);
        sibu_text_add_json(text, result->unit);
        sibu_text_add(text, ",\"reference\":");
        sibu_text_add_json(text, result->reference);
        sibu_text_addf(text, ",\"reference_value\":%.6g,\"ratio\":%.4g,\"threads\":%u}", result->reference_value,
                       result->ratio, result->threads);
    }
    sibu_text_add(text, "]}\n");
}

static void add_words(struct sibu_text *text, const struct bench *bench)
{
    for (size_t i = 0; i < bench->count; i++) {
        const struct bench_result *result = &bench->results[i];
        sibu_text_addf(text, "%-28s %12.6g %-16s %8.2f x  (%.6g: %s)\n", result->name, result->value, result->unit,
                       result->ratio, result->reference_value, result->reference);
    }
}

static enum sibu_status measure_all(struct bench *bench, struct sibu_fault *fault)
{
    static enum sibu_status (*const ALL[])(struct bench *, struct sibu_fault *) = {
        bench_crowd,  bench_draw,   bench_ledger, bench_events, bench_forecast,
        bench_report, bench_server, bench_city,   bench_view};
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < sizeof ALL / sizeof ALL[0] && status == SIBU_OK; i++) {
        status = ALL[i](bench, fault);
    }
    return status;
}

static const struct command_option OPTIONS[] = {
    {"store",
     "URL",
     {"city 所用的 PostgreSQL 数据库（默认临时建一个服务器）",
      "the PostgreSQL database for city (default: a server of its own, for that time)"}},
    {NULL, NULL, {NULL, NULL}},
};

static int run(struct command_call *call)
{
    struct bench bench = {.stop = call->stop,
                          .store = command_value(call, "store"),
                          .progress = show,
                          .caller = call,
                          .only = call->argument_count > 0 ? call->arguments[0] : ""};
    struct sibu_fault fault;
    struct sibu_text text = {0};
    enum sibu_status status = measure_all(&bench, &fault);
    if (status == SIBU_OK && bench.count == 0 && !*call->stop) {
        status = sibu_fault_set(&fault, SIBU_BAD_INPUT, bench.only, "没有这个名称的测量；例如 crowd/door",
                                "no measurement has this name; crowd/door, for example, is one");
    }
    if (status != SIBU_OK) {
        return command_fail(call, &fault);
    }
    if (call->json) {
        add_json(&text, &bench);
    } else {
        add_words(&text, &bench);
    }
    return command_answer(call, &text);
}

const struct command COMMAND_BENCH = {
    .name = "bench",
    .arguments = "[NAME]",
    .most_arguments = 1,
    .summary = {"测速，每个数字都与同一进程中的参照对比",
                "measure, each figure beside a reference run in the same process"},
    .options = OPTIONS,
    .run = run,
};
