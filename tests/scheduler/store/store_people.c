/* People, addresses, links and settings of the store: what an import keeps, and who is found by a token. */
#include <stdio.h>
#include <string.h>

#include "fixture.h"

static struct store_person person(const char *id, const char *zone, const char *url)
{
    return (struct store_person){.id = id, .name = "李强", .name_en = "Li Qiang", .zone = zone, .url = url};
}

static size_t list(struct fixture *f, const char *site, struct store_person **people)
{
    size_t count = 0;
    assert_int_equal(store_people(f->store, site, &f->arena, people, &count, &f->fault), SIBU_OK);
    return count;
}

static void an_import_keeps_key_token_and_address_of_those_it_knows(void **state)
{
    (void)state;
    struct fixture f;
    struct store_person *before = NULL, *after = NULL;
    fixture_open(&f);
    struct store_person first[] = {person("A", "Z1", "http://a"), person("B", "Z1", "http://b")};
    assert_int_equal(store_people_import(f.store, "park", first, 2, &f.fault), SIBU_OK);
    assert_int_equal(list(&f, "park", &before), 2);

    struct store_person second[] = {person("B", "Z2", NULL), person("C", "Z1", ""), person("A", "Z3", "http://new")};
    assert_int_equal(store_people_import(f.store, "park", second, 3, &f.fault), SIBU_OK);
    assert_int_equal(list(&f, "park", &after), 3);
    assert_string_equal(after[0].id, "A");
    assert_string_equal(after[0].zone, "Z3");
    assert_string_equal(after[0].url, "http://new");
    assert_string_equal(after[0].token, before[0].token);
    assert_string_equal(after[1].url, "http://b");
    assert_true(after[1].key == before[1].key);
    assert_string_equal(after[1].name_en, "Li Qiang");
    assert_string_equal(after[2].id, "C");
    fixture_close(&f);
}

static void expect_as_given(struct fixture *f, const struct store_person *given)
{
    struct store_person *kept = NULL;
    assert_int_equal(list(f, "park", &kept), 1);
    assert_string_equal(kept->name, given->name);
    assert_string_equal(kept->name_en, given->name_en);
    assert_string_equal(kept->zone, given->zone);
    assert_string_equal(kept->shift, given->shift);
    assert_string_equal(kept->role, given->role);
    assert_string_equal(kept->language, given->language);
    assert_string_equal(kept->pace, given->pace);
    assert_string_equal(kept->url, given->url);
    assert_string_equal(kept->email, given->email);
    assert_string_equal(kept->phone, given->phone);
}

/* Whatever is written of a person takes away the mark that is put on them here. */
static void an_import_writes_each_change_and_of_the_others_nothing(void **state)
{
    (void)state;
    struct fixture f;
    struct store_person given = {.id = "A",
                                 .name = "李强",
                                 .name_en = "Li Qiang",
                                 .zone = "Z1",
                                 .shift = "day",
                                 .role = "worker",
                                 .language = "zh",
                                 .pace = "normal",
                                 .url = "http://a",
                                 .email = "a@plant.example",
                                 .phone = "13800000001"};
    const char **const members[] = {&given.name,     &given.name_en, &given.zone, &given.shift, &given.role,
                                    &given.language, &given.pace,    &given.url,  &given.email, &given.phone};
    fixture_open(&f);
    assert_int_equal(store_people_import(f.store, "park", &given, 1, &f.fault), SIBU_OK);
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        assert_true(fixture_sql(&f, "UPDATE person SET left_us = 7"));
        assert_int_equal(store_people_import(f.store, "park", &given, 1, &f.fault), SIBU_OK);
        assert_int_equal(fixture_number(&f, "SELECT left_us FROM person"), 7);
        *members[i] = "http://b";
        assert_int_equal(store_people_import(f.store, "park", &given, 1, &f.fault), SIBU_OK);
        assert_int_equal(fixture_number(&f, "SELECT left_us FROM person"), 0);
        expect_as_given(&f, &given);
    }
    fixture_close(&f);
}

