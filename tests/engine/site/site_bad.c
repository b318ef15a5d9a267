/* Every way in which a site file can be wrong gives exactly its complaint, at exactly its place.
 *
 * Each case changes the good file base.geojson; an empty list of complaints means that the change is harmless.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sibu/site.h"
#include "site_text.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

struct complaint {
    const char *pointer; /* behind "t.geojson:"; NULL: no more */
    const char *english; /* a part of the sentence */
};
struct bad_case {
    struct change changes[3];
    struct complaint complaints[4];
};

static void print_all(const struct sibu_fault_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        print_message("  got %s: %s\n", list->items[i].place, list->items[i].what[SIBU_EN]);
    }
}

/* Both languages say something, and the Chinese sentence is Chinese. */
static int is_bilingual(const struct sibu_fault *fault)
{
    int chinese = 0;
    for (const char *at = fault->what[SIBU_ZH]; *at != '\0'; at++) {
        chinese += (unsigned char)*at >= 0xe4 && (unsigned char)*at <= 0xe9;
    }
    return chinese > 0 && fault->what[SIBU_EN][0] != '\0';
}

static int fits(const struct sibu_fault *fault, const struct complaint *complaint)
{
    char place[240] = "t.geojson:";
    strncat(place, complaint->pointer, sizeof place - strlen(place) - 1);
    return strcmp(fault->place, place) == 0 && strstr(fault->what[SIBU_EN], complaint->english) != NULL &&
           is_bilingual(fault);
}

static void expect(const struct sibu_text *text, const struct complaint complaints[4], size_t number)
{
    struct sibu_fault_list list;
    struct sibu_fault first;
    struct sibu_site *site = NULL;
    size_t expected = 0;
    while (expected < 4 && complaints[expected].pointer != NULL) {
        expected++;
    }
    enum sibu_status checked = sibu_site_check("t.geojson", text->bytes, text->length, &list);
    enum sibu_status opened = sibu_site_open(&site, "t.geojson", text->bytes, text->length, &first);
    int good = list.count == expected && (checked == SIBU_OK) == (expected == 0) && opened == checked;
    for (size_t i = 0; good && i < expected; i++) {
        good = fits(&list.items[i], &complaints[i]);
    }
    if (good && expected > 0) {
        good = site == NULL && fits(&first, &complaints[0]);
    }
    if (!good) {
        print_all(&list);
        fail_msg("case %zu: expected %zu complaints, first %s", number, expected,
                 expected == 0 ? "none" : complaints[0].pointer);
    }
    sibu_site_close(site);
    sibu_fault_list_clear(&list);
}

static void run(const struct bad_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct sibu_text text = {0};
        text_of_file(&text, "tests/engine/site/base.geojson");
        for (size_t k = 0; k < COUNT(cases[i].changes); k++) {
            text_change(&text, cases[i].changes[k]);
        }
        expect(&text, cases[i].complaints, i);
        sibu_text_clear(&text);
    }
}

