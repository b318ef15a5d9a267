/* Inside the store: what the files of the PostgreSQL driver share. Depends on libpq. */
#pragma once
#include <libpq-fe.h>

#include "sibu/text.h"

struct postgres {
    PGconn *connection;
};

/* A statement of the rooms as PostgreSQL reads it: ?1 is $1, and of what the marks set apart (query.h) its own part stays. */
void postgres_statement(const char *sql, struct sibu_text *out);
