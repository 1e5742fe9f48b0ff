# Sourced by .ci/run: Chromium for the suites of the panel, from Debian's packages where it is missing.

find_chromium() {
  [ -x "${CHROMIUM_PATH:-/usr/bin/chromium}" ] || install_package chromium
}
