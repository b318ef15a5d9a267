/* The command line of sibu-view. */
#include "cmocka_first.h"

#include <math.h>
#include <string.h>

#include "view/arguments.h"

static enum sibu_status read_words(struct arguments *out, const char *const *words, struct sibu_fault *fault)
{
    char *argv[16] = {"sibu-view"};
    int argc = 1;
    for (; words[argc - 1] != NULL; argc++) {
        argv[argc] = (char *)(uintptr_t)words[argc - 1];
    }
    return arguments_read(out, argc, argv, "en_GB.UTF-8", fault);
}

static void a_record_alone_opens_a_window(void **state)
{
    (void)state;
    const char *words[] = {"a.drill", NULL};
    struct arguments arguments;
    struct sibu_fault fault;
    assert_int_equal(read_words(&arguments, words, &fault), SIBU_OK);
    assert_string_equal(arguments.record, "a.drill");
    assert_int_equal(arguments.snapshot_count, 0);
    assert_int_equal(arguments.width, 1280);
    assert_int_equal(arguments.height, 800);
    assert_int_equal(arguments.language, SIBU_EN);
    assert_int_equal(arguments.theme, THEME_LIGHT);
    assert_null(arguments.floor);
}

static void everything_can_be_said_at_once(void **state)
{
    (void)state;
    const char *words[] = {"--snapshot", "12.5",    "a.png", "a.drill", "--snapshot", "end",    "b.png", "--size",
                           "800x600",    "--floor", "F2",    "--lang",  "zh",         "--dark", NULL};
    struct arguments arguments;
    struct sibu_fault fault;
    assert_int_equal(read_words(&arguments, words, &fault), SIBU_OK);
    assert_int_equal(arguments.snapshot_count, 2);
    assert_true(fabs(arguments.snapshots[0].time_s - 12.5) < 1e-12);
    assert_string_equal(arguments.snapshots[0].path, "a.png");
    assert_true(isinf(arguments.snapshots[1].time_s));
    assert_string_equal(arguments.snapshots[1].path, "b.png");
    assert_int_equal(arguments.width, 800);
    assert_int_equal(arguments.height, 600);
    assert_string_equal(arguments.floor, "F2");
    assert_int_equal(arguments.language, SIBU_ZH);
    assert_int_equal(arguments.theme, THEME_DARK);
}

static void what_is_wrong_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *words[6];
        const char *place;
    } CASES[] = {
        {{NULL}, "sibu-view"},
        {{"--dark", NULL}, "sibu-view"},
        {{"a.drill", "b.drill", NULL}, "b.drill"},
        {{"a.drill", "--fast", NULL}, "--fast"},
        {{"a.drill", "--snapshot", NULL}, "--snapshot"},
        {{"a.drill", "--snapshot", "5", NULL}, "--snapshot"},
        {{"a.drill", "--snapshot", "soon", "a.png", NULL}, "--snapshot"},
        {{"a.drill", "--snapshot", "nan", "a.png", NULL}, "--snapshot"},
        {{"a.drill", "--snapshot", "", "a.png", NULL}, "--snapshot"},
        {{"a.drill", "--size", "800", NULL}, "--size"},
        {{"a.drill", "--scale", "0.5", NULL}, "--scale"},
        {{"a.drill", "--scale", "5", NULL}, "--scale"},
        {{"a.drill", "--scale", "large", NULL}, "--scale"},
        {{"a.drill", "--size", "800x600x3", NULL}, "--size"},
        {{"a.drill", "--size", "100x100", NULL}, "--size"},
        {{"a.drill", "--size", "99999999999x600", NULL}, "--size"},
        {{"a.drill", "--size", "-800x600", NULL}, "--size"},
        {{"a.drill", "--lang", "fr", NULL}, "--lang"},
        {{"a.drill", "--floor", NULL}, "--floor"},
        {{"a.drill", "--video", NULL}, "--video"},
        {{"a.drill", "--from", "1", NULL}, "--from"},
        {{"a.drill", "--fps", "25", NULL}, "--from"},
        {{"a.drill", "--fps", "0", NULL}, "--fps"},
        {{"a.drill", "--fps", "121", NULL}, "--fps"},
        {{"a.drill", "--fps", "2.5", NULL}, "--fps"},
        {{"a.drill", "--speed", "65", NULL}, "--speed"},
        {{"a.drill", "--speed", "nan", NULL}, "--speed"},
        {{"a.drill", "--from", "soon", NULL}, "--from"},
        {{"a.drill", "--to", "inf", NULL}, "--to"},
        {{"--video=a.mp4", "a.drill", NULL}, "--video=a.mp4"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct arguments arguments;
        struct sibu_fault fault = {0};
        assert_int_equal(read_words(&arguments, CASES[i].words, &fault), SIBU_BAD_INPUT);
        assert_string_equal(fault.place, CASES[i].place);
        assert_true(fault.what[SIBU_ZH][0] != '\0' && fault.what[SIBU_EN][0] != '\0');
    }
}

