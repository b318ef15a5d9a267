/* The rooms' statements in PostgreSQL's words: see postgres.h. Depends on nothing. */
#include <string.h>

#include "store/postgres.h"

static const char OURS[] = "/*+", OURS_END[] = "*/", OTHERS[] = "/*-*/";

static int begins(const char *sql, const char *mark)
{
    return strncmp(sql, mark, strlen(mark)) == 0;
}

/* Behind the next mark of the other database. */
static const char *skip_others(const char *sql)
{
    const char *mark = strstr(sql, OTHERS);
    return mark == NULL ? sql + strlen(sql) : mark + strlen(OTHERS);
}

void postgres_statement(const char *sql, struct sibu_text *out)
{
    while (*sql != '\0') {
        if (begins(sql, OTHERS)) {
            sql = skip_others(sql + strlen(OTHERS));
        } else if (begins(sql, OURS)) {
            sql += strlen(OURS);
        } else if (begins(sql, OURS_END)) {
            sql += strlen(OURS_END);
        } else {
            sibu_text_add_bytes(out, *sql == '?' ? "$" : sql, 1);
            sql++;
        }
    }
}
