/* Hazard families: what is read, what is refused and where, and how growth is drawn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "sibu/family.h"
#include "sibu/text.h"

static const char FIRE[] =
    "{\"format\": 1, \"id\": \"fire-hot-work\", \"name\": {\"zh\": \"动火作业火灾\", \"en\": \"Hot work fire\"},"
    " \"source\": {\"zh\": \"NFPA 92\", \"en\": \"NFPA 92\"}, \"cap_category\": \"Fire\","
    " \"arises\": {\"uses\": [\"process\", \"workshop\"]},"
    " \"growth\": {\"growth_kw_per_s2\": {\"min\": 0.003, \"max\": 0.19, \"law\": \"log-uniform\"},"
    " \"peak_kw\": {\"min\": 500, \"max\": 4000}},"
    " \"events\": {\"exit-lost\": {\"per_min\": {\"min\": 0.5, \"max\": 3}, \"most\": 2},"
    " \"warden-hurt\": {\"per_min\": {\"min\": 0.1, \"max\": 1, \"law\": \"log-uniform\"}, \"most\": 1}},"
    " \"ask\": \"evacuate\", \"headline\": {\"zh\": \"火警\", \"en\": \"Fire\"},"
    " \"instruction\": {\"zh\": \"立即疏散\", \"en\": \"Leave {0} at once\"},"
    " \"avoid\": {\"zh\": \"不要乘电梯\", \"en\": \"Do not use lifts\"},"
    " \"questions\": [{\"zh\": \"谁按了警铃?\", \"en\": \"Who raised the alarm?\"}]}";

static enum sibu_status open_one(const char *bytes, struct sibu_families **out, struct sibu_fault *fault)
{
    struct sibu_family_file file = {"fire.json", bytes, strlen(bytes)};
    return sibu_families_open(out, &file, 1, fault);
}

/* FIRE with `what` (which must stand in it) replaced. */
static void put_instead(struct sibu_text *out, const char *what, const char *instead)
{
    const char *at = strstr(FIRE, what);
    assert_non_null(at);
    sibu_text_add_bytes(out, FIRE, (size_t)(at - FIRE));
    sibu_text_add(out, instead);
    sibu_text_add(out, at + strlen(what));
}

static void a_whole_family_is_read_as_written(void **state)
{
    (void)state;
    struct sibu_families *set = NULL;
    struct sibu_fault fault;
    assert_int_equal(open_one(FIRE, &set, &fault), SIBU_OK);
    assert_int_equal(set->count, 1);
    const struct sibu_family *fire = &set->items[0];
    assert_string_equal(fire->id, "fire-hot-work");
    assert_string_equal(fire->name.in[SIBU_ZH], "动火作业火灾");
    assert_string_equal(fire->name.in[SIBU_EN], "Hot work fire");
    assert_string_equal(fire->cap_category, "Fire");
    assert_int_equal(fire->uses, 1u << SIBU_USE_PROCESS | 1u << SIBU_USE_WORKSHOP);
    assert_int_equal(fire->growth_count, 2);
    assert_string_equal(fire->growths[0].name, "growth_kw_per_s2");
    assert_int_equal(fire->growths[0].law, SIBU_GROWTH_LOG_UNIFORM);
    assert_string_equal(fire->growths[1].name, "peak_kw");
    assert_true(fire->growths[1].max > 3999.0 && fire->growths[1].max < 4001.0);
    assert_int_equal(fire->event_count, 2);
    assert_int_equal(fire->events[0].kind, SIBU_UNFOLD_EXIT_LOST);
    assert_int_equal(fire->events[0].most, 2);
    assert_true(fire->events[0].per_min.min > 0.49 && fire->events[0].per_min.max < 3.01);
    assert_int_equal(fire->events[1].kind, SIBU_UNFOLD_WARDEN_HURT);
    assert_int_equal(fire->events[1].per_min.law, SIBU_GROWTH_LOG_UNIFORM);
    assert_string_equal(fire->instruction.in[SIBU_EN], "Leave {0} at once");
    assert_int_equal(fire->question_count, 1);
    assert_string_equal(fire->questions[0].text.in[SIBU_EN], "Who raised the alarm?");
    assert_int_equal(sibu_families_find(set, "fire-hot-work"), 0);
    assert_int_equal(sibu_families_find(set, "flood"), SIBU_NONE);
    sibu_families_close(set);
}

