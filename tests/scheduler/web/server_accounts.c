/* Accounts over real HTTP: the first start, invitations, signing in and out, and everything that ends a session. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <curl/curl.h>

#include "visitor.h"
#include "web/session.h"

#define SELDOM "\"tick_s\":60,\"least\":0,\"mean\":0.01,\"windows\":[{}]"
#define SECOND_US INT64_C(1000000)
#define DAY_US (INT64_C(86400) * SECOND_US)

static void pass(struct stand *stand, int64_t time_us)
{
    clock_set_us(&stand->clock, clock_now_us(&stand->clock) + time_us);
}

static void restart(struct stand *stand)
{
    server_close(stand->server);
    stand_serve(stand);
}

/* A stand whose administrator is anna, signed in. */
static void open_with_anna(struct stand *stand, struct visitor *anna)
{
    stand_open(stand, SELDOM);
    visitor_init(anna, stand);
    visitor_join(anna, server_set_up_link(stand->server), "anna");
}

/* Another account, signed in. */
static void add(struct visitor *anna, struct visitor *who, const char *name, const char *roles)
{
    char link[360];
    visitor_invite(anna, roles, link);
    visitor_init(who, anna->stand);
    visitor_join(who, link, name);
}

static void the_set_up_link_works_once_and_for_a_day(void **state)
{
    (void)state;
    struct stand stand;
    struct visitor anna, late;
    char first[360], second[360];
    stand_open(&stand, SELDOM);
    visitor_init(&anna, &stand);
    visitor_init(&late, &stand);
    (void)snprintf(first, sizeof first, "%s", strstr(server_set_up_link(stand.server), "/join/"));
    assert_int_equal(strlen(first), strlen("/join/") + 43);
    restart(&stand);
    (void)snprintf(second, sizeof second, "%s", strstr(server_set_up_link(stand.server), "/join/"));
    assert_string_not_equal(first, second);
    assert_int_equal(visitor_get(&late, first), 404); /* another has taken its place */
    assert_int_equal(visitor_get(&late, second), 200);
    assert_int_equal(visitor_get(&late, second), 200); /* to look uses nothing up */
    pass(&stand, DAY_US);
    assert_int_equal(visitor_get(&late, second), 404);
    pass(&stand, -SECOND_US);
    assert_int_equal(visitor_ask(&anna, "POST", second, "name=anna&password=short&again=short"), 400);
    assert_int_equal(visitor_ask(&anna, "POST", second, "name=key&password=" PASSWORD "&again=" PASSWORD), 400);
    assert_string_equal(anna.cookie, "");
    visitor_join(&anna, second, "anna");
    assert_int_equal(visitor_get(&anna, "/accounts"), 200);
    assert_int_equal(visitor_ask(&late, "POST", second, "name=carl&password=" PASSWORD "&again=" PASSWORD), 404);
    assert_string_equal(late.cookie, "");
    restart(&stand);
    assert_string_equal(server_set_up_link(stand.server), "");
    assert_int_equal(visitor_get(&anna, "/accounts"), 200); /* a restart signs nobody out */
    visitor_clear(&anna);
    visitor_clear(&late);
    stand_close(&stand);
}

static void who_lost_the_password_gets_in_again(void **state)
{
    (void)state;
    struct stand stand;
    struct visitor anna, dora;
    struct sibu_fault fault;
    open_with_anna(&stand, &anna);
    server_close(stand.server);
    struct server_def def = {.plan = stand.plan,
                             .clock = &stand.clock,
                             .folder = stand.data,
                             .address = "127.0.0.1",
                             .makes_set_up_link = 1,
                             .password_passes = 1,
                             .password_bytes = 8192,
                             .keeps_record_open = 1};
    assert_int_equal(server_open(&stand.server, &def, &fault), SIBU_OK);
    visitor_init(&dora, &stand);
    visitor_join(&dora, server_set_up_link(stand.server), "dora");
    assert_int_equal(visitor_post(&dora, "/accounts?lang=en", "do=link&account=anna"), 200);
    const char *link = strstr(sibu_text_get(&dora.body), "/join/");
    char path[64];
    assert_non_null(link);
    (void)snprintf(path, sizeof path, "%.49s", link);
    assert_int_equal(visitor_ask(&anna, "POST", path, "password=eight green doors&again=eight green doors"), 303);
    assert_int_equal(visitor_get(&anna, "/accounts"), 303); /* its session has ended */
    assert_int_equal(visitor_ask(&anna, "POST", "/sign-in", "name=anna&password=" PASSWORD), 403);
    assert_int_equal(visitor_ask(&anna, "POST", "/sign-in", "name=Anna&password=eight+green+doors"), 303);
    visitor_clear(&anna);
    visitor_clear(&dora);
    stand_close(&stand);
}

