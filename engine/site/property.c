/* Properties that many kinds share: see property.h. */
#include "site/property.h"

#include <string.h>

/* One line that can be read: not empty, no control characters, no space at its ends. */
static int is_plain(const char *string)
{
    size_t length = strlen(string);
    if (length == 0 || string[0] == ' ' || string[length - 1] == ' ') {
        return 0;
    }
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)string[i];
        if (byte < 0x20 || byte == 0x7f) {
            return 0;
        }
    }
    return 1;
}

int read_text(struct draft *draft, struct sibu_json_value object, const char *key, size_t max_bytes, const char **out)
{
    const char *string = "";
    if (!draft_take(draft, sibu_json_string(object, key, max_bytes, &string, &draft->fault))) {
        return 0;
    }
    if (!is_plain(string)) {
        sibu_fault_set(sink_next(draft->sink), SIBU_BAD_INPUT, sink_place(draft->sink, object, key),
                       "文本不能为空，首尾不能有空格，也不能含换行等控制字符",
                       "the text must not be empty, begin or end with a space, or hold line breaks");
        return 0;
    }
    *out = draft_text(draft, string);
    return *out != NULL;
}

int read_id(struct draft *draft, struct sibu_json_value properties, const char **out)
{
    return read_text(draft, properties, "id", ID_BYTES_MAX, out);
}

int read_id_or(struct draft *draft, struct sibu_json_value properties, const char *otherwise, const char **out)
{
    if (sibu_json_member(properties, "id").node != NULL) {
        return read_id(draft, properties, out);
    }
    *out = draft_text(draft, otherwise);
    return *out != NULL;
}

int read_name(struct draft *draft, struct sibu_json_value properties, struct sibu_name *out)
{
    static const char *const LANGUAGES[] = {"zh", "en", NULL};
    struct sibu_json_value name = sibu_json_member(properties, "name");
    if (sibu_json_kind(name) != SIBU_JSON_OBJECT) {
        sibu_fault_set(sink_next(draft->sink), SIBU_BAD_INPUT, sink_place(draft->sink, properties, "name"),
                       "需要中英文名称：{\"zh\": \"…\", \"en\": \"…\"}",
                       "a name in both languages is needed: {\"zh\": \"...\", \"en\": \"...\"}");
        return 0;
    }
    int known = draft_take(draft, sibu_json_only(name, LANGUAGES, &draft->fault));
    int chinese = read_text(draft, name, "zh", NAME_BYTES_MAX, &out->in[SIBU_ZH]);
    int english = read_text(draft, name, "en", NAME_BYTES_MAX, &out->in[SIBU_EN]);
    return known && chinese && english;
}

int read_name_if_there(struct draft *draft, struct sibu_json_value properties)
{
    struct sibu_name ignored = {{NULL, NULL}};
    return sibu_json_member(properties, "name").node == NULL || read_name(draft, properties, &ignored);
}

int read_floor(struct draft *draft, struct sibu_json_value properties, const char *key, uint32_t *out)
{
    const char *id = "";
    if (!draft_take(draft, sibu_json_string(properties, key, ID_BYTES_MAX, &id, &draft->fault))) {
        return 0;
    }
    for (uint32_t i = 0; i < draft->floor_count; i++) {
        if (strcmp(draft->floors[i].id, id) == 0) {
            *out = i;
            return 1;
        }
    }
    if (!draft->floors_wrong) {
        sibu_fault_set(sink_next(draft->sink), SIBU_BAD_INPUT, sink_place(draft->sink, properties, key),
                       "没有楼层“%.64s”，楼层在文件开头的 sibu.floors 中列出",
                       "there is no floor \"%.64s\"; the floors are listed in sibu.floors", id);
    }
    return 0;
}

int read_flow(struct draft *draft, struct sibu_json_value properties, double *out)
{
    static const double RANGE[3] = {0.01, 100.0, 0.0};
    return draft_take(draft, sibu_json_number_or(properties, "flow", RANGE, out, &draft->fault));
}
