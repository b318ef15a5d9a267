/* What a template must hold before anything is sent with it: see robot.h. Each rule is one function.
 *
 * Rules: no place that we do not know; words in both languages, and nothing before the first of them, so that a drill says
 * so in its first words; no words in headers, which carry no Chinese; a body that is of its kind whatever fills it.
 */
#include <libxml/parser.h>
#include <string.h>

#include "notify/robot_part.h"
#include "notify/robot_places.h"

#define BODY_BYTES_MAX 16000
#define HEADER_BYTES_MAX 2000

/* Which places stand in the text, a bit each; *unknown is set where {name} is none of them. */
static unsigned places_in(const char *text, int *unknown)
{
    unsigned found = 0;
    struct robot_piece piece;
    for (const char *at = text; robot_piece_next(at, &piece); at += piece.length) {
        *unknown |= piece.place == -2;
        found |= piece.place >= 0 ? 1u << piece.place : 0;
    }
    return found;
}

static int has(unsigned places, enum robot_place place)
{
    return (places >> place & 1u) != 0;
}

static enum sibu_status check_places(const char *text, const char *place, struct sibu_fault *fault)
{
    int unknown = 0;
    (void)places_in(text, &unknown);
    if (!unknown) {
        return SIBU_OK;
    }
    return robot_refuse(
        fault, place,
        "有不认识的占位；只有 {text} {text_zh} {text_en} {title} {title_zh} {title_en} {link} {page} "
        "{phone} {key} {drill} {expires} {secret} {token} {user} {basic}",
        "has a place in braces that is none of {text} {text_zh} {text_en} {title} {title_zh} {title_en} "
        "{link} {page} {phone} {key} {drill} {expires} {secret} {token} {user} {basic}");
}

