/* Budgets of branches in figures: those of the whole are those of a group with the same sites; what lies in one another nests; and
 * what a policy may say of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "draw/odds_branches.h"
#include "draw/odds_limits.h"
#include "draw/rules_plan.h"

#define NOW_US (INT64_C(1795392000) * 1000000) /* 2026-11-23 */
#define SITES 4 /* two at east, two at west */

struct world {
    char folder[64];
    struct plan *plan;
    struct outlook outlook;
    struct sibu_arena arena;
    struct sibu_fault fault;
};

static void put(const struct world *world, const char *name, const char *bytes)
{
    char path[160];
    struct sibu_fault fault;
    (void)snprintf(path, sizeof path, "%s/%s", world->folder, name);
    assert_int_equal(file_write(path, bytes, strlen(bytes), 0600, &fault), SIBU_OK);
}

static const char *source(void)
{
    return getenv("SIBU_SOURCE") != NULL ? getenv("SIBU_SOURCE") : ".";
}

static void put_site(const struct world *world, int number)
{
    char path[4096], name[32], id[16];
    struct sibu_text site = {0}, copy = {0};
    struct sibu_fault fault;
    (void)snprintf(path, sizeof path, "%s/tests/system/little/site.geojson", source());
    (void)snprintf(name, sizeof name, "s%d.geojson", number);
    (void)snprintf(id, sizeof id, "s%d", number);
    assert_int_equal(file_read(path, 1 << 20, &site, &fault), SIBU_OK);
    const char *at = strstr(sibu_text_get(&site), "little-works");
    assert_non_null(at);
    sibu_text_add_bytes(&copy, sibu_text_get(&site), (size_t)(at - sibu_text_get(&site)));
    sibu_text_add(&copy, id);
    sibu_text_add(&copy, at + strlen("little-works"));
    put(world, name, sibu_text_get(&copy));
    sibu_text_clear(&site);
    sibu_text_clear(&copy);
}

/* A policy with these members besides its sites; SIBU_OK where it is one. */
static enum sibu_status open_world(struct world *world, const char *members)
{
    char path[128];
    struct sibu_text policy = {0};
    memset(world, 0, sizeof *world);
    (void)snprintf(world->folder, sizeof world->folder, "/tmp/sibu-odds-XXXXXX");
    assert_non_null(mkdtemp(world->folder));
    sibu_text_addf(&policy, "{\"format\":1,\"families\":\"%s/scenarios/families\",%s,\"sites\":[", source(), members);
    for (int i = 0; i < SITES; i++) {
        put_site(world, i);
        sibu_text_addf(&policy, "%s{\"site\":\"s%d.geojson\",\"roster\":\"r.csv\"}", i > 0 ? "," : "", i);
    }
    sibu_text_add(&policy, "]}");
    put(world, "policy.json", sibu_text_get(&policy));
    put(world, "r.csv", "id,name,zone,shift,role,language,pace\nW1,Ward,shop,always,warden,en,normal\n");
    put(world, "o.json",
        "{\"format\":1,\"branches\":[{\"id\":\"east\",\"name\":{\"zh\":\"东\",\"en\":\"East\"}},{\"id\":\"west\",\"name\":"
        "{\"zh\":\"西\",\"en\":\"West\"}},{\"id\":\"empty\",\"name\":{\"zh\":\"空\",\"en\":\"Empty\"}}],\"sites\":[{\"id\":"
        "\"s0\",\"branch\":\"east\"},{\"id\":\"s1\",\"branch\":\"east\"},{\"id\":\"s2\",\"branch\":\"west\"},{\"id\":\"s3\","
        "\"branch\":\"west\"}]}");
    (void)snprintf(path, sizeof path, "%s/policy.json", world->folder);
    enum sibu_status status = plan_open(&world->plan, path, &world->fault);
    if (status == SIBU_OK) {
        assert_int_equal(outlook_make(world->plan, NOW_US, &world->arena, &world->outlook, &world->fault), SIBU_OK);
    }
    sibu_text_clear(&policy);
    return status;
}

static void close_world(struct world *world)
{
    if (world->plan != NULL) {
        outlook_clear(&world->outlook);
    }
    plan_close(world->plan);
    sibu_arena_clear(&world->arena);
    file_remove_folder(world->folder);
}

static struct odds_branch figures_of(struct world *world, uint32_t budget)
{
    struct odds_branch odds;
    assert_int_equal(
        odds_of_branch(world->plan, &world->outlook, &world->plan->policy->budgets[budget], &odds, &world->fault),
        SIBU_OK);
    assert_true(odds.reckoned);
    return odds;
}

static void assert_near(double value, double exact)
{
    if (!(value - exact < 1e-9 && exact - value < 1e-9)) {
        fail_msg("%.12g, not %.12g", value, exact);
    }
}

#define ORGANISED "\"mean\":2,\"windows\":[{}],\"organisation\":\"o.json\""

