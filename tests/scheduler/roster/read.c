/* Rosters: what is read in either language, and every fault named by row and column. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "roster/roster.h"

static const char *const SHIFTS[] = {"day", "night", "always", NULL};

/* A site of two zones, as far as a roster asks for one. */
static const struct sibu_zone ZONES[] = {{.id = "T1"}, {.id = "T2"}};
static const struct sibu_site SITE = {.id = "chem", .zones = ZONES, .zone_count = 2};

static enum sibu_status open_text(const char *bytes, struct roster **out, struct sibu_fault *fault)
{
    struct roster_source source = {"r.csv", bytes, strlen(bytes), &SITE, SHIFTS};
    return roster_open(out, &source, fault);
}

static void check_li_wei(const struct roster_person *person)
{
    assert_string_equal(person->id, "A001");
    assert_string_equal(person->name, "李伟");
    assert_string_equal(person->name_en, "Li Wei");
    assert_string_equal(person->zone, "T2");
    assert_int_equal(person->zone_index, 1);
    assert_string_equal(person->shift, "night");
    assert_int_equal(person->role, ROSTER_WARDEN);
    assert_int_equal(person->pace, SIBU_PACE_SLOW);
    assert_int_equal(person->language, SIBU_EN);
    assert_string_equal(person->phone, "+86 138-0000-0000");
    assert_string_equal(person->email, "li@example.cn");
    assert_string_equal(person->url, "http://127.0.0.1:9/a?b=1");
    assert_string_equal(person->note, "第一行\n第二行");
}

static void chinese_and_english_rosters_say_the_same(void **state)
{
    (void)state;
    static const char *const FILES[] = {
        "\xef\xbb\xbf工号,姓名,英文名,区域,班次,岗位,步速,语言,电话,邮箱,地址,备注\r\n"
        "A001,李伟,Li Wei,T2,夜班,疏散引导员,慢,英文,+86 138-0000-0000,li@example.cn,http://127.0.0.1:9/a?b=1,"
        "\"第一行\n第二行\"\r\n",
        "note,URL,Email,phone,language,Pace,role,shift,zone,name_en,name,ID,\n"
        "\"第一行\n第二行\",http://127.0.0.1:9/a?b=1,li@example.cn,+86 138-0000-0000,EN,Slow,Warden,night, T2 ,Li Wei,"
        "\xe3\x80\x80李伟\xe3\x80\x80,A001,\n",
    };
    for (size_t i = 0; i < 2; i++) {
        struct roster *roster = NULL;
        struct sibu_fault fault = {SIBU_OK, "", {"", ""}};
        enum sibu_status status = open_text(FILES[i], &roster, &fault);
        if (status != SIBU_OK) {
            fail_msg("%s %s", fault.place, fault.what[SIBU_EN]);
        }
        assert_int_equal(roster->count, 1);
        check_li_wei(&roster->people[0]);
        roster_close(roster);
    }
}

static void empty_cells_mean_what_is_usual(void **state)
{
    (void)state;
    struct roster *roster = NULL;
    struct sibu_fault fault;
    assert_int_equal(open_text("id,name,zone,shift\nA1,Wang,T1,\n", &roster, &fault), SIBU_OK);
    const struct roster_person *person = &roster->people[0];
    assert_string_equal(person->shift, "always");
    assert_string_equal(person->name_en, "Wang");
    assert_int_equal(person->role, ROSTER_WORKER);
    assert_int_equal(person->pace, SIBU_PACE_NORMAL);
    assert_int_equal(person->language, SIBU_ZH);
    assert_string_equal(person->url, "");
    roster_close(roster);
}

