/* The list of results. See bench.h. */
#include "bench/bench.h"

#include <assert.h>
#include <string.h>

int bench_begins(struct bench *bench, const char *name)
{
    size_t length = strlen(bench->only);
    if (strncmp(name, bench->only, length) != 0 ||
        (length > 0 && bench->only[length - 1] != '/' && name[length] != '\0' && name[length] != '/')) {
        return 0;
    }
    if (bench->progress) {
        bench->progress(bench->caller, name);
    }
    return 1;
}

void bench_add(struct bench *bench, const struct bench_result *result)
{
    assert(bench->count < BENCH_RESULTS_MAX);
    bench->results[bench->count++] = *result;
}
