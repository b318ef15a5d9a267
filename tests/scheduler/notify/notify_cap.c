/* Alerts as CAP 1.2: every kind is valid against the schema and says in both languages what it is. */
#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "notify/cap.h"
#include "sibu/json.h"

#define T0_US 1795512600000000 /* 2026-11-24T09:30:00+00:00 */
#define KIND_COUNT 5

static const struct alert_place ZONES[] = {{"tank-farm", {{"罐区", "Tank farm"}}}};
static const struct alert_place MUSTERS[] = {{"M1", {{"东门广场", "East gate yard"}}},
                                             {"M2", {{"西侧停车场", "West car park"}}}};
static const struct alert_earlier EARLIER[] = {{"sibu.chem-park.2026-000017.1", T0_US},
                                               {"sibu.chem-park.2026-000017.2", T0_US + 60000000}};

static struct alert example(enum alert_kind kind)
{
    return (struct alert){
        .kind = kind,
        .drill = "2026-000017",
        .number = kind == ALERT_START ? 1 : 3,
        .site = {"chem-park", {{"甲化工园", "Chem Park A"}}},
        .utc_offset_s = 8 * 3600,
        .sent_us = T0_US + 123456,
        .expires_us = T0_US + 3600 * (int64_t)1000000,
        .earlier = EARLIER,
        .earlier_count = kind == ALERT_START ? 0 : 2,
        .family = "fire-hot-work",
        .category = "Fire",
        .ask = "evacuate",
        .headline = {{"动火作业引发火灾。", "Fire from hot work."}},
        .instruction = {{"沿绿色标识走", "Follow the green signs"}},
        .avoid = {{"不要乘电梯！", "Do not use the lift!"}},
        .news = {{"2 号楼梯有模拟烟气", "simulated smoke in stair 2"}},
        .zones = ZONES,
        .zone_count = 1,
        .musters = MUSTERS,
        .muster_count = 2,
        .polygon = "",
        .base_url = "http://127.0.0.1:8080",
    };
}

static void write_to(const char *path, const char *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

/* The exit status of xmllint on the file, 127 where there is no xmllint. */
static int run_xmllint(const char *schema, const char *path)
{
    int exit_status = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        (void)dup2(nowhere, 2);
        (void)execlp("xmllint", "xmllint", "--nonet", "--noout", "--schema", schema, path, (char *)NULL);
        _exit(127);
    }
    assert_int_equal(waitpid(child, &exit_status, 0), child);
    return WIFEXITED(exit_status) ? WEXITSTATUS(exit_status) : -1;
}

/* The schema's path, or a test that says it was skipped. */
static const char *schema_or_skip(char path[512])
{
    const char *source = getenv("SIBU_SOURCE");
    (void)snprintf(path, 512, "%s/../shared/data/cap/CAP-v1.2.xsd", source == NULL ? "." : source);
    if (access(path, R_OK) != 0) {
        print_message("skipped: there is no %s\n", path);
        skip();
    }
    return path;
}

static void expect_valid(const char *schema, const struct sibu_text *xml)
{
    char path[] = "/tmp/sibu-cap-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    write_to(path, sibu_text_get(xml), xml->length);
    int exit_status = run_xmllint(schema, path);
    (void)unlink(path);
    if (exit_status == 127) {
        print_message("skipped: there is no xmllint\n");
        skip();
    }
    assert_int_equal(exit_status, 0);
}

static void write_example(const struct alert *alert, struct sibu_text *xml)
{
    struct sibu_fault fault = {.status = SIBU_OK};
    enum sibu_status status = cap_write(alert, xml, &fault);
    if (status != SIBU_OK) {
        print_message("%s: %s\n", fault.place, fault.what[SIBU_EN]);
    }
    assert_int_equal(status, SIBU_OK);
}

static void every_kind_is_valid_against_the_schema(void **state)
{
    (void)state;
    char path[512];
    const char *schema = schema_or_skip(path);
    struct sibu_text xml = {0};
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        struct alert alert = example((enum alert_kind)kind);
        write_example(&alert, &xml);
        expect_valid(schema, &xml);
        alert.ask = "shelter";
        alert.polygon = "31.2301,121.4701 31.2301,121.4719 31.2315,121.4719 31.2301,121.4701";
        alert.category = "Magic";
        write_example(&alert, &xml);
        expect_valid(schema, &xml);
    }
    sibu_text_clear(&xml);
}

