/* The words of a roster's cells: see roster_cell.h. Tables only. */
#include "roster/roster_cell.h"

#include <string.h>

#include "roster/roster.h"

static const struct {
    const char *names[5]; /* zh, en, other ways to write it; ends with NULL */
    int required;
} COLUMNS[ROSTER_COLUMNS] = {
    {{"工号", "id", "编号", NULL}, 1},
    {{"姓名", "name", NULL}, 1},
    {{"区域", "zone", NULL}, 1},
    {{"班次", "shift", NULL}, 1},
    {{"岗位", "role", NULL}, 0},
    {{"步速", "pace", NULL}, 0},
    {{"语言", "language", NULL}, 0},
    {{"电话", "phone", "手机", NULL}, 0},
    {{"邮箱", "email", "e-mail", NULL}, 0},
    {{"地址", "url", "告警地址", NULL}, 0},
    {{"英文名", "name_en", "英文姓名", NULL}, 0},
    {{"备注", "note", "notes", NULL}, 0},
};

struct word {
    const char *word;
    int value;
};
static const struct word ROLES[] = {
    {"", ROSTER_WORKER},
    {"worker", ROSTER_WORKER},
    {"员工", ROSTER_WORKER},
    {"工人", ROSTER_WORKER},
    {"warden", ROSTER_WARDEN},
    {"疏散引导员", ROSTER_WARDEN},
    {"引导员", ROSTER_WARDEN},
    {"contractor", ROSTER_CONTRACTOR},
    {"承包商", ROSTER_CONTRACTOR},
    {"外包", ROSTER_CONTRACTOR},
    {"visitor", ROSTER_VISITOR},
    {"访客", ROSTER_VISITOR},
    {NULL, 0},
};
static const struct word PACES[] = {
    {"", SIBU_PACE_NORMAL},
    {"fast", SIBU_PACE_FAST},
    {"快", SIBU_PACE_FAST},
    {"较快", SIBU_PACE_FAST},
    {"normal", SIBU_PACE_NORMAL},
    {"正常", SIBU_PACE_NORMAL},
    {"一般", SIBU_PACE_NORMAL},
    {"slow", SIBU_PACE_SLOW},
    {"慢", SIBU_PACE_SLOW},
    {"较慢", SIBU_PACE_SLOW},
    {"impaired", SIBU_PACE_IMPAIRED},
    {"行动不便", SIBU_PACE_IMPAIRED},
    {"wheelchair", SIBU_PACE_WHEELCHAIR},
    {"轮椅", SIBU_PACE_WHEELCHAIR},
    {NULL, 0},
};
static const struct word TONGUES[] = {
    {"", SIBU_ZH},   {"zh", SIBU_ZH},   {"中文", SIBU_ZH}, {"汉语", SIBU_ZH},    {"chinese", SIBU_ZH},
    {"en", SIBU_EN}, {"英文", SIBU_EN}, {"英语", SIBU_EN}, {"english", SIBU_EN}, {NULL, 0},
};
static const char *const SHIFTS[][2] = {
    {"白班", "day"}, {"日班", "day"}, {"夜班", "night"}, {"", "always"}, {"全天", "always"}, {"长期", "always"},
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Equal but for the case of ASCII letters; `length` bytes of a. */
static int same(const char *a, size_t length, const char *b)
{
    if (strlen(b) != length) {
        return 0;
    }
    for (size_t i = 0; i < length; i++) {
        if (lower(a[i]) != lower(b[i])) {
            return 0;
        }
    }
    return 1;
}

/* How many bytes of blank the text begins with: ASCII, the ideographic space, the no-break space, a BOM. */
static size_t blank_at(const char *text, size_t length)
{
    static const char *const WIDE[] = {"\xe3\x80\x80", "\xc2\xa0", "\xef\xbb\xbf"};
    if (length > 0 && (text[0] == ' ' || (text[0] >= '\t' && text[0] <= '\r'))) {
        return 1;
    }
    for (size_t i = 0; i < sizeof WIDE / sizeof WIDE[0]; i++) {
        size_t bytes = strlen(WIDE[i]);
        if (length >= bytes && memcmp(text, WIDE[i], bytes) == 0) {
            return bytes;
        }
    }
    return 0;
}

/* How many bytes of blank the text ends with. */
static size_t blank_before(const char *text, size_t length)
{
    for (size_t bytes = 1; bytes <= 3 && bytes <= length; bytes++) {
        if (blank_at(text + length - bytes, bytes) == bytes) {
            return bytes;
        }
    }
    return 0;
}

const char *roster_trim(const char *text, size_t *length)
{
    size_t left = strlen(text);
    for (size_t bytes = blank_at(text, left); bytes > 0; bytes = blank_at(text, left)) {
        text += bytes;
        left -= bytes;
    }
    for (size_t bytes = blank_before(text, left); bytes > 0; bytes = blank_before(text, left)) {
        left -= bytes;
    }
    *length = left;
    return text;
}

int roster_blank(const char *text)
{
    size_t length = 0;
    (void)roster_trim(text, &length);
    return length == 0;
}

int roster_column_find(const char *header)
{
    size_t length = 0;
    const char *text = roster_trim(header, &length);
    for (int column = 0; column < ROSTER_COLUMNS; column++) {
        for (size_t i = 0; COLUMNS[column].names[i] != NULL; i++) {
            if (same(text, length, COLUMNS[column].names[i])) {
                return column;
            }
        }
    }
    return -1;
}

const char *roster_column_name(enum roster_column column, int language)
{
    return COLUMNS[column].names[language];
}

int roster_column_required(enum roster_column column)
{
    return COLUMNS[column].required;
}

static int find_word(const struct word *words, const char *word)
{
    for (; words->word != NULL; words++) {
        if (same(word, strlen(word), words->word)) {
            return words->value;
        }
    }
    return -1;
}

int roster_role_find(const char *word)
{
    return find_word(ROLES, word);
}

int roster_pace_find(const char *word)
{
    return find_word(PACES, word);
}

int roster_language_find(const char *word)
{
    return find_word(TONGUES, word);
}

const char *roster_shift_word(const char *word)
{
    for (size_t i = 0; i < sizeof SHIFTS / sizeof SHIFTS[0]; i++) {
        if (strcmp(SHIFTS[i][0], word) == 0) {
            return SHIFTS[i][1];
        }
    }
    return word;
}

int roster_text_plain(const char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text < 0x20 || *text == 0x7f) {
            return 0;
        }
    }
    return 1;
}

int roster_url_valid(const char *url)
{
    size_t scheme = 0;
    if (strncmp(url, "http://", 7) == 0) {
        scheme = 7;
    } else if (strncmp(url, "https://", 8) == 0) {
        scheme = 8;
    }
    if (scheme == 0 || strlen(url) > ROSTER_CELL_BYTES_MAX || !roster_text_plain(url) || strchr(url, ' ') != NULL) {
        return 0;
    }
    size_t host = strcspn(url + scheme, "/?#");
    return host > 0 && url[scheme] != ':' && memchr(url + scheme, '@', host) == NULL;
}

int roster_email_valid(const char *email)
{
    const char *at = strchr(email, '@');
    return at != NULL && at > email && at[1] != '\0' && strchr(at + 1, '@') == NULL && strchr(email, ' ') == NULL &&
           strlen(email) <= 254;
}

int roster_phone_valid(const char *phone)
{
    size_t length = strlen(phone);
    return length >= 3 && length <= 40 && strspn(phone, "0123456789+-() ") == length;
}
