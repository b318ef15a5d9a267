/* The gateway that an officer describes: its request filled from a message, and its answer judged by what stands at one
 * place of it. See robot.h and docs/channels.md.
 *
 * A place to fill is {name}; each value is encoded for where it stands, so that no text can leave it. What a template
 * must hold is checked when it is loaded: robot_template_check.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "notify/robot_part.h"
#include "notify/robot_places.h"

#define BASIC_BYTES 4096
#define EXPIRES_BYTES 32

/* "2026-11-24T10:30:00+08:00", on the site's clock. */
static void put_expires(char out[EXPIRES_BYTES], const struct message *message)
{
    char text[32];
    int32_t offset_s = message->utc_offset_s, minutes = (offset_s < 0 ? -offset_s : offset_s) / 60;
    sibu_time_text(text, message->expires_us + (int64_t)offset_s * 1000000);
    (void)snprintf(out, EXPIRES_BYTES, "%.19s%c%02d:%02d", text, offset_s < 0 ? '-' : '+', (int)(minutes / 60 % 100),
                   (int)(minutes % 60));
}

/* base64(user:secret), for the Authorization header. */
static int put_basic(struct sibu_text *out, const struct robot *robot)
{
    char code[BASIC_BYTES];
    struct sibu_text pair = {0};
    sibu_text_addf(&pair, "%s:%s", robot->template.user, robot->secret);
    int fits =
        sibu_text_ok(&pair) && sodium_base64_ENCODED_LEN(pair.length, sodium_base64_VARIANT_ORIGINAL) <= sizeof code;
    if (fits) {
        (void)sodium_bin2base64(code, sizeof code, (const unsigned char *)sibu_text_get(&pair), pair.length,
                                sodium_base64_VARIANT_ORIGINAL);
        sibu_text_add(out, code);
    }
    sibu_text_clear(&pair);
    sodium_memzero(code, sizeof code);
    return fits;
}

/* The texts that must be made; 0 where they have no room. */
static int make_texts(struct robot_values *values, const struct robot_letter *letter)
{
    const struct message *message = letter->message;
    size_t bytes = letter->robot->template.text_max_bytes;
    int fits = robot_words(&values->made[ROBOT_PLACE_TEXT], message, 0, bytes) &&
               robot_title(&values->made[ROBOT_PLACE_TITLE], message, bytes) &&
               put_basic(&values->made[ROBOT_PLACE_BASIC], letter->robot);
    for (int language = 0; language < SIBU_LANGUAGES; language++) {
        enum sibu_language in = (enum sibu_language)language;
        fits &= robot_words_of(&values->made[in == SIBU_ZH ? ROBOT_PLACE_TEXT_ZH : ROBOT_PLACE_TEXT_EN], message, in,
                               bytes) &&
                robot_title_of(&values->made[in == SIBU_ZH ? ROBOT_PLACE_TITLE_ZH : ROBOT_PLACE_TITLE_EN], message, in,
                               bytes);
    }
    return fits;
}

/* What stands behind the last stroke of the link. */
static const char *page_of(const char *link)
{
    const char *stroke = strrchr(link, '/');
    return stroke == NULL ? link : stroke + 1;
}

static int make_values(struct robot_values *values, const struct robot_letter *letter)
{
    char expires[EXPIRES_BYTES];
    int fits = make_texts(values, letter);
    put_expires(expires, letter->message);
    sibu_text_add(&values->made[ROBOT_PLACE_EXPIRES], expires);
    sibu_text_add(&values->made[ROBOT_PLACE_LINK], letter->message->link);
    sibu_text_add(&values->made[ROBOT_PLACE_PAGE], page_of(letter->message->link));
    sibu_text_add(&values->made[ROBOT_PLACE_PHONE], letter->message->to);
    sibu_text_add(&values->made[ROBOT_PLACE_KEY], letter->message->key);
    sibu_text_add(&values->made[ROBOT_PLACE_DRILL], letter->message->drill);
    sibu_text_add(&values->made[ROBOT_PLACE_SECRET], letter->robot->secret);
    sibu_text_add(&values->made[ROBOT_PLACE_TOKEN], letter->robot->token);
    sibu_text_add(&values->made[ROBOT_PLACE_USER], letter->robot->template.user);
    return fits;
}

