/* The officer's page of findings over real HTTP: what a drill showed is given to somebody, closed with proof, seen again by the
 * next drill, taken back; each deed in the ledger and in the audit trail, and only an officer's.
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "evaluate/finding_book.h"
#include "held.h"
#include "visitor.h"

#define COUNTS "\"tick_s\":60,\"least\":0,\"windows\":[{}],\"gap_days\":0,\"mean\":0.02"
#define FILE_HASH "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/* A works with an officer and a trainer, a drill in which 7 of 12 went missing, and the first of its findings. */
struct house {
    struct stand stand;
    struct visitor anna, otto, tina;
    int64_t time_us, id;
};

static int64_t first_missing(const struct house *house)
{
    return stand_number(house->stand.data, "SELECT min(row) FROM finding WHERE kind = 'missing' AND event = 'opened'");
}

static void open_house(struct house *house)
{
    char link[360];
    *house = (struct house){.stand = {.finishes = 1}};
    stand_open_as_set(&house->stand, COUNTS);
    (void)stand_step(&house->stand, STAND_MORNING_US);
    visitor_init(&house->anna, &house->stand);
    visitor_init(&house->otto, &house->stand);
    visitor_init(&house->tina, &house->stand);
    visitor_join(&house->anna, server_set_up_link(house->stand.server), "anna");
    visitor_invite(&house->anna, "officer=1", link);
    visitor_join(&house->otto, link, "otto");
    visitor_invite(&house->anna, "trainer=1", link);
    visitor_join(&house->tina, link, "tina");
    house->time_us = held_drill(&house->stand, STAND_MORNING_US + HELD_MINUTE_US, 5, DRILL_ALL_CLEAR);
    house->id = first_missing(house);
    assert_true(house->id > 0);
}

static void close_house(struct house *house)
{
    visitor_clear(&house->anna);
    visitor_clear(&house->otto);
    visitor_clear(&house->tina);
    stand_close(&house->stand);
}

/* Sessions do not outlive drills on a clock that is moved by hand. */
static void hold(struct house *house, size_t arrive)
{
    house->time_us = held_drill(&house->stand, house->time_us, arrive, DRILL_ALL_CLEAR);
    visitor_sign_in(&house->otto, "otto");
}

static long show(struct house *house, struct visitor *visitor, const char *more)
{
    char path[80];
    (void)snprintf(path, sizeof path, "/findings?id=%" PRId64 "%s", house->id, more);
    return visitor_get(visitor, path);
}

static long act(struct house *house, struct visitor *visitor, const char *fields)
{
    char body[600];
    (void)snprintf(body, sizeof body, "id=%" PRId64 "&%s", house->id, fields);
    return visitor_post(visitor, "/findings?lang=en", body);
}

/* How often the ledger says this of the finding. */
static int64_t said(const struct house *house, const char *event)
{
    char sql[300];
    (void)snprintf(
        sql, sizeof sql,
        "SELECT count(*) FROM finding AS a JOIN finding AS b ON a.site = b.site AND a.kind = b.kind AND a.place"
        " = b.place WHERE b.row = %" PRId64 " AND a.event = '%s'",
        house->id, event);
    return stand_number(house->stand.data, sql);
}

static int64_t audited(const struct house *house, const char *action)
{
    char sql[200];
    (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM audit WHERE action = '%s' AND object = '%" PRId64 "'", action,
                   house->id);
    return stand_number(house->stand.data, sql);
}

static void closed_with_proof_and_seen_again_by_the_next_drill(void **state)
{
    (void)state;
    struct house house;
    struct sibu_fault fault;
    char path[128];
    int64_t rows = 0;
    open_house(&house);
    visitor_sign_in(&house.otto, "otto");
    for (int zh = 0; zh <= 1; zh++) {
        assert_int_equal(visitor_get(&house.otto, zh ? "/findings?lang=zh" : "/findings?lang=en"), 200);
        assert_true(visitor_sees(&house.otto, zh ? "下落不明" : "could not be accounted for"));
        assert_false(visitor_sees(&house.otto, "<script"));
        assert_false(visitor_sees(&house.otto, "style=\""));
    }
    assert_int_equal(act(&house, &house.otto, "do=assign&text=Li+%3Cb%3E"), 303);
    assert_true(strstr(house.otto.location, "/findings?id=") != NULL);
    assert_int_equal(act(&house, &house.otto, "do=due&until=2099-12-31&text=parts+come+late"), 303);
    assert_int_equal(act(&house, &house.otto, "do=note&text=asked+twice"), 303);
    assert_int_equal(act(&house, &house.otto, "do=proof&text=a+list"), 303);
    assert_int_equal(show(&house, &house.otto, "&lang=en"), 200);
    assert_true(visitor_sees(&house.otto, "Li &lt;b&gt;"));
    assert_true(visitor_sees(&house.otto, "to be mended by 2099-12-31"));
    assert_true(visitor_sees(&house.otto, "asked twice"));
    assert_true(visitor_sees(&house.otto, "Close with this proof"));
    assert_int_equal(act(&house, &house.otto, "do=close&text=walked+it+with+the+shift&sha256=" FILE_HASH), 303);
    assert_int_equal(show(&house, &house.otto, "&lang=en"), 200);
    assert_true(visitor_sees(&house.otto, "by otto"));
    assert_true(visitor_sees(&house.otto, FILE_HASH));
    assert_true(visitor_sees(&house.otto, "Open it again"));
    assert_false(visitor_sees(&house.otto, "Close with this proof"));
    assert_int_equal(said(&house, "closed"), 1);
    assert_int_equal(audited(&house, "finding-close"), 2); /* asked, and done */
    hold(&house, 5); /* the next drill shows it again */
    assert_int_equal(said(&house, "reopened"), 1);
    assert_int_equal(show(&house, &house.otto, "&lang=en"), 200);
    assert_true(visitor_sees(&house.otto, "seen after it was closed: open again"));
    assert_true(visitor_sees(&house.otto, "Close with this proof"));
    assert_int_equal(act(&house, &house.otto, "do=close&text=once+more"), 303);
    hold(&house, HELD_EXPECTED); /* and the one after that confirms that it is mended */
    assert_int_equal(said(&house, "mended"), 1);
    (void)snprintf(path, sizeof path, "%s/sibu.db", house.stand.data);
    assert_int_equal(finding_file_check(path, &rows, &fault), SIBU_OK);
    close_house(&house);
}