static void those_no_longer_listed_are_not_given_out_but_come_back_as_the_same(void **state)
{
    (void)state;
    struct fixture f;
    struct store_person *people = NULL, found;
    fixture_open(&f);
    struct store_person both[] = {person("A", "Z1", ""), person("B", "Z1", "")};
    assert_int_equal(store_people_import(f.store, "park", both, 2, &f.fault), SIBU_OK);
    assert_int_equal(list(&f, "park", &people), 2);
    const char *token = people[0].token;
    assert_int_equal(store_people_import(f.store, "park", &both[1], 1, &f.fault), SIBU_OK);
    assert_int_equal(list(&f, "park", &people), 1);
    assert_string_equal(people[0].id, "B");
    assert_int_equal(store_person_by_token(f.store, token, &f.arena, &found, &f.fault), SIBU_NO);
    assert_int_equal(store_people_import(f.store, "park", both, 2, &f.fault), SIBU_OK);
    assert_int_equal(list(&f, "park", &people), 2);
    assert_string_equal(people[0].token, token);
    fixture_close(&f);
}

static void an_import_with_an_id_twice_changes_nothing(void **state)
{
    (void)state;
    struct fixture f;
    struct store_person *people = NULL;
    fixture_open(&f);
    struct store_person good[] = {person("A", "Z1", "")};
    struct store_person twice[] = {person("B", "Z1", ""), person("C", "Z1", ""), person("B", "Z2", "")};
    assert_int_equal(store_people_import(f.store, "park", good, 1, &f.fault), SIBU_OK);
    assert_int_equal(store_people_import(f.store, "park", twice, 3, &f.fault), SIBU_BAD_INPUT);
    assert_int_equal(list(&f, "park", &people), 1);
    assert_string_equal(people[0].id, "A");
    fixture_close(&f);
}

static void sites_are_apart_and_can_be_asked_for_together(void **state)
{
    (void)state;
    struct fixture f;
    struct store_person *people = NULL;
    fixture_open(&f);
    struct store_person one[] = {person("A", "Z1", "")};
    assert_int_equal(store_people_import(f.store, "park", one, 1, &f.fault), SIBU_OK);
    assert_int_equal(store_people_import(f.store, "works", one, 1, &f.fault), SIBU_OK);
    assert_int_equal(list(&f, "park", &people), 1);
    assert_int_equal(list(&f, NULL, &people), 2);
    assert_string_not_equal(people[0].token, people[1].token);
    assert_int_equal(list(&f, "nowhere", &people), 0);
    fixture_close(&f);
}

static void a_token_finds_its_person_and_nothing_else_finds_anybody(void **state)
{
    (void)state;
    struct fixture f;
    struct store_person *people = NULL, found;
    fixture_open(&f);
    struct store_person both[] = {person("A", "Z1", ""), person("B", "Z1", "")};
    assert_int_equal(store_people_import(f.store, "park", both, 2, &f.fault), SIBU_OK);
    assert_int_equal(list(&f, "park", &people), 2);
    assert_int_equal(strlen(people[0].token), 22);
    assert_int_equal(strspn(people[0].token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), 22);
    assert_int_equal(store_person_by_token(f.store, people[1].token, &f.arena, &found, &f.fault), SIBU_OK);
    assert_string_equal(found.id, "B");

    char nearly[23];
    memcpy(nearly, people[1].token, sizeof nearly);
    nearly[21] = nearly[21] == 'A' ? 'Q' : 'A';
    const char *const wrong[] = {"", "x", nearly, "' OR 1=1 --           ", "0123456789012345678901234567890123456789"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(store_person_by_token(f.store, wrong[i], &f.arena, &found, &f.fault), SIBU_NO);
        assert_null(found.id);
    }
    fixture_close(&f);
}

