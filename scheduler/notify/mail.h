/* An alert as a mail (RFC 5322, MIME) in Chinese and English, to one person. Pure; any thread.
 *
 * One recipient in each mail: nobody reads who else got it, and the server's answer is about this person alone. Text
 * first, HTML second, nothing that would tell when it is read. All but addresses goes out encoded, so no text can become
 * a header; lines have at most 76 characters and end with CR LF.
 */
#pragma once
#include <stdint.h>

#include "sibu/fault.h"
#include "sibu/text.h"

#define MAIL_ADDRESS_MAX 254
#define MAIL_BYTES_MAX (256 << 10)
#define MAIL_TEXT_MAX 16384 /* of a title or text */

struct mail {
    const char *title[SIBU_LANGUAGES]; /* begins with what it is, 【演练】 or "DRILL:"; one line */
    const char *text[SIBU_LANGUAGES]; /* lines end with \n */
    const char *link; /* the person's own page, http:// or https:// */
    enum sibu_language language; /* the person's: it comes first; the other follows */
    const char *from, *to; /* bare addresses, "drill@example.com" */
    const char *from_name; /* shown beside `from`; "" or NULL: none */
    const char
        *key; /* 1..64 letters, digits or -_: the same in every attempt, so that a mail that came twice counts once */
    int64_t sent_us, expires_us; /* UTC */
};

/* SIBU_BAD_INPUT unless it is an address in ASCII, local part 1..64 and domain 1..253 characters, without quotes,
 * comments, blanks or line ends. `place` names it in the fault. */
SIBU_MUST_USE enum sibu_status mail_address_check(const char *address, const char *place, struct sibu_fault *fault);

/* Replaces `out` by the message. SIBU_BAD_INPUT where an address, key or link is none, or a text is no UTF-8 or above
 * MAIL_TEXT_MAX. Control characters in texts become blanks. */
SIBU_MUST_USE enum sibu_status mail_write(const struct mail *mail, struct sibu_text *out, struct sibu_fault *fault);
