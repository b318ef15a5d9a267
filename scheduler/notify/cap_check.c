/* What the schema of CAP 1.2 lets pass and must not go out: see cap.h.
 *
 * Depends on libxml2's reader. The bytes may be hostile: documents with a DTD are refused, nothing is fetched, the tree
 * is walked without recursion. Each rule is one function that returns what is wrong, or NULL.
 */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/uri.h>
#include <string.h>

#include "notify/cap.h"
#include "notify/cap_xml.h"
#include "sibu/catalogue.h"

/* A complaint: the element, and the sentence in both languages. */
struct complaint {
    const char *element;
    const char *what[SIBU_LANGUAGES];
};

static int has_any(const char *text, const char *characters)
{
    return text[strcspn(text, characters)] != '\0';
}

static int is_bare(const char *text)
{
    return text[0] == '\0' || has_any(text, " \t\r\n,<&");
}

static const struct complaint *check_head(const xmlNode *alert)
{
    static const struct complaint IDENTIFIER = {
        "identifier", {"为空，或含有空格、逗号、< 或 &", "is empty or holds a blank, a comma, < or &"}};
    static const struct complaint SENDER = {
        "sender", {"为空，或含有空格、逗号、< 或 &", "is empty or holds a blank, a comma, < or &"}};
    static const struct complaint SENT = {
        "sent", {"不是 2026-11-23T09:30:00+08:00 这样的时间", "is no time like 2026-11-23T09:30:00+08:00"}};
    static const struct complaint ADDRESSES = {"addresses",
                                               {"为空，而范围是 Private", "is empty, and the scope is Private"}};
    static const struct complaint RESTRICTION = {
        "restriction", {"为空，而范围是 Restricted", "is empty, and the scope is Restricted"}};
    int64_t time_s = 0;
    if (is_bare(cap_xml_text_in(alert, "identifier"))) {
        return &IDENTIFIER;
    }
    if (is_bare(cap_xml_text_in(alert, "sender"))) {
        return &SENDER;
    }
    if (!cap_xml_time(cap_xml_text_in(alert, "sent"), &time_s) ||
        strstr(cap_xml_text_in(alert, "sent"), "+00:00") != NULL) {
        return &SENT;
    }
    if (cap_xml_says(alert, "scope", "Private") && cap_xml_text_in(alert, "addresses")[0] == '\0') {
        return &ADDRESSES;
    }
    return cap_xml_says(alert, "scope", "Restricted") && cap_xml_text_in(alert, "restriction")[0] == '\0' ? &RESTRICTION
                                                                                                          : NULL;
}

/* Triples of sender,identifier,sent, split by blanks. */
static int are_references(const char *text)
{
    int commas = 0;
    int64_t time_s = 0;
    const char *last = text;
    for (const char *c = text;; c++) {
        if (*c == ',') {
            commas++;
            last = c + 1;
        }
        if (*c == ' ' || *c == '\0') {
            char sent[26] = "";
            size_t length = (size_t)(c - last);
            memcpy(sent, last, length < sizeof sent ? length : 0);
            if (commas != 2 || !cap_xml_time(sent, &time_s)) {
                return 0;
            }
            commas = 0;
            last = c + 1;
        }
        if (*c == '\0') {
            return 1;
        }
    }
}

static const struct complaint *check_kind(const xmlNode *alert)
{
    static const struct complaint NOTE = {
        "note", {"为空：演练和差错必须说明", "is empty: an exercise or error says what it is"}};
    static const struct complaint REFERENCES = {
        "references", {"没有列出“发送者，标识，时间”", "does not list sender,identifier,sent"}};
    static const struct complaint STATUS = {"status", {"不是已知的状态", "is no status that is known"}};
    static const char *const KNOWN[] = {"Actual", "Exercise", "System", "Test", "Draft"};
    int known = 0;
    for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++) {
        known |= cap_xml_says(alert, "status", KNOWN[i]);
    }
    if (!known) {
        return &STATUS;
    }
    if ((cap_xml_says(alert, "status", "Exercise") || cap_xml_says(alert, "msgType", "Error")) &&
        cap_xml_text_in(alert, "note")[0] == '\0') {
        return &NOTE;
    }
    const char *references = cap_xml_text_in(alert, "references");
    int needs = !cap_xml_says(alert, "msgType", "Alert");
    return (needs || references[0] != '\0') && !are_references(references) ? &REFERENCES : NULL;
}

