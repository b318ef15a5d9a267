/* Where evaluators hand in their sheets (evaluate/sheet.h): what they are asked of a drill, and what becomes of their answers.
 *
 * Questions come from the rules that the drill's record has held since T0, else from the server's, and from its hazard family. A
 * sheet is signed and in the store before it is said to be received; the file beside the record follows the store, and is made
 * again when the server starts. Inside web/ only.
 */
#pragma once
#include "evaluate/sheet.h"
#include "web/http.h"
#include "web/server_state.h"

struct sheet_question {
    const char *id; /* the item's, or "fire-hot-work.6" of a family */
    const char *item;
    const struct sibu_name *text;
    const struct rating_scheme *scheme;
};
/* What the drill's evaluators are asked. Strings live in the request's arena, the rules' or the plan. */
struct sheet_form {
    struct store_drill drill;
    struct rating_rules *own; /* of the record; NULL: `rules` are the server's */
    const struct rating_rules *rules;
    const struct sheet_question *questions; /* by group of the rules, the family's last */
    size_t count, of_rules; /* of_rules: how many of them are the rules' */
    struct sheets sheets; /* handed in so far */
};
/* SIBU_NO: there is no drill of this number that the caller reaches. The caller closes it. */
SIBU_MUST_USE enum sibu_status sheet_form_open(struct server *server, struct http_request *request, const char *drill,
                                               struct sheet_form *out, struct sibu_fault *fault);
void sheet_form_close(struct sheet_form *form); /* all zero is allowed */

/* Takes what was posted: fields "g:ID" (a grade, "-" for not seen, "" for no answer) and "n:ID" (a note). *number is the
 * sheet's. SIBU_BAD_INPUT where nothing is answered, a note is too long, or a grade is none. */
SIBU_MUST_USE enum sibu_status sheet_desk_take(struct server *server, struct http_request *request,
                                               struct sheet_form *form, uint32_t *number, struct sibu_fault *fault);
/* Makes the files beside the records again where they are not as the store has them. */
SIBU_MUST_USE enum sibu_status sheet_desk_open(struct server *server, struct sibu_fault *fault);
