/* Plans from disk: the sample policies open; parts that do not fit each other are refused; and the outlook of the rules.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "draw/date.h"
#include "draw/kept.h"
#include "draw/outlook.h"
#include "draw/plan.h"

#define PATH_BYTES 4096

static const char *source_folder(void)
{
    const char *folder = getenv("SIBU_SOURCE");
    return folder != NULL ? folder : ".";
}

static void open_fault(const char *path, struct sibu_fault *fault, enum sibu_status expected)
{
    struct plan *plan = NULL;
    enum sibu_status status = plan_open(&plan, path, fault);
    if (status != expected) {
        fail_msg("%s: status %d: %s: %s", path, (int)status, fault->place, fault->what[SIBU_EN]);
    }
    plan_close(plan);
}

static struct plan *open_sample(const char *name)
{
    char path[PATH_BYTES];
    struct plan *plan = NULL;
    struct sibu_fault fault;
    (void)snprintf(path, sizeof path, "%s/scenarios/policies/%s", source_folder(), name);
    if (plan_open(&plan, path, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    return plan;
}

static void sample_policies_open_with_all_they_name(void **state)
{
    (void)state;
    struct plan *plan = open_sample("demo.json");
    assert_int_equal(plan->site_count, 3);
    assert_true(plan->families->count >= 6);
    assert_string_equal(zone_name(plan->zone), "Asia/Shanghai");
    for (uint32_t i = 0; i < plan->site_count; i++) {
        assert_int_equal(plan_find_site(plan, plan->sites[i].site->id), i);
        assert_true(plan->sites[i].roster->count > 100);
        assert_true(plan->sites[i].site_length > 1000);
    }
    assert_int_equal(plan_find_site(plan, "nowhere"), SIBU_NONE);
    plan_close(plan);
    plan_close(open_sample("chem-park.json"));
    plan_close(open_sample("three-lines.json"));
}

/* Writes a policy, a site made from the sample with `was` replaced by `is`, and a roster, into the folder given. */
struct variant {
    const char *policy; /* members after format, mean and sites */
    const char *sites; /* NULL: one, the changed site */
    const char *was, *is; /* in the site; NULL: unchanged */
    const char *place, *says;
};

static void write_text(const char *folder, const char *name, const char *bytes)
{
    char path[PATH_BYTES];
    struct sibu_fault fault;
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(file_write(path, bytes, strlen(bytes), 0600, &fault), SIBU_OK);
}

/* A workshop with one door, a yard and an assembly point. */
static const char SITE[] =
    "{\"type\": \"FeatureCollection\", \"sibu\": {\"format\": 1, \"id\": \"little-workshop\", \"name\": {\"zh\": \"小车间\","
    " \"en\": \"Little workshop\"}, \"grade\": \"B\", \"timezone\": \"Asia/Shanghai\", \"coordinates\": \"metres\", \"floors\":"
    " [{\"id\": \"F1\", \"name\": {\"zh\": \"一层\", \"en\": \"Ground floor\"}, \"elevation\": 0.0}]}, \"features\": ["
    "{\"type\": \"Feature\", \"properties\": {\"kind\": \"walkable\", \"floor\": \"F1\"}, \"geometry\": {\"type\": \"Polygon\","
    " \"coordinates\": [[[0, 0], [10, 0], [10, 8], [0, 8], [0, 0]]]}},"
    "{\"type\": \"Feature\", \"properties\": {\"kind\": \"walkable\", \"floor\": \"F1\"}, \"geometry\": {\"type\": \"Polygon\","
    " \"coordinates\": [[[10, 3.4], [10.2, 3.4], [10.2, 4.6], [10, 4.6], [10, 3.4]]]}},"
    "{\"type\": \"Feature\", \"properties\": {\"kind\": \"walkable\", \"floor\": \"F1\"}, \"geometry\": {\"type\": \"Polygon\","
    " \"coordinates\": [[[10.2, -4], [26, -4], [26, 12], [10.2, 12], [10.2, -4]]]}},"
    "{\"type\": \"Feature\", \"properties\": {\"kind\": \"zone\", \"floor\": \"F1\", \"id\": \"shop\", \"name\": {\"zh\": \"车间\","
    " \"en\": \"Workshop\"}, \"use\": \"workshop\", \"hazards\": {\"fire-hot-work\": 2, \"electrical-boiler-vessel\": 1}},"
    " \"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[[0, 0], [10, 0], [10, 8], [0, 8], [0, 0]]]}},"
    "{\"type\": \"Feature\", \"properties\": {\"kind\": \"exit\", \"floor\": \"F1\", \"id\": \"E1\", \"name\": {\"zh\": \"东门\","
    " \"en\": \"East door\"}}, \"geometry\": {\"type\": \"LineString\", \"coordinates\": [[10.1, 3.4], [10.1, 4.6]]}},"
    "{\"type\": \"Feature\", \"properties\": {\"kind\": \"muster\", \"floor\": \"F1\", \"id\": \"M1\", \"name\": {\"zh\":"
    " \"集合点\", \"en\": \"Assembly point\"}, \"capacity\": 60}, \"geometry\": {\"type\": \"Polygon\", \"coordinates\":"
    " [[[18, 0], [25, 0], [25, 7], [18, 7], [18, 0]]]}}]}";