/* What people are asked is in the responseType of what asks them; an end is an end whatever they were asked. */
static void what_is_asked_is_the_response(void **state)
{
    (void)state;
    static const struct {
        const char *ask, *says, *not ;
    } CASES[] = {{"evacuate", "<responseType>Evacuate</responseType>", "Avoid"},
                 {"shelter", "<responseType>Shelter</responseType>", "Evacuate"},
                 {"upwind", "<responseType>Avoid</responseType>", "Shelter"},
                 {"equipped-rescue", "<responseType>Evacuate</responseType>", "Shelter"}};
    char path[512];
    const char *schema = schema_or_skip(path);
    struct sibu_text xml = {0};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct alert alert = example(ALERT_UPDATE);
        alert.ask = CASES[i].ask;
        write_example(&alert, &xml);
        expect_valid(schema, &xml);
        assert_non_null(strstr(sibu_text_get(&xml), CASES[i].says));
        assert_true((strstr(sibu_text_get(&xml), "Check in from where you shelter.") != NULL) ==
                    (strcmp(alert.ask, "shelter") == 0));
        struct sibu_text not = {0};
        sibu_text_addf(&not, "<responseType>%s<", CASES[i].not );
        assert_null(strstr(sibu_text_get(&xml), sibu_text_get(&not )));
        sibu_text_clear(&not );
        alert.kind = ALERT_ALL_CLEAR;
        write_example(&alert, &xml);
        assert_non_null(strstr(sibu_text_get(&xml), "<responseType>AllClear</responseType>"));
        assert_null(strstr(sibu_text_get(&xml), "<responseType>Avoid<"));
    }
    sibu_text_clear(&xml);
}

static void hostile_texts_become_valid_messages(void **state)
{
    (void)state;
    static const char *const HOSTILE[] = {
        "\"quoted\" 'single' <b>bold</b> & ]]> <![CDATA[x]]> <!-- c --> <?pi?>",
        "🔥🚒 emoji 👩‍🚒",
        "\x01\x02\x1b[31m\x7f tab\tline\nreturn\r",
        "\xff\xfe\xc0\x80\xed\xa0\x80 bad \xe4\xbd",
        "\xEF\xBF\xBE\xEF\xBF\xBF noncharacters \xC2\x85\xC2\x9F",
        "&lt;&#0;&amp;&unknown;%s%n{0}{1}{9}",
        "   ",
        "",
    };
    char path[512];
    const char *schema = schema_or_skip(path);
    struct sibu_text xml = {0};
    for (size_t i = 0; i < sizeof HOSTILE / sizeof HOSTILE[0]; i++) {
        for (int kind = 0; kind < KIND_COUNT; kind++) {
            const char *bad = HOSTILE[i];
            struct alert alert = example((enum alert_kind)kind);
            struct alert_place zone = {bad, {{i < 6 ? bad : "罐区", i < 6 ? bad : "Tank farm"}}};
            alert.site = (struct alert_place){bad, {{bad, bad}}};
            alert.family = alert.category = alert.ask = bad;
            alert.headline = alert.instruction = alert.avoid = alert.news = (struct sibu_name){{bad, bad}};
            alert.drill = i < 6 ? bad : "2026-1";
            alert.zones = &zone;
            write_example(&alert, &xml);
            assert_true(sibu_utf8_valid(sibu_text_get(&xml), xml.length));
            expect_valid(schema, &xml);
        }
    }
    sibu_text_clear(&xml);
}

/* How often `part` stands in the text. */
static int count_of(const struct sibu_text *xml, const char *part)
{
    int count = 0;
    for (const char *at = strstr(sibu_text_get(xml), part); at != NULL; at = strstr(at + 1, part)) {
        count++;
    }
    return count;
}

static void an_exercise_says_so_first_in_both_languages_and_the_real_never_does(void **state)
{
    (void)state;
    struct sibu_text xml = {0};
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        struct alert alert = example((enum alert_kind)kind);
        int real = kind == ALERT_REAL_EMERGENCY;
        write_example(&alert, &xml);
        assert_int_equal(count_of(&xml, "<status>Exercise</status>"), !real);
        assert_int_equal(count_of(&xml, "<status>Actual</status>"), real);
        assert_int_equal(cap_is_exercise(sibu_text_get(&xml), xml.length), !real);
        assert_int_equal(count_of(&xml, "<headline>【演练】"), !real);
        assert_int_equal(count_of(&xml, "<headline>DRILL: "), !real);
        assert_int_equal(count_of(&xml, "<description>【演练】"), !real);
        assert_int_equal(count_of(&xml, "<description>DRILL: "), !real);
        assert_int_equal(count_of(&xml, "<instruction>【演练】"), !real);
        assert_int_equal(count_of(&xml, "<note>"), !real);
        assert_int_equal(count_of(&xml, "<headline>真实险情，不是演练"), real);
        assert_int_equal(count_of(&xml, "<headline>REAL EMERGENCY, NOT A DRILL"), real);
    }
    sibu_text_clear(&xml);
}

