/* What the completions of both programs share.
 */
#pragma once

/* The script before and behind what sets `options`, `files`, `folders`, `values`, `words` and `arguments`. */
extern const char COMPLETION_HEAD[], COMPLETION_TAIL[];

enum takes { TAKES_NOTHING, TAKES_FILES, TAKES_FOLDERS, TAKES_VALUES, TAKES_WORDS };

/* What an option takes, by how its value is called: FILE, DIR, zh|en, N; NULL for none. */
enum takes completion_takes(const char *value);
