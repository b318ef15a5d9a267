/* Where the store of a data folder is: in FOLDER/sibu.db, or in PostgreSQL, where FOLDER/store.url names the database. */
#pragma once
#include "sibu/fault.h"

#define STORE_WHERE_BYTES 4200

/* What store_open takes. SIBU_BAD_INPUT where store.url is damaged. */
SIBU_MUST_USE enum sibu_status store_where(const char *folder, char out[STORE_WHERE_BYTES], struct sibu_fault *fault);
/* The same for who only reads what is there: SIBU_BAD_INPUT where the folder has neither. */
SIBU_MUST_USE enum sibu_status store_where_there(const char *folder, char out[STORE_WHERE_BYTES],
                                                 struct sibu_fault *fault);
/* Whether the folder's store may be at this address. SIBU_BAD_INPUT where it is none, or where the folder has a sibu.db: what
 * is in that would be forgotten. */
SIBU_MUST_USE enum sibu_status store_where_check(const char *folder, const char *url, struct sibu_fault *fault);
/* From now on it is there. The same faults, and SIBU_IO. */
SIBU_MUST_USE enum sibu_status store_where_put(const char *folder, const char *url, struct sibu_fault *fault);
/* Whether the folder's store may be moved: SIBU_NO where something is in the way that an earlier move has left. */
SIBU_MUST_USE enum sibu_status store_where_check_move(const char *folder, struct sibu_fault *fault);
/* From now on it is at this address, and sibu.db is set aside as sibu.db.moved; url NULL: it is in sibu.db, which takes the
 * place of sibu.db.part, and store.url is removed. At every moment one of the two is in force. SIBU_IO. */
SIBU_MUST_USE enum sibu_status store_where_move(const char *folder, const char *url, struct sibu_fault *fault);