static void a_film_has_its_times(void **state)
{
    (void)state;
    const char *words[] = {"a.drill", "--video", "a.mp4", "--from",  "0.5", "--to",
                           "30",      "--fps",   "25",    "--speed", "4",   NULL};
    const char *backward[] = {"a.drill", "--video", "a.mp4", "--from", "3", "--to", "3", NULL};
    const char *both[] = {"a.drill", "--video", "a.mp4", "--frames", "a", NULL};
    struct arguments arguments;
    struct sibu_fault fault;
    assert_int_equal(read_words(&arguments, words, &fault), SIBU_OK);
    assert_string_equal(arguments.video.file, "a.mp4");
    assert_null(arguments.video.frames);
    assert_true(fabs(arguments.video.from_s - 0.5) < 1e-12 && fabs(arguments.video.to_s - 30.0) < 1e-12);
    assert_int_equal(arguments.video.fps, 25);
    assert_true(fabs(arguments.video.speed - 4.0) < 1e-12);
    assert_int_equal(read_words(&arguments, backward, &fault), SIBU_BAD_INPUT);
    assert_string_equal(fault.place, "--to");
    assert_int_equal(read_words(&arguments, both, &fault), SIBU_BAD_INPUT);
    words[1] = "--frames"; /* all else as it was */
    assert_int_equal(read_words(&arguments, words, &fault), SIBU_OK);
    assert_int_equal(read_words(&arguments, words + 11, &fault), SIBU_BAD_INPUT);
}

static void help_and_version_need_no_record(void **state)
{
    (void)state;
    const char *const WORDS[][2] = {{"--help", NULL}, {"-h", NULL}, {"--version", NULL}};
    for (size_t i = 0; i < 3; i++) {
        struct arguments arguments;
        struct sibu_fault fault;
        assert_int_equal(read_words(&arguments, WORDS[i], &fault), SIBU_OK);
        assert_true(arguments.help + arguments.version == 1);
    }
    assert_true(strlen(arguments_version()) >= 5);
}

static void too_many_snapshots_are_refused(void **state)
{
    (void)state;
    static char *argv[2 + 3 * (ARGUMENTS_SNAPSHOTS_MAX + 1)];
    int argc = 0;
    argv[argc++] = "sibu-view";
    argv[argc++] = "a.drill";
    for (int i = 0; i <= ARGUMENTS_SNAPSHOTS_MAX; i++) {
        argv[argc++] = "--snapshot";
        argv[argc++] = "1";
        argv[argc++] = "a.png";
    }
    struct arguments arguments;
    struct sibu_fault fault;
    assert_int_equal(arguments_read(&arguments, argc, argv, "", &fault), SIBU_LIMIT);
    assert_int_equal(arguments_read(&arguments, argc - 3, argv, "", &fault), SIBU_OK);
}

static void the_locale_chooses_the_language(void **state)
{
    (void)state;
    assert_string_equal(arguments_locale(NULL, NULL, NULL), "");
    assert_string_equal(arguments_locale("", "", "zh_CN.UTF-8"), "zh_CN.UTF-8");
    assert_string_equal(arguments_locale(NULL, "en_US", "zh_CN"), "en_US");
    assert_string_equal(arguments_locale("C", "en_US", "zh_CN"), "C");
    char *argv[] = {"sibu-view", "--size", "wrong", "--lang", "zh"};
    struct arguments arguments;
    struct sibu_fault fault;
    assert_int_equal(arguments_read(&arguments, 5, argv, "en", &fault), SIBU_BAD_INPUT);
    assert_int_equal(arguments.language, SIBU_ZH); /* known even though the complaint comes first */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_alone_opens_a_window),  cmocka_unit_test(everything_can_be_said_at_once),
        cmocka_unit_test(what_is_wrong_is_named),         cmocka_unit_test(help_and_version_need_no_record),
        cmocka_unit_test(too_many_snapshots_are_refused), cmocka_unit_test(the_locale_chooses_the_language),
        cmocka_unit_test(a_film_has_its_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
