/* What the files robot_*.c share: the letter that is being written, the answer that is being judged, and the table of the
 * platforms. For them only, but for robot_words_of, by which sirens speak too.
 */
#pragma once
#include "notify/robot.h"
#include "sibu/json.h"
#include "sibu/text.h"

/* One call being written. */
struct robot_letter {
    const struct robot *robot;
    const struct message *message;
    int64_t now_us;
    size_t text_bytes; /* what the texts may have in this try; halved until the body fits */
};
/* One answer being judged. */
struct robot_answer {
    const struct robot *robot;
    int http_status;
    const char *body;
    size_t length;
    struct sibu_json_value root; /* absent where the body is no JSON */
};

/* A platform. write returns 0 where not even mark and link fit into text_bytes. */
struct robot_platform {
    const char *name;
    size_t text_bytes_max, body_bytes_max;
    int (*write)(const struct robot_letter *letter, struct sibu_text *body);
    void (*judge)(const struct robot_answer *answer, struct robot_verdict *out);
    void (*add_url)(const struct robot_letter *letter, struct sibu_text *url); /* NULL: the robot's own */
    const char *token_header; /* what stands before the token; NULL: none is sent */
};
extern const struct robot_platform ROBOT_PLATFORM_DINGTALK, ROBOT_PLATFORM_WECOM, ROBOT_PLATFORM_FEISHU,
    ROBOT_PLATFORM_SLACK, ROBOT_PLATFORM_TEAMS, ROBOT_PLATFORM_NTFY, ROBOT_PLATFORM_GOTIFY, ROBOT_PLATFORM_APPRISE,
    ROBOT_PLATFORM_ALIYUN;

/* Which pieces of a message stand in a text, in this order: the titles stand above the texts, the link below. */
enum { ROBOT_TITLES = 1, ROBOT_LINK = 2 };
/* Appends the message in both languages, at most `bytes` of it. 0 where they are too few for marks, link and validity. */
SIBU_MUST_USE int robot_words(struct sibu_text *out, const struct message *message, int pieces, size_t bytes);
/* Appends the text in one language, at most `bytes` of it; 0 as above. */
SIBU_MUST_USE int robot_words_of(struct sibu_text *out, const struct message *message, enum sibu_language language,
                                 size_t bytes);
/* Appends both titles in one line, "【演练】… / DRILL: …". */
SIBU_MUST_USE int robot_title(struct sibu_text *out, const struct message *message, size_t bytes);
/* Appends one of the titles. */
SIBU_MUST_USE int robot_title_of(struct sibu_text *out, const struct message *message, enum sibu_language language,
                                 size_t bytes);
/* "打开 / Open", as JSON. */
void robot_add_open(struct sibu_text *out);
/* ,"key":VALUE with the text as JSON, which is then cleared. */
void robot_add_member(struct sibu_text *out, const char *key, struct sibu_text *value);

/* base64 of HMAC-SHA-256. */
#define ROBOT_HMAC_CHARACTERS 45
void robot_hmac(char out[ROBOT_HMAC_CHARACTERS], const char *key, const char *text);
/* Appends the bytes percent-encoded; unreserved characters (RFC 3986) stand as they are. */
void robot_add_percent(struct sibu_text *out, const char *text);

/* What one code of a platform means. */
struct robot_code {
    int64_t code;
    enum robot_fate fate;
    int64_t wait_s;
    const char *fault;
};
/* The verdict on a body that holds its code as a number at `key`: by the table, else refused; where there is no such
 * number, by the status. A code 0 counts with a status 2xx only. Returns 1 where a code decided. */
int robot_judge_code(const struct robot_answer *answer, const char *key, const struct robot_code *codes, size_t count,
                     struct robot_verdict *out);
/* The verdict where only the status can tell. A 2xx that nothing else confirms is no answer of the platform. */
void robot_judge_status(int http_status, struct robot_verdict *out);
int robot_is_2xx(int http_status);
void robot_accept(struct robot_verdict *out);

/* The template. robot_template_write fills the call; robot_template_check as robot_check. */
SIBU_MUST_USE enum sibu_status robot_template_write(const struct robot_letter *letter, struct sibu_arena *arena,
                                                    struct http_call *out, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status robot_template_check(const struct robot *robot, struct sibu_fault *fault);
/* Appends the template's body, filled and encoded: SIBU_LIMIT, SIBU_NO_MEMORY. */
SIBU_MUST_USE enum sibu_status robot_template_fill(const struct robot_letter *letter, struct sibu_text *out,
                                                   struct sibu_fault *fault);
void robot_template_judge(const struct robot_answer *answer, struct robot_verdict *out);

/* Aliyun's SMS, which is no post of JSON: its call, and what robot_check asks of it. */
SIBU_MUST_USE enum sibu_status robot_aliyun_write(const struct robot_letter *letter, struct sibu_arena *arena,
                                                  struct http_call *out, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status robot_aliyun_check(const struct robot *robot, struct sibu_fault *fault);
/* A parameter of a call. */
struct robot_pair {
    const char *name, *value;
};
/* Appends the query of the pairs, which are sorted by name, and its signature; out->failed where it cannot be signed. */
void robot_aliyun_query(struct sibu_text *out, const struct robot_pair *pairs, size_t count, const char *secret);

SIBU_MUST_USE enum sibu_status robot_refuse(struct sibu_fault *fault, const char *place, const char *zh,
                                            const char *en);