/* How many bytes at `text` say nothing: blanks and hyphens of all kinds, and characters without width. */
static size_t silent_bytes(const char *text)
{
    static const char *const SILENT[] = {" ",
                                         "\t",
                                         "\n",
                                         "\r",
                                         "-",
                                         "_",
                                         "\xC2\xA0",
                                         "\xC2\xAD",
                                         "\xE3\x80\x80",
                                         "\xE2\x80\x8B",
                                         "\xE2\x80\x8C",
                                         "\xE2\x80\x8D",
                                         "\xE2\x80\x90",
                                         "\xE2\x80\x91",
                                         "\xE2\x81\xA0",
                                         "\xEF\xBB\xBF"};
    if ((unsigned char)*text > '_' && (unsigned char)*text < 0x80) {
        return 0; /* a small letter, as most are: none of them */
    }
    for (size_t i = 0; i < sizeof SILENT / sizeof SILENT[0]; i++) {
        size_t bytes = strlen(SILENT[i]);
        if (strncmp(text, SILENT[i], bytes) == 0) {
            return bytes;
        }
    }
    return 0;
}

/* Whether the phrase begins at `text`, whatever silent characters and capitals stand in it. */
static int begins_with(const char *text, const char *phrase)
{
    const char *first = phrase;
    while (*phrase != '\0') {
        char c = *text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a') : *text;
        size_t silent = c == *phrase || phrase == first ? 0 : silent_bytes(text);
        if (c != *phrase && silent == 0) {
            return 0;
        }
        phrase += silent == 0;
        text += silent == 0 ? 1 : silent;
    }
    return 1;
}

/* In an exercise that would be a lie that makes people run. */
int cap_denies_drill(const char *text)
{
    static const char FIRST[] = "nN\xE4\xE9"; /* what they begin with: most texts are passed over quickly */
    static const char *const PHRASES[] = {"notadrill", "notanexercise", "不是演练", "非演练", "不是演习", "非演习"};
    for (const char *c = text; *c != '\0'; c++) {
        if (strchr(FIRST, *c) == NULL) {
            continue;
        }
        for (size_t i = 0; i < sizeof PHRASES / sizeof PHRASES[0]; i++) {
            if (begins_with(c, PHRASES[i])) {
                return 1;
            }
        }
    }
    return 0;
}

/* The next node of the tree in the order of the document; NULL after the last. */
static const xmlNode *next_node(const xmlNode *node, const xmlNode *root)
{
    if (node->children != NULL) {
        return node->children;
    }
    while (node != root && node->next == NULL) {
        node = node->parent;
    }
    return node == root ? NULL : node->next;
}

/* Elements and texts and nothing else, so that a text is one piece; and no text of an exercise denies the drill. */
static const struct complaint *check_texts(const xmlNode *alert)
{
    static const struct complaint FOREIGN = {"",
                                             {"含有注释或处理指令", "holds a comment or an instruction to a program"}};
    static const struct complaint DENIES = {
        "info", {"演练的文字里说这不是演练", "a text of an exercise says that it is no drill"}};
    int exercise = cap_xml_says(alert, "status", "Exercise");
    for (const xmlNode *node = alert; node != NULL; node = next_node(node, alert)) {
        if (node->type != XML_ELEMENT_NODE && node->type != XML_TEXT_NODE) {
            return &FOREIGN;
        }
        if (exercise && node->type == XML_TEXT_NODE && cap_denies_drill((const char *)node->content)) {
            return &DENIES;
        }
    }
    return NULL;
}

static int is_marked(const char *text, enum sibu_language language)
{
    const char *mark = sibu_say(language, SIBU_SAY_ALERT_DRILL_MARK);
    return strncmp(text, mark, strlen(mark)) == 0;
}

static const struct complaint *check_words(const xmlNode *alert, const xmlNode *info)
{
    static const struct complaint HEADLINE = {
        "info/headline",
        {"演练必须以【演练】开头，真实险情不得", "an exercise begins with 【演练】 or DRILL:, the real does not"}};
    static const struct complaint DESCRIPTION = {
        "info/description",
        {"演练必须以【演练】开头，真实险情不得", "an exercise begins with 【演练】 or DRILL:, the real does not"}};
    static const struct complaint EVENT = {"info/event", {"为空", "is empty"}};
    int exercise = cap_xml_says(alert, "status", "Exercise");
    if (cap_xml_text_in(info, "event")[0] == '\0') {
        return &EVENT;
    }
    if (is_marked(cap_xml_text_in(info, "headline"), cap_xml_language(info)) != exercise) {
        return &HEADLINE;
    }
    return is_marked(cap_xml_text_in(info, "description"), cap_xml_language(info)) != exercise ? &DESCRIPTION : NULL;
}

/* The schema asks for a URI; a page of ours begins with http. */
static int is_web_address(const char *text)
{
    int is_http = strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0;
    xmlURIPtr uri = is_http ? xmlParseURI(text) : NULL;
    int fine = uri != NULL;
    xmlFreeURI(uri);
    return fine;
}