static void the_top_of_the_file_is_checked(void **state)
{
    (void)state;
    static const struct bad_case CASES[] = {
        {{{NULL, NULL}}, {{NULL, NULL}}},
        {{{"{\"type\": \"FeatureCollection\"", "{\"type\": \"Topology\""}}, {{"/type", "not a site"}}},
        {{{"\"sibu\": {", "\"sibo\": {"}}, {{"/sibo", "known here are: type, sibu"}}},
        {{{"{\"type\": \"FeatureCollection\"", "{\"crs\": 1, \"type\": \"FeatureCollection\""}},
         {{"/crs", "unknown name"}}},
        {{{"\"format\": 1, ", ""}}, {{"/sibu/format", "missing"}}},
        {{{"\"format\": 1", "\"format\": 2"}}, {{"/sibu/format", "later version"}}},
        {{{"\"id\": \"test-works\", ", ""}}, {{"/sibu/id", "missing"}}},
        {{{"\"id\": \"test-works\"", "\"id\": \"\""}}, {{"/sibu/id", "must not be empty"}}},
        {{{"{\"zh\": \"测试厂\", \"en\": \"Test works\"}", "\"Test works\""}}, {{"/sibu/name", "both languages"}}},
        {{{", \"en\": \"Test works\"", ""}}, {{"/sibu/name/en", "missing"}}},
        {{{"\"en\": \"Test works\"", "\"en\": \"Test\\nworks\""}}, {{"/sibu/name/en", "line breaks"}}},
        {{{"\"en\": \"Test works\"", "\"en\": \"Test works\", \"de\": \"Werk\""}},
         {{"/sibu/name/de", "known here are: zh, en"}}},
        {{{"\"grade\": \"C\"", "\"grade\": \"E\""}}, {{"/sibu/grade", "A, B, C, D"}}},
        {{{"Asia/Shanghai", "Asia Shanghai"}}, {{"/sibu/timezone", "time zone"}}},
        {{{"\"coordinates\": \"metres\"", "\"coordinates\": \"feet\""}}, {{"/sibu/coordinates", "metres, wgs84"}}},
        {{{"\"grade\": \"C\"", "\"grade\": \"C\", \"colour\": 1"}}, {{"/sibu/colour", "unknown name"}}},
        {{{"\"grade\": \"C\"", "\"grade\": \"C\", \"sector\": \"\""}}, {{"/sibu/sector", "must not be empty"}}},
        {{{"\"grade\": \"C\"", "\"grade\": \"C\", \"county\": 330213"}}, {{"/sibu/county", "quotation marks"}}},
        {{{"\"grade\": \"C\"", "\"grade\": \"C\", \"units_confirmed\": 1"}},
         {{"/sibu/units_confirmed", "true or false"}}},
        {{{"\"elevation\": 3.0", "\"elevation\": \"high\""}}, {{"/sibu/floors/1/elevation", "must be a number"}}},
        {{{"\"elevation\": 3.0", "\"elevation\": 3.0, \"height\": 3"}}, {{"/sibu/floors/1/height", "unknown name"}}},
        {{{"{\"zh\": \"一层\", \"en\": \"Ground floor\"}", "{\"zh\": \"一层\"}"}},
         {{"/sibu/floors/0/name/en", "missing"}}},
        {{{"\"id\": \"F2\", \"name\": {\"zh\": \"二层\"", "\"id\": \"F1\", \"name\": {\"zh\": \"二层\""}},
         {{"/sibu/floors/1/id", "has this id already"}}},
        {{{"\"features\": [", "\"feature\": ["}}, {{"/feature", "unknown name"}}},
    };
    run(CASES, COUNT(CASES));
}

static void what_every_feature_has_is_checked(void **state)
{
    (void)state;
    static const struct bad_case CASES[] = {
        {{{"\"kind\": \"obstacle\"", "\"kind\": \"obstacel\""}},
         {{"/features/6/properties/kind", "\"obstacel\" is not one of: walkable, obstacle, zone, door"}}},
        {{{"\"kind\": \"obstacle\", ", ""}}, {{"/features/6/properties/kind", "missing"}}},
        {{{"\"capacity\": 80", "\"capcity\": 80"}},
         {{"/features/14/properties/capcity", "known here are: kind, floor, id, name, capacity"},
          {"/features/14/properties/capacity", "missing"}}},
        {{{"{\"type\": \"Feature\", \"properties\": {\"kind\": \"obstacle\"",
           "{\"type\": \"Fature\", \"properties\": {\"kind\": \"obstacle\""}},
         {{"/features/6/type", "\"Fature\" is not one of: Feature"}}},
        {{{"{\"type\": \"Feature\", \"properties\": {\"kind\": \"obstacle\"",
           "{\"type\": \"Feature\", \"colour\": 1, \"properties\": {\"kind\": \"obstacle\""}},
         {{"/features/6/colour", "unknown name"}}},
        {{{"\"floor\": \"F1\", \"note\": \"yard\"", "\"floor\": \"F9\", \"note\": \"yard\""}},
         {{"/features/2/properties/floor", "there is no floor \"F9\""}}},
        {{{"\"floor\": \"F1\", \"note\": \"yard\"", "\"note\": \"yard\""}},
         {{"/features/2/properties/floor", "missing"}}},
        {{{"\"id\": \"Z2\"", "\"id\": \"Z1\""}},
         {{"/features/8/properties/id", "\"Z1\" is taken already, by /features/7"}}},
        {{{"\"id\": \"Z2\"", "\"id\": \"E1\""}}, {{NULL, NULL}}}, /* unique among its kind is enough */
        {{{"\"id\": \"Z2\", ", ""}}, {{"/features/8/properties/id", "missing"}}},
        {{{"{\"zh\": \"办公区\", \"en\": \"Office\"}", "\"Office\""}},
         {{"/features/8/properties/name", "both languages"}}},
        {{{"{\"zh\": \"办公区\", \"en\": \"Office\"}", "{\"en\": \"Office\"}"}},
         {{"/features/8/properties/name/zh", "missing"}}},
        {{{"\"use\": \"office\"", "\"use\": \"offices\""}}, {{"/features/8/properties/use", "process, office"}}},
        {{{"\"fire-electrical\": 0.5", "\"fire-electrical\": 0"}},
         {{"/features/7/properties/hazards/fire-electrical", "out of range"}}},
        {{{"{\"fire-hot-work\": 2, \"fire-electrical\": 0.5}", "[\"fire-hot-work\"]"}},
         {{"/features/7/properties/hazards", "hazard families with weights"}}},
        {{{"\"flow\": 1.5", "\"flow\": -1"}}, {{"/features/11/properties/flow", "out of range"}}},
        {{{"\"audible\": 60, ", ""}}, {{"/features/15/properties/audible", "missing"}}},
        {{{"\"asks\": \"permits.csv\"", "\"asks\": \"\""}}, {{"/features/16/properties/asks", "must not be empty"}}},
        {{{"\"count\": 30", "\"count\": 30, \"density\": 1"}},
         {{"/features/17/properties", "either \"count\" (persons) or \"density\""}}},
        {{{"\"count\": 30", "\"note\": \"x\""}}, {{"/features/17/properties", "either"}}},
        {{{"\"count\": 30", "\"count\": 2.5"}}, {{"/features/17/properties/count", "not a whole number"}}},
        {{{"\"density\": 0.25", "\"density\": 5"}}, {{"/features/18/properties/density", "out of range"}}},
        {{{"\"capacity\": 80", "\"capacity\": 0"}}, {{"/features/14/properties/capacity", "out of range"}}},
        {{{"\"slope\": 0.75", "\"slope\": 1.5"}}, {{"/features/13/properties/slope", "out of range"}}},
        {{{"\"to\": \"F2\"", "\"to\": \"F1\""}}, {{"/features/13/properties/to", "another floor"}}},
    };
    run(CASES, COUNT(CASES));
}

