/* See simulate_drills.h. */
#include "command/simulate_drills.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/file.h"
#include "sibu/catalogue.h"
#include "sibu/hash.h"
#include "sibu/unfold_row.h"

#define PROGRESS_US 200000
#define P_LEAST 0.001

struct answer {
    const struct command_call *call;
    const struct rehearse_def *def;
    struct rehearse_result result;
    int64_t from_us, shown_us;
    double wall_s;
};

static void show(void *context, size_t done)
{
    struct answer *answer = context;
    int64_t now_us = clock_monotonic_us();
    if (now_us < answer->shown_us + PROGRESS_US || !command_shows_progress(answer->call)) {
        return;
    }
    answer->shown_us = now_us;
    char line[120];
    (void)snprintf(line, sizeof line,
                   answer->call->language == SIBU_ZH ? "已完成 %zu / %zu 次演练" : "%zu of %zu drills", done,
                   answer->def->drills);
    command_progress(answer->call, line);
}

static _Bool is_as_it_should_be(const struct rehearse_result *result)
{
    return result->guards_broken == 0 && result->distinct == result->drills && result->origin_chi2_p > P_LEAST &&
           result->waiting_ks_p > P_LEAST;
}

static void add_kinds(struct sibu_text *out, const struct rehearse_result *result)
{
    sibu_text_add(out, ",\"happened\":{");
    for (int kind = 0; kind < SIBU_UNFOLD_KINDS; kind++) {
        sibu_text_addf(out, "%s\"%s\":{\"count\":%zu,\"waiting_ks_p\":", kind > 0 ? "," : "",
                       sibu_unfold_name((enum sibu_unfold_kind)kind), result->happened[kind]);
        if (result->kind_ks_p[kind] < 0.0) {
            sibu_text_add(out, "null}");
        } else {
            sibu_text_addf(out, "%.6g}", result->kind_ks_p[kind]);
        }
    }
    sibu_text_add(out, "}");
}

static void add_json(struct sibu_text *out, const struct answer *answer)
{
    const struct rehearse_result *result = &answer->result;
    const struct sibu_families *families = answer->def->families->families;
    char hex[2 * SIBU_HASH_BYTES + 1];
    sibu_hex(hex, result->digest, SIBU_HASH_BYTES);
    sibu_text_add(out, "{\"site\":");
    sibu_text_add_json(out, answer->def->site->id);
    sibu_text_addf(out, ",\"seed\":%llu,\"people\":%zu,\"drills\":%zu,\"distinct\":%zu",
                   (unsigned long long)answer->def->seed, answer->def->people, result->drills, result->distinct);
    sibu_text_addf(out, ",\"origin_chi2\":%.6g,\"origin_freedom\":%zu,\"origin_chi2_p\":%.6g,\"waiting_ks_p\":%.6g",
                   result->origin_chi2, result->origin_freedom, result->origin_chi2_p, result->waiting_ks_p);
    sibu_text_addf(out, ",\"guards_broken\":%zu,\"events\":%zu,\"drills_with_events\":%zu", result->guards_broken,
                   result->events, result->with_events);
    add_kinds(out, result);
    sibu_text_add(out, ",\"families\":{");
    const char *before = "";
    for (uint32_t i = 0; i < families->count; i++) {
        if (result->families[i] > 0) {
            sibu_text_addf(out, "%s\"%s\":%zu", before, families->items[i].id, result->families[i]);
            before = ",";
        }
    }
    sibu_text_addf(out, "},\"wall_s\":%.3f,\"digest\":\"%s\"}\n", answer->wall_s, hex);
}

static void say(struct sibu_text *out, const struct answer *answer, enum sibu_say_id id, const double *values)
{
    char texts[3][32];
    const char *pointers[3] = {texts[0], texts[1], texts[2]};
    for (int i = 0; i < 3; i++) {
        (void)snprintf(texts[i], sizeof texts[i], "%.4g", values[i]);
        if (values[i] >= 1000.0) {
            (void)snprintf(texts[i], sizeof texts[i], "%.0f", values[i]);
        }
    }
    sibu_say_with(out, answer->call->language, id, pointers, 3);
    sibu_text_add(out, "\n");
}

