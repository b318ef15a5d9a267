/* A site: its floors, where people can walk, and everything that stands there. Read from one GeoJSON file (docs/site.md).
 *
 * A site is immutable once open and may be read by any number of threads. It owns all that its pointers lead to.
 * Indexes (floor, zone, ...) count from 0 in the order of the file; SIBU_NONE is no index.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"
#include "sibu/geometry.h"
#include "sibu/text.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SIBU_NONE UINT32_MAX

struct sibu_name {
    const char *in[SIBU_LANGUAGES]; /* in[SIBU_ZH], in[SIBU_EN]; never NULL */
};
enum sibu_use {
    SIBU_USE_PROCESS,
    SIBU_USE_OFFICE,
    SIBU_USE_ASSEMBLY,
    SIBU_USE_STORAGE,
    SIBU_USE_WORKSHOP,
    SIBU_USE_SLEEPING,
    SIBU_USE_OUTDOOR
};

struct sibu_floor {
    const char *id;
    struct sibu_name name;
    double elevation_m;
    const struct sibu_polygon
        *walkable; /* disjoint: all walkable and stair features of the floor united, obstacles cut out */
    uint32_t walkable_count;
    struct sibu_box box;
};
struct sibu_hazard_weight {
    const char *family; /* id of a hazard family */
    double weight; /* > 0 */
};
struct sibu_zone {
    const char *id;
    struct sibu_name name;
    uint32_t floor;
    enum sibu_use use;
    struct sibu_polygon polygon;
    double area_m2;
    const struct sibu_hazard_weight *hazards;
    uint32_t hazard_count;
};
struct sibu_door {
    const char *id;
    uint32_t floor;
    struct sibu_line line;
    double flow_per_s; /* most persons a second; 0: no limit */
};
struct sibu_exit {
    const char *id;
    struct sibu_name name;
    uint32_t floor;
    struct sibu_line line;
    double flow_per_s; /* 0: no limit */
};
/* A straight flight. Its polygon belongs to the walkable area of both floors; a person in it changes floor at the line
 * across its middle. `direction` is the unit vector in the plan of going from `floor` to `to`. */
struct sibu_stair {
    const char *id;
    uint32_t floor, to;
    struct sibu_polygon polygon;
    struct sibu_point direction;
    double slope; /* rise over run, > 0; up means towards the higher elevation */
};
struct sibu_muster {
    const char *id;
    struct sibu_name name;
    uint32_t floor;
    struct sibu_polygon polygon;
    uint32_t capacity_persons;
};
struct sibu_alarm {
    const char *id;
    uint32_t floor;
    struct sibu_point point;
    double audible_m;
    const char *topic; /* "" where it has none */
};
struct sibu_interlock {
    const char *id;
    uint32_t floor; /* SIBU_NONE: the whole site */
    const char *asks; /* what must be idle: a file, URL or MQTT topic */
};
struct sibu_start {
    uint32_t floor;
    struct sibu_polygon polygon;
    uint32_t count; /* persons; a density is turned into a count */
};

struct sibu_site {
    const char *id;
    struct sibu_name name;
    char grade; /* 'A' (best) .. 'D' */
    const char *timezone; /* "Asia/Shanghai" */
    const char *sector,
        *county; /* what it is compared with others by ("chemicals", "330213"); "": the file does not say */
    const struct sibu_floor *floors;
    uint32_t floor_count;
    const struct sibu_zone *zones;
    uint32_t zone_count;
    const struct sibu_door *doors;
    uint32_t door_count;
    const struct sibu_exit *exits;
    uint32_t exit_count;
    const struct sibu_stair *stairs;
    uint32_t stair_count;
    const struct sibu_muster *musters;
    uint32_t muster_count;
    const struct sibu_alarm *alarms;
    uint32_t alarm_count;
    const struct sibu_interlock *interlocks;
    uint32_t interlock_count;
    const struct sibu_start *starts;
    uint32_t start_count;
    int geographic; /* 1: the file was in wgs84; then origin is where x = y = 0 */
    double origin_longitude_deg, origin_latitude_deg;
    uint8_t hash[32]; /* of the file's bytes */
    void *owner; /* the site's own memory */
};

/* Reads and checks a site. `name` stands for the file in faults. On failure the first fault is in `*fault` and *out is
 * NULL: never a half-loaded site. The caller closes it. */
SIBU_MUST_USE enum sibu_status sibu_site_open(struct sibu_site **out, const char *name, const char *bytes,
                                              size_t length, struct sibu_fault *fault);
void sibu_site_close(struct sibu_site *site); /* NULL is allowed */

/* All faults of a site file, in one run. The list is the caller's: clear it. */
struct sibu_fault_list {
    struct sibu_fault *items;
    size_t count, capacity;
};
/* SIBU_OK: no fault. SIBU_BAD_INPUT: at least one, listed (at most 1000). */
SIBU_MUST_USE enum sibu_status sibu_site_check(const char *name, const char *bytes, size_t length,
                                               struct sibu_fault_list *list);
void sibu_fault_list_clear(struct sibu_fault_list *list);

/* The plan of one floor (SIBU_NONE: all, side by side) as an SVG, in the given language. */
SIBU_MUST_USE enum sibu_status sibu_site_svg(const struct sibu_site *site, uint32_t floor, enum sibu_language language,
                                             struct sibu_text *out, struct sibu_fault *fault);
/* The walkable area of a floor as WKT (POLYGON or MULTIPOLYGON), in metres. */
void sibu_site_wkt(const struct sibu_site *site, uint32_t floor, struct sibu_text *out);

uint32_t sibu_site_find_zone(const struct sibu_site *site, const char *id); /* SIBU_NONE where there is none */
uint32_t sibu_site_find_exit(const struct sibu_site *site, const char *id);
uint32_t sibu_site_find_muster(const struct sibu_site *site, const char *id);
uint32_t sibu_site_zone_at(const struct sibu_site *site, uint32_t floor, double x, double y);
int sibu_site_walkable(const struct sibu_site *site, uint32_t floor, double x, double y);
/* Longitude (x) and latitude (y) in degrees of a point of a geographic site; another site's points are as they are. */
struct sibu_point sibu_site_degrees(const struct sibu_site *site, struct sibu_point point);

#ifdef __cplusplus
}
#endif
