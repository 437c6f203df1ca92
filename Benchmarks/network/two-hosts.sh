#!/usr/bin/env bash
# Runs a program under mpirun on two hosts that this machine plays: two network namespaces with an sshd each, joined by
# a link of a given rate in each direction. Whatever it sets up is gone when it ends.
#
#   two-hosts.sh RATE PROGRAM [ARGUMENT...]     RATE: 1gbit, 10gbit, ... (tc's units), or none for as fast as it goes
#
# Two ranks, one a host, each bound to a core of its own. Needs root, two cores, iproute2, openssh-server, Open MPI.
set -euo pipefail

usage() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; }

fail() {
  echo "two-hosts.sh: error: $2" >&2
  exit "$1"
}

# What is missing, as one sentence; nothing where all is there.
missing() {
  local program cores
  [ "$(id -u)" -eq 0 ] || { echo "it takes root to make network namespaces"; return; }
  for program in ip tc ssh ssh-keygen mpirun unshare taskset; do
    command -v "$program" >/dev/null || { echo "$program is not installed"; return; }
  done
  [ -x /usr/sbin/sshd ] || { echo "openssh-server is not installed"; return; }
  cores=$(nproc)
  [ "$cores" -ge 2 ] || { echo "it takes two cores, there is $cores"; return; }
  unshare --net true 2>/dev/null || echo "the kernel does not let this process make network namespaces"
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

# Names of this process's own: several may run.
hosts=("hqnn$$a" "hqnn$$b")
addresses=(10.99.0.1 10.99.0.2)
work=$(mktemp -d)

ranks=
# shellcheck disable=SC2317 # the trap calls it
clean_up() {
  local index pid
  trap '' INT TERM HUP
  # mpirun takes its ranks with it.
  [ -z "$ranks" ] || { kill "$ranks" && wait "$ranks"; } 2>/dev/null || true
  for index in 0 1; do
    pid=$(cat "$work/sshd$index.pid" 2>/dev/null || true)
    [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
    # The link goes with its namespaces.
    ip netns del "${hosts[index]}" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

link() {
  local index
  for index in 0 1; do ip netns add "${hosts[index]}"; done
  ip -n "${hosts[0]}" link add link0 type veth peer name link0 netns "${hosts[1]}"
  for index in 0 1; do
    ip -n "${hosts[index]}" address add "${addresses[index]}/24" dev link0
    ip -n "${hosts[index]}" link set lo up
    ip -n "${hosts[index]}" link set link0 up
    # The bucket holds two of the largest packets that TCP hands over, so that little goes out faster than the rate.
    [ "$rate" = none ] ||
      ip netns exec "${hosts[index]}" tc qdisc add dev link0 root tbf rate "$rate" burst 128kb latency 50ms ||
      fail 69 "tc cannot limit the link to $rate"
  done
}

# A host of its own name, so that Open MPI takes it for another machine.
at_host() (
  host=$1
  shift
  # shellcheck disable=SC2016 # for the inner shell
  exec ip netns exec "${hosts[host]}" unshare --uts sh -c 'hostname "$0" && exec "$@"' "host$host" "$@"
)

start_sshd() {
  local index
  mkdir -p /run/sshd
  ssh-keygen -q -t ed25519 -N '' -f "$work/key"
  for index in 0 1; do
    printf '%s\n' "Port 22" "ListenAddress ${addresses[index]}" "HostKey $work/key" \
      "AuthorizedKeysFile $work/key.pub" "PidFile $work/sshd$index.pid" "PermitRootLogin prohibit-password" \
      "PasswordAuthentication no" "StrictModes no" "UsePAM no" >"$work/sshd$index.conf"
    # It goes to the background once it listens.
    at_host "$index" /usr/sbin/sshd -f "$work/sshd$index.conf" -E "$work/sshd$index.log" ||
      fail 69 "sshd does not start: $(tail -n 1 "$work/sshd$index.log")"
  done
}

# Cores that this process may use, one a line.
allowed_cores() {
  taskset -cp $$ | sed 's/.*: //' | tr , '\n' |
    while IFS=- read -r first last; do seq "$first" "${last:-$first}"; done
}

link
start_sshd
mapfile -t cores < <(allowed_cores)
network=10.99.0.0/24
# A shell on each host binds its rank: mpirun itself would bind both to the first core, since it takes them for hosts
# that have the whole machine.
# shellcheck disable=SC2016 # for the inner shell
at_host 0 mpirun --quiet --allow-run-as-root --host "${addresses[0]}:1,${addresses[1]}:1" -n 2 --bind-to none \
  --mca plm_rsh_args "-i $work/key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR" \
  --mca oob_tcp_if_include "$network" --mca btl_tcp_if_include "$network" --mca btl self,tcp --mca pml ob1 \
  --mca oob_tcp_keepalive_time 3 --mca oob_tcp_keepalive_intvl 1 --mca oob_tcp_keepalive_probes 2 \
  sh -c 'core=$1; [ "$OMPI_COMM_WORLD_RANK" = 0 ] || core=$2; shift 2; exec taskset -c "$core" "$@"' \
  sh "${cores[0]}" "${cores[1]}" "$@" &
ranks=$!
# Not in the foreground: a signal would wait for its end.
code=0
wait "$ranks" || code=$?
ranks=
exit "$code"