static void a_closing_is_taken_back(void **state)
{
    (void)state;
    struct house house;
    open_house(&house);
    visitor_sign_in(&house.otto, "otto");
    assert_int_equal(act(&house, &house.otto, "do=reopen&until=2099-01-01&text=why"), 409); /* it is open */
    assert_int_equal(act(&house, &house.otto, "do=close&text=done"), 303);
    assert_int_equal(act(&house, &house.otto, "do=close&text=done"), 409);
    assert_true(visitor_sees(&house.otto, "is closed"));
    assert_int_equal(act(&house, &house.otto, "do=reopen&until=2001-01-01&text=why"), 400);
    assert_int_equal(act(&house, &house.otto, "do=reopen&until=2099-01-01&text="), 400);
    assert_int_equal(act(&house, &house.otto, "do=note&text=still+there"), 303); /* also on what is closed */
    assert_int_equal(act(&house, &house.otto, "do=reopen&until=2099-01-01&text=not+after+all"), 303);
    assert_int_equal(show(&house, &house.otto, "&lang=zh"), 200);
    assert_true(visitor_sees(&house.otto, "2099-01-01 前整改"));
    assert_true(visitor_sees(&house.otto, "not after all"));
    hold(&house, 5);
    assert_int_equal(said(&house, "seen"), 1); /* open already: no second opening */
    assert_int_equal(said(&house, "reopened"), 0);
    close_house(&house);
}

static void others_and_wrong_wishes_change_nothing(void **state)
{
    (void)state;
    static const char *const WRONG[] = {"do=close&text=",       "do=close&text=x&sha256=12", "do=due&until=soon&text=x",
                                        "do=due&until=&text=x", "do=dance&text=x",           "text=x"};
    struct house house;
    char body[200];
    open_house(&house);
    int64_t rows = stand_number(house.stand.data, "SELECT count(*) FROM finding");
    visitor_sign_in(&house.tina, "tina");
    assert_int_equal(show(&house, &house.tina, "&lang=en"), 200); /* a trainer looks */
    assert_false(visitor_sees(&house.tina, "Close with this proof"));
    assert_int_equal(act(&house, &house.tina, "do=close&text=x"), 403);
    visitor_sign_in(&house.otto, "otto");
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        assert_int_equal(act(&house, &house.otto, WRONG[i]), 400);
        assert_true(visitor_sees(&house.otto, "role=\"alert\""));
    }
    (void)snprintf(body, sizeof body, "id=%" PRId64 "&do=close&text=x", house.id);
    assert_int_equal(visitor_ask(&house.otto, "POST", "/findings", body), 403); /* without the form's secret */
    house.id += 100000;
    assert_int_equal(show(&house, &house.otto, ""), 404);
    assert_int_equal(act(&house, &house.otto, "do=close&text=x"), 404);
    assert_int_equal(stand_number(house.stand.data, "SELECT count(*) FROM finding"), rows);
    close_house(&house);
}

static void programs_ask_and_act_as_well(void **state)
{
    (void)state;
    struct house house;
    char body[300], wanted[80];
    open_house(&house);
    visitor_sign_in(&house.otto, "otto");
    (void)snprintf(house.otto.header, sizeof house.otto.header, "X-Sibu-Form: %s", house.otto.form + strlen("form="));
    assert_int_equal(visitor_get(&house.otto, "/v1/findings?show=open&site=" HELD_SITE), 200);
    (void)snprintf(wanted, sizeof wanted, "{\"id\":%" PRId64 ",\"site\":\"" HELD_SITE "\"", house.id);
    assert_true(visitor_sees(&house.otto, wanted));
    assert_int_equal(visitor_get(&house.otto, "/v1/findings?show=overdue"), 200);
    assert_true(visitor_sees(&house.otto, "{\"findings\":[],"));
    assert_int_equal(visitor_get(&house.otto, "/v1/findings?show=some"), 400);
    (void)snprintf(body, sizeof body, "{\"finding\":%" PRId64 ",\"do\":\"close\",\"text\":\"seen by the shift\"}",
                   house.id);
    assert_int_equal(visitor_ask(&house.otto, "POST", "/v1/findings", body), 200);
    assert_true(visitor_sees(&house.otto, "\"event\":\"closed\""));
    assert_int_equal(visitor_ask(&house.otto, "POST", "/v1/findings", body), 409);
    assert_int_equal(visitor_ask(&house.otto, "POST", "/v1/findings", "{\"finding\":1,\"do\":\"close\"}"), 400);
    assert_int_equal(visitor_ask(&house.otto, "POST", "/v1/findings", "[]"), 400);
    assert_int_equal(said(&house, "closed"), 1);
    close_house(&house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closed_with_proof_and_seen_again_by_the_next_drill),
        cmocka_unit_test(a_closing_is_taken_back),
        cmocka_unit_test(others_and_wrong_wishes_change_nothing),
        cmocka_unit_test(programs_ask_and_act_as_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
