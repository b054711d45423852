# Debian packages for building the bridge, and the apt steps that the engines share. Sourced by setup.sh.

# package:what it brings (a command's name, or a file)
BRIDGE_PACKAGES=(
  clang:clang llvm:llvm-strip make:make bpftool:bpftool libbpf-dev:/usr/include/bpf/bpf_helpers.h
  libelf-dev:/usr/include/libelf.h zlib1g-dev:/usr/include/zlib.h libc6-dev:/usr/include/stdlib.h
)

WITHOUT_BRIDGE='Without it drift-sensor scans /proc instead of hearing of every exec from the kernel (eBPF): processes that live shorter than a scan can be missed.'

bridge_packages() {
  local missing
  missing=$(missing_packages "${BRIDGE_PACKAGES[@]}")
  if [[ ! -r /sys/kernel/btf/vmlinux ]]; then
    say "this kernel has no type information (/sys/kernel/btf/vmlinux), so no eBPF. $WITHOUT_BRIDGE"
  fi
  if [[ -z $missing ]]; then return; fi
  if ! can_apt; then
    lose "cannot build the bridge, missing: $missing. $(why_not_apt) $WITHOUT_BRIDGE"
  elif ! apt_install packages "installing Debian packages to build the bridge ($missing; a minute or two)" $missing; then
    lose "the bridge's build packages could not be installed ($BUILD/setup-packages.log). $WITHOUT_BRIDGE"
  fi
}

# Names of those packages whose file or command is not there, in one line.
missing_packages() {
  local entry missing=
  for entry; do
    if ! present "${entry#*:}"; then missing=${missing:+$missing }${entry%%:*}; fi
  done
  printf '%s' "$missing"
}

present() {
  case $1 in
  /*) [[ -e $1 ]] ;;
  *) PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin type -P "$1" >/dev/null ;;
  esac
}

can_apt() { ((EUID == 0)) && command -v apt-get >/dev/null; }

why_not_apt() {
  if ! command -v apt-get >/dev/null; then
    printf 'Set-up installs packages only with apt (Debian, Ubuntu): install the equivalents by hand.'
  else
    printf 'Set-up installs packages only as root: sudo npm run setup.'
  fi
}

# apt_install NAME WHAT PACKAGE…: one step; updates the package lists first only where they do not know the packages.
apt_install() {
  local name=$1 what=$2
  shift 2
  step "$name" "$what" apt_work "$@"
}

apt_work() {
  export DEBIAN_FRONTEND=noninteractive LC_ALL=C
  # The lock of set-up must not stay with a daemon that some package starts; apt and dpkg have locks of their own.
  exec 9<&-
  local updated=0
  if [[ -n $(dpkg --audit) ]]; then dpkg --configure -a; fi
  if ! known "$@"; then
    apt-get -q update || return
    updated=1
  fi
  # Ubuntu has no package bpftool: its bpftool comes with the kernel's tools.
  local packages=() package
  for package; do
    if [[ $package == bpftool ]] && ! known bpftool; then package=linux-tools-common; fi
    packages+=("$package")
  done
  apt_get_install "${packages[@]}" && return
  # Lists that are too old name files which no longer exist.
  ((updated == 0)) && apt-get -q update && apt_get_install "${packages[@]}"
}

apt_get_install() {
  apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install "$@"
}

known() {
  local package policy
  for package; do
    policy=$(apt-cache policy "$package")
    if [[ ! $policy =~ Candidate:\ [^\(] ]]; then return 1; fi
  done
}
