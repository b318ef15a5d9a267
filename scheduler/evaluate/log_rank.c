/* See log_rank.h. */
#include "evaluate/log_rank.h"

#include <math.h>
#include <stdlib.h>

#include "evaluate/chance.h"

struct entry {
    double time_s;
    uint32_t happened, group;
};

/* Sums over the times of events. */
struct sums {
    size_t groups;
    double at_risk[LOG_RANK_GROUPS_MAX], excess[LOG_RANK_GROUPS_MAX]; /* excess: observed less expected */
    double variance[LOG_RANK_GROUPS_MAX][LOG_RANK_GROUPS_MAX];
};

static int compare(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;
    if (left->time_s < right->time_s) {
        return -1;
    }
    if (left->time_s > right->time_s) {
        return 1;
    }
    return (left->group > right->group) - (left->group < right->group);
}

static void add_variance(struct sums *sums, double all, double events)
{
    double scale = events * (all - events) / (all - 1.0);
    for (size_t i = 0; i < sums->groups; i++) {
        double share = sums->at_risk[i] / all;
        for (size_t j = 0; j < sums->groups; j++) {
            sums->variance[i][j] += scale * share * ((i == j ? 1.0 : 0.0) - sums->at_risk[j] / all);
        }
    }
}

/* One time: its entries from..to, of which all with a later time are at risk too. */
static void add_time(struct sums *sums, struct log_rank_group *groups, const struct entry *entries, size_t from,
                     size_t to)
{
    double all = 0.0, events = 0.0;
    for (size_t i = 0; i < sums->groups; i++) {
        all += sums->at_risk[i];
    }
    for (size_t i = from; i < to; i++) {
        events += (double)entries[i].happened;
        groups[entries[i].group].observed += entries[i].happened;
        sums->excess[entries[i].group] += (double)entries[i].happened;
    }
    for (size_t i = 0; i < sums->groups && events > 0.0; i++) {
        double expected = events * sums->at_risk[i] / all;
        groups[i].expected += expected;
        sums->excess[i] -= expected;
    }
    if (events > 0.0 && all > 1.0) {
        add_variance(sums, all, events);
    }
    for (size_t i = from; i < to; i++) {
        sums->at_risk[entries[i].group] -= 1.0;
    }
}

static size_t largest_left(const struct sums *sums, const int *done)
{
    size_t largest = sums->groups;
    for (size_t i = 0; i < sums->groups; i++) {
        if (!done[i] && (largest == sums->groups || sums->variance[i][i] > sums->variance[largest][largest])) {
            largest = i;
        }
    }
    return largest;
}

/* excess' variance^-1 excess, taking one group after the other out of the rest (the largest variance first) until
 * nothing is left of it: the matrix has one group less in it than it has rows, or fewer. */
static void reduce(struct sums *sums, struct log_rank *out)
{
    int done[LOG_RANK_GROUPS_MAX] = {0};
    double first = 0.0;
    for (size_t step = 0; step + 1 < sums->groups; step++) {
        size_t pivot = largest_left(sums, done);
        double size = sums->variance[pivot][pivot];
        first = step == 0 ? size : first;
        if (!(size > 1e-10 * first)) {
            return;
        }
        done[pivot] = 1;
        out->degrees++;
        out->chi2 += sums->excess[pivot] * sums->excess[pivot] / size;
        for (size_t i = 0; i < sums->groups; i++) {
            double factor = done[i] ? 0.0 : sums->variance[i][pivot] / size;
            for (size_t j = 0; j < sums->groups; j++) {
                sums->variance[i][j] -= factor * sums->variance[pivot][j];
            }
            sums->excess[i] -= factor * sums->excess[pivot];
        }
    }
}

static size_t gather(struct log_rank_group *groups, size_t group_count, struct sums *sums, struct entry *entries)
{
    size_t count = 0;
    for (size_t i = 0; i < group_count; i++) {
        groups[i].observed = 0;
        groups[i].expected = 0.0;
        sums->at_risk[i] = (double)groups[i].count;
        for (size_t j = 0; j < groups[i].count; j++) {
            const struct survival_subject *subject = &groups[i].subjects[j];
            entries[count++] = (struct entry){subject->time_s, subject->happened ? 1 : 0, (uint32_t)i};
        }
    }
    qsort(entries, count, sizeof *entries, compare);
    return count;
}

enum sibu_status log_rank_test(struct log_rank_group *groups, size_t group_count, struct log_rank *out,
                               struct sibu_fault *fault)
{
    *out = (struct log_rank){.p = 1.0};
    if (group_count < 2 || group_count > LOG_RANK_GROUPS_MAX) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "", "比较的组数须为 2 到 64", "2 to 64 groups can be compared");
    }
    size_t total = 0;
    for (size_t i = 0; i < group_count; i++) {
        total += groups[i].count;
    }
    struct entry *entries = sibu_array_new(total, sizeof *entries);
    struct sums *sums = sibu_array_new(1, sizeof *sums);
    if (entries == NULL || sums == NULL) {
        sibu_array_free(entries);
        sibu_array_free(sums);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    sums->groups = group_count;
    size_t count = gather(groups, group_count, sums, entries);
    for (size_t from = 0, to = 0; from < count; from = to) {
        while (to < count && !(entries[to].time_s > entries[from].time_s)) {
            to++;
        }
        add_time(sums, groups, entries, from, to);
    }
    reduce(sums, out);
    out->p = out->degrees > 0 ? chance_chi2_above(out->chi2, out->degrees) : 1.0;
    sibu_array_free(entries);
    sibu_array_free(sums);
    return SIBU_OK;
}