static void geometries_are_checked(void **state)
{
    (void)state;
    static const char MACHINE[] = "[[[3, 6], [5, 6], [5, 8], [3, 8], [3, 6]]]";
    static const struct bad_case CASES[] = {
        {{{MACHINE, "[[[3, 6], [5, 6], [5, 8], [3, 8]]]"}}, {{"/features/6/geometry/coordinates/0", "not closed"}}},
        {{{MACHINE, "[[[3, 6], [5, 6], [3, 6]]]"}}, {{"/features/6/geometry/coordinates/0", "at least 4"}}},
        {{{MACHINE, "[[[3, 6], [5, 8], [5, 6], [3, 8], [3, 6]]]"}},
         {{"/features/6/geometry/coordinates/0", "crosses itself at (4, 7)"}}},
        {{{MACHINE, "[[[3, 6], [5, 6], [4, 6], [3, 6]]]"}}, {{"/features/6/geometry/coordinates/0", "no area"}}},
        {{{MACHINE, "[[[3, 6], [5, 6], [5, 8], [3, 8], [3, 6]], [[9, 6], [9, 7], [8, 7], [9, 6]]]"}},
         {{"/features/6/geometry/coordinates/1", "hole lies outside"}}},
        {{{MACHINE, "[[[3, 6], [5, 6], [5, 8], [3, 8], [3, 6]], [[4, 7], [4, 9], [4.5, 7], [4, 7]]]"}},
         {{"/features/6/geometry/coordinates/1", "crosses itself"}}},
        {{{MACHINE, "[[[3, 6], [5, 6], [5, 8], [3, 8], [3, 6]], [[3.6, 6.9], [3.6, 7.1], [3.8, 7], [3.6, 6.9]]]"}},
         {{NULL, NULL}}},
        {{{MACHINE, "[[[3, 6], [3, 8], [5, 8], [5, 6], [3, 6]]]"}}, {{NULL, NULL}}}, /* clockwise is as good */
        {{{MACHINE, "[[[3, 6, 0.5], [5, 6, 0.5], [5, 8, 0.5], [3, 8, 0.5], [3, 6, 0.5]]]"}}, {{NULL, NULL}}},
        {{{MACHINE, "[[[3, 6], [5, 6], [5, 6.0001], [5, 8], [3, 8], [3, 6]]]"}}, {{NULL, NULL}}},
        {{{MACHINE, "[[[3, 6], [5], [5, 8], [3, 8], [3, 6]]]"}},
         {{"/features/6/geometry/coordinates/0/1", "two numbers"}}},
        {{{MACHINE, "[[[3, 6], [5, \"6\"], [5, 8], [3, 8], [3, 6]]]"}},
         {{"/features/6/geometry/coordinates/0/1", "two numbers"}}},
        {{{MACHINE, "[[[3, 6], [5e299, 6], [5, 8], [3, 8], [3, 6]]]"}},
         {{"/features/6/geometry/coordinates/0/1", "far too large"}}},
        {{{MACHINE, "[[[3, 6], [15000, 6], [5, 8], [3, 8], [3, 6]]]"}},
         {{"/features/6/geometry/coordinates/0/1", "more than 10 km from the origin"}}},
        {{{MACHINE, "[[[3, 6], [50000, 6], [5, 8], [3, 8], [3, 6]]]"}}, {{"/sibu/coordinates", "millimetres"}}},
        {{{MACHINE, "[]"}}, {{"/features/6/geometry/coordinates", "1 to 10000 rings"}}},
        {{{MACHINE, "[7]"}}, {{"/features/6/geometry/coordinates/0", "an array of positions"}}},
        {{{MACHINE, "7"}}, {{"/features/6/geometry/coordinates", "must be an array"}}},
        {{{"{\"type\": \"Point\", \"coordinates\": [10, 9]}", "null"}},
         {{"/features/15/geometry", "must be an object"}}},
        {{{"{\"type\": \"Point\", \"coordinates\": [10, 9]}", "{\"type\": \"Point\", \"coordinates\": [10]}"}},
         {{"/features/15/geometry/coordinates", "two numbers"}}},
        {{{"{\"type\": \"Point\", \"coordinates\": [10, 9]}",
           "{\"type\": \"LineString\", \"coordinates\": [[10, 9], [11, 9]]}"}},
         {{"/features/15/geometry/type", "\"LineString\" is not one of: Point"}}},
        {{{"[[9, 24.1], [10.2, 24.1]]", "[[9, 24.1], [9, 24.1]]"}},
         {{"/features/11/geometry/coordinates", "two positions that differ"}}},
    };
    run(CASES, COUNT(CASES));
}