struct refusal {
    const char *what, *instead; /* the change to FIRE */
    const char *place; /* of the fault */
    const char *says; /* part of the English sentence */
};

static void check_refusal(const struct refusal *it)
{
    struct sibu_text text = {0};
    struct sibu_families *set = NULL;
    struct sibu_fault fault = {SIBU_OK, "", {"", ""}};
    put_instead(&text, it->what, it->instead);
    enum sibu_status status = open_one(sibu_text_get(&text), &set, &fault);
    if (status != SIBU_BAD_INPUT || strcmp(fault.place, it->place) != 0 ||
        strstr(fault.what[SIBU_EN], it->says) == NULL || fault.what[SIBU_ZH][0] == '\0') {
        fail_msg("%s: status %d, place %s, what %s", it->instead, (int)status, fault.place, fault.what[SIBU_EN]);
    }
    assert_null(set);
    sibu_text_clear(&text);
}

static void a_family_that_fixes_place_time_or_order_is_refused_at_any_depth(void **state)
{
    (void)state;
    static const struct refusal CASES[] = {
        {"\"ask\"", "\"zone\": \"T1\", \"ask\"", "fire.json:/zone", "a place"},
        {"\"uses\"", "\"floors\": [\"F1\"], \"uses\"", "fire.json:/arises/floors", "a place"},
        {"\"min\": 500", "\"x_m\": 3, \"min\": 500", "fire.json:/growth/peak_kw/x_m", "a place"},
        {"\"peak_kw\"", "\"at\"", "fire.json:/growth/at", "a time"},
        {"\"min\": 500", "\"At_S\": 3, \"min\": 500", "fire.json:/growth/peak_kw/At_S", "a time"},
        {"\"ask\"", "\"startAt\": \"08:00\", \"ask\"", "fire.json:/startAt", "a time"},
        {"\"ask\"", "\"note\": {\"deep\": [{}, {\"clock\": 1}]}, \"ask\"", "fire.json:/note/deep/1/clock", "a time"},
        {"\"most\": 2", "\"at_s\": 90, \"most\": 2", "fire.json:/events/exit-lost/at_s", "a time"},
        {"\"most\": 2", "\"exit\": \"E1\", \"most\": 2", "fire.json:/events/exit-lost/exit", "a place"},
        {"\"most\": 2", "\"after\": \"warden-hurt\", \"most\": 2", "fire.json:/events/exit-lost/after", "an order"},
        {"\"ask\"", "\"steps\": [], \"ask\"", "fire.json:/steps", "an order"},
        {"\"zh\": \"谁", "\"then\": 1, \"zh\": \"谁", "fire.json:/questions/0/then", "an order"},
        {"\"ask\"", "\"时间\": 1, \"ask\"", "fire.json:/时间", "a time"},
        {"\"ask\"", "\"步骤\": 1, \"ask\"", "fire.json:/步骤", "an order"},
        {"\"ask\"", "\"地点\": 1, \"ask\"", "fire.json:/地点", "a place"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        check_refusal(&CASES[i]);
    }
}

static void a_question_may_name_the_item_that_it_bears_on(void **state)
{
    (void)state;
    struct sibu_text text = {0};
    struct sibu_families *set = NULL;
    struct sibu_fault fault = {SIBU_OK, "", {"", ""}};
    static const struct refusal CASES[] = {
        {"\"zh\": \"谁", "\"item\": \"a b\", \"zh\": \"谁", "fire.json:/questions/0/item", "1 to 64"},
        {"\"zh\": \"谁", "\"item\": \"\", \"zh\": \"谁", "fire.json:/questions/0/item", "1 to 64"},
        {"\"zh\": \"谁", "\"items\": \"a\", \"zh\": \"谁", "fire.json:/questions/0/items", "unknown name"},
    };
    put_instead(&text, "\"zh\": \"谁", "\"item\": \"aqt9009.1.3\", \"zh\": \"谁");
    assert_int_equal(open_one(sibu_text_get(&text), &set, &fault), SIBU_OK);
    assert_string_equal(set->items[0].questions[0].item, "aqt9009.1.3");
    sibu_families_close(set);
    sibu_text_clear(&text);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        check_refusal(&CASES[i]);
    }
}

