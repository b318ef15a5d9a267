/* sibu policy odds: how predictable the rules leave the next drill. The words stand in policy_odds_words.c. */
#include "command/policy_odds.h"

#include "base/clock.h"
#include "base/file.h"
#include "command/command.h"

static const struct command_option OPTIONS[] = {
    {"chart", "FILE.svg", {"另存为图", "write a chart too"}},
    {NULL, NULL, {NULL, NULL}},
};

static int64_t kernel_now_us(void)
{
    struct clock clock;
    clock_init_real(&clock);
    int64_t now_us = clock_now_us(&clock);
    clock_clear(&clock);
    return now_us;
}

/* The figures of every law; what cannot be drawn in this period has none. */
static enum sibu_status measure(const struct plan *plan, const struct outlook *outlook, struct sibu_arena *arena,
                                const struct odds_law **out, struct sibu_fault *fault)
{
    struct odds_law *laws = sibu_arena_take(arena, outlook->rules->law_count, sizeof *laws);
    enum sibu_status status = SIBU_OK;
    if (laws == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    for (uint32_t i = 0; i < outlook->rules->law_count && status == SIBU_OK; i++) {
        status = odds_of_law(plan, outlook, i, &laws[i], fault);
        status = status == SIBU_NO ? SIBU_OK : status;
    }
    *out = laws;
    return status;
}

static enum sibu_status write_chart(const struct command_call *call, const struct odds_subject *subject,
                                    struct sibu_fault *fault)
{
    const char *path = command_value(call, "chart");
    struct sibu_text text = {0};
    if (path == NULL) {
        return SIBU_OK;
    }
    policy_odds_chart(&text, subject, call->language);
    enum sibu_status status = sibu_text_ok(&text)
                                  ? file_write(path, sibu_text_get(&text), text.length, 0666, fault)
                                  : sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    sibu_text_clear(&text);
    return status;
}

static enum sibu_status measure_branches(const struct plan *plan, const struct outlook *outlook,
                                         struct sibu_arena *arena, const struct odds_branch **out,
                                         struct sibu_fault *fault)
{
    const struct policy *policy = plan->policy;
    struct odds_branch *branches = sibu_arena_take(arena, policy->budget_count + (size_t)1, sizeof *branches);
    enum sibu_status status =
        branches != NULL ? SIBU_OK : sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    for (uint32_t i = 0; i < policy->budget_count && status == SIBU_OK; i++) {
        status = odds_of_branch(plan, outlook, &policy->budgets[i], &branches[i], fault);
    }
    *out = branches;
    return status;
}

static enum sibu_status answer(struct command_call *call, const struct plan *plan, struct sibu_text *out,
                               struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct outlook outlook;
    struct odds_limits limits;
    struct odds_subject subject = {.path = call->arguments[0], .plan = plan, .outlook = &outlook, .limits = &limits};
    enum sibu_status status = outlook_make(plan, kernel_now_us(), &arena, &outlook, fault);
    if (status == SIBU_OK) {
        status = measure(plan, &outlook, &arena, &subject.laws, fault);
    }
    if (status == SIBU_OK) {
        status = odds_limits_make(plan, &outlook, &arena, &limits, fault);
    }
    if (status == SIBU_OK) {
        status = measure_branches(plan, &outlook, &arena, &subject.branches, fault);
    }
    if (status == SIBU_OK) {
        status = write_chart(call, &subject, fault);
    }
    if (status == SIBU_OK && call->json) {
        policy_odds_json(out, &subject);
    } else if (status == SIBU_OK) {
        policy_odds_words(out, &subject, call->language);
    }
    outlook_clear(&outlook);
    sibu_arena_clear(&arena);
    return status;
}

static int run(struct command_call *call)
{
    struct plan *plan = NULL;
    struct sibu_fault fault;
    struct sibu_text out = {0};
    enum sibu_status status = plan_open(&plan, call->arguments[0], &fault);
    if (status == SIBU_OK) {
        status = answer(call, plan, &out, &fault);
    }
    plan_close(plan);
    if (status != SIBU_OK) {
        sibu_text_clear(&out);
        return command_fail(call, &fault);
    }
    return command_answer(call, &out);
}

const struct command COMMAND_POLICY_ODDS = {
    .name = "policy odds",
    .arguments = "FILE",
    .least_arguments = 1,
    .most_arguments = 1,
    .summary = {"下一次演练有多难预料，用确切的数字说明", "how predictable the next drill is left, in exact figures"},
    .options = OPTIONS,
    .run = run,
};