static void doors_and_exits_stand_in_their_walls(void **state)
{
    (void)state;
    static const char EXIT[] = "[[20.1, 4], [20.1, 5.2]]";
    static const char GATE[] = "[[[20, 4], [20.2, 4], [20.2, 5.2], [20, 5.2], [20, 4]]]";
    static const struct bad_case CASES[] = {
        {{{EXIT, "[[20.1, 3.75], [20.1, 5.45]]"}}, {{NULL, NULL}}}, /* a little into the wall */
        {{{EXIT, "[[50, 4], [50, 5.2]]"}}, {{"/features/12/geometry", "\"E1\" is not on walkable ground"}}},
        {{{EXIT, "[[20.1, 3], [20.1, 6.2]]"}}, {{"/features/12/geometry", "outside (2.00 m)"}}},
        {{{EXIT, "[[20.1, 4], [20.1, 4.7]]"}},
         {{"/features/12/geometry/coordinates", "an end of \"E1\", (20.1, 4.7), is 0.50 m from the nearest wall"}}},
        {{{EXIT, "[[20.1, 4], [20.1, 4.5]]"}, {GATE, "[[[20, 4], [20.2, 4], [20.2, 4.5], [20, 4.5], [20, 4]]]"}},
         {{"/features/12/geometry", "narrower than 0.6 m (0.50 m)"}}},
        {{{EXIT, "[[20.1, 4], [20.1, 4.6]]"}, {GATE, "[[[20, 4], [20.2, 4], [20.2, 4.6], [20, 4.6], [20, 4]]]"}},
         {{NULL, NULL}}},
        {{{EXIT, "[[21, -5], [21, 15.5]]"}}, {{"/features/12/geometry", "wider than 20 m"}}},
        {{{EXIT, "[[40, -5], [40, 14.8]]"}}, {{"/features/12/geometry", "on both sides"}}},
        {{{EXIT, "[[20.1, 4], [20.15, 4.6], [20.1, 5.2]]"}}, {{NULL, NULL}}}, /* a line may have bends */
        {{{"[[9, 24.1], [10.2, 24.1]]", "[[9, 24.1], [9.7, 24.1]]"}},
         {{"/features/11/geometry/coordinates", "an end of \"D1\", (9.7, 24.1), is 0.50 m"}}},
        {{{"[[9, 24.1], [10.2, 24.1]]", "[[1, 19], [1, 20]]"}},
         {{"/features/11/geometry/coordinates", "an end of \"D1\", (1, 19), is 1.00 m"}}},
        {{{"\"kind\": \"exit\"", "\"kind\": \"door\""}}, {{"/features", "there is no exit"}}},
        {{{"\"kind\": \"muster\", \"floor\": \"F1\", \"id\": \"M1\", \"name\": {\"zh\": \"集合点\", \"en\": "
           "\"Assembly point\"}, \"capacity\": 80",
           "\"kind\": \"walkable\", \"floor\": \"F1\""}},
         {{"/features", "there is no assembly point"}}},
    };
    run(CASES, COUNT(CASES));
}

