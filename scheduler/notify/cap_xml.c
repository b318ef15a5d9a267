/* Looking into a CAP message: see cap_xml.h. */
#include "notify/cap_xml.h"

#include <libxml/parser.h>
#include <string.h>

#include "notify/cap.h"
#include "sibu/catalogue.h"

#define CAP_NAMESPACE "urn:oasis:names:tc:emergency:cap:1.2"

int cap_xml_is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0 && node->ns != NULL &&
           node->ns->href != NULL && strcmp((const char *)node->ns->href, CAP_NAMESPACE) == 0;
}

/* The next element of that name from `node` on, among its siblings. */
const xmlNode *cap_xml_next(const xmlNode *node, const char *name)
{
    while (node != NULL && !cap_xml_is(node, name)) {
        node = node->next;
    }
    return node;
}

const xmlNode *cap_xml_child(const xmlNode *parent, const char *name)
{
    return cap_xml_next(parent->children, name);
}

/* The text of the element: its own first piece, "" where it has none. The reader joins text, so there is one piece. */
const char *cap_xml_text(const xmlNode *node)
{
    if (node == NULL || node->children == NULL || node->children->content == NULL) {
        return "";
    }
    return (const char *)node->children->content;
}

const char *cap_xml_text_in(const xmlNode *parent, const char *name)
{
    return cap_xml_text(cap_xml_child(parent, name));
}

int cap_xml_says(const xmlNode *parent, const char *name, const char *value)
{
    return strcmp(cap_xml_text_in(parent, name), value) == 0;
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
int cap_xml_time(const char *text, int64_t *time_s)
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

enum sibu_language cap_xml_language(const xmlNode *info)
{
    return sibu_language_of(cap_xml_text_in(info, "language"));
}

/* The parsed message, or NULL where the bytes are no XML that we take. */
xmlDocPtr cap_xml_parse(const char *xml, size_t length)
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
