/* sibu policy check: what a policy's rules mean, in words or as JSON, and what of them cannot be kept.
 *
 * Exit status: 0 in order, 1 in order but something cannot be kept, 2 a fault. The words stand in policy_words.c.
 */
#include "base/clock.h"
#include "command/command.h"
#include "command/policy_words.h"
#include "draw/outlook.h"

static int answer_fault(struct command_call *call, const struct sibu_fault *fault)
{
    struct sibu_text out = {0};
    if (!call->json) {
        return command_fail(call, fault);
    }
    policy_words_fault_json(&out, call->arguments[0], fault);
    int exit_status = command_answer(call, &out);
    return exit_status != 0 ? exit_status : sibu_fault_exit_status(fault->status);
}

static int64_t kernel_now_us(void)
{
    struct clock clock;
    clock_init_real(&clock);
    int64_t now_us = clock_now_us(&clock);
    clock_clear(&clock);
    return now_us;
}

static int answer(struct command_call *call, const struct plan *plan, struct sibu_arena *arena)
{
    struct sibu_text out = {0};
    struct sibu_fault fault;
    struct outlook outlook;
    struct policy_subject subject = {call->arguments[0], plan, &outlook, {{0}}};
    enum sibu_status status = outlook_make(plan, kernel_now_us(), arena, &outlook, &fault);
    for (int language = 0; language < SIBU_LANGUAGES && status == SIBU_OK; language++) {
        status =
            policy_notes_make(plan, &outlook, (enum sibu_language)language, arena, &subject.notes[language], &fault);
    }
    if (status != SIBU_OK) {
        outlook_clear(&outlook);
        return answer_fault(call, &fault);
    }
    if (call->json) {
        policy_words_json(&out, &subject);
    } else {
        policy_words(&out, &subject, call->language);
    }
    outlook_clear(&outlook);
    int exit_status = command_answer(call, &out);
    return exit_status == 0 && subject.notes[SIBU_EN].broken > 0 ? 1 : exit_status;
}

static int run_check(struct command_call *call)
{
    struct plan *plan = NULL;
    struct sibu_fault fault;
    struct sibu_arena arena = {0};
    int exit_status;
    if (plan_open(&plan, call->arguments[0], &fault) != SIBU_OK) {
        exit_status = answer_fault(call, &fault);
    } else {
        exit_status = answer(call, plan, &arena);
    }
    sibu_arena_clear(&arena);
    plan_close(plan);
    return exit_status;
}

const struct command COMMAND_POLICY_CHECK = {
    .name = "policy check",
    .arguments = "FILE",
    .least_arguments = 1,
    .most_arguments = 1,
    .summary = {"检查抽取规则及其场所、名册、灾种，说明规则的含义",
                "check the drawing rules with their sites, rosters and families, and say what they mean"},
    .run = run_check,
};
