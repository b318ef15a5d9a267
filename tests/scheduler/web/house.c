/* See house.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "house.h"
#include "sibu/text.h"

void house_open(struct house *house)
{
    char link[360];
    stand_open(&house->stand, HOUSE_SELDOM);
    (void)stand_step(&house->stand, STAND_MORNING_US);
    visitor_init(&house->anna, &house->stand);
    visitor_init(&house->otto, &house->stand);
    visitor_init(&house->olga, &house->stand);
    visitor_init(&house->phone, &house->stand);
    visitor_join(&house->anna, server_set_up_link(house->stand.server), "anna");
    visitor_invite(&house->anna, "officer=1", link);
    visitor_join(&house->otto, link, "otto");
    visitor_invite(&house->anna, "officer=1", link);
    visitor_join(&house->olga, link, "olga");
}

void house_close(struct house *house)
{
    visitor_clear(&house->anna);
    visitor_clear(&house->otto);
    visitor_clear(&house->olga);
    visitor_clear(&house->phone);
    stand_close(&house->stand);
}

static void add_encoded(struct sibu_text *out, const char *text)
{
    for (; *text != '\0'; text++) {
        sibu_text_addf(out, "%%%02X", (unsigned)(unsigned char)*text);
    }
}

long house_bring(struct visitor *visitor, const char *page, const char *text)
{
    struct sibu_text fields = {0};
    char path[40];
    sibu_text_add(&fields, "do=look&text=");
    add_encoded(&fields, text);
    (void)snprintf(path, sizeof path, "%s?lang=en", page);
    long status = visitor_post(visitor, path, sibu_text_get(&fields));
    sibu_text_clear(&fields);
    return status;
}

void house_look(struct visitor *visitor)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s", visitor->location);
    assert_non_null(strstr(path, "draft="));
    assert_int_equal(visitor_get(visitor, path), 200);
}

long house_press(struct visitor *visitor, const char *page, const char *what)
{
    static const char FIELD[] = "name=\"sha256\" value=\"";
    char fields[160], path[40];
    const char *at = strstr(sibu_text_get(&visitor->body), FIELD);
    assert_non_null(at);
    (void)snprintf(fields, sizeof fields, "do=%s&sha256=%.64s", what, at + sizeof FIELD - 1);
    (void)snprintf(path, sizeof path, "%s?lang=en", page);
    return visitor_post(visitor, path, fields);
}

int64_t house_rows(const struct house *house, const char *who, const char *action, const char *like)
{
    char sql[400];
    (void)snprintf(
        sql, sizeof sql,
        "SELECT count(*) FROM audit WHERE who = '%s' AND action = '%s' AND object || ' ' || result LIKE '%s'", who,
        action, like);
    return stand_number(house->stand.data, sql);
}

int house_is_kept(const struct house *house)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/" SERVER_KEPT, house->stand.data);
    return access(path, F_OK) == 0;
}
