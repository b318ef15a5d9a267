/* All manual pages and completions, written below a folder: man/man1, man/zh_CN/man1, completions.
 */
#pragma once
#include "manual/manual.h"

/* `manual` says version and date; its language does not count. SIBU_IO where a file cannot be written. */
SIBU_MUST_USE enum sibu_status manual_write_files(const char *folder, struct manual manual, struct sibu_fault *fault);
