/* Where a fault is, as one short line: the file's name and the place in it.
 *
 * Depends on: utf8. Pure functions.
 */
#pragma once

#define PLACE_BYTES 240

/* Writes name, then rest. A long name loses its beginning ("…" stands for it), so that the place in the file survives;
 * a long rest loses its end. Control characters become spaces. */
void place_write(char place[PLACE_BYTES], const char *name, const char *rest);

/* Makes the text one line that is safe on a terminal: control characters (C0, DEL, C1) become spaces. */
void place_make_one_line(char *text);
