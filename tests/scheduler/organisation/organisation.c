/* Organisations: the tree as it is read, who stands below whom, and every fault named by its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "organisation/organisation.h"
#include "sibu/text.h"

#define NAME "\"name\":{\"zh\":\"甲\",\"en\":\"A\"}"

static struct organisation_source source_of(const char *bytes, const char *const *known)
{
    return (struct organisation_source){"o.json", bytes, strlen(bytes), known};
}

static struct organisation *open_good(const char *bytes)
{
    struct organisation *organisation = NULL;
    struct sibu_fault fault;
    const struct organisation_source source = source_of(bytes, NULL);
    if (organisation_open(&organisation, &source, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    return organisation;
}

static const char CITY[] =
    "{\"format\":1," NAME ",\"branches\":[{\"id\":\"port\",\"under\":\"east\"," NAME "},{\"id\":\"east\"," NAME
    "},{\"id\":\"west\"," NAME "}],\"sectors\":[{\"id\":\"chem\"," NAME "},{\"id\":\"food\"," NAME "}],"
    "\"sites\":[{\"id\":\"z\",\"branch\":\"port\",\"sectors\":[\"food\",\"chem\"]},{\"id\":\"a\",\"branch\":\"west\"},"
    "{\"id\":\"m\"}]}";

static void a_branch_has_its_sites_and_those_of_the_branches_below(void **state)
{
    (void)state;
    struct organisation *city = open_good(CITY);
    uint32_t port = organisation_find_branch(city, "port"), east = organisation_find_branch(city, "east");
    uint32_t west = organisation_find_branch(city, "west");
    assert_int_equal(city->branches[port].depth, 2);
    assert_int_equal(city->branches[port].under, east);
    assert_int_equal(organisation_branch_of(city, "z"), port);
    assert_true(organisation_is_below(city, port, east));
    assert_true(organisation_is_below(city, port, port));
    assert_false(organisation_is_below(city, east, port));
    assert_false(organisation_is_below(city, port, west));
    assert_true(organisation_is_below(city, west, SIBU_NONE));
    organisation_close(city);
}

static void what_is_not_named_stands_at_the_top(void **state)
{
    (void)state;
    struct organisation *city = open_good(CITY);
    assert_int_equal(organisation_branch_of(city, "m"), SIBU_NONE);
    assert_int_equal(organisation_branch_of(city, "nobody knows it"), SIBU_NONE);
    assert_int_equal(organisation_branch_of(NULL, "z"), SIBU_NONE);
    assert_int_equal(organisation_find_branch(city, "nowhere"), SIBU_NONE);
    assert_int_equal(organisation_find_branch(NULL, "port"), SIBU_NONE);
    assert_false(organisation_is_below(city, SIBU_NONE, organisation_find_branch(city, "east")));
    organisation_close(city);
}

static void sectors_lie_across(void **state)
{
    (void)state;
    struct organisation *city = open_good(CITY);
    const struct organisation_site *site = organisation_find_site(city, "z");
    assert_non_null(site);
    assert_int_equal(site->sector_count, 2);
    assert_int_equal(site->sectors[0], organisation_find_sector(city, "food"));
    assert_int_equal(site->sectors[1], organisation_find_sector(city, "chem"));
    assert_null(organisation_find_site(city, "q"));
    organisation_close(city);
}

/* What is wrong, where it is said to be wrong, and how many faults are found. */
static void every_fault_is_named_by_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *place;
        size_t faults;
    } CASES[] = {
        {"[]", "o.json:", 1},
        {"{\"format\":2}", "o.json:/format", 1},
        {"{\"format\":1,\"leaves\":[]}", "o.json:/leaves", 1},
        {"{\"format\":1,\"branches\":{}}", "o.json:/branches", 1},
        {"{\"format\":1,\"branches\":[7]}", "o.json:/branches/0", 1},
        {"{\"format\":1,\"branches\":[{\"id\":\"a b\"," NAME "}]}", "o.json:/branches/0/id", 1},
        {"{\"format\":1,\"branches\":[{\"id\":\"\"," NAME "}]}", "o.json:/branches/0/id", 1},
        {"{\"format\":1,\"branches\":[{\"id\":\"a\"}]}", "o.json:/branches/0/name", 1},
        {"{\"format\":1,\"branches\":[{\"id\":\"a\",\"name\":{\"zh\":\"甲\",\"en\":\"\"}}]}",
         "o.json:/branches/0/name/en", 1},
        {"{\"format\":1,\"branches\":[{\"id\":\"a\"," NAME "},{\"id\":\"a\"," NAME "}]}", "o.json:/branches/1/id", 1},
        {"{\"format\":1,\"branches\":[{\"id\":\"a\",\"under\":\"q\"," NAME "}]}", "o.json:/branches/0/under", 1},
        {"{\"format\":1,\"branches\":[{\"id\":\"a\",\"under\":\"a\"," NAME "}]}", "o.json:/branches/0/under", 1},
        {"{\"format\":1,\"branches\":[{\"id\":\"c\",\"under\":\"a\"," NAME "},{\"id\":\"a\",\"under\":\"b\"," NAME
         "},{\"id\":\"b\",\"under\":\"a\"," NAME "}]}",
         "o.json:/branches/1/under", 1},
        {"{\"format\":1,\"sectors\":[{\"id\":\"s\"," NAME "},{\"id\":\"s\"," NAME "}]}", "o.json:/sectors/1/id", 1},
        {"{\"format\":1,\"sites\":[{\"id\":\"\"}]}", "o.json:/sites/0/id", 1},
        {"{\"format\":1,\"sites\":[{\"id\":\"x\"},{\"id\":\"x\"}]}", "o.json:/sites/1/id", 1},
        {"{\"format\":1,\"sites\":[{\"id\":\"x\",\"branch\":\"q\"}]}", "o.json:/sites/0/branch", 1},
        {"{\"format\":1,\"sites\":[{\"id\":\"x\",\"sectors\":[\"q\",3]}]}", "o.json:/sites/0/sectors/0", 2},
        {"{\"format\":1,\"sectors\":[{\"id\":\"s\"," NAME "}],\"sites\":[{\"id\":\"x\",\"sectors\":[\"s\",\"s\"]}]}",
         "o.json:/sites/0/sectors/1", 1},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct sibu_fault_list list;
        struct organisation *organisation = NULL;
        struct sibu_fault fault;
        const struct organisation_source source = source_of(CASES[i].bytes, NULL);
        assert_int_equal(organisation_check(&source, &list), SIBU_BAD_INPUT);
        assert_int_equal(list.count, CASES[i].faults);
        assert_string_equal(list.items[0].place, CASES[i].place);
        assert_int_equal(organisation_open(&organisation, &source, &fault), SIBU_BAD_INPUT);
        assert_string_equal(fault.place, CASES[i].place);
        assert_null(organisation);
        sibu_fault_list_clear(&list);
    }
}

