/* Whether what an interlock says is "open". Pure: bytes and the time in, a verdict out.
 *
 * What cannot be read in the way that the policy says is closed: a number that is none, a register without its columns, a
 * time that is none.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "draw/policy.h"
#include "draw/zone.h"

/* A register: CSV with a header, or a JSON array of objects, alone or as member "permits". Columns and members are state (状态),
 * from (开始) and to (结束). A permit of the states closed, cancelled, done, expired, rejected (已关闭, 已取消, 已完成, 已过期, 已拒绝)
 * is over; one that is active or open (进行中, 作业中) goes on whatever its times say, since nobody has handed it back; any other
 * goes on from its time `from` on (none: always) until before `to` (none: for good). Times are "2026-11-23T08:00", with seconds, a
 * space for the T, and Z or +08:00 behind; without, by the zone's clock. `zone` is that of the group. */
int interlock_says_open(const struct policy_interlock *interlock, const char *bytes, size_t length, int64_t now_us,
                        const struct zone *zone);
