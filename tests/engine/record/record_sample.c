/* Writes the record that readers.py opens with another program's eyes: record_sample FILE.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"

int main(int argc, char **argv)
{
    struct sibu_fault fault;
    if (argc != 2) {
        return 2;
    }
    struct sibu_record *record = fixture_make(argv[1]);
    int failed = sibu_record_seal(record, &fault) != SIBU_OK;
    sibu_record_close(record);
    return failed;
}
