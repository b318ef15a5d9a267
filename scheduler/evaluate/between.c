/* See between.h. */
#include "evaluate/between.h"

struct values {
    const struct between_value *items;
    size_t count;
    enum between_about about;
    double least; /* added to each variance, so that none is 0; too small to be seen */
};

static double weight_of(const struct values *values, size_t i, double variance)
{
    return 1.0 / (values->items[i].error * values->items[i].error + variance + values->least);
}

/* Weighted least squares for a given variance between. */
static void fit(const struct values *values, double variance, struct between *out)
{
    double weights = 0.0, times = 0.0, sum = 0.0, spread = 0.0, cross = 0.0;
    for (size_t i = 0; i < values->count; i++) {
        double weight = weight_of(values, i, variance);
        weights += weight;
        times += weight * values->items[i].time;
        sum += weight * values->items[i].value;
    }
    out->variance = variance;
    out->time = times / weights;
    out->level = sum / weights;
    out->level_variance = 1.0 / weights;
    for (size_t i = 0; i < values->count && values->about == BETWEEN_LINE; i++) {
        double weight = weight_of(values, i, variance), time = values->items[i].time - out->time;
        spread += weight * time * time;
        cross += weight * time * (values->items[i].value - out->level);
    }
    out->slope = spread > 0.0 ? cross / spread : 0.0;
    out->slope_variance = spread > 0.0 ? 1.0 / spread : 0.0;
}

/* The squared residuals, each over its variance, less the number of free values: falls as the variance grows. */
static double excess(const struct values *values, double variance, struct between *out)
{
    double sum = 0.0;
    fit(values, variance, out);
    for (size_t i = 0; i < values->count; i++) {
        double rest = values->items[i].value - between_at(out, values->items[i].time);
        sum += weight_of(values, i, variance) * rest * rest;
    }
    return sum - (double)out->free;
}

static int at_one_time(const struct between_value *values, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (values[i].time < values[0].time || values[i].time > values[0].time) {
            return 0;
        }
    }
    return 1;
}

/* The squares about the mean value: no variance between is above it. Sets what is too small to be seen. */
static double most_variance(struct values *values)
{
    double mean = 0.0, squares = 0.0, errors = 0.0, count = (double)values->count;
    for (size_t i = 0; i < values->count; i++) {
        mean += values->items[i].value / count;
    }
    for (size_t i = 0; i < values->count; i++) {
        double rest = values->items[i].value - mean;
        squares += rest * rest;
        errors += values->items[i].error * values->items[i].error;
    }
    values->least = 1e-13 * (squares + errors) / count;
    values->least = values->least > 1e-100 ? values->least : 1e-100;
    return squares;
}

int between_fit(const struct between_value *values, size_t count, enum between_about about, struct between *out)
{
    struct values all = {values, count, about, 0.0};
    size_t fitted = about == BETWEEN_LINE ? 2 : 1;
    *out = (struct between){0};
    if (count <= fitted || (about == BETWEEN_LINE && at_one_time(values, count))) {
        return 0;
    }
    out->free = (uint32_t)(count - fitted);
    double low = 0.0, high = most_variance(&all);
    if (excess(&all, 0.0, out) <= 0.0) {
        return 1;
    }
    for (int i = 0; i < 100; i++) {
        double middle = low + (high - low) / 2.0;
        if (excess(&all, middle, out) > 0.0) {
            low = middle;
        } else {
            high = middle;
        }
    }
    fit(&all, high, out);
    return 1;
}

double between_at(const struct between *fit, double time)
{
    return fit->level + fit->slope * (time - fit->time);
}

double between_variance_at(const struct between *fit, double time)
{
    double apart = time - fit->time;
    return fit->level_variance + apart * apart * fit->slope_variance;
}
