/* The tables of a store, for who copies one (store_copy.c). Inside the store.
 *
 * In the order in which they can be filled: what is referred to comes first, and deliveries come before the outbox, so that
 * the trigger that keeps proofs of them finds nothing to add to those that are copied.
 */
#pragma once

struct copy_table {
    const char *name;
    const char *kinds; /* of the columns: t text, i integer, b bytes */
    const char *before; /* run once before the first row is written; NULL: nothing */
    const char *read; /* all rows in order */
    const char *write; /* one row: ?1, ?2 ... are the columns that `read` gives */
};
extern const struct copy_table COPY_TABLES[]; /* STORE_COPY_TABLES of them */