static void write_site(const char *folder, const struct variant *it)
{
    struct sibu_text changed = {0};
    const char *at = it->was != NULL ? strstr(SITE, it->was) : NULL;
    assert_true(it->was == NULL || at != NULL);
    if (at != NULL) {
        sibu_text_add_bytes(&changed, SITE, (size_t)(at - SITE));
        sibu_text_add(&changed, it->is);
    }
    sibu_text_add(&changed, at != NULL ? at + strlen(it->was) : SITE);
    write_text(folder, "site.geojson", sibu_text_get(&changed));
    sibu_text_clear(&changed);
}

static void check_variant(const char *folder, const struct variant *it)
{
    char path[PATH_BYTES + 100];
    struct sibu_text policy = {0};
    struct sibu_fault fault = {SIBU_OK, "", {"", ""}};
    static const char ONE[] = "{\"site\": \"site.geojson\", \"roster\": \"roster.csv\"}";
    write_site(folder, it);
    write_text(folder, "roster.csv", "id,name,zone,shift\nA1,Wang,shop,day\n");
    sibu_text_addf(&policy, "{\"format\": 1, \"mean\": 2, \"sites\": [%s]%s}", it->sites != NULL ? it->sites : ONE,
                   it->policy);
    write_text(folder, "policy.json", sibu_text_get(&policy));
    (void)snprintf(path, sizeof path, "%s/policy.json", folder);
    open_fault(path, &fault, it->place != NULL ? SIBU_BAD_INPUT : SIBU_OK);
    if (it->place != NULL &&
        (strstr(fault.place, it->place) == NULL || strstr(fault.what[SIBU_EN], it->says) == NULL)) {
        fail_msg("%s / %s: %s: %s", it->policy, it->says, fault.place, fault.what[SIBU_EN]);
    }
    sibu_text_clear(&policy);
}

