/* Notes beside a record: taken down, read again, and a file that is damaged, newer, hostile or changed by somebody else
 * is never written over. */
#include "cmocka_first.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sibu/site.h"
#include "view/notes.h"

static char folder[64], record[128], path[160];

static int make_folder(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "view_notes.XXXXXX");
    if (mkdtemp(folder) == NULL) {
        return -1;
    }
    (void)snprintf(record, sizeof record, "%s/yard.drill", folder);
    (void)snprintf(path, sizeof path, "%s.notes.json", record);
    return 0;
}

static int remove_folder(void **state)
{
    char command[160];
    (void)state;
    (void)snprintf(command, sizeof command, "chmod -R u+w '%s'; rm -rf '%s'", folder, folder);
    return system(command);
}

static int start_anew(void **state)
{
    (void)state;
    (void)unlink(path);
    return 0;
}

static void write_bytes(const char *bytes)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(bytes, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void read_bytes(char *out, size_t size)
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    out[fread(out, 1, size - 1, file)] = '\0';
    (void)fclose(file);
}

static size_t entries(void)
{
    char command[160];
    unsigned count = 0;
    (void)snprintf(command, sizeof command, "ls -A '%s' | wc -l", folder);
    FILE *said = popen(command, "r");
    assert_non_null(said);
    assert_int_equal(fscanf(said, "%u", &count), 1);
    (void)pclose(said);
    return count;
}

static uint32_t put(struct notes *notes, double time_s, const char *text)
{
    struct sibu_fault fault;
    uint32_t index = SIBU_NONE;
    assert_int_equal(notes_put(notes, &index, time_s, text, &fault), SIBU_OK);
    return index;
}

static void what_is_taken_down_is_read_again(void **state)
{
    (void)state;
    static struct notes notes, again;
    struct sibu_fault fault;
    assert_int_equal(notes_open(&notes, record, &fault), SIBU_OK);
    assert_int_equal(notes.count, 0);
    assert_int_equal(entries(), 0); /* looking leaves no file */
    assert_int_equal(put(&notes, 30.0, "门卡住了 \"quoted\" \\ </script> \t"), 0);
    assert_int_equal(put(&notes, -2.25, ""), 0);
    assert_int_equal(put(&notes, 30.0, "second of the same moment"), 2);
    assert_int_equal(entries(), 1); /* no part is left */
    assert_int_equal(notes_open(&again, record, &fault), SIBU_OK);
    assert_int_equal(again.count, 3);
    assert_true(fabs(again.items[0].time_s + 2.25) < 1e-9);
    assert_string_equal(again.items[0].text, "");
    assert_string_equal(again.items[1].text, "门卡住了 \"quoted\" \\ </script> \t");
    assert_string_equal(again.items[2].text, "second of the same moment");
    notes_close(&again);
    notes_close(&notes);
}

static void words_are_changed_and_notes_taken_away(void **state)
{
    (void)state;
    static struct notes notes, again;
    struct sibu_fault fault;
    uint32_t index = 1;
    assert_int_equal(notes_open(&notes, record, &fault), SIBU_OK);
    (void)put(&notes, 1.0, "one");
    (void)put(&notes, 2.0, "two");
    (void)put(&notes, 3.0, "three");
    assert_int_equal(notes_put(&notes, &index, 99.0, "deux", &fault), SIBU_OK);
    assert_int_equal(index, 1);
    assert_int_equal(notes_remove(&notes, 0, &fault), SIBU_OK);
    assert_int_equal(notes_open(&again, record, &fault), SIBU_OK);
    assert_int_equal(again.count, 2);
    assert_string_equal(again.items[0].text, "deux");
    assert_true(fabs(again.items[0].time_s - 2.0) < 1e-9); /* its moment stays */
    notes_close(&again);
    notes_close(&notes);
}

