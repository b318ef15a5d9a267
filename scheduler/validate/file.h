/* What the study of single file measures, for who draws it: by density the mean speed, m/s. */
#pragma once

#define FILE_DENSITIES 13
struct file_band {
    double per_m, v10, v50, v90; /* m/s */
};
extern const struct file_band FILE_BANDS[FILE_DENSITIES];
