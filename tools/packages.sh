# Packages of the system, for the scripts beside it: `. "${0%/*}/packages.sh"`.

# Whether packages may be installed here: by root, on a Debian-like system.
may_install_packages() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1
}

# Installs one. Two that install at once shut each other out, so one waits for the other.
install_package() {
    {
        command -v flock >/dev/null 2>&1 && flock 9
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq && apt-get install -y -qq --no-install-recommends "$1"
    } 9>"${TMPDIR:-/tmp}/heardfirst-packages.lock" </dev/null >&2
}