static void the_budget_of_the_whole_costs_what_that_of_a_group_does(void **state)
{
    (void)state;
    struct world world;
    struct odds_months months;
    assert_int_equal(open_world(&world, ORGANISED ",\"most_per_month\":2,\"budgets\":[{\"most\":2}]"), SIBU_OK);
    assert_int_equal(odds_limits_budget(world.plan, &world.outlook, 0, &months, &world.fault), SIBU_OK);
    const struct odds_branch whole = figures_of(&world, 0);
    assert_int_equal(whole.sites, SITES);
    assert_int_equal(whole.spans, months.count);
    assert_near(whole.mean.drawn, months.mean.drawn);
    assert_near(whole.mean.used_up, months.mean.used_up);
    assert_near(whole.mean.lost, months.mean.lost);
    assert_near(whole.mean.free, months.mean.free);
    assert_near(whole.mean.bits, months.mean.bits);
    assert_near(whole.used_up_most, months.used_up_most);
    assert_true(whole.mean.used_up > 0.05 && whole.mean.used_up < 0.95);
    close_world(&world);
}

/* With a budget of one: it is used up where one is drawn or more, and short of one where none is. */
static void used_up_and_short_are_two_sides_of_one_number(void **state)
{
    (void)state;
    struct world world;
    assert_int_equal(open_world(&world,
                                ORGANISED ",\"budgets\":[{\"branch\":\"east\",\"most\":1,\"least\":1},"
                                          "{\"branch\":\"west\",\"least\":1},{\"per\":\"half-year\",\"least\":4},"
                                          "{\"per\":\"half-year\",\"branch\":\"east\",\"least\":3}]"),
                     SIBU_OK);
    const struct odds_branch east = figures_of(&world, 0), west = figures_of(&world, 1), all = figures_of(&world, 2);
    const struct odds_branch more = figures_of(&world, 3);
    assert_near(east.mean.used_up + east.short_of, 1.0);
    assert_near(east.short_of, west.short_of); /* as many sites, by the same rules */
    assert_int_equal(east.sites, 2);
    assert_true(east.first_day > 0.0 && east.first_day < east.mean.used_up);
    assert_near(all.short_of, 0.0); /* each of the four has one in each half-year */
    assert_int_equal(all.leasts, 4);
    assert_near(all.mean.drawn, 8.0);
    assert_true(more.short_of > 0.0 && more.short_of < 0.5); /* two sites with one each at the least */
    close_world(&world);
}

static void what_no_branch_could_have_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *members, *place;
    } CASES[] = {
        {"\"mean\":2,\"budgets\":[{\"branch\":\"east\",\"most\":1}]", "/budgets/0"}, /* without an organisation */
        {ORGANISED ",\"budgets\":[{\"branch\":\"nowhere\",\"most\":1}]", "/budgets/0"},
        {ORGANISED ",\"budgets\":[{\"branch\":\"empty\",\"most\":1}]", "/budgets/0"},
        {ORGANISED ",\"budgets\":[{\"most\":1},{\"per\":\"month\",\"least\":1}]", "/budgets/1"},
        {ORGANISED ",\"budgets\":[{\"branch\":\"east\"}]", "/budgets/0"},
        {ORGANISED ",\"budgets\":[{\"most\":1,\"least\":2}]", "/budgets/0/least"},
        {ORGANISED ",\"budgets\":[{\"most\":0}]", "/budgets/0/most"},
        {ORGANISED ",\"budgets\":[{\"most\":1,\"per\":\"week\"}]", "/budgets/0/per"},
        {ORGANISED ",\"period\":\"month\",\"gap_days\":7,\"budgets\":[{\"most\":1,\"per\":\"quarter\"}]", "/budgets/0"},
        {ORGANISED ",\"together\":true,\"budgets\":[{\"branch\":\"east\",\"most\":1}]", "/budgets/0"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct world world;
        if (open_world(&world, CASES[i].members) != SIBU_BAD_INPUT ||
            strstr(world.fault.place, CASES[i].place) == NULL) {
            fail_msg("%s: %s", CASES[i].members, world.plan != NULL ? "taken" : world.fault.place);
        }
        close_world(&world);
    }
}

/* What the policy asks at the least is no rule of the draw; what it allows at the most is, with the sites it holds for. */
static void ceilings_are_rules_and_leasts_are_not(void **state)
{
    (void)state;
    struct world world;
    struct rules *rules = NULL;
    assert_int_equal(open_world(&world, ORGANISED ",\"budgets\":[{\"branch\":\"east\",\"least\":1},"
                                                  "{\"branch\":\"west\",\"per\":\"quarter\",\"most\":3}]"),
                     SIBU_OK);
    assert_int_equal(rules_of_plan(&rules, world.plan, &world.fault), SIBU_OK);
    assert_int_equal(rules->budget_count, 1);
    assert_string_equal(rules->budgets[0].branch, "west");
    assert_int_equal(rules->budgets[0].months, 3);
    assert_int_equal(rules->budgets[0].most, 3);
    assert_int_equal(rules->budgets[0].site_count, 2);
    assert_string_equal(rules->units[rules->budgets[0].sites[0]].id, "s2");
    assert_string_equal(rules->units[rules->budgets[0].sites[1]].id, "s3");
    rules_close(rules);
    close_world(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_budget_of_the_whole_costs_what_that_of_a_group_does),
        cmocka_unit_test(used_up_and_short_are_two_sides_of_one_number),
        cmocka_unit_test(what_no_branch_could_have_is_refused),
        cmocka_unit_test(ceilings_are_rules_and_leasts_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
