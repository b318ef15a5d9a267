/* Samples and findings. See study.h. */
#include "validate/study.h"

#include <stdarg.h>
#include <stdio.h>

double sample_at(const struct sample *sample, size_t seed, size_t k)
{
    return sample->values[seed * sample->value_count + k];
}

double sample_sum(const struct sample *sample, size_t k)
{
    double sum = 0.0;
    for (size_t seed = 0; seed < sample->seeds; seed++) {
        sum += sample_at(sample, seed, k);
    }
    return sum;
}

double sample_mean(const struct sample *sample, size_t k)
{
    return sample_sum(sample, k) / (double)sample->seeds;
}

double sample_time(const struct sample *sample, size_t k)
{
    return sample_least(sample, k) < 0.0 ? STUDY_NOTHING : sample_mean(sample, k);
}

double sample_least(const struct sample *sample, size_t k)
{
    double least = sample_at(sample, 0, k);
    for (size_t seed = 1; seed < sample->seeds; seed++) {
        double value = sample_at(sample, seed, k);
        least = value < least ? value : least;
    }
    return least;
}

double sample_most(const struct sample *sample, size_t k)
{
    double most = sample_at(sample, 0, k);
    for (size_t seed = 1; seed < sample->seeds; seed++) {
        double value = sample_at(sample, seed, k);
        most = value > most ? value : most;
    }
    return most;
}

void finding_set(struct finding *finding, double value, int passed)
{
    finding->value = value;
    finding->verdict = passed ? VERDICT_PASS : VERDICT_FAIL;
}

void finding_extra(struct finding *finding, double value, const char *name, ...)
{
    if (finding->extra_count == FINDING_EXTRAS) {
        return;
    }
    struct extra *extra = &finding->extras[finding->extra_count++];
    va_list arguments;
    va_start(arguments, name);
    (void)vsnprintf(extra->name, sizeof extra->name, name, arguments);
    va_end(arguments);
    extra->value = value;
}

void finding_window(struct finding *finding, const struct sample *sample, size_t k, double low, double high)
{
    double least = sample_least(sample, k), most = sample_most(sample, k);
    finding_set(finding, sample_mean(sample, k), least >= low && most <= high);
    finding_extra(finding, least, "least");
    finding_extra(finding, most, "most");
}
