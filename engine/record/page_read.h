/* The rows of a frame straight out of the pages of a file at rest: ten times as fast as through SQLite's machine, so that
 * any moment of a record of 100,000 people is there within a blink.
 *
 * It reads only what is as a record's writer leaves it: the rows of the frame one after the other, in ascending order of
 * people, each in one cell (https://www.sqlite.org/fileformat.html, "B-tree Pages" and "Record Format"). SQLite's index
 * says which rows these are and how many. Where anything is otherwise (rows out of order, a value of another kind, a page
 * that makes no sense) it declines, and the frame is read through SQLite, which also says what is wrong.
 *
 * Depends on: query. Only a record that nobody writes any more has pages to read (record->at_rest).
 */
#pragma once
#include "record/record.h"

/* Reads frame `number` (the file's own) into the record's room, without floors, and gives its count of people. False
 * where it declines; what is in the room then means nothing. */
int page_read_frame(struct sibu_record *record, int64_t number, size_t *count);
/* Frees what reading pages took; all zero is allowed. */
void page_room_clear(struct record_page_room *room);
