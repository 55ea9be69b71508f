#!/bin/sh
# Mesa's software Vulkan driver (lavapipe) for the tests of the back end `webgpu`, where there is no graphics card.
#
# Dawn refuses the driver of Debian 12 as too old, and takes the one of bookworm-backports. It is unpacked, with the
# libraries that this machine lacks, into .local/vulkan; nothing is installed into the system and no right is needed for
# it. The address is that of the machine's own apt sources, with `bookworm-backports` beside `bookworm`.
#
# Status 0: the driver is there. Status 1: it is not, and the last line says why; .local/vulkan-problem keeps that line,
# and tests/contracts/webgpu.ts shows it as the reason of the tests that are skipped.
set -u
cd "$(dirname "$0")/../.."
target="$PWD/.local/vulkan"
problem="$PWD/.local/vulkan-problem"
mkdir -p .local

ls "$target"/usr/share/vulkan/icd.d/lvp_icd*.json >/dev/null 2>&1 && exit 0

refuse() {
  echo "$1" | tee "$problem"
  exit 1
}

[ -r /etc/os-release ] && . /etc/os-release
[ "${ID:-}" = debian ] && [ "${VERSION_CODENAME:-}" = bookworm ] ||
  refuse "software Vulkan driver: known for Debian 12 only, this is ${PRETTY_NAME:-another system}; install its own (mesa-vulkan-drivers, libvulkan1), Mesa 24 or newer"

work=$(mktemp -d "$PWD/.local/vulkan-work.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM HUP
mkdir -p "$work/parts" "$work/lists/partial" "$work/cache/archives/partial" "$work/root"

# The machine's sources once more, with the suite `bookworm-backports` beside each `bookworm`.
for file in /etc/apt/sources.list.d/*.sources; do
  [ -r "$file" ] || continue
  sed -E '/^Suites:/s/(^|[[:space:]])bookworm([[:space:]]|$)/\1bookworm bookworm-backports\2/' "$file" \
    >"$work/parts/$(basename "$file")"
done
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  [ -r "$file" ] || continue
  { cat "$file"; sed -nE '/^deb /s/[[:space:]]bookworm[[:space:]]/ bookworm-backports /p' "$file"; } \
    >"$work/parts/$(basename "$file" .list).list"
done

apt() {
  apt-get -q -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$work/parts" \
    -o Dir::State::lists="$work/lists" -o Dir::Cache="$work/cache" -o Debug::NoLocking=true \
    -o APT::Sandbox::User="$(id -un)" -o Acquire::Retries=1 -o Acquire::http::Timeout=20 \
    -o Acquire::https::Timeout=20 -o Acquire::Languages=none "$@"
}

apt update >"$work/log" 2>&1 # a source that has no backports is no reason to stop
apt install -y --download-only --no-install-recommends -t bookworm-backports \
  mesa-vulkan-drivers libvulkan1 >>"$work/log" 2>&1 ||
  refuse "software Vulkan driver: bookworm-backports was not reached: $(grep -m1 '^E:' "$work/log")"

for package in "$work"/cache/archives/*.deb; do
  dpkg-deb -x "$package" "$work/root" ||
    refuse "software Vulkan driver: $(basename "$package") cannot be unpacked"
done
# By its name alone the library is looked for in LD_LIBRARY_PATH, wherever the repository lies.
sed -i -E 's#("library_path": *")[^"]*/#\1#' "$work"/root/usr/share/vulkan/icd.d/lvp_icd*.json ||
  refuse "software Vulkan driver: the packages of bookworm-backports do not contain lavapipe"
rm -rf "$target" "$problem" "$work/root/usr/share/doc"
mv "$work/root" "$target"
echo "software Vulkan driver: $(du -sh "$target" | cut -f1) in .local/vulkan"
