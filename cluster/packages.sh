#!/usr/bin/env bash
# The Debian/Ubuntu packages that hqnn needs, and their installation: the one list that launch.sh, cluster
# administrators and images share.
#
#   cluster/packages.sh list [GROUP...]       print the packages, one a line
#   cluster/packages.sh missing [GROUP...]    print those that are not installed
#   cluster/packages.sh install [GROUP...]    install those, as root or through sudo, and say which
#
# Groups: build (default), test, lint, cluster (for Tests/Cluster), peers (for Tests/python-environment); run for a machine that runs what was built elsewhere,
# with chemistry where it is to convert data or predict new drugs too.
set -euo pipefail

packages_of() {
  case "$1" in
    build)
      # The libraries the program stands on. RDKit's headers include Boost's without depending on them.
      echo libopenmpi-dev openmpi-bin libhdf5-dev libopenblas-dev librdkit-dev libboost-dev libcsv-dev \
        libexpat1-dev zlib1g-dev libssl-dev
      # What the Swift toolchain itself needs to run, compile C and C++, link, and fetch packages.
      echo binutils g++ git ca-certificates pkg-config libcurl4 libncurses6 libsqlite3-0 libxml2 tzdata
      ;;
    test)
      # The independent reference (numpy, h5py) and RDKit's own answers.
      echo python3 python3-numpy python3-h5py python3-rdkit hdf5-tools
      ;;
    peers)
      # Other people's programs that read our files, as far as Debian has them.
      echo python3-venv python3-torch python3-pandas python3-xarray python3-h5netcdf python3-scipy
      ;;
    cluster)
      # Several hosts and a Slurm on one machine, for Tests/Cluster.
      echo iproute2 openssh-server openssh-client slurmctld slurmd slurm-client munge procps
      ;;
    lint) echo shellcheck ;;
    run)
      # mpirun, and each library that the program is linked with. Swift's runtime and OpenBLAS are in the program.
      echo openmpi-bin libopenmpi3 libhdf5-103-1 libssl3 zlib1g libstdc++6 libgcc-s1
      ;;
    chemistry)
      # What libHQNNChemistry.so is linked with; `convert` and `predict --smiles` load it.
      echo librdkit1
      ;;
    *)
      echo "packages.sh: no group '$1', expected build, test, cluster, peers, lint, run or chemistry" >&2
      exit 64
      ;;
  esac
}

list() {
  local group
  for group in "${@:-build}"; do packages_of "$group"; done | tr ' ' '\n'
}

missing() {
  local package
  # With no package manager of Debian's nothing can be said about what is there.
  command -v dpkg-query >/dev/null || return 0
  for package in $(list "$@"); do
    [ "$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)" = "install ok installed" ] || echo "$package"
  done
}

install() {
  local -a wanted as_root=()
  mapfile -t wanted < <(missing "$@")
  [ "${#wanted[@]}" -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "packages.sh: missing packages, and neither root nor sudo to install them; ask an administrator for: ${wanted[*]}" >&2
      exit 1
    fi
    # Without a terminal nobody can answer sudo's question for a password.
    if [ -t 0 ]; then as_root=(sudo); else as_root=(sudo -n); fi
  fi
  echo "Installing ${#wanted[@]} packages: ${wanted[*]}" >&2
  as_root+=(env DEBIAN_FRONTEND=noninteractive)
  # apt says much; it is wanted only where something went wrong.
  local log
  log=$(mktemp)
  if ! { "${as_root[@]}" apt-get update &&
    "${as_root[@]}" apt-get install -y --no-install-recommends "${wanted[@]}"; } >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    echo "packages.sh: could not install ${wanted[*]} (apt's last words above)" >&2
    exit 1
  fi
  rm -f "$log"
}

command=${1:-}
[ $# -eq 0 ] || shift
case "$command" in
  list | missing | install) "$command" "$@" ;;
  *)
    echo "usage: packages.sh list|missing|install [build] [test] [cluster] [peers] [lint] [run] [chemistry]" >&2
    exit 64
    ;;
esac