static void every_fault_names_row_and_column(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *place, *says;
    } CASES[] = {
        {"id,name,shift\nA1,Wang,day\n", "r.csv:1", "zone"},
        {"id,name,zone,shift,colour\nA1,Wang,T1,day,red\n", "r.csv:1", "colour"},
        {"id,name,zone,shift,工号\nA1,Wang,T1,day,A2\n", "r.csv:1", "twice"},
        {"id,name,zone,shift\n", "r.csv:1", "nobody"},
        {"id,name,zone,shift\nA1,Wang,T1,day\nA2,Li,T9,day\n", "r.csv:3:zone", "T9"},
        {"工号,姓名,区域,班次\nA1,王,T1,day\nA2,李,T9,day\n", "r.csv:3:区域", "T9"},
        {"id,name,zone,shift\nA1,Wang,T1,dusk\n", "r.csv:2:shift", "day, night, always"},
        {"id,name,zone,shift\nA1,  ,T1,day\n", "r.csv:2:name", "empty"},
        {"id,name,zone,shift\n,Wang,T1,day\n", "r.csv:2:id", "empty"},
        {"id,name,zone,shift\nA1,Wang,,day\n", "r.csv:2:zone", "empty"},
        {"id,name,zone,shift\nA1,Wang,T1,day\nA2,Li,T1,day\nA1,Xu,T1,day\n", "r.csv:4:id", "line 2"},
        {"id,name,zone,shift,role\nA1,Wang,T1,day,boss\n", "r.csv:2:role", "contractor"},
        {"id,name,zone,shift,pace\nA1,Wang,T1,day,run\n", "r.csv:2:pace", "wheelchair"},
        {"id,name,zone,shift,language\nA1,Wang,T1,day,fr\n", "r.csv:2:language", "en"},
        {"id,name,zone,shift,url\nA1,Wang,T1,day,ftp://x/\n", "r.csv:2:url", "http://"},
        {"id,name,zone,shift,url\nA1,Wang,T1,day,file:///etc/passwd\n", "r.csv:2:url", "http://"},
        {"id,name,zone,shift,url\nA1,Wang,T1,day,http:///x\n", "r.csv:2:url", "http://"},
        {"id,name,zone,shift,url\nA1,Wang,T1,day,http://a@b/\n", "r.csv:2:url", "http://"},
        {"id,name,zone,shift,url\nA1,Wang,T1,day,http://a b/\n", "r.csv:2:url", "http://"},
        {"id,name,zone,shift,email\nA1,Wang,T1,day,wang\n", "r.csv:2:email", "email"},
        {"id,name,zone,shift,phone\nA1,Wang,T1,day,call me\n", "r.csv:2:phone", "digits"},
        {"id,name,zone,shift\nA1,\"Wa\nng\",T1,day\n", "r.csv:2:name", "control"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct roster *roster = NULL;
        struct sibu_fault fault = {SIBU_OK, "", {"", ""}};
        enum sibu_status status = open_text(CASES[i].bytes, &roster, &fault);
        assert_null(roster);
        if (status != SIBU_BAD_INPUT || strcmp(fault.place, CASES[i].place) != 0 ||
            strstr(fault.what[SIBU_EN], CASES[i].says) == NULL || fault.what[SIBU_ZH][0] == '\0') {
            fail_msg("case %zu: %d %s %s", i, (int)status, fault.place, fault.what[SIBU_EN]);
        }
    }
}

static void check_lists_every_fault_of_the_file(void **state)
{
    (void)state;
    static const char BYTES[] = "id,name,zone,shift,pace\nA1,,T9,dusk,run\nA1,Li,T1,day,slow\n";
    struct roster_source source = {"r.csv", BYTES, sizeof BYTES - 1, &SITE, SHIFTS};
    struct sibu_fault_list list = {NULL, 0, 0};
    assert_int_equal(roster_check(&source, &list), SIBU_BAD_INPUT);
    assert_int_equal(list.count, 5);
    assert_string_equal(list.items[0].place, "r.csv:2:name");
    assert_string_equal(list.items[4].place, "r.csv:3:id");
    sibu_array_free(list.items);
    list = (struct sibu_fault_list){NULL, 0, 0};
    source.bytes = "id,name,zone,shift\nA1,Li,T1,day\n";
    source.length = strlen(source.bytes);
    assert_int_equal(roster_check(&source, &list), SIBU_OK);
    assert_int_equal(list.count, 0);
}

/* Without a site and shifts, any zone and shift will do. */
static void what_is_not_given_is_not_checked(void **state)
{
    (void)state;
    static const char BYTES[] = "id,name,zone,shift\nA1,Li,T77,dusk\n";
    struct roster_source source = {"r.csv", BYTES, sizeof BYTES - 1, NULL, NULL};
    struct roster *roster = NULL;
    struct sibu_fault fault;
    assert_int_equal(roster_open(&roster, &source, &fault), SIBU_OK);
    assert_int_equal(roster->people[0].zone_index, SIBU_NONE);
    assert_string_equal(roster->people[0].shift, "dusk");
    roster_close(roster);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chinese_and_english_rosters_say_the_same),
        cmocka_unit_test(empty_cells_mean_what_is_usual),
        cmocka_unit_test(every_fault_names_row_and_column),
        cmocka_unit_test(check_lists_every_fault_of_the_file),
        cmocka_unit_test(what_is_not_given_is_not_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