static void parts_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    static const struct variant CASES[] = {
        {"", NULL, NULL, NULL, NULL, NULL},
        {", \"timezone\": \"Asia/Sibu\"", NULL, NULL, NULL, "policy.json:/timezone", "no such time zone"},
        {", \"families\": \"nowhere\"", NULL, NULL, NULL, "nowhere", "cannot be opened"},
        {", \"families\": \".\"", NULL, NULL, NULL, "policy.json", ""},
        {", \"allowed_families\": [\"flood\"]", NULL, NULL, NULL, "policy.json", "flood"},
        {", \"allowed_families\": [\"dust-explosion\"]", NULL, NULL, NULL, "site.geojson", "none of its zones"},
        {", \"windows\": [{\"from\": \"08:01\", \"to\": \"08:09\"}]", NULL, NULL, NULL, "policy.json", "so short"},
        {", \"shifts\": {\"late\": {}}", NULL, NULL, NULL, "roster.csv:2:shift", "late"},
        {"", NULL, "\"fire-hot-work\"", "\"volcano\"", "site.geojson", "volcano"},
        {"", NULL, "\"workshop\"", "\"office\"", "site.geojson", "does not arise"},
        {"", NULL, "\"shop\"", "\"hall\"", "roster.csv:2:zone", "shop"},
        {"", NULL, "Asia/Shanghai", "Asia/Atlantis", "site.geojson:/sibu/timezone", "no such time zone"},
        {"", "{\"site\": \"gone.geojson\", \"roster\": \"roster.csv\"}", NULL, NULL, "gone.geojson", "no such file"},
        {"", "{\"site\": \"site.geojson\", \"roster\": \"gone.csv\"}", NULL, NULL, "gone.csv", "no such file"},
        {"",
         "{\"site\": \"site.geojson\", \"roster\": \"roster.csv\"}, {\"site\": \"site.geojson\", \"roster\": "
         "\"roster.csv\"}",
         NULL, NULL, "site.geojson", "another site"},
    };
    char folder[] = "/tmp/sibu-plan-XXXXXX";
    static const char *const FILES[] = {"policy.json", "site.geojson", "roster.csv"};
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        check_variant(folder, &CASES[i]);
    }
    for (size_t i = 0; i < 3; i++) {
        char path[PATH_BYTES];
        (void)snprintf(path, sizeof path, "%s/%s", folder, FILES[i]);
        assert_int_equal(remove(path), 0);
    }
    assert_int_equal(remove(folder), 0);
}

static double distance(double a, double b)
{
    return a > b ? a - b : b - a;
}

static void the_outlook_adds_up(void **state)
{
    (void)state;
    struct plan *plan = open_sample("demo.json");
    struct sibu_arena arena = {0};
    struct outlook outlook;
    struct sibu_fault fault;
    int64_t now_us = zone_utc_us(plan->zone, date_days((struct date){2026, 11, 23}), 0);
    assert_int_equal(outlook_make(plan, now_us, &arena, &outlook, &fault), SIBU_OK);
    assert_true(distance(outlook.groups[0].open_hours_per_week, 70.0) < 1e-9);
    double sum = 0.0;
    for (uint32_t i = 0; i < plan->site_count; i++) {
        sum += outlook.sites[i].drills_per_half_year;
    }
    assert_true(distance(sum, 3 * 6.0) < 1e-9);
    for (uint32_t i = 0; i < plan->families->count; i++) {
        sum -= outlook.families[i];
    }
    assert_true(distance(sum, 0.0) < 1e-9);
    assert_true(outlook.groups[0].nobody_share < 1e-9);
    assert_true(distance(outlook.laws[0].periods[0].open_hours, 184.0 * 10.0) < 1e-6);
    assert_true(distance(outlook.laws[0].periods[1].open_hours, 181.0 * 10.0) < 1e-6);
    assert_int_equal(outlook.laws[0].periods[0].crowded + outlook.laws[0].periods[1].crowded, 0);
    size_t people = 0;
    for (uint32_t i = 0; i < plan->policy->shift_count; i++) {
        people += outlook.shift_people[i];
        if (strcmp(plan->policy->shifts[i].id, "night") == 0) {
            assert_true(outlook.shifts[i] < 1e-9); /* open 08:00 to 18:00 only */
        }
    }
    assert_int_equal(people,
                     plan->sites[0].roster->count + plan->sites[1].roster->count + plan->sites[2].roster->count);
    outlook_clear(&outlook);
    sibu_arena_clear(&arena);
    plan_close(plan);
}

#define ONE_PERSON "id,name,zone,shift\nA1,Wang,shop,day\n"
#define TWO_PEOPLE ONE_PERSON "A2,Li,shop,day\n"
#define NOWHERE "id,name,zone,shift\nA1,Wang,hall,day\n"
#define ANOTHER "id,name,zone,shift\nB1,Zhao,shop,day\nB2,Qian,shop,day\nB3,Sun,shop,day\n"

