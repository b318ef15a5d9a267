/* What many simulations together have to say: quantiles with their confidence, as JSON or in words.
 *
 * Depends on: command/simulate_runs.h, sibu/catalogue.h. Pure.
 */
#include <math.h>
#include <stdio.h>

#include "command/simulate_runs.h"
#include "sibu/catalogue.h"
#include "sibu/hash.h"

static void add_number(struct sibu_text *out, const char *before, double number)
{
    sibu_text_add(out, before);
    if (isfinite(number)) {
        sibu_text_addf(out, "%.3f", number);
    } else {
        sibu_text_add(out, "null");
    }
}

static void add_estimate(struct sibu_text *out, const char *key, const struct sibu_estimate *estimate)
{
    sibu_text_addf(out, "\"%s\":", key);
    add_number(out, "{\"value\":", estimate->value);
    add_number(out, ",\"low\":", estimate->low);
    add_number(out, ",\"high\":", estimate->high);
    sibu_text_add(out, "}");
}

static void add_measure(struct sibu_text *out, const struct simulate_runs_result *result, const char *key,
                        enum sibu_measure measure, uint32_t place)
{
    struct sibu_summary summary;
    sibu_ensemble_summary(result->ensemble, measure, place, &summary);
    sibu_text_addf(out, "\"%s\":{\"runs\":%zu,", key, summary.count);
    for (size_t i = 0; i < SIBU_QUANTILES; i++) {
        char name[8];
        (void)snprintf(name, sizeof name, "p%02u", SIBU_QUANTILE_PERCENTS[i]);
        add_estimate(out, name, &summary.quantiles[i]);
        sibu_text_add(out, ",");
    }
    add_estimate(out, "mean", &summary.mean);
    sibu_text_add(out, "}");
}

static void add_place(struct sibu_text *out, uint32_t index, const char *id)
{
    sibu_text_add(out, index ? ",{\"id\":" : "{\"id\":");
    sibu_text_add_json(out, id);
    sibu_text_add(out, ",");
}

static void add_places(struct sibu_text *out, const struct simulate_runs_result *result)
{
    const struct sibu_site *site = result->def->site;
    sibu_text_add(out, ",\"exits\":[");
    for (uint32_t i = 0; i < site->exit_count; i++) {
        add_place(out, i, site->exits[i].id);
        add_measure(out, result, "count", SIBU_MEASURE_EXIT, i);
        sibu_text_add(out, "}");
    }
    sibu_text_add(out, "],\"musters\":[");
    for (uint32_t i = 0; i < site->muster_count; i++) {
        add_place(out, i, site->musters[i].id);
        add_measure(out, result, "count", SIBU_MEASURE_MUSTER, i);
        sibu_text_add(out, "}");
    }
    sibu_text_add(out, "],\"zones\":[");
    for (uint32_t i = 0; i < site->zone_count; i++) {
        add_place(out, i, site->zones[i].id);
        add_measure(out, result, "clear_s", SIBU_MEASURE_ZONE_CLEAR, i);
        sibu_text_add(out, ",");
        add_measure(out, result, "out_s", SIBU_MEASURE_ZONE_OUT, i);
        sibu_text_add(out, "}");
    }
    sibu_text_add(out, "]");
}

static void digest_text(const struct simulate_runs_result *result, char hex[2 * SIBU_HASH_BYTES + 1])
{
    uint8_t digest[SIBU_HASH_BYTES];
    sibu_ensemble_digest(result->ensemble, digest);
    sibu_hex(hex, digest, sizeof digest);
}

void simulate_runs_json(struct sibu_text *out, const struct simulate_runs_result *result)
{
    const struct sibu_ensemble_def *def = result->def;
    char hex[2 * SIBU_HASH_BYTES + 1];
    digest_text(result, hex);
    sibu_text_add(out, "{\"site\":");
    sibu_text_add_json(out, def->site->id);
    sibu_text_addf(out, ",\"goal\":\"%s\",\"people\":%zu,\"seed\":%llu,\"runs\":%zu,\"runs_done\":%zu,\"stopped\":%s,",
                   def->goal == SIBU_GOAL_MUSTER ? "muster" : "exit", def->cast.people, (unsigned long long)def->seed,
                   def->runs, sibu_ensemble_finished(result->ensemble), result->stopped ? "true" : "false");
    sibu_text_addf(out, "\"stuck_runs\":%zu,\"threads\":%u,\"wall_s\":%.3f,\"digest\":\"%s\",", result->stuck_runs,
                   def->threads, result->wall_s, hex);
    add_measure(out, result, "t50_s", SIBU_MEASURE_T50, 0);
    sibu_text_add(out, ",");
    add_measure(out, result, "t95_s", SIBU_MEASURE_T95, 0);
    sibu_text_add(out, ",");
    add_measure(out, result, "last_s", SIBU_MEASURE_LAST, 0);
    add_places(out, result);
    sibu_text_add(out, "}\n");
}

static void say(struct sibu_text *out, enum sibu_language language, enum sibu_say_id id, const double *values,
                int count)
{
    char texts[6][32];
    const char *pointers[6];
    for (int i = 0; i < count; i++) {
        (void)snprintf(texts[i], sizeof texts[i], "%.0f", values[i]);
        pointers[i] = texts[i];
    }
    sibu_say_with(out, language, id, pointers, count);
    sibu_text_add(out, "\n");
}