/* The template filled, kept in the arena; NULL where there is no memory. */
static const char *keep_filled(const char *template, const struct robot_values *values,
                               enum robot_place_encoding encoding, struct sibu_arena *arena, size_t *length)
{
    struct sibu_text text = {0};
    robot_places_fill(&text, template, values, encoding);
    *length = text.length;
    const char *kept = sibu_text_ok(&text) ? sibu_arena_text(arena, sibu_text_get(&text), text.length) : NULL;
    sibu_text_clear(&text);
    return kept;
}

static const char *content_type(enum robot_encoding encoding)
{
    static const char *const LINES[ROBOT_ENCODINGS] = {[ROBOT_JSON] = "Content-Type: application/json; charset=utf-8",
                                                       [ROBOT_FORM] = "Content-Type: application/x-www-form-urlencoded",
                                                       [ROBOT_XML] = "Content-Type: text/xml; charset=utf-8",
                                                       [ROBOT_PLAIN] = "Content-Type: text/plain; charset=utf-8"};
    return LINES[encoding];
}

static int is_header(const char *line, const char *name)
{
    for (; *name != '\0'; name++, line++) {
        char c = *line >= 'A' && *line <= 'Z' ? (char)(*line - 'A' + 'a') : *line;
        if (c != *name) {
            return 0;
        }
    }
    return *line == ':';
}

/* The template's headers, and the content type that its encoding asks for, unless it names its own or has no body. */
static int put_headers(const struct robot_template *template, const struct robot_values *values,
                       struct sibu_arena *arena, struct http_call *out)
{
    const char **lines = sibu_arena_take(arena, template->header_count + 1, sizeof *lines);
    int has_type = out->body_length == 0;
    if (lines == NULL) {
        return 0;
    }
    for (size_t i = 0; i < template->header_count; i++) {
        size_t length;
        lines[i] = keep_filled(template->headers[i], values, ROBOT_IN_HEADER, arena, &length);
        has_type |= is_header(template->headers[i], "content-type");
        if (lines[i] == NULL) {
            return 0;
        }
    }
    lines[template->header_count] = content_type(template->encoding);
    out->headers = lines;
    out->header_count = template->header_count + (has_type ? 0 : 1);
    return 1;
}

static int put_call(const struct robot *robot, const struct robot_values *values, struct sibu_arena *arena,
                    struct http_call *out)
{
    size_t url_length;
    *out = (struct http_call){.method = robot->template.method};
    out->url = keep_filled(robot->url, values, ROBOT_IN_URL, arena, &url_length);
    out->body = keep_filled(robot->template.body, values, robot_place_encoding_of(robot->template.encoding), arena,
                            &out->body_length);
    return out->url != NULL && out->body != NULL && put_headers(&robot->template, values, arena, out);
}

static enum sibu_status no_room(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_LIMIT, "message", "文字放不进 text_max_bytes",
                          "the text has no room in text_max_bytes");
}

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "message", "内存不足", "there is no memory left");
}

enum sibu_status robot_template_fill(const struct robot_letter *letter, struct sibu_text *out, struct sibu_fault *fault)
{
    const struct robot_template *template = &letter->robot->template;
    struct robot_values values = {0};
    int fits = make_values(&values, letter);
    if (fits) {
        robot_places_fill(out, template->body, &values, robot_place_encoding_of(template->encoding));
    }
    robot_values_clear(&values);
    return !fits ? no_room(fault) : sibu_text_ok(out) ? SIBU_OK : no_memory(fault);
}

