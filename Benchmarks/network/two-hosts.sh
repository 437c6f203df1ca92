#!/usr/bin/env bash
# Runs a program under mpirun on two hosts that this machine plays: two network namespaces with an sshd each, joined by
# a link of a given rate in each direction. Whatever it sets up is gone when it ends.
#
#   two-hosts.sh RATE PROGRAM [ARGUMENT...]     RATE: 1gbit, 10gbit, ... (tc's units), or none for as fast as it goes
#
# Two ranks, one a host, each bound to a core of its own. Needs root, two cores, iproute2, openssh-server, Open MPI.
set -euo pipefail

# shellcheck source=Tests/Cluster/namespaces.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../Tests/Cluster/namespaces.sh"

usage() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; }

fail() {
  echo "two-hosts.sh: error: $2" >&2
  exit "$1"
}

# What is missing, as one sentence; nothing where all is there.
missing() {
  local program cores reason
  reason=$(missing_for_hosts)
  if [ -n "$reason" ]; then echo "$reason"; return; fi
  for program in tc taskset; do
    command -v "$program" >/dev/null || { echo "$program is not installed"; return; }
  done
  cores=$(nproc)
  [ "$cores" -ge 2 ] || echo "it takes two cores, there is $cores"
}

case ${1-} in
-h | --help)
  usage
  exit 0
  ;;
--missing)
  missing
  exit 0
  ;;
esac
[ $# -ge 2 ] || fail 64 "expected a rate and a program (--help)"
rate=$1
shift
reason=$(missing)
[ -z "$reason" ] || fail 69 "$reason"

ranks=
# shellcheck disable=SC2317 # the trap calls it
clean_up() {
  trap '' INT TERM HUP
  # mpirun takes its ranks with it.
  [ -z "$ranks" ] || { kill "$ranks" && wait "$ranks"; } 2>/dev/null || true
  remove_hosts
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

limit_rate() {
  local index
  [ "$rate" != none ] || return 0
  for index in 0 1; do
    # The bucket holds two of the largest packets that TCP hands over, so that little goes out faster than the rate.
    at_host "$index" tc qdisc add dev link0 root tbf rate "$rate" burst 128kb latency 50ms ||
      fail 69 "tc cannot limit the link to $rate"
  done
}

# Cores that this process may use, one a line.
allowed_cores() {
  taskset -cp $$ | sed 's/.*: //' | tr , '\n' |
    while IFS=- read -r first last; do seq "$first" "${last:-$first}"; done
}

make_hosts 2 || fail 69 "two hosts cannot be made of this machine"
limit_rate
use_hosts
mapfile -t cores < <(allowed_cores)
# A shell on each host binds its rank: mpirun itself would bind both to the first core, since it takes them for hosts
# that have the whole machine.
# shellcheck disable=SC2016 # for the inner shell
at_host 0 mpirun --quiet --allow-run-as-root --host "${host_address[0]}:1,${host_address[1]}:1" -n 2 --bind-to none \
  --mca oob_tcp_keepalive_time 3 --mca oob_tcp_keepalive_intvl 1 --mca oob_tcp_keepalive_probes 2 \
  sh -c 'core=$1; [ "$OMPI_COMM_WORLD_RANK" = 0 ] || core=$2; shift 2; exec taskset -c "$core" "$@"' \
  sh "${cores[0]}" "${cores[1]}" "$@" &
ranks=$!
# Not in the foreground: a signal would wait for its end.
code=0
wait "$ranks" || code=$?
ranks=
exit "$code"
