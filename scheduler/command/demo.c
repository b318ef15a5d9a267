/* sibu demo: one whole drill on the sample sites, from the draw to the report, in under a minute. */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "command/command.h"
#include "command/demo_keep.h"
#include "command/demo_run.h"

static const struct command_option OPTIONS[] = {
    {"speed", "X", {"演练以 X 倍速进行（默认 30）", "the drill runs X times faster (default 30)"}},
    {"seed",
     "N",
     {"同一个种子，同一次抽取；随后如何展开取决于人员何时应答（默认随机）",
      "the same seed gives the same draw; what unfolds then depends on when people answer (default: a random one)"}},
    {"out", "DIR", {"结果放在哪里（默认 sibu-out）", "where the results go (default sibu-out)"}},
    {"policy", "FILE", {"抽取规则（默认为三个示例厂区）", "the rules of the draw (default: the three sample sites)"}},
    {NULL, NULL, {NULL, NULL}},
};

/* Monday 2026-11-23, 08:00 in Shanghai; ten hours of work. */
static const int64_t DAY_US = INT64_C(1795392000) * 1000000;
static const int64_t DAY_S = 10 * 3600;

struct options {
    struct demo_def def;
    char policy[4096], out[3000], folder[4096];
    size_t there; /* so much of `out`'s path was there before us */
};

static enum sibu_status read_numbers(const struct command_call *call, struct demo_def *def, struct sibu_fault *fault)
{
    static const double SPEEDS[2] = {0.5, 200.0};
    static const int64_t SEEDS[2] = {0, INT64_MAX};
    int64_t seed = (int64_t)(randombytes_random() % 1000000);
    enum sibu_status status = command_number(call, "speed", SPEEDS, 30.0, &def->speed, fault);
    if (status == SIBU_OK) {
        status = command_integer(call, "seed", SEEDS, seed, &seed, fault);
    }
    def->seed = (uint64_t)seed;
    return status;
}

/* Cuts the last folder off the path. */
static void go_up(char *path)
{
    size_t length = strlen(path);
    while (length > 0 && path[length - 1] == '/') {
        length--;
    }
    while (length > 0 && path[length - 1] != '/') {
        length--;
    }
    path[length] = '\0';
}

/* How much of a path there is already: the length of its longest beginning that exists. */
static size_t part_there(const char *path)
{
    char part[3000];
    (void)snprintf(part, sizeof part, "%s", path);
    while (part[0] != '\0' && access(part, F_OK) != 0) {
        go_up(part);
    }
    return strlen(part);
}

/* The working folder, and the results' folder with those above it, where they were made by us and are empty. */
static void remove_folders(const struct options *options)
{
    char part[3000];
    (void)snprintf(part, sizeof part, "%s", options->out);
    file_remove_folder(options->folder);
    while (strlen(part) > options->there && rmdir(part) == 0) {
        go_up(part);
    }
}

/* The results' folder, and inside it a working folder of this run's own. */
static enum sibu_status make_folders(struct options *options, struct sibu_fault *fault)
{
    options->there = part_there(options->out);
    enum sibu_status status = file_make_folder(options->out, fault);
    if (status != SIBU_OK) {
        return status;
    }
    (void)snprintf(options->folder, sizeof options->folder, "%s/.demo-XXXXXX", options->out);
    if (mkdtemp(options->folder) == NULL) {
        remove_folders(options);
        return sibu_fault_set(fault, SIBU_IO, options->out, "无法在其中建立文件夹", "no folder can be made in it");
    }
    return SIBU_OK;
}

static enum sibu_status read_options(const struct command_call *call, struct options *options, struct sibu_fault *fault)
{
    const char *policy = command_value(call, "policy");
    const char *out = command_value(call, "out");
    if (sodium_init() < 0) {
        return sibu_fault_set(fault, SIBU_IO, "libsodium", "无法初始化", "cannot be initialised");
    }
    if (policy != NULL) {
        (void)snprintf(options->policy, sizeof options->policy, "%s", policy);
    } else {
        file_share("scenarios/policies/demo.json", options->policy);
    }
    if (out != NULL && strlen(out) >= sizeof options->out) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--out", "路径太长", "the path is too long");
    }
    (void)snprintf(options->out, sizeof options->out, "%s", out != NULL ? out : "sibu-out");
    options->def.policy = options->policy;
    options->def.folder = options->folder;
    options->def.day_us = DAY_US;
    options->def.day_s = DAY_S;
    return read_numbers(call, &options->def, fault);
}

static enum sibu_status run_demo(struct demo *demo, struct sibu_fault *fault)
{
    enum sibu_status status = demo_pass_day(demo, fault);
    return status == SIBU_OK ? demo_run_drill(demo, fault) : status;
}

static enum sibu_status demonstrate(struct command_call *call, struct options *options, struct demo_results *results,
                                    struct sibu_fault *fault)
{
    struct demo demo;
    int64_t from_us = clock_monotonic_us();
    enum sibu_status status = demo_open(&demo, call, &options->def, fault);
    if (status == SIBU_OK) {
        status = run_demo(&demo, fault);
    }
    if (status == SIBU_OK) {
        status = demo_keep(&demo, options->out, results, fault);
    }
    results->wall_s = (double)(clock_monotonic_us() - from_us) / 1e6;
    results->seed = options->def.seed;
    demo_close(&demo);
    return status;
}

static int end_stopped(const struct command_call *call)
{
    struct sibu_fault fault;
    (void)sibu_fault_set(&fault, SIBU_NO, "", "%s%s", "%s%s", sibu_say(call->language, SIBU_SAY_DEMO_STOPPED), "");
    return command_fail(call, &fault);
}

static int run(struct command_call *call)
{
    struct options options = {0};
    struct demo_results results = {0};
    struct sibu_fault fault;
    struct sibu_text text = {0};
    enum sibu_status status = read_options(call, &options, &fault);
    if (status == SIBU_OK) {
        status = make_folders(&options, &fault);
    }
    if (status != SIBU_OK) {
        return command_fail(call, &fault);
    }
    status = demonstrate(call, &options, &results, &fault);
    remove_folders(&options);
    if (status != SIBU_OK) {
        sibu_text_clear(&results.told);
        return *call->stop != 0 ? end_stopped(call) : command_fail(call, &fault);
    }
    demo_tell(call, &results, &text);
    return command_answer(call, &text);
}

const struct command COMMAND_DEMO = {
    .name = "demo",
    .arguments = "",
    .summary = {"在示例厂区上演示一次完整的演练", "one whole drill on the sample sites, from the draw to the report"},
    .options = OPTIONS,
    .run = run,
};
