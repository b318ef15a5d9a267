/* A team: threads that do one piece of work together and wait for each other. The caller is its first member.
 *
 * Depends on: sibu/memory.h, pthread. A team belongs to the thread that opened it. Work comes in parts that know nothing
 * of who does them, so what comes out does not depend on timing.
 */
#pragma once
#include <stddef.h>

#include "sibu/fault.h"

struct team;

/* Opens a team of `members` threads, 1 to 64, the caller's one included. NULL: no memory, or no thread to be had. */
struct team *team_open(unsigned members);
void team_close(struct team *team); /* NULL is allowed */
unsigned team_members(const struct team *team); /* NULL: 1 */

/* Calls work(of, part) once for each of the parts, several at the same time, and returns when the last is done. A member
 * begins with the parts of its own, the same ones each time because its cache knows them, and then helps others. What was
 * written before is seen by all members, and what they write is seen afterwards. NULL is a team of one. */
void team_do(struct team *team, unsigned parts, void (*work)(void *of, unsigned part), void *of);
