/* Calls a fuzz target for each file given, without libFuzzer: the corpus as a test. At least one file must be there. */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"
#include "sibu/memory.h"

#define BYTES_MAX ((size_t)1 << 20)

static int replay(const char *path, uint8_t *bytes)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        (void)fprintf(stderr, "%s: cannot be read\n", path);
        return 0;
    }
    size_t length = fread(bytes, 1, BYTES_MAX, file);
    (void)fclose(file);
    (void)fprintf(stderr, "%s\n", path); /* the last one named is the one that aborted */
    return LLVMFuzzerTestOneInput(bytes, length) == 0;
}

int main(int argc, char **argv)
{
    uint8_t *bytes = sibu_array_new(BYTES_MAX, 1);
    int passed = 0;
    for (int i = 1; bytes && i < argc; i++) {
        passed += replay(argv[i], bytes);
    }
    sibu_array_free(bytes);
    (void)printf("%d inputs\n", passed);
    return passed > 0 && passed == argc - 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