static void the_key_opens_the_board_only_until_there_is_an_account(void **state)
{
    (void)state;
    struct stand stand;
    struct visitor old, anna;
    char fields[80];
    stand_open(&stand, SELDOM);
    visitor_init(&old, &stand);
    visitor_init(&anna, &stand);
    (void)snprintf(fields, sizeof fields, "key=%s", server_officer_key(stand.server));
    assert_int_equal(visitor_ask(&old, "POST", "/sign-in", fields), 303);
    assert_int_equal(visitor_get(&old, "/?lang=en"), 200);
    assert_true(visitor_sees(&old, "Arm a surprise"));
    visitor_join(&anna, server_set_up_link(stand.server), "anna");
    assert_int_equal(visitor_get(&old, "/statistics"), 303);
    assert_int_equal(visitor_ask(&old, "POST", "/sign-in", fields), 403);
    (void)snprintf(old.header, sizeof old.header, "Authorization: Bearer %s", server_officer_key(stand.server));
    assert_int_equal(visitor_get(&old, "/v1/muster"), 200); /* programs go on */
    assert_int_equal(visitor_get(&old, "/v1/audit"), 403);
    visitor_clear(&old);
    visitor_clear(&anna);
    stand_close(&stand);
}

static void no_answer_tells_whether_a_name_exists(void **state)
{
    (void)state;
    struct stand stand;
    struct visitor anna, guest;
    struct sibu_text known = {0};
    open_with_anna(&stand, &anna);
    visitor_init(&guest, &stand);
    for (int i = 0; i < 7; i++) {
        long first = visitor_ask(&guest, "POST", "/sign-in?lang=en", "name=anna&password=wrong wrong wrong");
        sibu_text_clear(&known);
        sibu_text_add(&known, sibu_text_get(&guest.body));
        long second = visitor_ask(&guest, "POST", "/sign-in?lang=en", "name=nora&password=wrong wrong wrong");
        assert_int_equal(first, second);
        assert_int_equal(first, i < 5 ? 403 : 429);
        assert_string_equal(sibu_text_get(&known), sibu_text_get(&guest.body));
        assert_string_equal(guest.cookie, "");
    }
    sibu_text_clear(&known);
    assert_int_equal(visitor_ask(&guest, "POST", "/sign-in", "name=anna&password=" PASSWORD), 429);
    pass(&stand, SECOND_US);
    assert_int_equal(visitor_ask(&guest, "POST", "/sign-in", "name=anna&password=" PASSWORD), 303);
    visitor_clear(&anna);
    visitor_clear(&guest);
    stand_close(&stand);
}

static void one_address_tries_many_names_only_slowly(void **state)
{
    (void)state;
    struct stand stand;
    struct visitor anna, guest;
    char fields[80];
    long status = 0;
    int tried = 0;
    open_with_anna(&stand, &anna);
    visitor_init(&guest, &stand);
    for (; tried < 40 && status != 429; tried++) {
        (void)snprintf(fields, sizeof fields, "name=n%d&password=wrong wrong wrong", tried);
        status = visitor_ask(&guest, "POST", "/sign-in", fields);
    }
    assert_in_range(tried, 13, 20);
    assert_int_equal(visitor_ask(&guest, "POST", "/sign-in", "name=anna&password=" PASSWORD), 429);
    (void)snprintf(guest.header, sizeof guest.header, "X-Forwarded-For: 10.1.2.3");
    assert_int_equal(visitor_ask(&guest, "POST", "/sign-in", "name=anna&password=" PASSWORD),
                     429); /* there is no proxy */
    visitor_clear(&anna);
    visitor_clear(&guest);
    stand_close(&stand);
}