static void each_kind_carries_the_words_that_machines_read(void **state)
{
    (void)state;
    static const struct {
        enum alert_kind kind;
        const char *type, *response, *urgency, *severity;
        int references;
    } CASES[] = {
        {ALERT_START, "Alert", "Evacuate", "Immediate", "Severe", 0},
        {ALERT_UPDATE, "Update", "Evacuate", "Immediate", "Severe", 1},
        {ALERT_ALL_CLEAR, "Update", "AllClear", "Past", "Minor", 1},
        {ALERT_ABORT, "Cancel", "AllClear", "Past", "Minor", 1},
        {ALERT_REAL_EMERGENCY, "Alert", "Evacuate", "Immediate", "Extreme", 0},
    };
    struct sibu_text xml = {0};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct alert alert = example(CASES[i].kind);
        char part[200];
        write_example(&alert, &xml);
        (void)snprintf(part, sizeof part, "<msgType>%s</msgType>", CASES[i].type);
        assert_int_equal(count_of(&xml, part), 1);
        (void)snprintf(part, sizeof part, "<responseType>%s</responseType>", CASES[i].response);
        assert_int_equal(count_of(&xml, part), 2);
        (void)snprintf(part, sizeof part, "<urgency>%s</urgency>", CASES[i].urgency);
        assert_int_equal(count_of(&xml, part), 2);
        (void)snprintf(part, sizeof part, "<severity>%s</severity>", CASES[i].severity);
        assert_int_equal(count_of(&xml, part), 2);
        assert_int_equal(count_of(&xml, "<references>sibu@chem-park,sibu.chem-park.2026-000017.1,"
                                        "2026-11-24T17:30:00+08:00 sibu@chem-park,sibu.chem-park.2026-000017.2,"
                                        "2026-11-24T17:31:00+08:00</references>"),
                         CASES[i].references);
        assert_int_equal(count_of(&xml, "<incidents>2026-000017</incidents>"), 1);
        assert_int_equal(count_of(&xml, "<scope>Private</scope>"), 1);
        assert_int_equal(count_of(&xml, "site:chem-park"), 1);
        assert_int_equal(count_of(&xml, "urn:sibu:assembly"), 4);
        assert_int_equal(count_of(&xml, "urn:sibu:zone"), 2);
        assert_int_equal(count_of(&xml, "urn:sibu:hazard"), 2);
        assert_int_equal(count_of(&xml, "<polygon>"), 0);
    }
    sibu_text_clear(&xml);
}

/* The head of the ledger: once for machines in each language, and behind all else in the note; with the first alert alone. */
static void the_first_alert_tells_the_head_of_the_ledger(void **state)
{
    (void)state;
    struct sibu_text xml = {0};
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        struct alert alert = example((enum alert_kind)kind);
        alert.ledger = "1234 · 1a2b 3c4d 5e6f 7081";
        write_example(&alert, &xml);
        int first = kind == ALERT_START;
        assert_int_equal(count_of(&xml, "<valueName>urn:sibu:ledger</valueName>"), 2 * first);
        assert_int_equal(count_of(&xml, "<value>1234 · 1a2b 3c4d 5e6f 7081</value>"), 2 * first);
        assert_int_equal(count_of(&xml, " Ledger 1234 · 1a2b 3c4d 5e6f 7081. 账本 1234 · 1a2b 3c4d 5e6f 7081。</note>"),
                         first);
        assert_int_equal(count_of(&xml, "<note>EXERCISE 2026-000017."), kind != ALERT_REAL_EMERGENCY);
        assert_int_equal(count_of(&xml, "1a2b"), 4 * first);
        alert.ledger = "";
        write_example(&alert, &xml);
        assert_int_equal(count_of(&xml, "urn:sibu:ledger") + count_of(&xml, "Ledger"), 0);
    }
    sibu_text_clear(&xml);
}

static void times_are_whole_seconds_with_the_offset_of_the_site(void **state)
{
    (void)state;
    static const struct {
        int32_t offset_s;
        const char *sent;
    } CASES[] = {{8 * 3600, "2026-11-24T17:30:00+08:00"},
                 {0, "2026-11-24T09:30:00-00:00"},
                 {-12600, "2026-11-24T06:00:00-03:30"},
                 {20700, "2026-11-24T15:15:00+05:45"},
                 {14 * 3600, "2026-11-24T23:30:00+14:00"}};
    struct sibu_text xml = {0};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct alert alert = example(ALERT_START);
        char part[64];
        alert.utc_offset_s = CASES[i].offset_s;
        write_example(&alert, &xml);
        (void)snprintf(part, sizeof part, "<sent>%s</sent>", CASES[i].sent);
        assert_int_equal(count_of(&xml, part), 1);
    }
    sibu_text_clear(&xml);
}

