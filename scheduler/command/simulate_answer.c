/* What a simulation has to say. See simulate_answer.h. */
#include "command/simulate_answer.h"

#include <stdio.h>

#include "sibu/catalogue.h"
#include "sibu/hash.h"

static double steps_per_s(const struct simulate_result *result)
{
    return result->wall_s > 0.0 ? (double)sibu_world_agent_steps(result->world) / result->wall_s : 0.0;
}

static void add_seconds(struct sibu_text *out, const char *key, double seconds)
{
    if (seconds < 0.0) {
        sibu_text_addf(out, "\"%s\":null,", key);
    } else {
        sibu_text_addf(out, "\"%s\":%.3f,", key, seconds);
    }
}

static void add_line(struct sibu_text *out, const char *before, const char *id, const struct sibu_tally_line *line)
{
    sibu_text_addf(out, "%s{\"id\":", before);
    sibu_text_add_json(out, id);
    sibu_text_addf(out, ",\"count\":%zu,", line->count);
    add_seconds(out, "first_s", line->count > 0 ? line->first_s : -1.0);
    add_seconds(out, "last_s", line->count > 0 ? line->last_s : -1.0);
    sibu_text_addf(out, "\"flow_per_s\":%.4f}", sibu_tally_flow_per_s(line));
}

static void add_lines(struct sibu_text *out, const struct sibu_tally *tally)
{
    const struct sibu_site *site = tally->site;
    sibu_text_add(out, "\"exits\":[");
    for (uint32_t i = 0; i < site->exit_count; i++) {
        add_line(out, i ? "," : "", site->exits[i].id, &tally->exits[i]);
    }
    sibu_text_add(out, "],\"doors\":[");
    for (uint32_t i = 0; i < site->door_count; i++) {
        add_line(out, i ? "," : "", site->doors[i].id, &tally->doors[i]);
    }
    sibu_text_add(out, "],\"musters\":[");
    for (uint32_t i = 0; i < site->muster_count; i++) {
        add_line(out, i ? "," : "", site->musters[i].id, &tally->musters[i]);
    }
    sibu_text_add(out, "],");
}

static void add_digest(struct sibu_text *out, const struct sibu_world *world)
{
    uint8_t digest[SIBU_HASH_BYTES];
    char hex[2 * SIBU_HASH_BYTES + 1];
    sibu_world_digest(world, digest);
    sibu_hex(hex, digest, sizeof digest);
    sibu_text_add(out, hex);
}

void simulate_answer_json(struct sibu_text *out, const struct simulate_result *result)
{
    const struct sibu_tally *tally = result->tally;
    const struct sibu_world *world = result->world;
    sibu_text_add(out, "{\"site\":");
    sibu_text_add_json(out, tally->site->id);
    sibu_text_addf(out, ",\"goal\":\"%s\",\"people\":%zu,\"out\":%zu,\"stuck\":%zu,\"walking\":%zu,\"waiting\":%zu,",
                   tally->goal == SIBU_GOAL_MUSTER ? "muster" : "exit", tally->people, tally->out,
                   sibu_tally_stuck(tally, world), sibu_world_walking(world), sibu_world_waiting(world));
    sibu_text_addf(out, "\"stopped\":%s,\"simulated_s\":%.3f,", result->stopped ? "true" : "false",
                   sibu_world_time_s(world));
    add_seconds(out, "time_s", tally->out > 0 ? tally->out_s[tally->out - 1] : -1.0);
    add_seconds(out, "t50_s", sibu_tally_quantile_s(tally, 0.50));
    add_seconds(out, "t95_s", sibu_tally_quantile_s(tally, 0.95));
    sibu_text_addf(out, "\"wall_s\":%.6f,\"agent_steps\":%llu,\"agent_steps_per_s\":%.0f,", result->wall_s,
                   (unsigned long long)sibu_world_agent_steps(world), steps_per_s(result));
    add_lines(out, tally);
    sibu_text_add(out, "\"digest\":\"");
    add_digest(out, world);
    sibu_text_add(out, "\"}\n");
}

/* A sentence with numbers in it: {0} seconds or persons. */
static void say_numbers(struct sibu_text *out, enum sibu_language language, enum sibu_say_id id, const double values[3])
{
    char texts[3][32];
    const char *const pointers[] = {texts[0], texts[1], texts[2]};
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(texts[i], sizeof texts[i], "%.0f", values[i]);
    }
    sibu_say_with(out, language, id, pointers, 3);
    sibu_text_add(out, "\n");
}

static void say_line(struct sibu_text *out, enum sibu_language language, const struct sibu_name *name, const char *id,
                     const struct sibu_tally_line *line)
{
    char count[32], first[32], last[32], flow[32];
    (void)snprintf(count, sizeof count, "%zu", line->count);
    (void)snprintf(first, sizeof first, "%.0f", line->first_s);
    (void)snprintf(last, sizeof last, "%.0f", line->last_s);
    (void)snprintf(flow, sizeof flow, "%.2f", sibu_tally_flow_per_s(line));
    const char *const values[] = {name->in[language], id, count, first, last, flow};
    sibu_say_with(out, language, line->count > 0 ? SIBU_SAY_SIMULATE_LINE : SIBU_SAY_SIMULATE_LINE_UNUSED, values, 6);
    sibu_text_add(out, "\n");
}

static void say_lines(struct sibu_text *out, const struct sibu_tally *tally, enum sibu_language language)
{
    const struct sibu_site *site = tally->site;
    for (uint32_t i = 0; i < site->exit_count; i++) {
        say_line(out, language, &site->exits[i].name, site->exits[i].id, &tally->exits[i]);
    }
    for (uint32_t i = 0; tally->goal == SIBU_GOAL_MUSTER && i < site->muster_count; i++) {
        say_line(out, language, &site->musters[i].name, site->musters[i].id, &tally->musters[i]);
    }
}

void simulate_answer_words(struct sibu_text *out, const struct simulate_result *result, enum sibu_language language)
{
    const struct sibu_tally *tally = result->tally;
    const struct sibu_world *world = result->world;
    if (result->stopped) {
        say_numbers(out, language, SIBU_SAY_SIMULATE_STOPPED, (const double[]){sibu_world_time_s(world), 0.0, 0.0});
    }
    double last = tally->out > 0 ? tally->out_s[tally->out - 1] : 0.0;
    say_numbers(out, language, tally->goal == SIBU_GOAL_MUSTER ? SIBU_SAY_SIMULATE_ARRIVED : SIBU_SAY_SIMULATE_OUT,
                (const double[]){(double)tally->out, (double)tally->people, last});
    double t50 = sibu_tally_quantile_s(tally, 0.50), t95 = sibu_tally_quantile_s(tally, 0.95);
    if (t95 >= 0.0) {
        say_numbers(out, language, SIBU_SAY_SIMULATE_QUANTILES, (const double[]){t50, t95, 0.0});
    }
    if (tally->out < tally->people) {
        say_numbers(out, language, SIBU_SAY_SIMULATE_LEFT,
                    (const double[]){(double)sibu_world_walking(world), (double)sibu_world_waiting(world),
                                     (double)sibu_tally_stuck(tally, world)});
    }
    say_lines(out, tally, language);
    say_numbers(out, language, SIBU_SAY_SIMULATE_SPEED,
                (const double[]){result->wall_s * 1000.0, steps_per_s(result) / 1000.0, 0.0});
    sibu_say_with(out, language, SIBU_SAY_SIMULATE_DIGEST, NULL, 0);
    add_digest(out, world);
    sibu_text_add(out, "\n");
}