static void what_ends_a_session(void **state)
{
    (void)state;
    struct stand stand;
    struct visitor anna, bert, there;
    char fields[200];
    open_with_anna(&stand, &anna);
    add(&anna, &bert, "bert", "officer=1");
    visitor_init(&there, &stand);
    visitor_sign_in(&there, "bert"); /* on another machine */
    assert_string_not_equal(there.cookie, bert.cookie);
    assert_string_not_equal(there.form, bert.form);

    (void)snprintf(fields, sizeof fields, "old=wrong wrong wrong&password=eight+green+doors&again=eight+green+doors");
    assert_int_equal(visitor_post(&bert, "/password", fields), 400);
    assert_int_equal(visitor_get(&there, "/"), 200);
    (void)snprintf(fields, sizeof fields, "old=" PASSWORD "&password=eight+green+doors&again=eight+green+doors");
    assert_int_equal(visitor_post(&bert, "/password", fields), 303);
    assert_int_equal(visitor_get(&bert, "/statistics"), 200); /* it has a new one */
    assert_int_equal(visitor_get(&there, "/statistics"), 303);
    assert_int_equal(visitor_ask(&there, "POST", "/sign-in", "name=bert&password=" PASSWORD), 403);

    visitor_find_form(&bert);
    char kept[128];
    (void)snprintf(kept, sizeof kept, "%s", bert.cookie);
    assert_int_equal(visitor_post(&bert, "/sign-out", ""), 303);
    assert_non_null(strstr(bert.set_cookie, "Max-Age=0"));
    (void)snprintf(bert.cookie, sizeof bert.cookie, "%s", kept);
    assert_int_equal(visitor_get(&bert, "/statistics"), 303);

    assert_int_equal(visitor_ask(&bert, "POST", "/sign-in", "name=bert&password=eight+green+doors"), 303);
    assert_int_equal(visitor_get(&bert, "/statistics"), 200);
    assert_int_equal(visitor_post(&anna, "/accounts", "do=end&account=bert"), 303);
    assert_int_equal(visitor_get(&bert, "/statistics"), 303);
    assert_int_equal(visitor_ask(&bert, "POST", "/sign-in", "name=bert&password=eight+green+doors"), 403);
    assert_int_equal(visitor_post(&anna, "/accounts", "do=end&account=anna"), 400); /* the last administrator */
    assert_int_equal(visitor_get(&anna, "/accounts"), 200);
    visitor_clear(&anna);
    visitor_clear(&bert);
    visitor_clear(&there);
    stand_close(&stand);
}

static void time_ends_a_session_but_not_in_a_drill(void **state)
{
    (void)state;
    struct stand stand;
    struct visitor anna, bert;
    open_with_anna(&stand, &anna);
    add(&anna, &bert, "bert", "officer=1");
    for (int i = 0; i < 4; i++) {
        pass(&stand, SESSION_IDLE_US);
        assert_int_equal(visitor_get(&bert, "/statistics"), 200); /* it is in use */
    }
    assert_int_equal(visitor_get(&anna, "/accounts"), 303); /* that one was not */
    assert_int_equal(visitor_get(&anna, "/accounts"), 303);
    (void)stand_step(&stand, clock_now_us(&stand.clock));
    assert_int_equal(visitor_post(&bert, "/", "do=now"), 303);
    pass(&stand, SESSION_LONGEST_US);
    assert_int_equal(visitor_get(&bert, "/?lang=en"), 200);
    assert_true(visitor_sees(&bert, "Who is missing"));
    assert_int_equal(visitor_get(&anna, "/accounts"), 303); /* and what was over does not come back */
    visitor_clear(&anna);
    visitor_clear(&bert);
    stand_close(&stand);
}

static void roles_change_at_once(void **state)
{
    (void)state;
    struct stand stand;
    struct visitor anna, bert;
    open_with_anna(&stand, &anna);
    add(&anna, &bert, "bert", "trainer=1");
    assert_int_equal(visitor_get(&bert, "/audit"), 403);
    assert_int_equal(visitor_post(&anna, "/accounts", "do=roles&account=bert"), 400); /* none at all */
    assert_int_equal(visitor_post(&anna, "/accounts", "do=roles&account=bert&auditor=1&warden=1"), 303);
    assert_int_equal(visitor_get(&bert, "/audit"), 200);
    assert_int_equal(visitor_get(&bert, "/v1/muster"), 200);
    assert_int_equal(visitor_get(&bert, "/accounts"), 403);
    assert_int_equal(visitor_post(&anna, "/accounts", "do=roles&account=anna&officer=1"), 400); /* the last one */
    assert_int_equal(visitor_post(&anna, "/accounts", "do=roles&account=nora&officer=1"), 400);
    assert_int_equal(visitor_post(&anna, "/accounts", "do=explode"), 400);
    visitor_clear(&anna);
    visitor_clear(&bert);
    stand_close(&stand);
}