/* Adds a feature behind the last one. */
#define LAST "[[[1, 25], [19, 25], [19, 29], [1, 29], [1, 25]]]}}"
#define AND_PATCH(kind, floor, rings)                                                                                  \
    LAST ", {\"type\": \"Feature\", \"properties\": {\"kind\": \"" kind "\", \"floor\": \"" floor                      \
         "\"}, \"geometry\": {\"type\": \"Polygon\", \"coordinates\": " rings "}}"

static void stairs_touch_their_floors_at_their_ends_only(void **state)
{
    (void)state;
    static const char STAIR[] = "[[[2, 10], [3.5, 10], [3.5, 14], [2, 14], [2, 10]]]";
    static const struct bad_case CASES[] = {
        {{{"\"direction\": 90", "\"direction\": 270"}},
         {{"/features/13/geometry",
           "the foot of the stair \"S1\" does not touch the walkable ground of floor \"F1\""}}},
        {{{"\"direction\": 90", "\"direction\": -270"}}, {{NULL, NULL}}},
        {{{"\"direction\": 90", "\"direction\": 93"}}, {{NULL, NULL}}},
        {{{"\"direction\": 90", "\"direction\": 45"}}, {{"/features/13/geometry", "no straight flight"}}},
        {{{"\"direction\": 90", "\"direction\": 0"}}, {{"/features/13/properties/slope", "3.00 m apart"}}},
        {{{"\"elevation\": 3.0", "\"elevation\": 4.5"}}, {{"/features/13/properties/slope", "4.50 m apart"}}},
        {{{"\"elevation\": 3.0", "\"elevation\": 3.6"}}, {{NULL, NULL}}},
        {{{"\"elevation\": 3.0", "\"elevation\": -3.0"}}, {{NULL, NULL}}}, /* down is as good as up */
        {{{STAIR, "[[[2, 10], [2.5, 10], [2.5, 14], [2, 14], [2, 10]]]"}}, {{"/features/13/geometry", "0.6 m is"}}},
        {{{STAIR, "[[[2, 10.02], [3.5, 10.02], [3.5, 14], [2, 14], [2, 10.02]]]"}},
         {{"/features/13/geometry", "the foot of the stair"}}},
        {{{STAIR, "[[[2, 10], [3.5, 10], [3.5, 13.5], [2, 13.5], [2, 10]]]"}},
         {{"/features/13/geometry",
           "the far end of the stair \"S1\" does not touch the walkable ground of floor \"F2\""}}},
        {{{LAST, AND_PATCH("walkable", "F1", "[[[3.55, 10], [6, 10], [6, 13], [3.55, 13], [3.55, 10]]]")}},
         {{"/features/13/geometry", "less than 0.1 m from walkable ground"}}},
        {{{LAST, AND_PATCH("walkable", "F1", "[[[3.61, 10], [6, 10], [6, 13], [3.61, 13], [3.61, 10]]]")}},
         {{NULL, NULL}}},
        {{{LAST, AND_PATCH("walkable", "F1", "[[[2, 14], [3.5, 14], [3.5, 16], [2, 16], [2, 14]]]")}},
         {{"/features/13/geometry", "on floor \"F1\""}}}, /* the wrong end */
        {{{LAST, AND_PATCH("walkable", "F2", "[[[0.5, 11], [2, 11], [2, 14], [0.5, 14], [0.5, 11]]]")}},
         {{"/features/13/geometry", "on floor \"F2\""}}},
        {{{LAST, AND_PATCH("walkable", "F2", "[[[0, 10], [5, 10], [5, 14], [0, 14], [0, 10]]]")}},
         {{"/features/13/geometry", "on floor \"F2\""}}}, /* ground drawn under the stair */
    };
    run(CASES, COUNT(CASES));
}

