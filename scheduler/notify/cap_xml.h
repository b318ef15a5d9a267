/* Looking into a CAP message: elements of its namespace, their texts, its times. Private to scheduler/notify.
 *
 * Depends on libxml2's tree. The bytes may be hostile: documents with a DTD are refused, nothing is fetched, the tree is
 * walked without recursion. Any thread.
 */
#pragma once
#include <libxml/tree.h>
#include <stdint.h>

#include "sibu/text.h"

/* The parsed message, or NULL where the bytes are no XML that we take. xmlFreeDoc frees it. */
xmlDocPtr cap_xml_parse(const char *xml, size_t length);
int cap_xml_is(const xmlNode *node, const char *name);
/* The next element of that name from `node` on, among its siblings; NULL: none. */
const xmlNode *cap_xml_next(const xmlNode *node, const char *name);
const xmlNode *cap_xml_child(const xmlNode *parent, const char *name);
/* The text of the element: its own first piece, "" where it has none. The reader joins text, so there is one piece. */
const char *cap_xml_text(const xmlNode *node);
const char *cap_xml_text_in(const xmlNode *parent, const char *name);
/* Whether the text in that child is `value`. */
int cap_xml_says(const xmlNode *parent, const char *name, const char *value);
/* Of an `info`. */
enum sibu_language cap_xml_language(const xmlNode *info);
/* Seconds since 1970 of "YYYY-MM-DDThh:mm:ss+hh:mm"; 0 where the text is none. */
int cap_xml_time(const char *text, int64_t *time_s);