static void a_link_ends_when_the_roster_names_its_person_no_more(void **state)
{
    (void)state;
    struct fixture f;
    struct store_person *people = NULL, found;
    int64_t key = 0;
    fixture_open(&f);
    struct store_person both[] = {person("A", "Z1", ""), person("B", "Z1", "")};
    assert_int_equal(store_people_import(f.store, "park", both, 2, &f.fault), SIBU_OK);
    assert_int_equal(list(&f, "park", &people), 2);
    assert_int_equal(store_people_import(f.store, "park", both, 1, &f.fault), SIBU_OK);
    assert_int_equal(store_person_by_token(f.store, people[0].token, &f.arena, &found, &f.fault), SIBU_OK);
    assert_int_equal(store_person_by_token(f.store, people[1].token, &f.arena, &found, &f.fault), SIBU_NO);
    assert_int_equal(store_person_key(f.store, people[1].token, &key, &f.fault), SIBU_OK);
    assert_int_equal(key, 0);
    fixture_close(&f);
}

static void addresses_are_put_for_many_and_the_unknown_are_counted(void **state)
{
    (void)state;
    struct fixture f;
    struct store_person *people = NULL;
    size_t unknown = 99;
    fixture_open(&f);
    struct store_person both[] = {person("A", "Z1", ""), person("B", "Z1", "")};
    assert_int_equal(store_people_import(f.store, "park", both, 2, &f.fault), SIBU_OK);
    struct store_person addresses[] = {{.site = "park", .id = "B", .url = "http://127.0.0.1:9/b"},
                                       {.site = "park", .id = "Z", .url = "http://127.0.0.1:9/z"},
                                       {.site = "works", .id = "A", .url = "http://127.0.0.1:9/a"}};
    assert_int_equal(store_addresses_put(f.store, addresses, 3, &unknown, &f.fault), SIBU_OK);
    assert_int_equal(unknown, 2);
    assert_int_equal(list(&f, "park", &people), 2);
    assert_string_equal(people[0].url, "");
    assert_string_equal(people[1].url, "http://127.0.0.1:9/b");
    fixture_close(&f);
}

static void a_setting_is_what_was_put_last_and_survives(void **state)
{
    (void)state;
    struct fixture f;
    const char *value = "x";
    fixture_open(&f);
    assert_int_equal(store_setting(f.store, "surprise", &f.arena, &value, &f.fault), SIBU_OK);
    assert_null(value);
    assert_int_equal(store_setting_put(f.store, "surprise", "1", &f.fault), SIBU_OK);
    assert_int_equal(store_setting_put(f.store, "surprise", "“二”", &f.fault), SIBU_OK);
    fixture_reopen(&f);
    assert_int_equal(store_setting(f.store, "surprise", &f.arena, &value, &f.fault), SIBU_OK);
    assert_string_equal(value, "“二”");
    fixture_close(&f);
}

static void a_value_above_the_limit_is_refused(void **state)
{
    (void)state;
    struct fixture f;
    const char *value = NULL;
    fixture_open(&f);
    char *large = sibu_arena_take(&f.arena, STORE_VALUE_BYTES_MAX + 2, 1);
    memset(large, 'a', STORE_VALUE_BYTES_MAX + 1);
    assert_int_equal(store_setting_put(f.store, "large", large, &f.fault), SIBU_LIMIT);
    assert_int_equal(store_setting(f.store, "large", &f.arena, &value, &f.fault), SIBU_OK);
    assert_null(value);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_import_keeps_key_token_and_address_of_those_it_knows),
        cmocka_unit_test(an_import_writes_each_change_and_of_the_others_nothing),
        cmocka_unit_test(those_no_longer_listed_are_not_given_out_but_come_back_as_the_same),
        cmocka_unit_test(an_import_with_an_id_twice_changes_nothing),
        cmocka_unit_test(sites_are_apart_and_can_be_asked_for_together),
        cmocka_unit_test(a_token_finds_its_person_and_nothing_else_finds_anybody),
        cmocka_unit_test(a_link_ends_when_the_roster_names_its_person_no_more),
        cmocka_unit_test(addresses_are_put_for_many_and_the_unknown_are_counted),
        cmocka_unit_test(a_setting_is_what_was_put_last_and_survives),
        cmocka_unit_test(a_value_above_the_limit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
