/* The report of a drill at the server: made of its sealed record for whoever reads it, until an officer signs it; from then on it is
 * the files that were signed, byte for byte.
 *
 * Signed files lie beside the record, RECORD-report….…, and their signature as RECORD.signed. Officers and wardens see people's names,
 * as on the board; trainers and auditors see pseudonyms, made with the key pseudonym.key of the data folder; so what tells of people one
 * by one is signed in both forms. Each officer has a key of their own, report-NAME.key of the data folder, made when they first sign; the
 * audit trail tells its public half, and the hash of the signature. Inside web/ only.
 */
#pragma once
#include "report/signed.h"
#include "store/store.h"
#include "web/http.h"
#include "web/server_state.h"

struct desk_report {
    struct store_drill drill; /* in the request's arena */
    int is_sealed; /* 0: the drill is not closed yet, or its record is gone: there is no report */
    int is_signed;
    const char *line; /* the signature; NULL where it is not signed */
    struct signed_report about; /* what it says */
};
/* SIBU_NO: there is no drill of this number that the caller reaches. */
SIBU_MUST_USE enum sibu_status report_desk_find(struct server *server, struct http_request *request, const char *drill,
                                                struct desk_report *out, struct sibu_fault *fault);
/* How the caller sees people. */
enum report_names report_desk_names(const struct http_request *request);
/* One file of it as some may see it. `first`: which language a page that is not signed shows first. */
struct signed_file report_desk_form(const struct desk_report *report, const struct report_form *form,
                                    enum report_names names, enum sibu_language first);
/* Appends the bytes of a file of report_desk_form. SIBU_NO: the drill is not closed yet. SIBU_IO where a signed file is not as it was
 * signed: it is not handed out. */
SIBU_MUST_USE enum sibu_status report_desk_file(struct server *server, const struct desk_report *report,
                                                const struct signed_file *file, struct sibu_text *out,
                                                struct sibu_fault *fault);
/* The caller signs it. SIBU_BAD_INPUT where it is signed already or not sealed. On disk when it returns. */
SIBU_MUST_USE enum sibu_status report_desk_sign(struct server *server, struct http_request *request,
                                                const struct desk_report *report, struct sibu_fault *fault);
/* Makes signatures beside records that are there again where they are not as the store has them. */
SIBU_MUST_USE enum sibu_status report_desk_open(struct server *server, struct sibu_fault *fault);
