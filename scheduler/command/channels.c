/* sibu channels check: what a channels file means, in words or as JSON, without a secret of it. Nothing is sent.
 *
 * Exit status: 0 in order, 2 a fault. The words stand in channels_words.c.
 */
#include "notify/channels.h"

#include "command/channels_words.h"
#include "command/command.h"

static int answer_fault(struct command_call *call, const struct sibu_fault *fault)
{
    struct sibu_text out = {0};
    if (!call->json) {
        return command_fail(call, fault);
    }
    channels_words_fault_json(&out, call->arguments[0], fault);
    int exit_status = command_answer(call, &out);
    return exit_status != 0 ? exit_status : sibu_fault_exit_status(fault->status);
}

static int run_check(struct command_call *call)
{
    struct channels *channels = NULL;
    struct sibu_fault fault;
    struct sibu_text out = {0};
    if (channels_open(&channels, call->arguments[0], &fault) != SIBU_OK) {
        return answer_fault(call, &fault);
    }
    if (call->json) {
        channels_words_json(&out, call->arguments[0], channels);
    } else {
        channels_words(&out, call->arguments[0], channels, call->language);
    }
    channels_close(channels);
    return command_answer(call, &out);
}

const struct command COMMAND_CHANNELS_CHECK = {
    .name = "channels check",
    .arguments = "FILE",
    .least_arguments = 1,
    .most_arguments = 1,
    .summary =
        {"检查通知渠道文件，说明警报经哪些渠道、按什么顺序发出；不发送任何消息",
         "check the channels file and say over which channels, in which order, people are alerted; sends nothing"},
    .run = run_check,
};
