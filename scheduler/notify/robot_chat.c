/* Slack's incoming webhooks and Teams' workflows. Our words stand in both as plain text, so that nothing in them is taken
 * for markup or calls people.
 *
 * Slack: the body says "ok"; a section holds 3000 characters, a header 150. Teams: an Adaptive Card with Action.OpenUrl
 * (workflows take no submit); a workflow answers 202.
 */
#include <string.h>

#include "notify/robot_part.h"

#define SLACK_HEADER_BYTES 150
#define SLACK_RATE_S 1
#define TEAMS_RATE_S 10
#define TITLE_BYTES 400

/* What stands above the blocks, for notifications; here & < > are markup. */
static int add_fallback(const struct robot_letter *letter, struct sibu_text *body)
{
    struct sibu_text title = {0}, escaped = {0};
    int fits = robot_title(&title, letter->message, TITLE_BYTES);
    for (const char *c = sibu_text_get(&title); *c != '\0'; c++) {
        const char *escape = *c == '&' ? "&amp;" : *c == '<' ? "&lt;" : *c == '>' ? "&gt;" : NULL;
        sibu_text_add_bytes(&escaped, escape == NULL ? c : escape, escape == NULL ? 1 : strlen(escape));
    }
    sibu_text_add_json(body, sibu_text_get(&escaped));
    body->failed |= escaped.failed;
    sibu_text_clear(&title);
    sibu_text_clear(&escaped);
    return fits;
}

static void add_plain(struct sibu_text *body, const char *type, struct sibu_text *words)
{
    sibu_text_addf(body, "{\"type\":\"%s\",\"text\":{\"type\":\"plain_text\",\"emoji\":false", type);
    robot_add_member(body, "text", words);
    sibu_text_add(body, "}}");
}

static int write_slack(const struct robot_letter *letter, struct sibu_text *body)
{
    struct sibu_text words = {0};
    sibu_text_add(body, "{\"unfurl_links\":false,\"unfurl_media\":false,\"text\":");
    int fits = add_fallback(letter, body) && robot_title(&words, letter->message, SLACK_HEADER_BYTES);
    sibu_text_add(body, ",\"blocks\":[");
    add_plain(body, "header", &words);
    for (int language = 0; language < SIBU_LANGUAGES; language++) {
        fits &= robot_words_of(&words, letter->message, (enum sibu_language)language, letter->text_bytes);
        sibu_text_add(body, ",");
        add_plain(body, "section", &words);
    }
    if (letter->message->link[0] != '\0') {
        sibu_text_add(body,
                      ",{\"type\":\"actions\",\"elements\":[{\"type\":\"button\",\"text\":{\"type\":\"plain_text\","
                      "\"text\":");
        robot_add_open(body);
        sibu_text_add(body, "},\"url\":");
        sibu_text_add_json(body, letter->message->link);
        sibu_text_add(body, "}]}");
    }
    sibu_text_add(body, "]}");
    return fits;
}

static int is_text(const struct robot_answer *answer, const char *word)
{
    size_t length = answer->length;
    while (length > 0 && strchr(" \r\n\t", answer->body[length - 1]) != NULL) {
        length--;
    }
    return length == strlen(word) && memcmp(answer->body, word, length) == 0;
}

static void judge_slack(const struct robot_answer *answer, struct robot_verdict *out)
{
    robot_judge_status(answer->http_status, out);
    if (answer->http_status == 200 && is_text(answer, "ok")) {
        robot_accept(out);
    } else if (answer->http_status == 429) {
        out->wait_s = SLACK_RATE_S;
    } else if (answer->http_status == 400) {
        out->fault = is_text(answer, "no_text") || is_text(answer, "invalid_payload") ? "malformed" : "refused";
    } else if (answer->http_status == 404 || answer->http_status == 410) {
        out->fault = "token"; /* no_service, channel_not_found, channel_is_archived */
    }
}

/* A run of a RichTextBlock: what stands in it is no markup. */
static void add_run(struct sibu_text *body, const char *weight, struct sibu_text *words)
{
    sibu_text_addf(body, "{\"type\":\"RichTextBlock\",\"inlines\":[{\"type\":\"TextRun\",\"weight\":\"%s\"", weight);
    robot_add_member(body, "text", words);
    sibu_text_add(body, "}]}");
}

/* Each line of the text as a block of its own: a run shows no line ends. */
static void add_lines(struct sibu_text *body, const char *lines)
{
    while (*lines != '\0') {
        struct sibu_text line = {0};
        size_t length = strcspn(lines, "\n");
        sibu_text_add_bytes(&line, lines, length);
        sibu_text_add(body, ",");
        add_run(body, "Default", &line);
        lines += length;
        lines += *lines == '\n';
    }
}

static int write_teams(const struct robot_letter *letter, struct sibu_text *body)
{
    struct sibu_text words = {0};
    int fits = 1;
    sibu_text_add(body,
                  "{\"type\":\"message\",\"attachments\":[{\"contentType\":\"application/vnd.microsoft.card.adaptive\","
                  "\"contentUrl\":null,\"content\":{\"$schema\":\"http://adaptivecards.io/schemas/adaptive-card.json\","
                  "\"type\":\"AdaptiveCard\",\"version\":\"1.4\",\"msteams\":{\"width\":\"Full\"},\"body\":[");
    for (int language = 0; language < SIBU_LANGUAGES; language++) {
        fits &= robot_title_of(&words, letter->message, (enum sibu_language)language, TITLE_BYTES);
        sibu_text_add(body, language > 0 ? "," : "");
        add_run(body, "Bolder", &words);
        fits &= robot_words_of(&words, letter->message, (enum sibu_language)language, letter->text_bytes);
        add_lines(body, sibu_text_get(&words));
        sibu_text_clear(&words);
    }
    sibu_text_add(body, "]");
    if (letter->message->link[0] != '\0') {
        sibu_text_add(body, ",\"actions\":[{\"type\":\"Action.OpenUrl\",\"title\":");
        robot_add_open(body);
        sibu_text_add(body, ",\"url\":");
        sibu_text_add_json(body, letter->message->link);
        sibu_text_add(body, "}]");
    }
    sibu_text_add(body, "}}]}");
    return fits;
}

/* 1 where the bytes hold the word. */
static int holds(const struct robot_answer *answer, const char *word)
{
    size_t length = strlen(word);
    for (size_t i = 0; i + length <= answer->length; i++) {
        if (memcmp(answer->body + i, word, length) == 0) {
            return 1;
        }
    }
    return 0;
}

/* A workflow answers 202 and says nothing. Behind a 200 may stand what the service behind it was told. */
static void judge_teams(const struct robot_answer *answer, struct robot_verdict *out)
{
    int is_json = sibu_json_kind(answer->root) != SIBU_JSON_ABSENT;
    robot_judge_status(answer->http_status, out);
    if (answer->http_status == 202 ||
        (robot_is_2xx(answer->http_status) && (is_text(answer, "") || is_text(answer, "1") || is_json))) {
        robot_accept(out);
    } else if (answer->http_status == 429 || (robot_is_2xx(answer->http_status) && holds(answer, "error 429"))) {
        *out = (struct robot_verdict){ROBOT_RETRY, TEAMS_RATE_S, "rate"};
    }
}

const struct robot_platform ROBOT_PLATFORM_SLACK = {
    .name = "slack", .text_bytes_max = 3000, .body_bytes_max = 60000, .write = write_slack, .judge = judge_slack};
const struct robot_platform ROBOT_PLATFORM_TEAMS = {
    .name = "teams", .text_bytes_max = 8000, .body_bytes_max = 28000, .write = write_teams, .judge = judge_teams};
