/* One cell of a roster: which column it stands in, and what its words mean, in English and Chinese.
 *
 * Pure; allocates nothing. Any thread.
 */
#pragma once
#include <stddef.h>

enum roster_column {
    ROSTER_ID = 0,
    ROSTER_NAME,
    ROSTER_ZONE,
    ROSTER_SHIFT,
    ROSTER_ROLE,
    ROSTER_PACE,
    ROSTER_LANGUAGE,
    ROSTER_PHONE,
    ROSTER_EMAIL,
    ROSTER_URL,
    ROSTER_NAME_EN,
    ROSTER_NOTE
};
#define ROSTER_COLUMNS 12
#define ROSTER_CELL_BYTES_MAX 2000

/* The column with this header (either language, case and blanks around it do not matter), or -1. */
int roster_column_find(const char *header);
const char *roster_column_name(enum roster_column column, int language); /* "zone", "区域" */
int roster_column_required(enum roster_column column);

/* The bytes of the text without blanks around it: *length of them from the pointer returned. */
const char *roster_trim(const char *text, size_t *length);
int roster_blank(const char *text);

/* What the word stands for (enum roster_role, enum sibu_pace, enum sibu_language), or -1. An empty word is the usual
 * one: worker, normal, Chinese. */
int roster_role_find(const char *word);
int roster_pace_find(const char *word);
int roster_language_find(const char *word);
/* The usual id of a shift with a Chinese name ("白班" -> "day"); any other word is its own. */
const char *roster_shift_word(const char *word);

int roster_url_valid(const char *url); /* http or https, with a host, without blanks */
int roster_email_valid(const char *email);
int roster_phone_valid(const char *phone);
int roster_text_plain(const char *text); /* no control characters: a line break in a name breaks logs and alerts */
