/* Reading a CAP message: see cap_read.h. */
#include "phones/cap_read.h"

#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draw/date.h"
#include "sibu/fault.h"

static const char NAMESPACE[] = "urn:oasis:names:tc:emergency:cap:1.2";

static int is_element(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && node->ns != NULL && strcmp((const char *)node->ns->href, NAMESPACE) == 0 &&
           strcmp((const char *)node->name, name) == 0;
}

/* The text of the first child element of that name into out (size bytes); "" where there is none. */
static void child_text(const xmlNode *parent, const char *name, char *out, size_t size)
{
    out[0] = '\0';
    for (xmlNode *node = parent->children; node != NULL; node = node->next) {
        if (is_element(node, name)) {
            xmlChar *text = xmlNodeGetContent(node);
            (void)snprintf(out, size, "%s", text != NULL ? (const char *)text : "");
            xmlFree(text);
            return;
        }
    }
}

/* "2026-11-23T09:30:00+08:00" in microseconds since 1970, or -1. */
static int64_t read_time_us(const char *text)
{
    int64_t days = 0;
    char date[11];
    int hour = 0;
    int minute = 0;
    int second = 0;
    int offset_hour = 0;
    int offset_minute = 0;
    char sign = '+';
    if (strlen(text) != 25) {
        return -1;
    }
    (void)snprintf(date, sizeof date, "%.10s", text);
    if (!date_read(date, &days) ||
        sscanf(text + 10, "T%2d:%2d:%2d%c%2d:%2d", &hour, &minute, &second, &sign, &offset_hour, &offset_minute) != 6) {
        return -1;
    }
    int64_t offset_s = (offset_hour * 60 + offset_minute) * 60 * (sign == '-' ? -1 : 1);
    return ((days * 24 + hour) * 3600 + minute * 60 + second - offset_s) * 1000000;
}

static void read_parameters(const xmlNode *info, struct cap_summary *out)
{
    for (const xmlNode *node = info->children; node != NULL; node = node->next) {
        char name[64];
        if (is_element(node, "parameter")) {
            child_text(node, "valueName", name, sizeof name);
            if (strcmp(name, "urn:sibu:lost-exit") == 0) {
                child_text(node, "value", out->lost_exit, sizeof out->lost_exit);
            }
        }
    }
}

static void read_info(const xmlNode *info, struct cap_summary *out)
{
    read_parameters(info, out);
    char language[16];
    char response[16];
    child_text(info, "language", language, sizeof language);
    child_text(info, "responseType", response, sizeof response);
    int which = strncmp(language, "zh", 2) == 0 ? SIBU_ZH : SIBU_EN;
    child_text(info, "headline", out->headline[which], sizeof out->headline[which]);
    if (out->response[0] == '\0') {
        (void)snprintf(out->response, sizeof out->response, "%s", response);
    }
}

static int read_alert(const xmlNode *alert, struct cap_summary *out)
{
    char sent[40];
    if (alert == NULL || !is_element(alert, "alert")) {
        return 0;
    }
    child_text(alert, "status", out->status, sizeof out->status);
    child_text(alert, "msgType", out->type, sizeof out->type);
    child_text(alert, "sent", sent, sizeof sent);
    out->sent_us = read_time_us(sent);
    for (const xmlNode *node = alert->children; node != NULL; node = node->next) {
        if (is_element(node, "info")) {
            read_info(node, out);
        }
    }
    return out->status[0] != '\0' && out->type[0] != '\0' && out->sent_us >= 0;
}

int cap_read(struct cap_summary *out, const char *xml, size_t length)
{
    memset(out, 0, sizeof *out);
    if (length == 0 || length > ((size_t)1 << 20)) {
        return 0;
    }
    xmlDoc *document =
        xmlReadMemory(xml, (int)length, "alert.xml", NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (document == NULL) {
        return 0;
    }
    int ok = read_alert(xmlDocGetRootElement(document), out);
    xmlFreeDoc(document);
    return ok;
}