static void the_identifier_is_one_word_and_ends_with_the_number(void **state)
{
    (void)state;
    static const struct {
        const char *site, *drill;
        uint32_t number;
        const char *identifier;
    } CASES[] = {
        {"chem-park", "2026-000017", 1, "sibu.chem-park.2026-000017.1"},
        {"a b,c<d&e", "x", 4000000000U, "sibu.a-b-c-d-e.x.4000000000"},
        {"园", "x", 2, "sibu.---.x.2"},
        {NULL, NULL, 3, "sibu...3"},
    };
    char out[CAP_IDENTIFIER_BYTES], longest[301];
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct alert alert = {.site.id = CASES[i].site, .drill = CASES[i].drill, .number = CASES[i].number};
        cap_identifier(&alert, out);
        assert_string_equal(out, CASES[i].identifier);
    }
    memset(longest, 'x', 300);
    longest[300] = '\0';
    struct alert alert = {.site.id = longest, .drill = "d", .number = 4000000000U};
    cap_identifier(&alert, out);
    assert_string_equal(out + strlen(out) - 11, ".4000000000");
}

static void the_familys_words_are_filled_and_marked_once(void **state)
{
    (void)state;
    struct sibu_text xml = {0};
    struct alert alert = example(ALERT_START);
    write_example(&alert, &xml); /* a family that names neither place nor assembly point */
    assert_int_equal(count_of(&xml, "<headline>【演练】罐区：动火作业引发火灾</headline>"), 1);
    assert_int_equal(count_of(&xml, "Check in at the nearest assembly point (East gate yard, West car park). If"), 1);
    assert_int_equal(count_of(&xml, "沿绿色标识走。不要乘电梯。到最近的集合点（东门广场、西侧停车场）签到。"), 1);
    assert_int_equal(count_of(&xml, "Simulated: Tank farm: Fire from hot work.</description>"), 1);

    alert.hazard = (struct sibu_name){{"火灾", "Hot-work fire"}};
    alert.headline = (struct sibu_name){{"【演练】【演练】{0}起火，请疏散。", "DRILL:  fire in {0}. Leave now!"}};
    alert.instruction = (struct sibu_name){{"沿标识到{1}签到", "Walk to {1}; keep away from {0}."}};
    alert.avoid = (struct sibu_name){{"", ""}};
    alert.muster_count = 1;
    write_example(&alert, &xml);
    assert_int_equal(count_of(&xml, "<headline>【演练】罐区起火，请疏散</headline>"), 1);
    assert_int_equal(count_of(&xml, "<headline>DRILL: fire in Tank farm. Leave now</headline>"), 1);
    assert_int_equal(count_of(&xml, "<instruction>【演练】沿标识到东门广场签到。演练中"), 1);
    assert_int_equal(count_of(&xml, "DRILL: Walk to East gate yard; keep away from Tank farm. If something"), 1);
    assert_int_equal(count_of(&xml, "模拟险情：罐区，火灾。</description>"), 1);
    assert_int_equal(count_of(&xml, "Simulated: Hot-work fire, Tank farm.</description>"), 1);
    sibu_text_clear(&xml);
}

static struct sibu_name name_of(struct sibu_json_value family, const char *key)
{
    struct sibu_json_value name = sibu_json_member(family, key);
    return (struct sibu_name){
        {sibu_json_as_string(sibu_json_member(name, "zh")), sibu_json_as_string(sibu_json_member(name, "en"))}};
}

/* Reads the family's file and expects that it can be sent, in each kind of alert. */
static void expect_lawful_family(const char *path)
{
    static char bytes[1 << 18];
    struct sibu_json *json = NULL;
    struct sibu_fault fault;
    struct sibu_text xml = {0};
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t length = fread(bytes, 1, sizeof bytes, file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(sibu_json_open(&json, path, bytes, length, &fault), SIBU_OK);
    struct sibu_json_value family = sibu_json_root(json);
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        struct alert alert = example((enum alert_kind)kind);
        alert.hazard = name_of(family, "name");
        alert.headline = name_of(family, "headline");
        alert.instruction = name_of(family, "instruction");
        alert.avoid = name_of(family, "avoid");
        write_example(&alert, &xml);
        assert_int_equal(count_of(&xml, "{"), 0); /* nothing is left unfilled */
        assert_int_equal(count_of(&xml, "【演练】【演练】") + count_of(&xml, "DRILL: DRILL"), 0);
    }
    sibu_json_close(json);
    sibu_text_clear(&xml);
}

