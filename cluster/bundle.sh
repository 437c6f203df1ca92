#!/usr/bin/env bash
# Packs what it takes to run hqnn on machines without Swift, RDKit or a compiler, built first where it is not up to date:
#
#   cluster/bundle.sh [--output DIR|FILE.tar.gz] [--no-build]
#
# Without --output the bundle is hqnn-VERSION-MACHINE.tar.gz, where you are. For machines of several kinds build it with
# HQNN_ARCH=x86-64-v3. On a machine that takes it:
#
#   tar xf hqnn-0.1.0-x86_64.tar.gz && cd hqnn-0.1.0-x86_64
#   sha256sum --check --quiet SHA256SUMS
#   cluster/packages.sh install run           # or `run chemistry`, for `convert` and `predict --smiles` too
#   ./launch.sh --no-install train ...
#
# MANIFEST says what the bundle is and needs. The same build gives the same archive, byte for byte.
set -euo pipefail

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
built=$root/.build/release
output='' may_build=yes

fail() {
  printf 'bundle.sh: %s\n' "$2" >&2
  exit "$1"
}

while [ $# -gt 0 ]; do
  case "$1" in
    --output)
      [ -n "${2:-}" ] || fail 64 "--output needs a value"
      output=$2
      shift 2
      ;;
    --no-build)
      may_build=no
      shift
      ;;
    *) fail 64 "no option '$1'; usage: bundle.sh [--output DIR|FILE.tar.gz] [--no-build]" ;;
  esac
done

[ -e "$root/Package.swift" ] || fail 64 "a bundle is made in a checkout, and this is a bundle already"
if [ "$may_build" = yes ]; then "$root/launch.sh" help >/dev/null; fi
for file in "$built/hqnn" "$built/libHQNNChemistry.so"; do
  [ -f "$file" ] || fail 66 "no $file: build first, or leave --no-build out"
done

version=$("$built/hqnn" --version)  # hqnn 0.1.0; instruction sets ...; OpenBLAS kernel ...
number=${version%%;*}
name=hqnn-${number#hqnn }-$(uname -m)
output=${output:-$name.tar.gz}
[ ! -e "$output" ] || fail 73 "$output is there already"
folder=$(dirname "$output")
mkdir -p "$folder"
work=$(mktemp -d "$folder/.bundle-XXXXXX")
trap 'rm -rf "$work"' EXIT
bundle=$work/$name

mkdir -p "$bundle/bin" "$bundle/lib"
cp "$built/hqnn" "$bundle/bin/"
cp "$built/libHQNNChemistry.so" "$bundle/lib/"
cp "$root/launch.sh" "$root/LICENSE" "$bundle/"
cp -R "$root/cluster" "$bundle/"
# These two want a checkout.
rm -f "$bundle/cluster/bundle.sh" "$bundle/cluster/hqnn.def"

needed() { readelf --dynamic --wide "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort | xargs; }
c_library() { readelf --version-info --wide "$1" | grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -n 1; }
# With the versions here, where there are any: the ones that it was built and tested with.
packages() {
  local package
  for package in $("$root/cluster/packages.sh" list "$1"); do
    echo "$package $(dpkg-query -W -f='${Version}' "$package" 2>/dev/null || true)"
  done | sed 's/ *$//' | paste -s -d, | sed 's/,/, /g'
}
{
  echo "program: ${version%; OpenBLAS kernel*}"
  echo "source: $(git -C "$root" describe --always --dirty 2>/dev/null || echo 'no git checkout')"
  echo "machine: $(uname -m), $(c_library "$bundle/bin/hqnn") or newer"
  echo "bin/hqnn needs: $(needed "$bundle/bin/hqnn")"
  echo "packages (cluster/packages.sh install run): $(packages run)"
  echo "lib/libHQNNChemistry.so (optional: convert, predict --smiles) needs: $(needed "$bundle/lib/libHQNNChemistry.so")"
  echo "packages (cluster/packages.sh install chemistry): $(packages chemistry)"
} >"$bundle/MANIFEST"
(cd "$bundle" && find . -type f ! -name SHA256SUMS | LC_ALL=C sort | xargs sha256sum) >"$work/SHA256SUMS"
mv "$work/SHA256SUMS" "$bundle/"

case "$output" in
  *.tar.gz)
    # Only what matters: no owner, no time of day.
    tar --create --directory "$work" --sort=name --owner=0 --group=0 --numeric-owner --mode=u+rwX,go+rX,go-w --mtime=@0 "$name" |
      gzip --no-name >"$work/archive"
    mv "$work/archive" "$output"
    ;;
  *) mv "$bundle" "$output" ;;
esac
echo "$output"