static void zones_musters_and_starts_stand_on_ground_and_can_be_left(void **state)
{
    (void)state;
    static const char YARD_ZONE[] = "[[[21, -5], [30, -5], [30, 15], [21, 15], [21, -5]]]";
    static const char MUSTER[] = "[[[32, 0], [38, 0], [38, 6], [32, 6], [32, 0]]]";
    static const struct bad_case CASES[] = {
        {{{YARD_ZONE, "[[[51, -5], [60, -5], [60, 15], [51, 15], [51, -5]]]"}},
         {{"/features/9/geometry", "only 0 % lie on walkable ground of floor \"F1\""}}},
        {{{YARD_ZONE, "[[[30, -5], [60, -5], [60, 5], [30, 5], [30, -5]]]"}}, {{"/features/9/geometry", "only 33 %"}}},
        {{{YARD_ZONE, "[[[3.5, 6.5], [4.5, 6.5], [4.5, 7.5], [3.5, 7.5], [3.5, 6.5]]]"}},
         {{"/features/9/geometry", "overlaps the zone \"Z1\" by 1.00 m2"},
          {"/features/9/geometry", "no room to stand"}}},
        {{{YARD_ZONE, "[[[19.98, 0], [30, 0], [30, 4], [19.98, 4], [19.98, 0]]]"}}, {{NULL, NULL}}},
        {{{YARD_ZONE, "[[[19, 4], [30, 4], [30, 8], [19, 8], [19, 4]]]"}},
         {{"/features/9/geometry", "\"Z3\" overlaps the zone \"Z1\" by 4.00 m2"}}},
        {{{"\"kind\": \"stair\", \"floor\": \"F1\", \"to\": \"F2\", \"id\": \"S1\", \"direction\": 90, \"slope\": 0.75",
           "\"kind\": \"obstacle\", \"floor\": \"F1\""}},
         {{"/features/8/geometry", "the zone \"Z2\" reaches no exit"},
          {"/features/10/geometry", "the zone \"Z4\" reaches no exit"},
          {"/features/18/geometry", "in the start area no exit is reached"}}},
        {{{LAST, AND_PATCH("obstacle", "F1",
                           "[[[1, 1], [5, 1], [5, 5], [1, 5], [1, 1]], [[1.5, 1.5], [1.5, 4.5], [4.5, 4.5], [4.5, "
                           "1.5], [1.5, 1.5]]]")}},
         {{"/features/7/geometry", "the zone \"Z1\" has a place at (3, 3) that reaches no exit"}}},
        {{{LAST, AND_PATCH("obstacle", "F1",
                           "[[[10, 2], [14, 2], [14, 6], [10, 6], [10, 2]], [[10.5, 2.5], [10.5, 5.5], [13.5, 5.5], "
                           "[13.5, 2.5], [10.5, 2.5]]]")}},
         {{"/features/7/geometry", "a place at (12, 4)"}, {"/features/17/geometry", "from (12, 4) in the start area"}}},
        {{{LAST, AND_PATCH("obstacle", "F1",
                           "[[[31, -1], [39, -1], [39, 7], [31, 7], [31, -1]], [[31.5, -0.5], [31.5, 6.5], [38.5, "
                           "6.5], [38.5, -0.5], [31.5, -0.5]]]")}},
         {{"/features/7/geometry", "the zone \"Z1\" reaches no assembly point"},
          {"/features/8/geometry", "\"Z2\" reaches no assembly point"},
          {"/features/9/geometry", "\"Z3\" reaches no assembly point"},
          {"/features/10/geometry", "\"Z4\" reaches no assembly point"}}},
        {{{MUSTER, "[[[38, 0], [44, 0], [44, 6], [38, 6], [38, 0]]]"}},
         {{"/features/14/geometry", "only 33 % of it lie on walkable ground"}}},
        {{{"\"capacity\": 80", "\"capacity\": 145"}},
         {{"/features/14/properties/capacity", "145 persons do not fit: there are 36.0 m2"}}},
        {{{"\"count\": 30", "\"count\": 400"}},
         {{"/features/17/properties/count", "400 persons do not fit: there are 96.0 m2"}}},
        {{{"[[[6, 1], [18, 1], [18, 9], [6, 9], [6, 1]]]", "[[[6, -9], [18, -9], [18, -1], [6, -1], [6, -9]]]"}},
         {{"/features/17/geometry", "only 0 % of it lie on walkable ground"}}},
        /* a mistake that others depend on is the only one reported */
        {{{"\"floor\": \"F1\", \"note\": \"hall\"", "\"floor\": \"F1\", \"note\": 1, \"nope\": 2"}},
         {{"/features/0/properties/nope", "unknown name"}}},
    };
    run(CASES, COUNT(CASES));
}