/* Keeps a text in place of the file of this name and these bytes. */
static void keep(const char *folder, const char *site, const char *of, const char *text)
{
    char path[KEPT_PATH_BYTES];
    struct sibu_fault fault;
    const struct kept_key key = {site != NULL ? KEPT_ROSTER : KEPT_POLICY, site, of, strlen(of)};
    kept_path(folder, &key, path);
    assert_int_equal(file_write(path, text, strlen(text), 0600, &fault), SIBU_OK);
}

/* How many people the plan has, its roster from officers or not. */
static void expect_people(const struct plan_files *files, size_t count, int kept)
{
    struct plan *plan = NULL;
    struct sibu_fault fault = {0};
    if (plan_open_files(&plan, files, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    assert_int_equal(plan->sites[0].roster->count, count);
    assert_int_equal(plan->sites[0].roster_kept, kept);
    plan_close(plan);
}

static void what_is_kept_counts_until_the_file_is_changed_by_hand(void **state)
{
    (void)state;
    static const char POLICY[] =
        "{\"format\":1,\"mean\":2,\"sites\":[{\"site\":\"site.geojson\",\"roster\":\"people.csv\"}]}";
    static const char OTHER[] =
        "{\"format\":1,\"mean\":3,\"sites\":[{\"site\":\"site.geojson\",\"roster\":\"people.csv\"}]}";
    char folder[] = "/tmp/sibu-kept-XXXXXX", path[PATH_BYTES];
    const struct variant plain = {.was = NULL};
    struct sibu_fault fault = {0};
    struct plan *plan = NULL;
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/policy.json", folder);
    const struct plan_instead instead = {KEPT_ROSTER, "little-workshop", "brought.csv", ANOTHER, sizeof ANOTHER - 1};
    const struct plan_instead elsewhere = {KEPT_ROSTER, "elsewhere", "brought.csv", ANOTHER, sizeof ANOTHER - 1};
    const struct plan_instead bad = {KEPT_ROSTER, "little-workshop", "brought.csv", NOWHERE, sizeof NOWHERE - 1};
    const struct plan_files bare = {path, NULL, NULL}, files = {path, folder, NULL};
    write_site(folder, &plain);
    write_text(folder, "people.csv", ONE_PERSON);
    write_text(folder, "policy.json", POLICY);
    expect_people(&files, 1, 0);
    keep(folder, "elsewhere", ONE_PERSON, TWO_PEOPLE); /* another site's */
    expect_people(&files, 1, 0);
    keep(folder, "little-workshop", ONE_PERSON, TWO_PEOPLE);
    expect_people(&files, 2, 1);
    expect_people(&bare, 1, 0);
    expect_people(&(struct plan_files){path, folder, &instead}, 3, 0);
    expect_people(&(struct plan_files){path, folder, &elsewhere}, 2, 1);
    assert_int_equal(plan_open_files(&plan, &(struct plan_files){path, folder, &bad}, &fault), SIBU_BAD_INPUT);
    assert_string_equal(fault.place, "brought.csv:2:zone");
    keep(folder, NULL, POLICY, OTHER);
    assert_int_equal(plan_open_files(&plan, &files, &fault), SIBU_OK);
    assert_int_equal(plan->policy_kept, 1);
    assert_true(plan->policy->groups[0].rules.mean[0] > 2.5);
    plan_close(plan);
    write_text(folder, "people.csv", ANOTHER); /* by hand: it counts again */
    expect_people(&files, 3, 0);
    keep(folder, "little-workshop", ANOTHER, NOWHERE);
    assert_int_equal(plan_open_files(&plan, &files, &fault), SIBU_BAD_INPUT); /* checked as every file is */
    assert_non_null(strstr(fault.place, "/roster-"));
    file_remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sample_policies_open_with_all_they_name),
        cmocka_unit_test(parts_that_do_not_fit_are_refused),
        cmocka_unit_test(what_is_kept_counts_until_the_file_is_changed_by_hand),
        cmocka_unit_test(the_outlook_adds_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