static void notes_are_gone_to_in_their_order(void **state)
{
    (void)state;
    static struct notes notes;
    struct sibu_fault fault;
    assert_int_equal(notes_open(&notes, record, &fault), SIBU_OK);
    assert_int_equal(notes_next(&notes, 0.0, 1), SIBU_NONE);
    (void)put(&notes, 10.0, "ten");
    (void)put(&notes, 20.0, "");
    (void)put(&notes, 30.0, "thirty");
    assert_int_equal(notes_next(&notes, 0.0, 1), 0);
    assert_int_equal(notes_next(&notes, 10.0, 1), 1);
    assert_int_equal(notes_next(&notes, 30.0, 1), SIBU_NONE);
    assert_int_equal(notes_next(&notes, 10.0, -1), SIBU_NONE);
    assert_int_equal(notes_next(&notes, 25.0, -1), 1);
    assert_int_equal(notes_spoken_at(&notes, 9.9, 6.0), SIBU_NONE);
    assert_int_equal(notes_spoken_at(&notes, 10.0, 6.0), 0);
    assert_int_equal(notes_spoken_at(&notes, 16.1, 6.0), SIBU_NONE);
    assert_int_equal(notes_spoken_at(&notes, 20.0, 6.0), SIBU_NONE); /* a bookmark has no words */
    notes_close(&notes);
}

static void a_file_that_cannot_be_read_is_told_of_and_never_written_over(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *told;
    } CASES[] = {
        {"", ""},
        {"{\"format\": \"sibu-notes\", \"version\": 1, \"notes\": [{\"time_s\": 1, \"te", ""},
        {"[1, 2]", ""},
        {"{\"format\": \"sibu-notes\", \"version\": 2, \"notes\": 5, \"more\": 1}", "newer"},
        {"{\"format\": \"sibu-notes\", \"version\": 1, \"notes\": [], \"more\": 1}", ""},
        {"{\"format\": \"sibu-notes\", \"version\": 1, \"notes\": [{\"time_s\": 1e300}]}", ""},
        {"{\"format\": \"sibu-notes\", \"version\": 1, \"notes\": [{\"time_s\": \"1\"}]}", ""},
        {"{\"format\": \"sibu-notes\", \"version\": 1, \"notes\": [{\"text\": \"x\"}]}", ""},
        {"{\"format\": \"sibu-notes\", \"version\": 1, \"notes\": [{\"time_s\": 1, \"text\": \"\xff\"}]}", ""},
        {"{\"format\": \"sibu-notes\", \"version\": 1, \"notes\": [{\"time_s\": 1, \"text\": \"a\\u0000b\"}]}", ""},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        static struct notes notes;
        struct sibu_fault fault = {0};
        char bytes[512];
        uint32_t index = SIBU_NONE;
        write_bytes(CASES[i].bytes);
        assert_int_equal(notes_open(&notes, record, &fault), SIBU_BAD_INPUT);
        assert_non_null(strstr(fault.place, "yard.drill.notes.json"));
        assert_non_null(strstr(fault.what[SIBU_EN], CASES[i].told));
        assert_null(strchr(fault.what[SIBU_EN], '\n'));
        assert_int_equal(notes.count, 0);
        assert_int_equal(notes_put(&notes, &index, 1.0, "x", &fault), SIBU_BAD_INPUT);
        assert_int_equal(notes_remove(&notes, 0, &fault), SIBU_BAD_INPUT);
        read_bytes(bytes, sizeof bytes);
        assert_string_equal(bytes, CASES[i].bytes);
        notes_close(&notes);
    }
}

static void what_is_no_file_or_too_large_is_refused(void **state)
{
    (void)state;
    static struct notes notes;
    struct sibu_fault fault = {0};
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(notes_open(&notes, record, &fault), SIBU_BAD_INPUT);
    assert_int_equal(unlink(path), 0);
    write_bytes("{");
    assert_int_equal(truncate(path, (off_t)NOTES_FILE_BYTES_MAX + 1), 0);
    assert_int_equal(notes_open(&notes, record, &fault), SIBU_LIMIT);
    notes_close(&notes);
}

