# Counts the tests of a run of ctest: the cases of a cmocka program one by one, a script that says "N passed, N failed"
# as it says, any other test as one. Prints "passed failed skipped".
# Usage: awk -f count.awk BUILD/Testing/Temporary/LastTest.log WHAT-CTEST-PRINTED
# The second file tells the skipped tests from the passed ones, which the log does not.
NR != FNR {
    if (/\*\*\*Skipped/) {
        passed--
        skipped++
    }
    next
}
/^[0-9]+\/[0-9]+ Test: / { p = f = s = 0 }
/^\[  PASSED  \] [0-9]+ test/ { p += $4 }
/^\[  SKIPPED \] [0-9]+ test/ { s += $4 }
/^\[  FAILED  \] [0-9]+ test/ { f += $4 }
/^[0-9]+ passed, [0-9]+ failed$/ { p += $1; f += $3 }
/^Test Passed\.$/ {
    passed += p + f + s ? p : 1
    failed += f
    skipped += s
}
/^Test Failed\.$/ || /^Unable to find executable/ {
    passed += p
    failed += f ? f : 1   # one that crashed or ran out of time counts nothing itself
    skipped += s
}
END { printf "%d %d %d\n", passed, failed, skipped }
