/* The grammar of JSON: a machine with a stack of 64 brackets, so that no input makes it recurse. See json_scan.h.
 *
 * Depends on: utf8. Thread safe; allocates nothing.
 * States: what may stand at `at`, white space aside. Invariant: brackets[0, depth) are the open ones, outermost first.
 */
#include "base/json_scan.h"

#include <string.h>

#include "base/utf8.h"

enum state { VALUE, VALUE_OR_END, KEY, KEY_OR_END, COMMA_OR_END, DONE };

struct scan {
    const char *bytes;
    size_t length, at;
    size_t values;
    unsigned depth;
    char brackets[JSON_DEPTH_MAX];
    struct json_scan_fault *fault;
};

static int refuse(struct scan *scan, const char *zh, const char *en)
{
    *scan->fault = (struct json_scan_fault){scan->at, zh, en};
    return 0;
}

/* The byte at `at`, or -1 at the end. */
static int peek(const struct scan *scan)
{
    return scan->at < scan->length ? (unsigned char)scan->bytes[scan->at] : -1;
}

static int take(struct scan *scan, char byte)
{
    if (peek(scan) != (unsigned char)byte) {
        return 0;
    }
    scan->at++;
    return 1;
}

static void skip_space(struct scan *scan)
{
    while (scan->at < scan->length && memchr(" \t\r\n", scan->bytes[scan->at], 4) != NULL) {
        scan->at++;
    }
}

static size_t skip_digits(struct scan *scan)
{
    size_t start = scan->at;
    while (peek(scan) >= '0' && peek(scan) <= '9') {
        scan->at++;
    }
    return scan->at - start;
}

static int fraction_and_exponent(struct scan *scan)
{
    if (take(scan, '.') && skip_digits(scan) == 0) {
        return 0;
    }
    if (take(scan, 'e') || take(scan, 'E')) {
        if (!take(scan, '+')) {
            (void)take(scan, '-');
        }
        return skip_digits(scan) > 0;
    }
    return 1;
}

static int number(struct scan *scan)
{
    size_t start = scan->at;
    (void)take(scan, '-');
    int leading_zero = peek(scan) == '0';
    size_t digits = skip_digits(scan);
    if (digits == 0 || (leading_zero && digits > 1) || !fraction_and_exponent(scan)) {
        return refuse(scan, "不是有效的 JSON 数字", "not a valid JSON number");
    }
    if (scan->at - start > 63) { /* the buffer that cJSON converts numbers in */
        return refuse(scan, "数字太长，最多 63 个字符", "the number is longer than 63 characters");
    }
    return 1;
}

/* Four hexadecimal digits, or UTF8_BAD. */
static uint32_t four_digits(struct scan *scan)
{
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        static const char DIGITS[] = "0123456789abcdef0123456789ABCDEF";
        int byte = peek(scan);
        const char *digit = byte > 0 ? memchr(DIGITS, byte, sizeof DIGITS - 1) : NULL;
        if (digit == NULL) {
            return UTF8_BAD;
        }
        value = value * 16 + (uint32_t)((digit - DIGITS) & 15);
        scan->at++;
    }
    return value;
}

static int unicode_escape(struct scan *scan)
{
    uint32_t unit = four_digits(scan);
    if (unit == UTF8_BAD) {
        return refuse(scan, "\\u 后面必须是四位十六进制数字", "\\u must be followed by four hexadecimal digits");
    }
    if (unit == 0) {
        return refuse(scan, "文本中不允许出现 \\u0000", "\\u0000 is not allowed in a text");
    }
    int high = unit >= 0xD800 && unit < 0xDC00;
    if (high && take(scan, '\\') && take(scan, 'u')) {
        uint32_t low = four_digits(scan);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            return 1;
        }
    }
    if (high || (unit >= 0xDC00 && unit <= 0xDFFF)) {
        return refuse(scan, "\\u 的代理项没有成对出现", "half of a surrogate pair stands alone after \\u");
    }
    return 1;
}

static int escape(struct scan *scan)
{
    int byte = peek(scan);
    if (byte > 0 && memchr("\"\\/bfnrt", byte, 8) != NULL) {
        scan->at++;
        return 1;
    }
    if (take(scan, 'u')) {
        return unicode_escape(scan);
    }
    return refuse(scan, "反斜杠后面的字符无效", "this character cannot follow a backslash");
}

