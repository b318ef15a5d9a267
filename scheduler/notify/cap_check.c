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
#include "sibu/catalogue.h"

#define CAP_NAMESPACE "urn:oasis:names:tc:emergency:cap:1.2"

/* A complaint: the element, and the sentence in both languages. */
struct complaint {
    const char *element;
    const char *what[SIBU_LANGUAGES];
};

static int is_named(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0 && node->ns != NULL &&
           node->ns->href != NULL && strcmp((const char *)node->ns->href, CAP_NAMESPACE) == 0;
}

/* The next element of that name from `node` on, among its siblings. */
static const xmlNode *find(const xmlNode *node, const char *name)
{
    while (node != NULL && !is_named(node, name)) {
        node = node->next;
    }
    return node;
}

static const xmlNode *child(const xmlNode *parent, const char *name)
{
    return find(parent->children, name);
}

/* The text of the element: its own first piece, "" where it has none. The reader joins text, so there is one piece. */
static const char *text_of(const xmlNode *node)
{
    if (node == NULL || node->children == NULL || node->children->content == NULL) {
        return "";
    }
    return (const char *)node->children->content;
}

static const char *text_in(const xmlNode *parent, const char *name)
{
    return text_of(child(parent, name));
}

static int is(const xmlNode *parent, const char *name, const char *value)
{
    return strcmp(text_in(parent, name), value) == 0;
}

/* Days from 1970-01-01 to the date in the proleptic Gregorian calendar; years are counted from March, so that the leap
 * day is the last. */
static int64_t days_of(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t m = month <= 2 ? month + 9 : month - 3;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

/* The parts of "YYYY-MM-DDThh:mm:ss+hh:mm": where they stand, how many digits they have, and their range. */
static const struct {
    int at, digits, least, most;
} TIME_PARTS[] = {{0, 4, 1, 9999}, {5, 2, 1, 12},  {8, 2, 1, 31},  {11, 2, 0, 23},
                  {14, 2, 0, 59},  {17, 2, 0, 60}, {20, 2, 0, 14}, {23, 2, 0, 59}};
#define TIME_PART_COUNT (sizeof TIME_PARTS / sizeof TIME_PARTS[0])

static int has_time_shape(const char *text)
{
    static const char SEPARATORS[] = "    -  -  T  :  :  +  :  ";
    if (strlen(text) != sizeof SEPARATORS - 1) {
        return 0;
    }
    for (size_t i = 0; i < sizeof SEPARATORS - 1; i++) {
        int is_digit = text[i] >= '0' && text[i] <= '9';
        int is_minus = SEPARATORS[i] == '+' && text[i] == '-';
        if (SEPARATORS[i] == ' ' ? !is_digit : text[i] != SEPARATORS[i] && !is_minus) {
            return 0;
        }
    }
    return 1;
}

static int read_part(const char *text, size_t part)
{
    int value = 0;
    for (int digit = 0; digit < TIME_PARTS[part].digits; digit++) {
        value = value * 10 + (text[TIME_PARTS[part].at + digit] - '0');
    }
    return value;
}

/* Seconds since 1970 of a time written as above; false where it is written otherwise. */
static int read_time(const char *text, int64_t *time_s)
{
    int part[TIME_PART_COUNT];
    if (!has_time_shape(text)) {
        return 0;
    }
    for (size_t i = 0; i < TIME_PART_COUNT; i++) {
        part[i] = read_part(text, i);
        if (part[i] < TIME_PARTS[i].least || part[i] > TIME_PARTS[i].most) {
            return 0;
        }
    }
    int64_t offset_s = part[6] * 3600 + part[7] * 60;
    *time_s = days_of(part[0], part[1], part[2]) * 86400 + part[3] * 3600 + part[4] * 60 + part[5] -
              (text[19] == '+' ? offset_s : -offset_s);
    return 1;
}

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
    if (is_bare(text_in(alert, "identifier"))) {
        return &IDENTIFIER;
    }
    if (is_bare(text_in(alert, "sender"))) {
        return &SENDER;
    }
    if (!read_time(text_in(alert, "sent"), &time_s) || strstr(text_in(alert, "sent"), "+00:00") != NULL) {
        return &SENT;
    }
    if (is(alert, "scope", "Private") && text_in(alert, "addresses")[0] == '\0') {
        return &ADDRESSES;
    }
    return is(alert, "scope", "Restricted") && text_in(alert, "restriction")[0] == '\0' ? &RESTRICTION : NULL;
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
            if (commas != 2 || !read_time(sent, &time_s)) {
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
        known |= is(alert, "status", KNOWN[i]);
    }
    if (!known) {
        return &STATUS;
    }
    if ((is(alert, "status", "Exercise") || is(alert, "msgType", "Error")) && text_in(alert, "note")[0] == '\0') {
        return &NOTE;
    }
    const char *references = text_in(alert, "references");
    int needs = !is(alert, "msgType", "Alert");
    return (needs || references[0] != '\0') && !are_references(references) ? &REFERENCES : NULL;
}

