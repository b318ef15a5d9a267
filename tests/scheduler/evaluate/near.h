/* Numbers that agree within a tolerance, and the tables' way of saying so. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

static inline void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance)) {
        fail_msg("%.12g is not %.12g", value, expected);
    }
}

static inline void assert_between(double value, double low, double high)
{
    if (!(value >= low && value <= high)) {
        fail_msg("%.12g is not in %.12g .. %.12g", value, low, high);
    }
}
