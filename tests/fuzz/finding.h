/* How a fuzz target reports: it says what is wrong and aborts, so that the input is kept. */
#pragma once

/* Does nothing where `wrong` is 0. */
void finding(int wrong, const char *what);