static void a_passage_is_as_wide_as_a_body(void **state)
{
    (void)state;
    /* the upper doorway without its door line: from 0.40 m on there is a way, below there is none */
    static const char DOORWAY[] = "[[[9, 24], [10.2, 24], [10.2, 24.2], [9, 24.2], [9, 24]]]";
    static const char DOOR[] = "\"kind\": \"door\", \"floor\": \"F2\", \"id\": \"D1\", \"flow\": 1.5}, \"geometry\": "
                               "{\"type\": \"LineString\", \"coordinates\": [[9, 24.1], [10.2, 24.1]]";
    static const char ALARM[] =
        "\"kind\": \"alarm\", \"floor\": \"F2\", \"id\": \"D1\", \"audible\": 5}, \"geometry\": {\"type\": "
        "\"Point\", \"coordinates\": [9, 24.1]";
    static const struct bad_case CASES[] = {
        {{{DOORWAY, "[[[9, 24], [9.4, 24], [9.4, 24.2], [9, 24.2], [9, 24]]]"}, {DOOR, ALARM}}, {{NULL, NULL}}},
        {{{DOORWAY, "[[[9, 24], [9.39, 24], [9.39, 24.2], [9, 24.2], [9, 24]]]"}, {DOOR, ALARM}},
         {{"/features/10/geometry", "\"Z4\" reaches no exit: there is no way that is at least 0.4 m wide"},
          {"/features/18/geometry", "no exit is reached"}}},
        {{{DOORWAY, "[[[9, 24], [10.2, 24], [10.2, 24.198], [9, 24.198], [9, 24]]]"}, {DOOR, ALARM}},
         {{"/features/10/geometry", "\"Z4\" reaches no exit"}, {"/features/18/geometry", "no exit is reached"}}},
    };
    run(CASES, COUNT(CASES));
}

static void units_that_can_not_be_are_noticed(void **state)
{
    (void)state;
    static const char TWO_DOORS[] =
        LAST ", {\"type\": \"Feature\", \"properties\": {\"kind\": \"door\", \"floor\": \"F2\", \"id\": \"D2\"}, "
             "\"geometry\": {\"type\": \"LineString\", \"coordinates\": [[9, 24.1], [10.2, 24.1]]}}, {\"type\": "
             "\"Feature\", \"properties\": {\"kind\": \"door\", \"floor\": \"F2\", \"id\": \"D3\"}, \"geometry\": "
             "{\"type\": \"LineString\", \"coordinates\": [[9, 24.1], [10.2, 24.1]]}}";
    static const struct {
        struct change change;
        double factor;
        struct sibu_point offset;
        struct complaint complaints[4];
    } CASES[] = {
        {{NULL, NULL}, 1.0, {5000, -5000}, {{NULL, NULL}}},
        {{LAST, TWO_DOORS}, 1.0, {0, 0}, {{NULL, NULL}}},
        {{NULL, NULL}, 1e-5, {121.4, 31.2}, {{"/sibu/coordinates", "look like degrees"}}},
        {{NULL, NULL}, 1000.0, {0, 0}, {{"/sibu/coordinates", "look like millimetres"}}},
        {{LAST, TWO_DOORS}, 3.28084, {0, 0}, {{"/sibu/coordinates", "all 4 doors and exits are 2.3 to 8 wide"}}},
        {{NULL, NULL},
         1.0,
         {395000, 5268000},
         {{"/features/5/geometry/coordinates/0/2", "subtract (395000, 5267995)"}}},
        {{"\"coordinates\": \"metres\"", "\"coordinates\": \"wgs84\""},
         1.0,
         {0, 0},
         {{"/sibu/coordinates", "as degrees the site is"}}},
        {{"\"coordinates\": \"metres\"", "\"coordinates\": \"wgs84\""},
         1.0,
         {1000, 0},
         {{"/features/0/geometry/coordinates/0/0", "no longitude and latitude"}}},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct sibu_text text = {0};
        text_of_file(&text, "tests/engine/site/base.geojson");
        text_change(&text, CASES[i].change);
        text_move(&text, (struct sibu_point){CASES[i].factor, CASES[i].factor}, CASES[i].offset);
        expect(&text, CASES[i].complaints, i);
        sibu_text_clear(&text);
    }
}