static enum sibu_language language_of(const xmlNode *info)
{
    return sibu_language_of(text_in(info, "language"));
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
    while (*phrase != '\0') {
        size_t silent = silent_bytes(text);
        if (silent > 0) {
            text += silent;
            continue;
        }
        char c = *text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a') : *text;
        if (c != *phrase) {
            return 0;
        }
        text++;
        phrase++;
    }
    return 1;
}

/* In an exercise that would be a lie that makes people run. */
int cap_denies_drill(const char *text)
{
    static const char *const PHRASES[] = {"notadrill", "notanexercise", "不是演练", "非演练", "不是演习", "非演习"};
    for (const char *c = text; *c != '\0'; c++) {
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
    int exercise = is(alert, "status", "Exercise");
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
    int exercise = is(alert, "status", "Exercise");
    if (text_in(info, "event")[0] == '\0') {
        return &EVENT;
    }
    if (is_marked(text_in(info, "headline"), language_of(info)) != exercise) {
        return &HEADLINE;
    }
    return is_marked(text_in(info, "description"), language_of(info)) != exercise ? &DESCRIPTION : NULL;
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
    (void)read_time(text_in(alert, "sent"), &sent_s);
    if (!read_time(text_in(info, "expires"), &expires_s) || expires_s <= sent_s) {
        return &EXPIRES;
    }
    if (child(info, "web") != NULL && !is_web_address(text_in(info, "web"))) {
        return &WEB;
    }
    for (const xmlNode *area = child(info, "area"); area != NULL; area = find(area->next, "area")) {
        const xmlNode *polygon = child(area, "polygon");
        if (text_in(area, "areaDesc")[0] == '\0') {
            return &AREA;
        }
        if (polygon != NULL && !is_ring(text_of(polygon))) {
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
    const xmlNode *first = child(alert, "info");
    int seen[SIBU_LANGUAGES] = {0, 0};
    for (const xmlNode *info = first; info != NULL; info = find(info->next, "info")) {
        seen[language_of(info)] = 1;
        for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
            if (!is(info, WORDS[i], text_in(first, WORDS[i]))) {
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
    for (const xmlNode *info = child(alert, "info"); wrong == NULL && info != NULL; info = find(info->next, "info")) {
        wrong = check_info(alert, info);
    }
    return wrong;
}

/* The parsed message, or NULL where the bytes are no XML that we take. */
static xmlDocPtr parse(const char *xml, size_t length)
{
    if (length == 0 || length > CAP_BYTES_MAX) {
        return NULL;
    }
    xmlInitParser();
    xmlDocPtr document = xmlReadMemory(xml, (int)length, NULL, NULL,
                                       XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
    if (document != NULL && (document->intSubset != NULL || document->extSubset != NULL)) {
        xmlFreeDoc(document);
        return NULL;
    }
    return document;
}

enum sibu_status cap_check(const char *name, const char *xml, size_t length, struct sibu_fault *fault)
{
    xmlDocPtr document = parse(xml, length);
    const xmlNode *alert = document == NULL ? NULL : xmlDocGetRootElement(document);
    if (alert == NULL || !is_named(alert, "alert")) {
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
    xmlDocPtr document = parse(xml, length);
    const xmlNode *alert = document == NULL ? NULL : xmlDocGetRootElement(document);
    int exercise = alert != NULL && is_named(alert, "alert") && is(alert, "status", "Exercise");
    xmlFreeDoc(document);
    return exercise;
}
