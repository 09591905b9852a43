#!/bin/sh
# Runs govulncheck, given with its arguments. Where the database of vulnerabilities cannot be reached it says that the check was
# skipped; what is found fails.
set -u
out=$(mktemp)
trap 'rm -f "$out"' EXIT
"$@" >"$out" 2>&1
code=$?
cat "$out"
if [ $code -eq 1 ] && grep -q 'fetching vulnerabilities' "$out"; then
	echo 'SKIPPED: the database of vulnerabilities cannot be reached from here; nothing was checked'
	exit 0
fi
exit $code