static void a_site_that_there_is_not_is_refused_where_the_sites_are_known(void **state)
{
    (void)state;
    static const char *const KNOWN[] = {"m", "z", NULL}, *const ALL[] = {"z", "a", "m", NULL};
    struct sibu_fault_list list;
    struct organisation_source source = source_of(CITY, KNOWN);
    assert_int_equal(organisation_check(&source, &list), SIBU_BAD_INPUT);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.items[0].place, "o.json:/sites/1/id");
    assert_string_equal(list.items[0].what[SIBU_EN], "there is no site \"a\"");
    assert_string_equal(list.items[0].what[SIBU_ZH], "没有场所“a”");
    sibu_fault_list_clear(&list);
    source.known = ALL;
    assert_int_equal(organisation_check(&source, &list), SIBU_OK);
    sibu_fault_list_clear(&list);
}

/* A chain of so many branches, each under the one before. */
static void write_chain(struct sibu_text *out, int length)
{
    sibu_text_add(out, "{\"format\":1,\"branches\":[");
    for (int i = 0; i < length; i++) {
        sibu_text_addf(out, "%s{\"id\":\"b%d\",", i > 0 ? "," : "", i);
        if (i > 0) {
            sibu_text_addf(out, "\"under\":\"b%d\",", i - 1);
        }
        sibu_text_add(out, NAME "}");
    }
    sibu_text_add(out, "]}");
}

static void a_tree_has_sixteen_levels_and_no_more(void **state)
{
    (void)state;
    for (int length = ORGANISATION_DEPTH_MAX; length <= ORGANISATION_DEPTH_MAX + 3; length++) {
        struct sibu_text text = {0};
        struct sibu_fault_list list;
        write_chain(&text, length);
        const struct organisation_source source = source_of(sibu_text_get(&text), NULL);
        int is_deep = length > ORGANISATION_DEPTH_MAX;
        assert_int_equal(organisation_check(&source, &list), is_deep ? SIBU_BAD_INPUT : SIBU_OK);
        assert_int_equal(list.count, is_deep ? 1 : 0); /* the first that is too deep, not all below it */
        if (is_deep) {
            assert_string_equal(list.items[0].place, "o.json:/branches/16/under");
        }
        sibu_fault_list_clear(&list);
        sibu_text_clear(&text);
    }
}

static void ten_thousand_sites_are_read(void **state)
{
    (void)state;
    struct sibu_text text = {0};
    sibu_text_add(&text, "{\"format\":1,\"branches\":[{\"id\":\"a\"," NAME "}],\"sites\":[");
    for (int i = 0; i < 10000; i++) {
        sibu_text_addf(&text, "%s{\"id\":\"site-%d\",\"branch\":\"a\"}", i > 0 ? "," : "", i);
    }
    sibu_text_add(&text, "]}");
    struct organisation *organisation = open_good(sibu_text_get(&text));
    assert_int_equal(organisation->site_count, 10000);
    for (int i = 0; i < 10000; i++) {
        char id[24];
        (void)snprintf(id, sizeof id, "site-%d", i);
        assert_int_equal(organisation_branch_of(organisation, id), 0);
    }
    organisation_close(organisation);
    sibu_text_clear(&text);
}

/* Each beginning of a file is read or refused, and nothing else: the reader is for hostile bytes. */
static void no_beginning_of_a_file_breaks_the_reader(void **state)
{
    (void)state;
    for (size_t length = 0; length < sizeof CITY - 1; length++) {
        struct organisation *organisation = NULL;
        struct sibu_fault fault;
        const struct organisation_source source = {"o.json", CITY, length, NULL};
        assert_int_equal(organisation_open(&organisation, &source, &fault), SIBU_BAD_INPUT);
        assert_null(organisation);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_branch_has_its_sites_and_those_of_the_branches_below),
        cmocka_unit_test(what_is_not_named_stands_at_the_top),
        cmocka_unit_test(sectors_lie_across),
        cmocka_unit_test(every_fault_is_named_by_its_place),
        cmocka_unit_test(a_site_that_there_is_not_is_refused_where_the_sites_are_known),
        cmocka_unit_test(a_tree_has_sixteen_levels_and_no_more),
        cmocka_unit_test(ten_thousand_sites_are_read),
        cmocka_unit_test(no_beginning_of_a_file_breaks_the_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