static int string(struct scan *scan)
{
    scan->at++; /* the opening quote */
    while (scan->at < scan->length) {
        if (take(scan, '"')) {
            return 1;
        }
        if (take(scan, '\\')) {
            if (!escape(scan)) {
                return 0;
            }
            continue;
        }
        size_t used = 0;
        uint32_t character = utf8_decode(scan->bytes + scan->at, scan->length - scan->at, &used);
        if (character == UTF8_BAD) {
            return refuse(scan, "不是有效的 UTF-8，请用 UTF-8 编码保存文件", "not valid UTF-8; save the file as UTF-8");
        }
        if (character < 0x20) {
            return refuse(scan, "文本中有未转义的控制字符", "a control character in a text must be escaped");
        }
        scan->at += used;
    }
    return refuse(scan, "文本缺少结尾的引号", "a text is not closed by a quotation mark");
}

static int word(struct scan *scan)
{
    static const char *const WORDS[] = {"true", "false", "null"};
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        size_t length = strlen(WORDS[i]);
        if (scan->length - scan->at >= length && memcmp(scan->bytes + scan->at, WORDS[i], length) == 0) {
            scan->at += length;
            return 1;
        }
    }
    return refuse(scan, "这里应是一个值（对象、数组、文本、数字、true、false 或 null）",
                  "a value must stand here (object, array, text, number, true, false or null)");
}

static enum state after_value(const struct scan *scan)
{
    return scan->depth == 0 ? DONE : COMMA_OR_END;
}

static int open_bracket(struct scan *scan, enum state *state)
{
    if (scan->depth == JSON_DEPTH_MAX) {
        return refuse(scan, "嵌套超过 64 层", "nested deeper than 64");
    }
    char bracket = scan->bytes[scan->at++];
    scan->brackets[scan->depth++] = bracket;
    *state = bracket == '{' ? KEY_OR_END : VALUE_OR_END;
    return 1;
}

static int value(struct scan *scan, enum state *state)
{
    if (++scan->values > JSON_VALUES_MAX) {
        return refuse(scan, "超过 4000000 个值", "more than 4000000 values");
    }
    int byte = peek(scan);
    if (byte == '{' || byte == '[') {
        return open_bracket(scan, state);
    }
    *state = after_value(scan);
    if (byte == '"') {
        return string(scan);
    }
    return byte == '-' || (byte >= '0' && byte <= '9') ? number(scan) : word(scan);
}

static int key(struct scan *scan, enum state *state)
{
    if (peek(scan) != '"') {
        return refuse(scan, "这里应是带引号的名称", "a name in quotation marks must stand here");
    }
    if (!string(scan)) {
        return 0;
    }
    skip_space(scan);
    if (!take(scan, ':')) {
        return refuse(scan, "名称后面缺少冒号", "a colon is missing after the name");
    }
    *state = VALUE;
    return 1;
}

/* Takes the bracket that closes the innermost open one, where it stands here. */
static int closes(struct scan *scan, enum state *state)
{
    if (!take(scan, scan->brackets[scan->depth - 1] == '{' ? '}' : ']')) {
        return 0;
    }
    scan->depth--;
    *state = after_value(scan);
    return 1;
}

static int comma(struct scan *scan, enum state *state)
{
    if (!take(scan, ',')) {
        return refuse(scan, "这里应是逗号或右括号", "a comma or a closing bracket must stand here");
    }
    *state = scan->brackets[scan->depth - 1] == '{' ? KEY : VALUE;
    return 1;
}

static int step(struct scan *scan, enum state *state)
{
    switch (*state) {
    case VALUE_OR_END:
        return closes(scan, state) || value(scan, state);
    case VALUE:
        return value(scan, state);
    case KEY_OR_END:
        return closes(scan, state) || key(scan, state);
    case KEY:
        return key(scan, state);
    case COMMA_OR_END:
        return closes(scan, state) || comma(scan, state);
    case DONE:
        break;
    }
    return refuse(scan, "文件末尾有多余的内容", "there is more after the end of the value");
}

int json_scan(const char *bytes, size_t length, struct json_scan_fault *fault)
{
    struct scan scan = {.bytes = bytes, .length = length, .fault = fault};
    enum state state = VALUE;
    for (;;) {
        skip_space(&scan);
        if (scan.at == length) {
            break;
        }
        if (!step(&scan, &state)) {
            return 0;
        }
    }
    if (state != DONE) {
        return refuse(&scan, "文件不完整，提前结束了", "the file ends too early");
    }
    return 1;
}