enum sibu_status robot_template_write(const struct robot_letter *letter, struct sibu_arena *arena,
                                      struct http_call *out, struct sibu_fault *fault)
{
    struct robot_values values = {0};
    int fits = make_values(&values, letter);
    int kept = fits && put_call(letter->robot, &values, arena, out);
    robot_values_clear(&values);
    return !fits ? no_room(fault) : kept ? SIBU_OK : no_memory(fault);
}

#define TOKEN_BYTES 256

/* The member or item of `value` that one token of a JSON pointer (RFC 6901) names. */
static struct sibu_json_value step(struct sibu_json_value value, const char *token)
{
    if (sibu_json_kind(value) == SIBU_JSON_OBJECT) {
        return sibu_json_member(value, token);
    }
    size_t index = 0;
    size_t digits = strspn(token, "0123456789");
    if (sibu_json_kind(value) != SIBU_JSON_ARRAY || digits == 0 || digits > 6 || token[digits] != '\0') {
        return (struct sibu_json_value){value.document, NULL};
    }
    for (size_t i = 0; i < digits; i++) {
        index = index * 10 + (size_t)(token[i] - '0');
    }
    return index < sibu_json_count(value) ? sibu_json_item(value, index)
                                          : (struct sibu_json_value){value.document, NULL};
}

/* The next token of the pointer, unescaped; returns where the rest begins, NULL where it is too long. */
static const char *take_token(const char *pointer, char token[TOKEN_BYTES])
{
    size_t used = 0;
    for (; *pointer != '/' && *pointer != '\0'; pointer++) {
        if (used + 1 >= TOKEN_BYTES) {
            return NULL;
        }
        int escaped = *pointer == '~' && (pointer[1] == '0' || pointer[1] == '1');
        token[used++] = escaped ? (pointer[1] == '0' ? '~' : '/') : *pointer;
        pointer += escaped;
    }
    token[used] = '\0';
    return pointer;
}

static struct sibu_json_value look_up(struct sibu_json_value value, const char *pointer)
{
    char token[TOKEN_BYTES];
    while (pointer != NULL && *pointer == '/') {
        pointer = take_token(pointer + 1, token);
        value = step(value, token);
    }
    return pointer == NULL ? (struct sibu_json_value){value.document, NULL} : value;
}

/* Whether the value is the one that the template writes as `text`. */
static int is_value(struct sibu_json_value value, const char *text)
{
    char number[32];
    enum sibu_json_kind kind = sibu_json_kind(value);
    if (kind == SIBU_JSON_STRING) {
        return strcmp(sibu_json_as_string(value), text) == 0;
    }
    if (kind == SIBU_JSON_BOOL) {
        return strcmp(sibu_json_as_bool(value) ? "true" : "false", text) == 0;
    }
    (void)snprintf(number, sizeof number, "%.15g", sibu_json_as_number(value));
    return kind == SIBU_JSON_NUMBER && strcmp(number, text) == 0;
}

void robot_template_judge(const struct robot_answer *answer, struct robot_verdict *out)
{
    const struct robot_template *template = &answer->robot->template;
    robot_judge_status(answer->http_status, out);
    if (!robot_is_2xx(answer->http_status)) {
        return;
    }
    if (template->ok_by_status) {
        robot_accept(out);
        return;
    }
    struct sibu_json_value value = look_up(answer->root, template->ok_path);
    if (sibu_json_kind(value) == SIBU_JSON_ABSENT) {
        return;
    }
    *out = (struct robot_verdict){ROBOT_REFUSED, 0, "refused"};
    for (size_t i = 0; i < template->retry_count; i++) {
        if (is_value(value, template->retry_values[i])) {
            *out = (struct robot_verdict){ROBOT_RETRY, 0, "busy"};
        }
    }
    if (is_value(value, template->ok_value)) {
        robot_accept(out);
    }
}
