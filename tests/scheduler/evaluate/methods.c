/* Prints, as JSON, what the statistics say of given numbers, for a test that reckons the same another way:
 *   evaluate_methods survival UNTIL_S  < lines "TIME_S HAPPENED"     estimate, band, quantiles, mean, bootstrap, ranks
 *   evaluate_methods shrink            < lines "VALUE ERROR"         sites drawn toward the mean of all
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate/bootstrap.h"
#include "evaluate/quantile_rank.h"
#include "evaluate/shrink.h"
#include "evaluate/survival.h"
#include "sibu/random.h"

#define LINES_MAX 100
#define RUNS 40000 /* of the bootstrap: near enough to all draws there are */

static size_t read_pairs(double pairs[LINES_MAX][2])
{
    size_t count = 0;
    while (count < LINES_MAX && scanf("%lf %lf", &pairs[count][0], &pairs[count][1]) == 2) {
        count++;
    }
    return count;
}

static void print_ranks(uint32_t n, double q, const char *end)
{
    struct quantile_ranks ranks = quantile_rank_interval(n, q);
    (void)printf("{\"q\":%.17g,\"low\":%u,\"high\":%u,\"confidence\":%.17g,\"one_low\":%u,\"one_high\":%u}%s", q,
                 (unsigned)ranks.low, (unsigned)ranks.high, ranks.confidence, (unsigned)quantile_rank_low(n, q),
                 (unsigned)quantile_rank_high(n, q), end);
}

static int print_survival(double until_s)
{
    double pairs[LINES_MAX][2], low_s, high_s;
    struct survival_subject subjects[LINES_MAX];
    struct survival_step steps[LINES_MAX];
    struct bootstrap drawn;
    struct bootstrap_def def = {.runs = RUNS, .until_s = until_s};
    struct sibu_fault fault;
    size_t count = read_pairs(pairs);
    for (size_t i = 0; i < count; i++) {
        subjects[i] = (struct survival_subject){pairs[i][0], pairs[i][1] > 0.5};
    }
    sibu_key_of_seed(def.key, 1);
    if (bootstrap_take(subjects, count, &def, &drawn, &fault) != SIBU_OK) {
        return 1;
    }
    size_t step_count = survival_curve(subjects, count, steps);
    (void)printf("{\"steps\":[");
    for (size_t i = 0; i < step_count; i++) {
        (void)printf("%s[%.17g,%u,%u,%.17g,%.17g,%.17g,%.17g]", i > 0 ? "," : "", steps[i].time_s,
                     (unsigned)steps[i].at_risk, (unsigned)steps[i].events, steps[i].waiting, steps[i].error,
                     steps[i].low, steps[i].high);
    }
    (void)printf("],\"quantiles\":[");
    for (int i = 1; i < 4; i++) {
        survival_interval(steps, step_count, 0.25 * i, &low_s, &high_s);
        (void)printf("%s[%.17g,%.17g,%.17g]", i > 1 ? "," : "", survival_quantile(steps, step_count, 0.25 * i), low_s,
                     high_s);
    }
    (void)printf("],\"mean\":[%.17g,%.17g],\"ranks\":[", survival_mean(steps, step_count, until_s),
                 survival_mean_error(steps, step_count, until_s));
    print_ranks((uint32_t)count, 0.5, ",");
    print_ranks((uint32_t)count, 0.9, ",");
    print_ranks((uint32_t)count, 0.95, "");
    (void)printf("],\"bootstrap\":{\"mean_error\":%.17g,\"mean\":[%.17g,%.17g],\"median\":[%.17g,%.17g]}}\n",
                 drawn.mean_error_s, drawn.mean_low_s, drawn.mean_high_s, drawn.median_low_s, drawn.median_high_s);
    return 0;
}

static int print_shrunk(void)
{
    double pairs[LINES_MAX][2];
    struct between_value values[LINES_MAX] = {0};
    struct shrink_site sites[LINES_MAX];
    struct shrink all;
    size_t count = read_pairs(pairs);
    for (size_t i = 0; i < count; i++) {
        values[i].value = pairs[i][0];
        values[i].error = pairs[i][1];
    }
    shrink_take(values, count, sites, &all);
    (void)printf("{\"mean\":%.17g,\"between\":%.17g,\"sites\":[", all.mean, all.between);
    for (size_t i = 0; i < count; i++) {
        (void)printf("%s[%.17g,%.17g,%.17g,%.17g]", i > 0 ? "," : "", sites[i].toward_all, sites[i].fair, sites[i].low,
                     sites[i].high);
    }
    (void)printf("]}\n");
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "survival") == 0) {
        return print_survival(strtod(argv[2], NULL));
    }
    return argc == 2 && strcmp(argv[1], "shrink") == 0 ? print_shrunk() : 2;
}
