/* Two pieces of work of one caller side by side, on two cores where there are two. What they share they only read.
 */
#pragma once

/* Does other(of) in a thread of its own and mine(of) in the caller's, and returns when both are done. Where no thread is to be
 * had, the other one is done first, then mine: what comes out is the same. */
void beside_do(void (*mine)(void *of), void (*other)(void *of), void *of);