static void bytes_that_are_no_site_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *place;
    } CASES[] = {
        {"", "t.geojson:1:1"},
        {"{", "t.geojson:1:2"},
        {"{\"type\": \"FeatureCollection\"}\nx", "t.geojson:2:1"},
        {"{\"type\": 1e999}", "t.geojson:/type"},
        {"[]", "t.geojson:/type"},
        {"null", "t.geojson:/type"},
        {"{\"type\": \"FeatureCollection\"}", "t.geojson:/sibu"},
        {"{\"type\": \"FeatureCollection\", \"sibu\": []}", "t.geojson:/sibu"},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct sibu_fault_list list;
        assert_int_equal(sibu_site_check("t.geojson", CASES[i].bytes, strlen(CASES[i].bytes), &list), SIBU_BAD_INPUT);
        assert_int_equal(list.count, 1);
        assert_string_equal(list.items[0].place, CASES[i].place);
        sibu_fault_list_clear(&list);
    }
}

static const char *HEADER = "{\"type\": \"FeatureCollection\", \"sibu\": {\"format\": 1, \"id\": \"x\", \"name\": "
                            "{\"zh\": \"名\", \"en\": \"x\"}, \"grade\": \"A\", \"timezone\": \"UTC\", "
                            "\"coordinates\": \"metres\", \"floors\": [{\"id\": \"F1\", \"name\": {\"zh\": \"层\", "
                            "\"en\": \"f\"}, \"elevation\": 0}]}, \"features\": [";

static void large_files_meet_their_limits(void **state)
{
    (void)state;
    static const struct {
        const char *before, *repeated, *after;
        int times;
        size_t faults;
        const char *english;
    } CASES[] = {
        {"{}", ", {}", "", 100000, 1, "must be an array of 0 to 100000 items"},
        {"{\"properties\": {\"kind\": \"x\"}}", ", {\"properties\": {\"kind\": \"x\"}}", "", 2000, 1000,
         "is not one of"},
        {"{\"type\": \"Feature\", \"properties\": {\"kind\": \"obstacle\", \"floor\": \"F1\"}, \"geometry\": "
         "{\"type\": \"Polygon\", \"coordinates\": [[[0,0]",
         ",[1,2],[2,1]", ",[0,0]]]}}", 500000, 4, "1000002 positions"},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct sibu_text text = {0};
        struct sibu_fault_list list;
        sibu_text_add(&text, HEADER);
        sibu_text_add(&text, CASES[i].before);
        for (int k = 0; k < CASES[i].times; k++) {
            sibu_text_add(&text, CASES[i].repeated);
        }
        sibu_text_add(&text, CASES[i].after);
        sibu_text_add(&text, "]}");
        assert_int_equal(sibu_site_check("t.geojson", text.bytes, text.length, &list), SIBU_BAD_INPUT);
        print_all(&(struct sibu_fault_list){list.items, list.count > 5 ? 5 : list.count, 0});
        assert_int_equal(list.count, CASES[i].faults);
        assert_non_null(strstr(list.items[0].what[SIBU_EN], CASES[i].english));
        sibu_fault_list_clear(&list);
        sibu_text_clear(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_top_of_the_file_is_checked),
        cmocka_unit_test(what_every_feature_has_is_checked),
        cmocka_unit_test(geometries_are_checked),
        cmocka_unit_test(doors_and_exits_stand_in_their_walls),
        cmocka_unit_test(stairs_touch_their_floors_at_their_ends_only),
        cmocka_unit_test(zones_musters_and_starts_stand_on_ground_and_can_be_left),
        cmocka_unit_test(a_passage_is_as_wide_as_a_body),
        cmocka_unit_test(units_that_can_not_be_are_noticed),
        cmocka_unit_test(bytes_that_are_no_site_are_refused),
        cmocka_unit_test(large_files_meet_their_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
