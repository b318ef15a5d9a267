/* Push servers that one runs oneself: ntfy, Gotify, and Apprise, which hands on to many.
 *
 * ntfy: JSON to the server's root, since UTF-8 in headers is fragile; highest priority; the only action is `view`, which
 * opens the page: an action that posts would let a robot acknowledge. Its message has at most 4096 bytes.
 */
#include <string.h>

#include "notify/robot_part.h"

#define NTFY_REFILL_S 5 /* one request more each 5 seconds, once the first 60 are used up */
#define APPRISE_WAIT_S 60
#define TITLE_BYTES 400
#define FIRST_BYTES 64

static const char *topic_of(const struct robot_letter *letter)
{
    return letter->message->to[0] != '\0' ? letter->message->to : letter->robot->topic;
}

static int write_ntfy(const struct robot_letter *letter, struct sibu_text *body)
{
    const struct message *message = letter->message;
    struct sibu_text title = {0}, words = {0};
    int fits = robot_title(&title, message, TITLE_BYTES) && robot_words(&words, message, 0, letter->text_bytes);
    sibu_text_add(body, "{\"topic\":");
    sibu_text_add_json(body, topic_of(letter));
    robot_add_member(body, "title", &title);
    robot_add_member(body, "message", &words);
    sibu_text_addf(body, ",\"priority\":5,\"tags\":[\"%s\"]", message->is_exercise ? "drill" : "real-emergency");
    if (message->link[0] != '\0') {
        sibu_text_add(body, ",\"click\":");
        sibu_text_add_json(body, message->link);
        sibu_text_add(body, ",\"actions\":[{\"action\":\"view\",\"label\":");
        robot_add_open(body);
        sibu_text_add(body, ",\"url\":");
        sibu_text_add_json(body, message->link);
        sibu_text_add(body, "}]");
    }
    sibu_text_add(body, "}");
    return fits;
}

static void judge_ntfy(const struct robot_answer *answer, struct robot_verdict *out)
{
    robot_judge_status(answer->http_status, out);
    if (robot_is_2xx(answer->http_status) && sibu_json_as_string(sibu_json_member(answer->root, "id"))[0] != '\0') {
        robot_accept(out);
    } else if (answer->http_status == 429) {
        out->wait_s = NTFY_REFILL_S;
    }
}

static int write_gotify(const struct robot_letter *letter, struct sibu_text *body)
{
    const struct message *message = letter->message;
    struct sibu_text title = {0}, words = {0};
    int fits =
        robot_title(&title, message, TITLE_BYTES) && robot_words(&words, message, ROBOT_LINK, letter->text_bytes);
    sibu_text_addf(body, "{\"priority\":%d", message->is_exercise ? 8 : 10);
    robot_add_member(body, "title", &title);
    robot_add_member(body, "message", &words);
    if (message->link[0] != '\0') {
        sibu_text_add(body, ",\"extras\":{\"client::notification\":{\"click\":{\"url\":");
        sibu_text_add_json(body, message->link);
        sibu_text_add(body, "}}}");
    }
    sibu_text_add(body, "}");
    return fits;
}

static void add_gotify_url(const struct robot_letter *letter, struct sibu_text *url)
{
    size_t length = strlen(letter->robot->url);
    while (length > 0 && letter->robot->url[length - 1] == '/') {
        length--;
    }
    sibu_text_add_bytes(url, letter->robot->url, length);
    sibu_text_add(url, "/message");
}

static void judge_gotify(const struct robot_answer *answer, struct robot_verdict *out)
{
    robot_judge_status(answer->http_status, out);
    if (robot_is_2xx(answer->http_status) && sibu_json_kind(sibu_json_member(answer->root, "id")) == SIBU_JSON_NUMBER) {
        robot_accept(out);
    }
}

static int write_apprise(const struct robot_letter *letter, struct sibu_text *body)
{
    static const char *const TYPES[] = {[ALERT_START] = "warning",
                                        [ALERT_UPDATE] = "warning",
                                        [ALERT_ALL_CLEAR] = "success",
                                        [ALERT_ABORT] = "info",
                                        [ALERT_REAL_EMERGENCY] = "failure"};
    struct sibu_text title = {0}, words = {0};
    int fits = robot_title(&title, letter->message, TITLE_BYTES) &&
               robot_words(&words, letter->message, ROBOT_LINK, letter->text_bytes);
    sibu_text_addf(body, "{\"format\":\"text\",\"type\":\"%s\"", TYPES[letter->message->kind]);
    robot_add_member(body, "title", &title);
    robot_add_member(body, "body", &words);
    if (topic_of(letter)[0] != '\0') {
        sibu_text_add(body, ",\"tag\":");
        sibu_text_add_json(body, topic_of(letter));
    }
    sibu_text_add(body, "}");
    return fits;
}

/* A whole page is not Apprise's: it is somebody's in between, who asks for a login. */
static int is_page(const struct robot_answer *answer)
{
    static const char *const PAGES[] = {"<!doctype", "<html"};
    char first[FIRST_BYTES] = "";
    size_t used = 0;
    for (size_t i = 0; i < answer->length && used < sizeof first - 1; i++) {
        char c = answer->body[i];
        if (used > 0 || strchr(" \r\n\t", c) == NULL) {
            first[used++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        }
    }
    for (size_t i = 0; i < sizeof PAGES / sizeof PAGES[0]; i++) {
        if (strncmp(first, PAGES[i], strlen(PAGES[i])) == 0) {
            return 1;
        }
    }
    return 0;
}

/* 200: all were reached. 424: one or more were not; those who were will get it again. 204: nothing stands behind the key. */
static void judge_apprise(const struct robot_answer *answer, struct robot_verdict *out)
{
    robot_judge_status(answer->http_status, out);
    if (answer->http_status == 200 && !is_page(answer)) {
        robot_accept(out);
    } else if (answer->http_status == 424) {
        *out = (struct robot_verdict){ROBOT_RETRY, APPRISE_WAIT_S, "partly"};
    } else if (answer->http_status == 204) {
        *out = (struct robot_verdict){ROBOT_REFUSED, 0, "refused"};
    }
}

const struct robot_platform ROBOT_PLATFORM_NTFY = {.name = "ntfy",
                                                   .text_bytes_max = 4096,
                                                   .body_bytes_max = 32000,
                                                   .write = write_ntfy,
                                                   .judge = judge_ntfy,
                                                   .token_header = "Authorization: Bearer "};
const struct robot_platform ROBOT_PLATFORM_GOTIFY = {.name = "gotify",
                                                     .text_bytes_max = 16000,
                                                     .body_bytes_max = 64000,
                                                     .write = write_gotify,
                                                     .judge = judge_gotify,
                                                     .add_url = add_gotify_url,
                                                     .token_header = "X-Gotify-Key: "};
const struct robot_platform ROBOT_PLATFORM_APPRISE = {.name = "apprise",
                                                      .text_bytes_max = 16000,
                                                      .body_bytes_max = 64000,
                                                      .write = write_apprise,
                                                      .judge = judge_apprise,
                                                      .token_header = "Authorization: Bearer "};
