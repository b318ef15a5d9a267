/* Sums of independent counts: see odds_count.h. Depends on: law_frame, memory. */
#include "draw/odds_count.h"

#include <assert.h>
#include <string.h>

#include "draw/law_frame.h"
#include "sibu/memory.h"

#define NOTHING 1e-22

enum sibu_status odds_count_open(struct odds_count *out, size_t most, struct sibu_fault *fault)
{
    *out = (struct odds_count){.count = 1, .room = most + 1};
    out->p = sibu_array_new(out->room, sizeof *out->p);
    if (out->p == NULL) {
        return law_no_memory(fault);
    }
    out->p[0] = 1.0;
    return SIBU_OK;
}

void odds_count_close(struct odds_count *count)
{
    sibu_array_free(count->p);
    *count = (struct odds_count){0};
}

static void trim(struct odds_count *count)
{
    size_t low = 0;
    while (count->count > 1 && count->p[count->count - 1] < NOTHING) {
        count->count--;
    }
    while (low + 1 < count->count && count->p[low] < NOTHING) {
        low++;
    }
    count->first += low;
    count->count -= low;
    memmove(count->p, count->p + low, count->count * sizeof *count->p);
}

void odds_count_set(struct odds_count *to, const double *p, size_t count)
{
    assert(count >= 1 && count <= to->room);
    to->first = 0;
    to->count = count;
    memcpy(to->p, p, count * sizeof *p);
    trim(to);
}

void odds_count_add(struct odds_count *to, const struct odds_count *a, const struct odds_count *b)
{
    assert(to != a && to != b && a->count + b->count - 1 <= to->room);
    to->first = a->first + b->first;
    to->count = a->count + b->count - 1;
    memset(to->p, 0, to->count * sizeof *to->p);
    for (size_t i = 0; i < a->count; i++) {
        for (size_t k = 0; k < b->count; k++) {
            to->p[i + k] += a->p[i] * b->p[k];
        }
    }
    trim(to);
}

static void swap(struct odds_count *a, struct odds_count *b)
{
    struct odds_count keep = *a;
    *a = *b;
    *b = keep;
}

void odds_count_repeat(struct odds_count *to, const struct odds_count *one, size_t n, struct odds_count spare[2])
{
    static const double NONE[] = {1.0};
    size_t bit = 1;
    odds_count_set(to, NONE, 1);
    while (bit <= n / 2) {
        bit *= 2;
    }
    for (; bit > 0 && n > 0; bit /= 2) { /* the highest binary digit first */
        odds_count_add(&spare[0], to, to);
        swap(&spare[0], to);
        if ((n & bit) != 0) {
            odds_count_add(&spare[1], to, one);
            swap(&spare[1], to);
        }
    }
}

double odds_count_reaches(const struct odds_count *count, size_t n)
{
    double chance = 0.0;
    for (size_t i = count->count; i-- > 0 && count->first + i >= n;) {
        chance += count->p[i];
    }
    return chance;
}

double odds_count_below(const struct odds_count *count, size_t n)
{
    double sum = 0.0; /* not 1 less the rest: it may be tiny */
    for (size_t i = 0; i < count->count && count->first + i < n; i++) {
        sum += count->p[i];
    }
    return sum;
}

double odds_count_beyond(const struct odds_count *count, size_t n)
{
    double sum = 0.0;
    for (size_t i = count->count; i-- > 0 && count->first + i > n;) {
        sum += count->p[i] * (double)(count->first + i - n);
    }
    return sum;
}

double odds_count_mean(const struct odds_count *count)
{
    return odds_count_beyond(count, 0);
}
