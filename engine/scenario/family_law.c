/* What a hazard family may not say: see family_law.h.
 *
 * Keys are compared without case and without dividers, so that "start_at", "startAt" and "Start-At" are one key.
 */
#include "scenario/family_law.h"

#include <stddef.h>
#include <string.h>

#define KEY_BYTES 64
#define DEPTH_MAX 64 /* the JSON reader allows no more */

enum fixes { FIXES_PLACE, FIXES_TIME, FIXES_ORDER };

/* Each list ends with NULL. */
static const char *const PLACE_KEYS[] = {
    "zone",     "zones", "zoneid", "floor",  "floors",  "level",      "levels",      "x",         "y",
    "z",        "xm",    "ym",     "zm",     "xy",      "point",      "points",      "position",  "positions",
    "location", "place", "places", "room",   "rooms",   "coordinate", "coordinates", "latitude",  "longitude",
    "lat",      "lon",   "lng",    "origin", "origins", "site",       "sites",       "locations", "building",
    "door",     "doors", "exit",   "exits",  "polygon", "geometry",   "区域",        "楼层",      "坐标",
    "位置",     "地点",  "房间",   "起点",   "部位",    NULL,
};
static const char *const TIME_KEYS[] = {
    "at",        "ats",       "atmin",     "atus",     "athour",  "attime",   "time",     "times",
    "timeofday", "clock",     "clocktime", "start",    "starts",  "startat",  "startsat", "startus",
    "starttime", "startdate", "begin",     "begins",   "beginat", "beginsat", "t0",       "t0s",
    "t0us",      "when",      "date",      "dates",    "day",     "days",     "hour",     "hours",
    "minute",    "weekday",   "schedule",  "calendar", "delay",   "delays",   "delaymin", "时间",
    "时刻",      "日期",      "开始",      "开始时间", "几点",    NULL,
};
static const char *const ORDER_KEYS[] = {
    "step",     "steps",  "sequence", "sequences", "script", "scripts",  "then",   "order",     "next",
    "timeline", "inject", "injects",  "phase",     "phases", "stage",    "stages", "scenario",  "scenarios",
    "first",    "second", "third",    "after",     "afters", "aftermin", "before", "storyline", "步骤",
    "顺序",     "次序",   "脚本",     "剧本",      "流程",   "时间线",   "情景",   NULL,
};

/* Words that begin a word of an id or a name. */
static const char *const VIOLENT_BEGINNINGS[] = {
    "attack", "hostage",  "robber", "robbing", "shooter",  "shooting", "gunman", "gunmen",   "terror", "kidnap",
    "hijack", "stabbing", "knife",  "assault", "intruder", "abduct",   "murder", "massacre", "riot",   NULL,
};
static const char *const VIOLENT_CHINESE[] = {
    "劫持", "人质", "袭击", "抢劫", "恐怖", "枪击", "枪手", "持枪", "持刀", "歹徒",
    "暴徒", "砍杀", "绑架", "暴力", "行凶", "刺杀", "凶手", "闯入", "投毒", NULL,
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The key in small letters without dividers; what does not fit is no key of ours anyway. */
static void plain(const char *key, char out[KEY_BYTES])
{
    size_t length = 0;
    for (; *key != '\0' && length + 1 < KEY_BYTES; key++) {
        if (*key != '_' && *key != '-' && *key != ' ' && *key != '.') {
            out[length++] = lower(*key);
        }
    }
    out[length] = '\0';
}

static int listed(const char *const *list, const char *key)
{
    while (*list != NULL && strcmp(*list, key) != 0) {
        list++;
    }
    return *list != NULL;
}

/* True where the key fixes something; *what says which. */
static int key_fixes(const char *key, enum fixes *what)
{
    char name[KEY_BYTES];
    plain(key, name);
    if (listed(PLACE_KEYS, name)) {
        *what = FIXES_PLACE;
        return 1;
    }
    if (listed(TIME_KEYS, name)) {
        *what = FIXES_TIME;
        return 1;
    }
    *what = FIXES_ORDER;
    return listed(ORDER_KEYS, name);
}

static enum sibu_status refuse_key(struct sibu_json_value value, enum fixes what, struct sibu_fault *fault)
{
    static const char *const ZH[] = {"地点", "时间", "事件的先后顺序"};
    static const char *const EN[] = {"a place", "a time", "an order of events"};
    char place[240];
    sibu_json_place(value, NULL, place);
    return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "灾种不得预设%s%.0s，请删去：这要到演练开始时才抽取",
                          "a family must not fix %.0s%s, take this out: it is drawn when the drill starts", ZH[what],
                          EN[what]);
}

enum sibu_status family_law_check_keys(struct sibu_json_value root, struct sibu_fault *fault)
{
    struct sibu_json_value path[DEPTH_MAX + 1];
    size_t depth = 1;
    path[0] = sibu_json_first(root);
    while (depth > 0) {
        struct sibu_json_value here = path[depth - 1];
        if (here.node == NULL) {
            depth--;
            continue;
        }
        enum fixes what;
        if (key_fixes(sibu_json_key(here), &what)) {
            return refuse_key(here, what, fault);
        }
        path[depth - 1] = sibu_json_next(here);
        struct sibu_json_value inside = sibu_json_first(here);
        if (inside.node != NULL && depth <= DEPTH_MAX) {
            path[depth++] = inside;
        }
    }
    return SIBU_OK;
}

static int is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int begins_with(const char *text, const char *word)
{
    size_t i = 0;
    while (word[i] != '\0' && lower(text[i]) == word[i]) {
        i++;
    }
    return word[i] == '\0';
}

/* The first violent word of the text, or NULL. */
static const char *violent_word(const char *text)
{
    for (size_t i = 0; VIOLENT_CHINESE[i] != NULL; i++) {
        if (strstr(text, VIOLENT_CHINESE[i]) != NULL) {
            return VIOLENT_CHINESE[i];
        }
    }
    for (const char *at = text; *at != '\0'; at++) {
        if (!is_letter(*at) || (at > text && is_letter(at[-1]))) {
            continue;
        }
        for (size_t i = 0; VIOLENT_BEGINNINGS[i] != NULL; i++) {
            if (begins_with(at, VIOLENT_BEGINNINGS[i])) {
                return VIOLENT_BEGINNINGS[i];
            }
        }
    }
    return NULL;
}

enum sibu_status family_law_check_text(struct sibu_json_value object, const char *key, const char *text,
                                       struct sibu_fault *fault)
{
    const char *word = violent_word(text);
    if (word == NULL) {
        return SIBU_OK;
    }
    char place[240];
    sibu_json_place(object, key, place);
    return sibu_fault_set(fault, SIBU_BAD_INPUT, place,
                          "“%s”：四不不演练针对人的暴力，无预告的演练会被当真；请改用其他灾种",
                          "\"%s\": Sibu stages no violence against people, who would take an unannounced one for real; "
                          "choose another family",
                          word);
}