/* "Name: value" with a name of letters, digits and hyphens and a value in ASCII; what our side sets is ours. */
static int is_header(const char *line)
{
    static const char NAME[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";
    size_t name = strspn(line, NAME);
    for (const char *c = line; *c != '\0'; c++) {
        if (*c < ' ' || *c >= 0x7F) {
            return 0;
        }
    }
    return name > 0 && name < 100 && line[name] == ':' && line[name + 1] == ' ' && strlen(line) <= HEADER_BYTES_MAX;
}

/* Headers that decide where a message ends or whom it is for. */
static int is_ours(const char *line)
{
    static const char *const OURS[] = {"host", "content-length", "transfer-encoding", "connection", "expect"};
    for (size_t i = 0; i < sizeof OURS / sizeof OURS[0]; i++) {
        size_t k = 0;
        while (OURS[i][k] != '\0' && (line[k] | 0x20) == OURS[i][k]) {
            k++;
        }
        if (OURS[i][k] == '\0' && line[k] == ':') {
            return 1;
        }
    }
    return 0;
}

static enum sibu_status check_headers(const struct robot_template *template, struct sibu_fault *fault)
{
    for (size_t i = 0; i < template->header_count; i++) {
        const char *line = template->headers[i];
        int unknown = 0;
        unsigned places = places_in(line, &unknown);
        if (!is_header(line) || is_ours(line)) {
            return robot_refuse(fault, "/headers",
                                "标头名只用字母、数字和 -，值只用 ASCII，且不得是 Host、Content-Length 之类",
                                "a header has a name of letters, digits and -, a value in ASCII, and is none of Host, "
                                "Content-Length and their like");
        }
        if ((places & ((1u << ROBOT_PLACES_OF_WORDS) - 1)) != 0) {
            return robot_refuse(fault, "/headers", "标头里放不了文字，请放在 body 里",
                                "headers cannot carry the words: they belong in the body");
        }
        enum sibu_status status = check_places(line, "/headers", fault);
        if (status != SIBU_OK) {
            return status;
        }
    }
    return SIBU_OK;
}

/* The string that holds `at`, from behind its opening quote; check_kind refuses places outside strings. */
static const char *value_in_json(const char *text, const char *at)
{
    const char *value = NULL;
    for (const char *c = text; c < at; c++) {
        if (*c == '"') {
            value = c + 1;
        } else if (*c == '\\') {
            c++;
        }
    }
    return value;
}

/* The field's value, from behind the first = of the field. NULL where `at` stands in a name, or in a URL before its query. */
static const char *value_in_form(const char *text, const char *at)
{
    const char *value = NULL;
    int is_name = strstr(text, "://") == NULL;
    for (const char *c = text; c < at; c++) {
        if (*c == '&' || (*c == '?' && value == NULL)) {
            value = NULL;
            is_name = 1;
        } else if (*c == '=' && is_name) {
            value = c + 1;
            is_name = 0;
        }
    }
    return value;
}

/* What of an XML document was read so far. */
struct xml_walk {
    const char *value; /* of the attribute or element that is open; NULL: none that words may stand in */
    char quote; /* of the attribute's value; 0 outside of one */
    int is_tag, is_closing; /* 1 between < and >; of </a> */
    int is_mixed; /* 1: an element holds text and then more than text */
    int has_text; /* 1: text since the last tag */
};

static void walk_in_tag(struct xml_walk *walk, const char *c)
{
    if (walk->quote != 0) {
        walk->value = *c == walk->quote ? NULL : walk->value;
        walk->quote = *c == walk->quote ? 0 : walk->quote;
    } else if (*c == '"' || *c == '\'') {
        walk->quote = *c;
        walk->value = c + 1;
    } else if (*c == '>') {
        walk->is_tag = 0;
        walk->has_text = 0;
        walk->value = walk->is_closing ? NULL : c + 1;
    }
}

static void walk_in_text(struct xml_walk *walk, const char *c)
{
    if (*c == '<') {
        walk->is_tag = 1;
        walk->is_closing = c[1] == '/';
        walk->is_mixed |=
            (walk->has_text && !walk->is_closing) || c[1] == '!' || (c[1] == '?' && strncmp(c, "<?xml ", 6) != 0);
        walk->value = NULL;
    } else if (strchr(" \t\r\n", *c) == NULL) {
        walk->has_text = 1;
    }
}

/* The attribute's value, or the text of the element from behind its opening tag. NULL behind a closing tag, and where
 * text and elements are mixed or a comment, CDATA or instruction came before: words could be hidden in what is read first. */
static const char *value_in_xml(const char *text, const char *at)
{
    struct xml_walk walk = {.value = NULL};
    for (const char *c = text; c < at; c++) {
        if (walk.is_tag) {
            walk_in_tag(&walk, c);
        } else {
            walk_in_text(&walk, c);
        }
    }
    return walk.is_mixed ? NULL : walk.value;
}

static const char *value_in_plain(const char *text, const char *at)
{
    (void)at;
    return text;
}

/* How long the sender's mark is that the value begins with, 【某公司】, as it is or percent-encoded; 0 where there is none. */
static size_t sign_length(const char *value)
{
    static const char *const SIGNS[][2] = {{"【", "】"}, {"%E3%80%90", "%E3%80%91"}};
    for (size_t i = 0; i < sizeof SIGNS / sizeof SIGNS[0]; i++) {
        size_t end = strcspn(value, "\"'&<{");
        const char *close = strstr(value, SIGNS[i][1]);
        if (strncmp(value, SIGNS[i][0], strlen(SIGNS[i][0])) == 0 && close != NULL && close < value + end) {
            return (size_t)(close - value) + strlen(SIGNS[i][1]);
        }
    }
    return 0;
}

/* Wherever words stand, the value that holds them begins with words of ours; only a sender's mark may stand before. */
static int words_come_first(const char *text, const char *(*value_in)(const char *text, const char *at))
{
    struct robot_piece piece;
    for (const char *at = text; robot_piece_next(at, &piece); at += piece.length) {
        if (piece.place >= 0 && piece.place < ROBOT_PLACES_OF_WORDS) {
            const char *value = value_in(text, at);
            struct robot_piece first = {.place = -1};
            if (value == NULL || !robot_piece_next(value + sign_length(value), &first) || first.place < 0 ||
                first.place >= ROBOT_PLACES_OF_WORDS) {
                return 0;
            }
        }
    }
    return 1;
}

/* What people read, where it stands: the body, or the URL of a GET. */
static enum sibu_status check_words(const struct robot *robot, struct sibu_fault *fault)
{
    static const char *(*const VALUE_IN[ROBOT_ENCODINGS])(const char *,
                                                          const char *) = {[ROBOT_JSON] = value_in_json,
                                                                           [ROBOT_FORM] = value_in_form,
                                                                           [ROBOT_XML] = value_in_xml,
                                                                           [ROBOT_PLAIN] = value_in_plain};
    int is_get = strcmp(robot->template.method, "GET") == 0, unknown = 0;
    const char *text = is_get ? robot->url : robot->template.body, *place = is_get ? "/url" : "/body";
    unsigned places = places_in(text, &unknown);
    int zh = has(places, ROBOT_PLACE_TEXT_ZH) || has(places, ROBOT_PLACE_TITLE_ZH);
    int en = has(places, ROBOT_PLACE_TEXT_EN) || has(places, ROBOT_PLACE_TITLE_EN);
    if (!has(places, ROBOT_PLACE_TEXT) && !has(places, ROBOT_PLACE_TITLE) && !(zh && en)) {
        return robot_refuse(fault, place, "必须有中英文两种文字：{text}、{title}，或 {text_zh} 和 {text_en}",
                            "must carry the words in both languages: {text}, {title}, or {text_zh} and {text_en}");
    }
    int is_fine_in_url = words_come_first(robot->url, value_in_form);
    if (!is_fine_in_url || !words_come_first(robot->template.body, VALUE_IN[robot->template.encoding])) {
        return robot_refuse(fault, is_fine_in_url ? "/body" : "/url",
                            "文字前面不得有别的话：演练必须一开头就说明是演练",
                            "has words of its own before ours: a drill must say so in its first words");
    }
    return SIBU_OK;
}

static int is_json(const struct sibu_text *body)
{
    struct sibu_json *document = NULL;
    struct sibu_fault fault;
    int fine = sibu_json_open(&document, "body", sibu_text_get(body), body->length, &fault) == SIBU_OK;
    sibu_json_close(document);
    return fine;
}

static int is_xml(const struct sibu_text *body)
{
    xmlInitParser();
    xmlDocPtr document = xmlReadMemory(sibu_text_get(body), (int)body->length, NULL, "UTF-8",
                                       XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    int fine = document != NULL;
    xmlFreeDoc(document);
    return fine;
}

static int is_form(const struct sibu_text *body)
{
    for (const char *c = sibu_text_get(body); *c != '\0'; c++) {
        if (*c <= ' ' || *c >= 0x7F) {
            return 0;
        }
    }
    return strchr(sibu_text_get(body), '=') != NULL;
}

/* Filled with what would break out of it, were it not encoded where it stands, the body must be of its kind. */
static enum sibu_status check_kind(const struct robot_template *template, struct sibu_fault *fault)
{
    static int (*const IS[ROBOT_ENCODINGS])(const struct sibu_text *) = {
        [ROBOT_JSON] = is_json, [ROBOT_FORM] = is_form, [ROBOT_XML] = is_xml, [ROBOT_PLAIN] = NULL};
    struct robot_values values = {0};
    struct sibu_text body = {0};
    if (IS[template->encoding] == NULL) {
        return SIBU_OK;
    }
    for (size_t i = 0; i < ROBOT_PLACES; i++) {
        sibu_text_add(&values.made[i], "a\"b<c>&d\n");
    }
    robot_places_fill(&body, template->body, &values, robot_place_encoding_of(template->encoding));
    int fine = sibu_text_ok(&body) && IS[template->encoding](&body);
    robot_values_clear(&values);
    sibu_text_clear(&body);
    return fine ? SIBU_OK
                : robot_refuse(fault, "/body", "填好以后不是 encode 所说的格式；JSON 的占位要放在引号里",
                               "is not what encode says once it is filled; in JSON a place stands inside quotes");
}

static enum sibu_status check_body(const struct robot *robot, struct sibu_fault *fault)
{
    const struct robot_template *template = &robot->template;
    int is_get = strcmp(template->method, "GET") == 0;
    if (is_get != (template->body[0] == '\0') || strlen(template->body) > BODY_BYTES_MAX) {
        return robot_refuse(fault, "/body", "GET 没有 body，POST 和 PUT 要有，最长 16000 字节",
                            "GET has no body; POST and PUT have one, of at most 16000 bytes");
    }
    enum sibu_status status = check_places(template->body, "/body", fault);
    if (status == SIBU_OK) {
        status = check_places(robot->url, "/url", fault);
    }
    if (status == SIBU_OK) {
        status = check_words(robot, fault);
    }
    return status == SIBU_OK && !is_get ? check_kind(template, fault) : status;
}

/* A place for a secret that no file was named for would be sent empty. */
static enum sibu_status check_secrets(const struct robot *robot, struct sibu_fault *fault)
{
    int unknown = 0;
    unsigned places = places_in(robot->url, &unknown) | places_in(robot->template.body, &unknown);
    for (size_t i = 0; i < robot->template.header_count; i++) {
        places |= places_in(robot->template.headers[i], &unknown);
    }
    if ((has(places, ROBOT_PLACE_SECRET) || has(places, ROBOT_PLACE_BASIC)) && robot->secret[0] == '\0') {
        return robot_refuse(fault, "/secret_file", "模板用到 {secret} 或 {basic}，却没有 secret_file",
                            "is missing: the template has {secret} or {basic}");
    }
    if (has(places, ROBOT_PLACE_TOKEN) && robot->token[0] == '\0') {
        return robot_refuse(fault, "/token_file", "模板用到 {token}，却没有 token_file",
                            "is missing: the template has {token}");
    }
    if ((has(places, ROBOT_PLACE_USER) || has(places, ROBOT_PLACE_BASIC)) && robot->template.user[0] == '\0') {
        return robot_refuse(fault, "/user", "模板用到 {user} 或 {basic}，却没有 user",
                            "is missing: the template has {user} or {basic}");
    }
    return SIBU_OK;
}

enum sibu_status robot_template_check(const struct robot *robot, struct sibu_fault *fault)
{
    const struct robot_template *template = &robot->template;
    if (!template->ok_by_status && (template->ok_path[0] != '/' || strlen(template->ok_path) > 200)) {
        return robot_refuse(fault, "/ok/path", "应为 JSON 指针，例如 /Code", "must be a JSON pointer, as /Code");
    }
    enum sibu_status status = check_headers(template, fault);
    if (status == SIBU_OK) {
        status = check_body(robot, fault);
    }
    return status == SIBU_OK ? check_secrets(robot, fault) : status;
}

int robot_names_recipient(const struct robot *robot)
{
    int unknown = 0;
    unsigned places = places_in(robot->url, &unknown) | places_in(robot->template.body, &unknown);
    for (size_t i = 0; i < robot->template.header_count; i++) {
        places |= places_in(robot->template.headers[i], &unknown);
    }
    return has(places, ROBOT_PLACE_PHONE);
}