static void staged_violence_is_refused(void **state)
{
    (void)state;
    static const struct refusal CASES[] = {
        {"fire-hot-work", "active-shooter", "fire.json:/id", "shooter"},
        {"fire-hot-work", "hostage-office", "fire.json:/id", "hostage"},
        {"fire-hot-work", "robbery", "fire.json:/id", "robber"},
        {"Hot work fire", "Terrorist Attack", "fire.json:/name/en", "terror"},
        {"动火作业火灾", "暴徒袭击", "fire.json:/name/zh", "袭击"},
        {"动火作业火灾", "银行抢劫", "fire.json:/name/zh", "抢劫"},
        {"动火作业火灾", "劫持人质", "fire.json:/name/zh", "劫持"},
        {"\"火警\"", "\"有人持刀\"", "fire.json:/headline/zh", "持刀"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        check_refusal(&CASES[i]);
    }
}

static void wrong_members_are_named_by_their_pointer(void **state)
{
    (void)state;
    static const struct refusal CASES[] = {
        {"\"format\": 1", "\"format\": 2", "fire.json:/format", "range"},
        {"fire-hot-work", "Fire Hot", "fire.json:/id", "small letters"},
        {"\"exit-lost\"", "\"flood\"", "fire.json:/events/flood", "is no event"},
        {"\"exit-lost\"", "\"warden-hurt\"", "fire.json:/events/warden-hurt", "twice"},
        {"\"most\": 2", "\"most\": 6", "fire.json:/events/exit-lost/most", "range"},
        {"\"max\": 3}", "\"max\": 0.5}", "fire.json:/events/exit-lost/per_min/max", "above min"},
        {"\"max\": 3}", "\"max\": 61}", "fire.json:/events/exit-lost/per_min", "between"},
        {"{\"min\": 0.5, \"max\": 3}", "1", "fire.json:/events/exit-lost/per_min", "object"},
        {"\"ask\": \"evacuate\"", "\"ask\": \"run\"", "fire.json:/ask", "not one of"},
        {"\"ask\": \"evacuate\"", "\"ask\": \"shelter\"", "fire.json:/events", "asks for shelter"},
        {"\"peak_kw\": {\"min\": 500", "\"peak_kw\": {\"min\": -500", "fire.json:/growth/peak_kw", "between 1 and"},
        {"\"peak_kw\": {\"min\": 500, \"max\": 4000}", "\"release_kg_per_s\": {\"min\": 1, \"max\": 2}",
         "fire.json:/substances", "missing"},
        {"\"ask\"", "\"substances\": {\"chlorine\": 1}, \"ask\"", "fire.json:/substances", "only a family with"},
        {"\"peak_kw\": {\"min\": 500, \"max\": 4000}},",
         "\"release_kg_per_s\": {\"min\": 1, \"max\": 2}}, \"substances\": {\"phosgene\": 1},",
         "fire.json:/substances/phosgene", "is no substance"},
        {"\"peak_kw\": {\"min\": 500, \"max\": 4000}},",
         "\"release_kg_per_s\": {\"min\": 1, \"max\": 2}}, \"substances\": {\"chlorine\": 0},", "fire.json:/substances",
         "above 0"},
        {"\"Fire\",", "\"Fires\",", "fire.json:/cap_category", "not one of"},
        {"\"workshop\"", "\"mine\"", "fire.json:/arises/uses/1", "no use of a zone"},
        {"\"max\": 4000", "\"max\": 500", "fire.json:/growth/peak_kw/max", "above min"},
        {"{\"min\": 500, \"max\": 4000}", "700", "fire.json:/growth/peak_kw", "fixed value"},
        {"\"peak_kw\"", "\"Peak\"", "fire.json:/growth/Peak", "unit"},
        {"\"min\": 0.003", "\"min\": 0", "fire.json:/growth/growth_kw_per_s2/min", "log-uniform"},
        {"\"en\": \"Leave {0} at once\"", "\"en\": \" \"", "fire.json:/instruction/en", "empty"},
        {", \"en\": \"Do not use lifts\"", "", "fire.json:/avoid/en", "missing"},
        {"立即疏散", "离开{2}", "fire.json:/instruction/zh", "no other brace"},
        {"Do not use lifts", "{zone}", "fire.json:/avoid/en", "no other brace"},
        {"\"ask\"", "\"colour\": 1, \"ask\"", "fire.json:/colour", "unknown name"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        check_refusal(&CASES[i]);
    }
}

/* The four things that people can be asked, and what may be released, weighted. */
static void what_is_asked_and_released_is_read(void **state)
{
    (void)state;
    for (int ask = 0; ask < SIBU_ASKS; ask++) {
        struct sibu_families *set = NULL;
        struct sibu_fault fault;
        struct sibu_text text = {0}, instead = {0};
        sibu_text_addf(
            &instead,
            " \"growth\": {\"release_kg_per_s\": {\"min\": 1, \"max\": 2}}, \"substances\": {\"ammonia\": 2, "
            "\"lpg\": 1}, \"ask\": \"%s\", \"headline\"",
            sibu_ask_name((enum sibu_ask)ask));
        const char *from = strstr(FIRE, " \"growth\""), *to = strstr(FIRE, ": {\"zh\": \"火警\"");
        sibu_text_add_bytes(&text, FIRE, (size_t)(from - FIRE));
        sibu_text_add(&text, sibu_text_get(&instead));
        sibu_text_add(&text, to);
        assert_int_equal(open_one(sibu_text_get(&text), &set, &fault), SIBU_OK);
        assert_int_equal(set->items[0].ask, ask);
        assert_true(set->items[0].substances[SIBU_SUBSTANCE_AMMONIA] > 1.9);
        assert_true(set->items[0].substances[SIBU_SUBSTANCE_CHLORINE] <= 0.0);
        sibu_families_close(set);
        sibu_text_clear(&text);
        sibu_text_clear(&instead);
    }
}

static void two_families_with_one_id_are_refused(void **state)
{
    (void)state;
    struct sibu_family_file files[] = {{"a.json", FIRE, strlen(FIRE)}, {"b.json", FIRE, strlen(FIRE)}};
    struct sibu_families *set = NULL;
    struct sibu_fault fault;
    assert_int_equal(sibu_families_open(&set, files, 2, &fault), SIBU_BAD_INPUT);
    assert_string_equal(fault.place, "b.json:/id");
    assert_int_equal(sibu_families_open(&set, files, 0, &fault), SIBU_BAD_INPUT);
}

/* Every prefix of a file is refused, and none crashes the reader. */
static void every_cut_file_is_refused(void **state)
{
    (void)state;
    for (size_t length = 0; length + 1 < sizeof FIRE - 1; length++) {
        struct sibu_family_file file = {"cut.json", FIRE, length};
        struct sibu_families *set = NULL;
        struct sibu_fault fault;
        assert_int_equal(sibu_families_open(&set, &file, 1, &fault), SIBU_BAD_INPUT);
        assert_null(set);
    }
}

/* n values of a law over [1, 100]: their share below 10 (half for log-uniform, a tenth for uniform). */
static double share_below_10(enum sibu_growth_law law, int n)
{
    struct sibu_growth growth = {"peak_kw", 1.0, 100.0, law};
    uint8_t key[32];
    struct sibu_pcg64 stream;
    int below = 0;
    sibu_key_of_seed(key, 1);
    sibu_pcg64_open(&stream, key, "test", 0);
    for (int i = 0; i < n; i++) {
        double value = sibu_growth_draw(&growth, &stream);
        assert_true(value >= 1.0 && value <= 100.0);
        below += value < 10.0;
    }
    return (double)below / n;
}

static void growth_follows_its_law(void **state)
{
    (void)state;
    double uniform = share_below_10(SIBU_GROWTH_UNIFORM, 40000); /* standard error 0.0014 */
    double log_uniform = share_below_10(SIBU_GROWTH_LOG_UNIFORM, 40000); /* 0.0025 */
    assert_true(uniform > 1.0 / 11.0 - 0.007 && uniform < 1.0 / 11.0 + 0.007); /* (10 - 1) / (100 - 1) */
    assert_true(log_uniform > 0.4875 && log_uniform < 0.5125);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_family_is_read_as_written),
        cmocka_unit_test(a_family_that_fixes_place_time_or_order_is_refused_at_any_depth),
        cmocka_unit_test(a_question_may_name_the_item_that_it_bears_on),
        cmocka_unit_test(staged_violence_is_refused),
        cmocka_unit_test(wrong_members_are_named_by_their_pointer),
        cmocka_unit_test(what_is_asked_and_released_is_read),
        cmocka_unit_test(two_families_with_one_id_are_refused),
        cmocka_unit_test(every_cut_file_is_refused),
        cmocka_unit_test(growth_follows_its_law),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