/* A ring of at least four points that ends where it begins. */
static int is_ring(const char *text)
{
    size_t length = strlen(text), first = strcspn(text, " ");
    size_t points = 1;
    const char *last = text;
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == ' ') {
            points++;
            last = c + 1;
        }
    }
    return points >= 4 && length - (size_t)(last - text) == first && memcmp(text, last, first) == 0;
}

static const struct complaint *check_info(const xmlNode *alert, const xmlNode *info)
{
    static const struct complaint EXPIRES = {"info/expires",
                                             {"不晚于发出的时间", "is not later than the message was sent"}};
    static const struct complaint POLYGON = {"info/area/polygon",
                                             {"不是闭合的多边形", "is no closed ring of four points or more"}};
    static const struct complaint WEB = {"info/web", {"不是网址", "is no web address"}};
    static const struct complaint AREA = {"info/area/areaDesc", {"为空", "is empty"}};
    int64_t sent_s = 0, expires_s = 0;
    (void)cap_xml_time(cap_xml_text_in(alert, "sent"), &sent_s);
    if (!cap_xml_time(cap_xml_text_in(info, "expires"), &expires_s) || expires_s <= sent_s) {
        return &EXPIRES;
    }
    if (cap_xml_child(info, "web") != NULL && !is_web_address(cap_xml_text_in(info, "web"))) {
        return &WEB;
    }
    for (const xmlNode *area = cap_xml_child(info, "area"); area != NULL; area = cap_xml_next(area->next, "area")) {
        const xmlNode *polygon = cap_xml_child(area, "polygon");
        if (cap_xml_text_in(area, "areaDesc")[0] == '\0') {
            return &AREA;
        }
        if (polygon != NULL && !is_ring(cap_xml_text(polygon))) {
            return &POLYGON;
        }
    }
    return check_words(alert, info);
}

/* Both languages are there, and say the same with the words that machines read. */
static const struct complaint *check_languages(const xmlNode *alert)
{
    static const struct complaint BOTH = {"info", {"没有中英文两种", "is not there in both Chinese and English"}};
    static const struct complaint SAME = {
        "info", {"两种语言的类别或程度不一致", "differs between the languages in category, response or degree"}};
    static const char *const WORDS[] = {"category", "responseType", "urgency", "severity", "certainty", "expires"};
    const xmlNode *first = cap_xml_child(alert, "info");
    int seen[SIBU_LANGUAGES] = {0, 0};
    for (const xmlNode *info = first; info != NULL; info = cap_xml_next(info->next, "info")) {
        seen[cap_xml_language(info)] = 1;
        for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
            if (!cap_xml_says(info, WORDS[i], cap_xml_text_in(first, WORDS[i]))) {
                return &SAME;
            }
        }
    }
    return seen[SIBU_ZH] && seen[SIBU_EN] ? NULL : &BOTH;
}

static const struct complaint *check_alert(const xmlNode *alert)
{
    const struct complaint *wrong = check_texts(alert);
    if (wrong == NULL) {
        wrong = check_head(alert);
    }
    if (wrong == NULL) {
        wrong = check_kind(alert);
    }
    if (wrong == NULL) {
        wrong = check_languages(alert);
    }
    for (const xmlNode *info = cap_xml_child(alert, "info"); wrong == NULL && info != NULL;
         info = cap_xml_next(info->next, "info")) {
        wrong = check_info(alert, info);
    }
    return wrong;
}

enum sibu_status cap_check(const char *name, const char *xml, size_t length, struct sibu_fault *fault)
{
    xmlDocPtr document = cap_xml_parse(xml, length);
    const xmlNode *alert = document == NULL ? NULL : xmlDocGetRootElement(document);
    if (alert == NULL || !cap_xml_is(alert, "alert")) {
        xmlFreeDoc(document);
        return sibu_fault_set(fault, SIBU_BAD_INPUT, name, "不是 CAP 1.2 警报", "this is no CAP 1.2 alert");
    }
    const struct complaint *wrong = check_alert(alert);
    enum sibu_status status = SIBU_OK;
    if (wrong != NULL) {
        struct sibu_text place = {.max_length = 200};
        sibu_text_addf(&place, "%.100s:/alert/%s", name, wrong->element);
        status = sibu_fault_set(fault, SIBU_BAD_INPUT, sibu_text_get(&place), "%s%.0s", "%.0s%s", wrong->what[SIBU_ZH],
                                wrong->what[SIBU_EN]);
        sibu_text_clear(&place);
    }
    xmlFreeDoc(document);
    return status;
}

int cap_is_exercise(const char *xml, size_t length)
{
    xmlDocPtr document = cap_xml_parse(xml, length);
    const xmlNode *alert = document == NULL ? NULL : xmlDocGetRootElement(document);
    int exercise = alert != NULL && cap_xml_is(alert, "alert") && cap_xml_says(alert, "status", "Exercise");
    xmlFreeDoc(document);
    return exercise;
}
