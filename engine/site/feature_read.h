/* Features of a site file, one function a kind: each reads into the next free item of its list in the draft.
 *
 * Depends on: draft, property, shape_read. Each reports all that is wrong with the feature and then returns false; the
 * item is then not counted.
 */
#pragma once
#include "site/draft.h"

int read_walkable(struct draft *draft, struct sibu_json_value feature, struct sibu_json_value properties);
int read_obstacle(struct draft *draft, struct sibu_json_value feature, struct sibu_json_value properties);
int read_zone(struct draft *draft, struct sibu_json_value feature, struct sibu_json_value properties);
int read_door(struct draft *draft, struct sibu_json_value feature, struct sibu_json_value properties);
int read_exit(struct draft *draft, struct sibu_json_value feature, struct sibu_json_value properties);
int read_stair(struct draft *draft, struct sibu_json_value feature, struct sibu_json_value properties);
int read_muster(struct draft *draft, struct sibu_json_value feature, struct sibu_json_value properties);
int read_alarm(struct draft *draft, struct sibu_json_value feature, struct sibu_json_value properties);
int read_interlock(struct draft *draft, struct sibu_json_value feature, struct sibu_json_value properties);
int read_start(struct draft *draft, struct sibu_json_value feature, struct sibu_json_value properties);

/* Reads all features. The header, the frame and the room for them must be there. */
void features_read(struct draft *draft);