static void every_family_of_the_house_makes_lawful_alerts(void **state)
{
    (void)state;
    char folder[512], path[1024];
    const char *source = getenv("SIBU_SOURCE");
    (void)snprintf(folder, sizeof folder, "%s/scenarios/families", source == NULL ? "." : source);
    DIR *families = opendir(folder);
    assert_non_null(families);
    int count = 0;
    for (struct dirent *entry = readdir(families); entry != NULL; entry = readdir(families)) {
        if (strstr(entry->d_name, ".json") != NULL) {
            (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
            expect_lawful_family(path);
            count++;
        }
    }
    closedir(families);
    assert_true(count > 0);
}

static void what_makes_no_lawful_message_is_refused_with_its_element(void **state)
{
    (void)state;
    enum { EXPIRED, NO_EARLIER, NO_ZONE, DENIES, DENIES_ZH, OFFSET, NUMBER, URL, CASE_COUNT };
    static const char *const PLACES[CASE_COUNT] = {"expires", "references", "areaDesc",   "info",
                                                   "info",    "sent",       "identifier", "web"};
    for (int i = 0; i < CASE_COUNT; i++) {
        struct alert alert = example(i == NO_EARLIER ? ALERT_ABORT : ALERT_START);
        struct sibu_text xml = {0};
        struct sibu_fault fault = {.status = SIBU_OK};
        alert.expires_us = i == EXPIRED ? alert.sent_us : alert.expires_us;
        alert.earlier_count = 0;
        alert.zone_count = i == NO_ZONE ? 0 : 1;
        alert.utc_offset_s = i == OFFSET ? 17 : 28800;
        alert.number = i == NUMBER ? 0 : 1;
        alert.base_url = i == URL ? "javascript:<b>" : "";
        if (i == DENIES) {
            alert.headline.in[SIBU_EN] = "This is NOT  a\xC2\xA0"
                                         "Drill";
        }
        if (i == DENIES_ZH) {
            alert.avoid.in[SIBU_ZH] = "这不 是\xE2\x80\x8B演练";
        }
        assert_int_equal(cap_write(&alert, &xml, &fault), SIBU_BAD_INPUT);
        assert_non_null(strstr(fault.place, PLACES[i]));
        assert_int_equal(xml.length, 0);
        sibu_text_clear(&xml);
    }
}

static void a_real_emergency_may_say_that_it_is_no_drill(void **state)
{
    (void)state;
    struct sibu_text xml = {0};
    struct alert alert = example(ALERT_REAL_EMERGENCY);
    write_example(&alert, &xml);
    assert_true(count_of(&xml, "不是演练") > 0);
    sibu_text_clear(&xml);
}

static void a_text_without_end_is_refused_as_too_long(void **state)
{
    (void)state;
    static char endless[CAP_BYTES_MAX];
    memset(endless, 'x', sizeof endless - 1);
    struct sibu_text xml = {0};
    struct sibu_fault fault;
    struct alert alert = example(ALERT_START);
    alert.instruction.in[SIBU_EN] = endless;
    assert_int_equal(cap_write(&alert, &xml, &fault), SIBU_LIMIT);
    alert = example(ALERT_START);
    alert.family = endless;
    assert_int_equal(cap_write(&alert, &xml, &fault), SIBU_LIMIT);
    assert_int_equal(xml.length, 0);
    sibu_text_clear(&xml);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_valid_against_the_schema),
        cmocka_unit_test(what_is_asked_is_the_response),
        cmocka_unit_test(hostile_texts_become_valid_messages),
        cmocka_unit_test(an_exercise_says_so_first_in_both_languages_and_the_real_never_does),
        cmocka_unit_test(each_kind_carries_the_words_that_machines_read),
        cmocka_unit_test(the_first_alert_tells_the_head_of_the_ledger),
        cmocka_unit_test(times_are_whole_seconds_with_the_offset_of_the_site),
        cmocka_unit_test(the_identifier_is_one_word_and_ends_with_the_number),
        cmocka_unit_test(the_familys_words_are_filled_and_marked_once),
        cmocka_unit_test(every_family_of_the_house_makes_lawful_alerts),
        cmocka_unit_test(what_makes_no_lawful_message_is_refused_with_its_element),
        cmocka_unit_test(a_real_emergency_may_say_that_it_is_no_drill),
        cmocka_unit_test(a_text_without_end_is_refused_as_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