static void say_named(struct sibu_text *out, const struct answer *answer, enum sibu_say_id id, const char *name,
                      size_t count)
{
    char number[32];
    const char *values[] = {name, number};
    (void)snprintf(number, sizeof number, "%zu", count);
    sibu_say_with(out, answer->call->language, id, values, 2);
    sibu_text_add(out, "\n");
}

static void say_lists(struct sibu_text *out, const struct answer *answer)
{
    const struct rehearse_result *result = &answer->result;
    const struct sibu_families *families = answer->def->families->families;
    for (int kind = 0; kind < SIBU_UNFOLD_KINDS; kind++) {
        say_named(out, answer, SIBU_SAY_SIMULATE_DRILLS_KIND,
                  sibu_say(answer->call->language, sibu_unfold_sentence((enum sibu_unfold_kind)kind)),
                  result->happened[kind]);
    }
    sibu_text_add(out, "\n");
    for (uint32_t i = 0; i < families->count; i++) {
        if (result->families[i] > 0) {
            say_named(out, answer, SIBU_SAY_SIMULATE_DRILLS_FAMILY, families->items[i].name.in[answer->call->language],
                      result->families[i]);
        }
    }
}

static void add_words(struct sibu_text *out, const struct answer *answer)
{
    const struct rehearse_result *result = &answer->result;
    if (result->drills < answer->def->drills) {
        say(out, answer, SIBU_SAY_SIMULATE_DRILLS_STOPPED,
            (const double[]){(double)result->drills, (double)answer->def->drills, 0.0});
    }
    say(out, answer, SIBU_SAY_SIMULATE_DRILLS_DONE,
        (const double[]){(double)result->drills, (double)answer->def->people, answer->wall_s});
    say(out, answer, SIBU_SAY_SIMULATE_DRILLS_DISTINCT,
        (const double[]){(double)result->distinct, (double)result->drills, 0.0});
    say(out, answer, SIBU_SAY_SIMULATE_DRILLS_ORIGINS,
        (const double[]){result->origin_chi2, (double)result->origin_freedom, result->origin_chi2_p});
    say(out, answer, SIBU_SAY_SIMULATE_DRILLS_WAITS, (const double[]){result->waiting_ks_p, 0.0, 0.0});
    say(out, answer, SIBU_SAY_SIMULATE_DRILLS_GUARDS, (const double[]){(double)result->guards_broken, 0.0, 0.0});
    say(out, answer, SIBU_SAY_SIMULATE_DRILLS_EVENTS,
        (const double[]){(double)result->events, (double)result->with_events, 0.0});
    say_lists(out, answer);
}

static int give(struct answer *answer)
{
    struct sibu_text text = {0};
    if (answer->call->json) {
        add_json(&text, answer);
    } else {
        add_words(&text, answer);
    }
    int status = command_answer(answer->call, &text);
    return status == 0 && !is_as_it_should_be(&answer->result) ? sibu_fault_exit_status(SIBU_NO) : status;
}

enum sibu_status simulate_drills(const struct command_call *call, const struct rehearse_def *def, int *result,
                                 struct sibu_fault *fault)
{
    char folder[4096];
    struct plan *families = NULL;
    struct rehearse_def all = *def;
    struct answer answer = {.call = call, .def = &all, .from_us = clock_monotonic_us()};
    file_share("scenarios/families", folder);
    enum sibu_status status = plan_open_families(&families, folder, fault);
    all.families = families;
    all.stop = call->stop;
    all.progress = show;
    all.context = &answer;
    if (status == SIBU_OK) {
        status = rehearse(&all, &answer.result, fault);
    }
    answer.wall_s = (double)(clock_monotonic_us() - answer.from_us) * 1e-6;
    if (status == SIBU_OK) {
        *result = give(&answer);
    }
    rehearse_result_clear(&answer.result);
    plan_close(families);
    return status;
}
