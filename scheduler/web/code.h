/* Signed codes of assembly points: what a wall screen shows, what is printed, and what opens a wall screen. Pure.
 *
 * A code is base32 in Crockford's alphabet (no I, L, O, U; read in either case, I and L as 1, O as 0) of: kind (1 byte), step
 * (4 bytes, big-endian), the first 10 bytes of HMAC-SHA-256(key, step), and then site, line feed and point as the site file
 * names them. The key is HMAC-SHA-256(secret, "sibu code v1", kind, drill, site, point), each field behind its length: so it is
 * another for each drill and point, and a code of one drill is worth nothing in the next. Step: of CODE_STEP_S seconds since
 * 1970 for codes that rotate, else 0; codes that are printed and links of wall screens belong to no drill.
 *
 * A code that rotates shows that somebody saw the screen within the minute. A printed one shows that somebody saw it once. No
 * verdict refuses a check-in: a doubtful one is kept, and flagged.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define CODE_SECRET_BYTES 32
#define CODE_MAC_BYTES 10
#define CODE_STEP_S 20
#define CODE_STEPS_EITHER_SIDE 1 /* of the scan's own step that are accepted too */
#define CODE_ID_MAX 64 /* bytes of the id of a site or point: a longer one has no code */
#define CODE_TEXT_BYTES 240 /* any code, and NUL */

enum code_kind { CODE_ROTATING = 1, CODE_PRINTED = 2, CODE_WALL = 3 };

/* A code's parts, before it is signed or once it is read. */
struct code {
    enum code_kind kind;
    uint32_t step; /* 0 but for CODE_ROTATING */
    uint8_t mac[CODE_MAC_BYTES];
    char site[CODE_ID_MAX + 1], point[CODE_ID_MAX + 1];
};

/* The step that a moment is in. Moments before 1970 are in step 0. */
uint32_t code_step(int64_t time_us);
/* Fills in site and point; false where an id is empty, too long or has a line feed in it. */
int code_of_point(struct code *code, enum code_kind kind, const char *site, const char *point);
/* Signs the code for the drill of this number (not read but for CODE_ROTATING) and writes its text. */
void code_write(struct code *code, const uint8_t secret[CODE_SECRET_BYTES], const char *drill,
                char out[CODE_TEXT_BYTES]);
/* Reads a code's parts; false where it is none, or names what is no UTF-8. What it says is then not checked yet. */
int code_read(struct code *out, const char *text);
/* Whether the signature is that of the secret for the drill, in constant time. */
int code_is_signed(const struct code *code, const uint8_t secret[CODE_SECRET_BYTES], const char *drill);

enum code_found {
    CODE_GOOD, /* signed, of this place, and of the time of the scan by the server's own clock */
    CODE_LATE, /* signed, of this place, and of the time that the phone says it was scanned at: it came in later */
    CODE_STALE, /* signed, of this place, of another time: a picture that was passed on, for instance */
    CODE_WRONG_POINT, /* signed, but of another site, or of another point than was said */
    CODE_FORGED /* not signed for the drill that runs at its site: made up, or of an earlier drill */
};
struct code_scan {
    const char *drill; /* that runs at the code's own site; "": none */
    const char *site; /* where the person has to check in */
    const char *point; /* that was said besides; "": none */
    int64_t phone_us; /* of the scan, by the phone's clock as corrected; 0: it does not say */
    int64_t server_us; /* when the server heard of it first */
};
/* *steps: how many steps the code is newer than the scan, by the server's clock, or, where the phone says when, by that; less
 * than 0: older. 0 but for codes that rotate. */
enum code_found code_judge(const struct code *code, const uint8_t secret[CODE_SECRET_BYTES],
                           const struct code_scan *scan, int64_t *steps);
/* "good", "late", "stale", "wrong-point", "forged". */
const char *code_found_name(enum code_found found);
/* Whether the check-in is flagged: all but good and late. */
int code_doubtful(enum code_found found);

/* A time that the server itself wrote into a form (when the code's page was opened), signed with the code: 16 hexadecimal digits
 * of microseconds, 20 of signature. */
#define CODE_SEEN_BYTES 37
void code_seen_write(const uint8_t secret[CODE_SECRET_BYTES], const char *code, int64_t time_us,
                     char out[CODE_SEEN_BYTES]);
/* The time, or 0 where it is none of ours for this code. */
int64_t code_seen_read(const uint8_t secret[CODE_SECRET_BYTES], const char *code, const char *seen);