static void a_link_can_be_taken_back(void **state)
{
    (void)state;
    struct stand stand;
    struct visitor anna, guest;
    char link[360], fields[120];
    open_with_anna(&stand, &anna);
    visitor_init(&guest, &stand);
    visitor_invite(&anna, "officer=1", link);
    assert_int_equal(visitor_get(&guest, strstr(link, "/join/")), 200);
    assert_int_equal(visitor_get(&anna, "/accounts"), 200);
    assert_false(visitor_sees(&anna, strstr(link, "/join/") + 6)); /* it is never shown again */
    const char *hash = strstr(sibu_text_get(&anna.body), "name=\"invitation\" value=\"");
    assert_non_null(hash);
    (void)snprintf(fields, sizeof fields, "do=revoke&invitation=%.64s", hash + strlen("name=\"invitation\" value=\""));
    assert_int_equal(visitor_post(&anna, "/accounts", "do=revoke&invitation=12"), 400);
    assert_int_equal(visitor_post(&anna, "/accounts", fields), 303);
    assert_int_equal(visitor_get(&guest, strstr(link, "/join/")), 404);
    assert_int_equal(visitor_post(&anna, "/accounts", fields), 400);
    visitor_clear(&anna);
    visitor_clear(&guest);
    stand_close(&stand);
}

static void no_other_site_presses_a_button(void **state)
{
    (void)state;
    struct stand stand;
    struct visitor anna, dora;
    open_with_anna(&stand, &anna);
    add(&anna, &dora, "dora", "administrator=1&officer=1");
    static const char INVITE[] = "do=invite&officer=1";
    char foreign[200];
    assert_int_equal(visitor_ask(&anna, "POST", "/accounts", INVITE), 403);
    (void)snprintf(foreign, sizeof foreign, "%s&%s", dora.form, INVITE); /* another session's secret */
    assert_int_equal(visitor_ask(&anna, "POST", "/accounts", foreign), 403);
    assert_int_equal(visitor_ask(&dora, "POST", "/v1/surprise", "{\"within_s\":3600}"), 403);
    (void)snprintf(dora.header, sizeof dora.header, "X-Sibu-Form: %s", dora.form + strlen("form="));
    assert_int_equal(visitor_ask(&dora, "POST", "/v1/surprise", "{}"), 400);
    (void)snprintf(anna.header, sizeof anna.header, "Sec-Fetch-Site: cross-site");
    assert_int_equal(visitor_post(&anna, "/accounts", INVITE), 403);
    assert_int_equal(visitor_ask(&anna, "POST", "/sign-in", "name=anna&password=" PASSWORD), 403);
    (void)snprintf(anna.header, sizeof anna.header, "Sec-Fetch-Site: same-origin");
    assert_int_equal(visitor_post(&anna, "/accounts", INVITE), 200);
    visitor_clear(&anna);
    visitor_clear(&dora);
    stand_close(&stand);
}

static void the_cookie_is_kept_from_scripts_and_other_sites(void **state)
{
    (void)state;
    struct stand stand;
    struct visitor anna;
    struct sibu_fault fault;
    open_with_anna(&stand, &anna);
    assert_int_equal(visitor_ask(&anna, "POST", "/sign-in", "name=anna&password=" PASSWORD), 303);
    assert_non_null(strstr(anna.set_cookie, "; HttpOnly; SameSite=Strict"));
    assert_null(strstr(anna.set_cookie, "Secure"));
    server_close(stand.server);
    struct server_def def = {.plan = stand.plan,
                             .clock = &stand.clock,
                             .folder = stand.data,
                             .address = "127.0.0.1",
                             .base_url = "https://drills.example",
                             .password_passes = 1,
                             .password_bytes = 8192,
                             .keeps_record_open = 1};
    assert_int_equal(server_open(&stand.server, &def, &fault), SIBU_OK);
    (void)snprintf(anna.header, sizeof anna.header, "X-Forwarded-For: 1.2.3.4, 10.1.2.3");
    assert_int_equal(visitor_ask(&anna, "POST", "/sign-in", "name=anna&password=" PASSWORD), 303);
    assert_non_null(strstr(anna.set_cookie, "; HttpOnly; SameSite=Strict; Secure"));
    assert_int_equal(visitor_get(&anna, "/audit"), 200);
    assert_true(visitor_sees(&anna, "<td>10.1.2.3</td>")); /* what the proxy saw, not what it was told */
    assert_false(visitor_sees(&anna, "1.2.3.4"));
    visitor_clear(&anna);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_set_up_link_works_once_and_for_a_day),
        cmocka_unit_test(who_lost_the_password_gets_in_again),
        cmocka_unit_test(the_key_opens_the_board_only_until_there_is_an_account),
        cmocka_unit_test(no_answer_tells_whether_a_name_exists),
        cmocka_unit_test(one_address_tries_many_names_only_slowly),
        cmocka_unit_test(what_ends_a_session),
        cmocka_unit_test(time_ends_a_session_but_not_in_a_drill),
        cmocka_unit_test(roles_change_at_once),
        cmocka_unit_test(a_link_can_be_taken_back),
        cmocka_unit_test(no_other_site_presses_a_button),
        cmocka_unit_test(the_cookie_is_kept_from_scripts_and_other_sites),
    };
    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
