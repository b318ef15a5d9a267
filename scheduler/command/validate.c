/* sibu validate: the public tests of evacuation simulators, with their numbers and verdicts. */
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "command/command.h"
#include "sibu/catalogue.h"
#include "validate/validate.h"

#define SEEDS 10
#define SEEDS_MAX 1000
#define THREADS_MAX 64

static const struct command_option OPTIONS[] = {
    {"seeds", "N", {"每项测试用几个随机种子（默认 10）", "how many seeds each test is run with (default 10)"}},
    {"threads",
     "N",
     {"用几个线程（默认全部处理器）", "on how many threads (default: as many as there are processors)"}},
    {"html", "FILE", {"另写一个带图的网页", "write a page with the plots as well"}},
    {NULL, NULL, {NULL, NULL}},
};

static void show_progress(void *context, size_t done, size_t runs)
{
    const struct command_call *call = context;
    if (!command_shows_progress(call)) {
        return;
    }
    char numbers[2][24];
    const char *const values[] = {numbers[0], numbers[1]};
    struct sibu_text line = {0};
    (void)snprintf(numbers[0], sizeof numbers[0], "%zu", done);
    (void)snprintf(numbers[1], sizeof numbers[1], "%zu", runs);
    sibu_say_with(&line, call->language, SIBU_SAY_VALIDATE_PROGRESS, values, 2);
    command_progress(call, sibu_text_get(&line));
    sibu_text_clear(&line);
}

static enum sibu_status read_options(struct command_call *call, struct validate_options *options,
                                     struct sibu_fault *fault)
{
    int64_t seeds = SEEDS, threads = 1, processors = sysconf(_SC_NPROCESSORS_ONLN);
    processors = processors < 1 ? 1 : processors > THREADS_MAX ? THREADS_MAX : processors;
    enum sibu_status status = command_integer(call, "seeds", (const int64_t[]){1, SEEDS_MAX}, SEEDS, &seeds, fault);
    if (status == SIBU_OK) {
        status = command_integer(call, "threads", (const int64_t[]){1, THREADS_MAX}, processors, &threads, fault);
    }
    *options = (struct validate_options){.names = call->arguments,
                                         .name_count = (size_t)call->argument_count,
                                         .seeds = (unsigned)seeds,
                                         .threads = (unsigned)threads,
                                         .stop = call->stop,
                                         .progress = show_progress,
                                         .context = call};
    return status;
}

static enum sibu_status write_page(const struct command_call *call, const struct validate *validate,
                                   struct sibu_fault *fault)
{
    const char *path = command_value(call, "html");
    if (path == NULL) {
        return SIBU_OK;
    }
    struct sibu_text page = {0};
    validate_html(validate, call->language, &page);
    enum sibu_status status = sibu_text_ok(&page)
                                  ? file_write(path, sibu_text_get(&page), page.length, 0644, fault)
                                  : sibu_fault_set(fault, SIBU_NO_MEMORY, path, "内存不足", "no memory left");
    sibu_text_clear(&page);
    return status;
}

static int answer(const struct command_call *call, const struct validate *validate)
{
    struct sibu_text text = {0};
    if (call->json) {
        validate_json(validate, call->language, &text);
    } else {
        validate_words(validate, call->language, &text);
    }
    int status = command_answer(call, &text);
    return status == 0 && validate->failed > 0 ? sibu_fault_exit_status(SIBU_NO) : status;
}

static enum sibu_status run_all(struct command_call *call, struct validate *validate, struct sibu_fault *fault)
{
    struct validate_options options;
    enum sibu_status status = read_options(call, &options, fault);
    if (status == SIBU_OK) {
        status = validate_run(validate, &options, fault);
    }
    if (status == SIBU_OK && validate->stopped) {
        status =
            sibu_fault_set(fault, SIBU_NO, "validate", "%s", "%s", sibu_say(call->language, SIBU_SAY_VALIDATE_STOPPED));
    }
    return status == SIBU_OK ? write_page(call, validate, fault) : status;
}

static int run(struct command_call *call)
{
    struct validate validate = {0};
    struct sibu_fault fault;
    enum sibu_status status = run_all(call, &validate, &fault);
    int result = status == SIBU_OK ? answer(call, &validate) : command_fail(call, &fault);
    validate_close(&validate);
    return result;
}

const struct command COMMAND_VALIDATE = {
    .name = "validate",
    .arguments = "[TEST...]",
    .least_arguments = 0,
    .most_arguments = COMMAND_VALUES_MAX,
    .summary = {"用 RiMEA、IMO、NIST、ISO 的公开测试检验疏散模型",
                "run the public tests of RiMEA, IMO, NIST and ISO against the crowd model"},
    .options = OPTIONS,
    .run = run,
};
