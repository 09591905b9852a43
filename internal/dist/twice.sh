#!/bin/sh
# Builds the release of the present commit twice, in two folders of different names, the second time with an empty cache, and fails
# unless every byte is the same.
set -eu
go=${1:-go}
version=$(git describe --tags --match 'v[0-9]*' --always)
epoch=$(git log -1 --format=%ct)
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
for copy in one another/one; do
	mkdir -p "$work/$copy"
	git archive HEAD | tar -x -C "$work/$copy"
done
(cd "$work/one" && $go run ./internal/dist -out ../first -version "$version" -epoch "$epoch")
(cd "$work/another/one" && GOCACHE="$work/cache" TZ=Asia/Tokyo $go run ./internal/dist -out ../../second -version "$version" -epoch "$epoch")
diff "$work/first/SHA256SUMS" "$work/second/SHA256SUMS"
(cd "$work/second" && sha256sum --quiet -c ../first/SHA256SUMS)
echo "two builds of $version, the same bytes: $(wc -l <"$work/first/SHA256SUMS") files"