static void too_many_or_too_long_are_refused(void **state)
{
    (void)state;
    static struct notes notes;
    struct sibu_fault fault = {0};
    struct sibu_text text = {0};
    sibu_text_add(&text, "{\"format\": \"sibu-notes\", \"version\": 1, \"notes\": [{\"time_s\": 0}");
    for (int i = 1; i < NOTES_MAX; i++) {
        sibu_text_addf(&text, ",{\"time_s\": %d}", NOTES_MAX - i);
    }
    sibu_text_add(&text, "]}");
    write_bytes(sibu_text_get(&text));
    assert_int_equal(notes_open(&notes, record, &fault), SIBU_OK);
    assert_int_equal(notes.count, NOTES_MAX);
    for (size_t i = 1; i < notes.count; i++) {
        assert_true(notes.items[i - 1].time_s <= notes.items[i].time_s);
    }
    uint32_t index = SIBU_NONE;
    assert_int_equal(notes_put(&notes, &index, 5.0, "one more", &fault), SIBU_LIMIT);
    assert_int_equal(notes.count, NOTES_MAX);
    notes_close(&notes);
    sibu_text_clear(&text);
    sibu_text_add(&text, "{\"format\": \"sibu-notes\", \"version\": 1, \"notes\": [{\"time_s\": 0, \"text\": \"");
    for (int i = 0; i < NOTE_BYTES; i++) {
        sibu_text_add(&text, "x");
    }
    sibu_text_add(&text, "\"}]}");
    write_bytes(sibu_text_get(&text));
    assert_int_equal(notes_open(&notes, record, &fault), SIBU_BAD_INPUT);
    notes_close(&notes);
    sibu_text_clear(&text);
}

static void what_another_program_wrote_stays(void **state)
{
    (void)state;
    static struct notes notes, other;
    struct sibu_fault fault = {0};
    uint32_t index = SIBU_NONE;
    assert_int_equal(notes_open(&notes, record, &fault), SIBU_OK);
    assert_int_equal(notes_open(&other, record, &fault), SIBU_OK);
    (void)put(&other, 5.0, "the other's");
    assert_int_equal(notes_put(&notes, &index, 6.0, "mine", &fault), SIBU_NO);
    assert_int_equal(notes.count, 0);
    notes_close(&notes);
    assert_int_equal(notes_open(&notes, record, &fault), SIBU_OK);
    assert_int_equal(notes.count, 1);
    assert_string_equal(notes.items[0].text, "the other's");
    notes_close(&notes);
    notes_close(&other);
}

/* A folder in the place of the file stands for a disk that takes nothing: everything is as before. */
static void what_cannot_be_written_is_undone(void **state)
{
    (void)state;
    static struct notes notes;
    struct sibu_fault fault = {0};
    uint32_t index = SIBU_NONE;
    assert_int_equal(notes_open(&notes, record, &fault), SIBU_OK);
    (void)put(&notes, 1.0, "one");
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    notes.stamp = side_file_stamp_of(path);
    assert_int_equal(notes_put(&notes, &index, 0.5, "half", &fault), SIBU_IO);
    index = 0;
    assert_int_equal(notes_put(&notes, &index, 0.0, "uno", &fault), SIBU_IO);
    assert_int_equal(notes_remove(&notes, 0, &fault), SIBU_IO);
    assert_int_equal(notes.count, 1);
    assert_string_equal(notes.items[0].text, "one");
    assert_int_equal(entries(), 1);
    assert_int_equal(rmdir(path), 0);
    notes_close(&notes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_is_taken_down_is_read_again, start_anew),
        cmocka_unit_test_setup(words_are_changed_and_notes_taken_away, start_anew),
        cmocka_unit_test_setup(notes_are_gone_to_in_their_order, start_anew),
        cmocka_unit_test_setup(a_file_that_cannot_be_read_is_told_of_and_never_written_over, start_anew),
        cmocka_unit_test_setup(what_is_no_file_or_too_large_is_refused, start_anew),
        cmocka_unit_test_setup(too_many_or_too_long_are_refused, start_anew),
        cmocka_unit_test_setup(what_another_program_wrote_stays, start_anew),
        cmocka_unit_test_setup(what_cannot_be_written_is_undone, start_anew),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