struct line { /* of the table: what it is about, and of what */
    const char *label;
    enum sibu_measure measure;
    uint32_t place;
};

/* 5 %, median and 95 %, each with its interval; what is not known is a dash. */
static void say_measure(struct sibu_text *out, enum sibu_language language, const struct simulate_runs_result *result,
                        const struct line *line)
{
    static const size_t SHOWN[] = {0, 2, 4};
    struct sibu_summary summary;
    sibu_ensemble_summary(result->ensemble, line->measure, line->place, &summary);
    if (summary.count == 0) {
        return;
    }
    char texts[9][32];
    const char *values[10] = {line->label};
    for (size_t i = 0; i < 9; i++) {
        const struct sibu_estimate *estimate = &summary.quantiles[SHOWN[i / 3]];
        double number = i % 3 == 0 ? estimate->value : i % 3 == 1 ? estimate->low : estimate->high;
        (void)snprintf(texts[i], sizeof texts[i], isfinite(number) ? "%.0f" : "–", number);
        values[i + 1] = texts[i];
    }
    _Bool persons = line->measure == SIBU_MEASURE_EXIT || line->measure == SIBU_MEASURE_MUSTER;
    sibu_say_with(out, language, persons ? SIBU_SAY_SIMULATE_RUNS_PERSONS : SIBU_SAY_SIMULATE_RUNS_TIME, values, 10);
    sibu_text_add(out, "\n");
}

static void say_place(struct sibu_text *out, enum sibu_language language, const struct simulate_runs_result *result,
                      const struct line *line, const char *id)
{
    struct sibu_text label = {0};
    const char *const values[] = {line->label, id};
    sibu_say_with(&label, language,
                  line->measure == SIBU_MEASURE_ZONE_CLEAR ? SIBU_SAY_SIMULATE_RUNS_ZONE : SIBU_SAY_SIMULATE_RUNS_PLACE,
                  values, 2);
    say_measure(out, language, result, &(struct line){sibu_text_get(&label), line->measure, line->place});
    sibu_text_clear(&label);
}

static void say_places(struct sibu_text *out, enum sibu_language language, const struct simulate_runs_result *result)
{
    const struct sibu_site *site = result->def->site;
    for (uint32_t i = 0; i < site->exit_count; i++) {
        const struct line line = {site->exits[i].name.in[language], SIBU_MEASURE_EXIT, i};
        say_place(out, language, result, &line, site->exits[i].id);
    }
    for (uint32_t i = 0; result->def->goal == SIBU_GOAL_MUSTER && i < site->muster_count; i++) {
        const struct line line = {site->musters[i].name.in[language], SIBU_MEASURE_MUSTER, i};
        say_place(out, language, result, &line, site->musters[i].id);
    }
    for (uint32_t i = 0; i < site->zone_count; i++) {
        const struct line line = {site->zones[i].name.in[language], SIBU_MEASURE_ZONE_CLEAR, i};
        say_place(out, language, result, &line, site->zones[i].id);
    }
}

void simulate_runs_words(struct sibu_text *out, const struct simulate_runs_result *result, enum sibu_language language)
{
    const struct sibu_ensemble_def *def = result->def;
    double finished = (double)sibu_ensemble_finished(result->ensemble);
    if (result->stopped) {
        say(out, language, SIBU_SAY_SIMULATE_RUNS_STOPPED, (const double[]){finished, (double)def->runs}, 2);
    }
    say(out, language, SIBU_SAY_SIMULATE_RUNS_DONE,
        (const double[]){finished, (double)def->cast.people, (double)def->threads, result->wall_s}, 4);
    if (result->stuck_runs > 0) {
        say(out, language, SIBU_SAY_SIMULATE_RUNS_STUCK, (const double[]){(double)result->stuck_runs}, 1);
    }
    _Bool muster = def->goal == SIBU_GOAL_MUSTER;
    sibu_say_with(out, language, SIBU_SAY_SIMULATE_RUNS_HEAD, NULL, 0);
    sibu_text_add(out, "\n");
    const struct line lines[] = {
        {sibu_say(language, muster ? SIBU_SAY_SIMULATE_RUNS_T50_THERE : SIBU_SAY_SIMULATE_RUNS_T50), SIBU_MEASURE_T50,
         0},
        {sibu_say(language, muster ? SIBU_SAY_SIMULATE_RUNS_T95_THERE : SIBU_SAY_SIMULATE_RUNS_T95), SIBU_MEASURE_T95,
         0},
        {sibu_say(language, muster ? SIBU_SAY_SIMULATE_RUNS_LAST_THERE : SIBU_SAY_SIMULATE_RUNS_LAST),
         SIBU_MEASURE_LAST, 0},
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        say_measure(out, language, result, &lines[i]);
    }
    say_places(out, language, result);
    char hex[2 * SIBU_HASH_BYTES + 1];
    digest_text(result, hex);
    sibu_say_with(out, language, SIBU_SAY_SIMULATE_DIGEST, NULL, 0);
    sibu_text_add(out, hex);
    sibu_text_add(out, "\n");
}
