# shellcheck shell=bash
# Several hosts on one machine: a network namespace with a host name, an address and an sshd of its own for each. For
# scripts that source it; they call remove_hosts when they end, whatever happens.
#
#   make_hosts COUNT     hosts 0 to COUNT - 1: two are joined directly, more through a switch
#   at_host N COMMAND    runs the command as host N, whose name is host_name[N] and whose address host_address[N]
#   cut_host N           takes host N off the network, as a dead host or a pulled cable would; not for two hosts
#   join_host N          and back
#   use_hosts            has mpirun, in what is run from now on, take ssh and the network of these hosts
#
# The machine's own network is not touched.

host_name=() host_address=() host_network=10.99.0.0/24 host_files='' host_switch=''

# What is missing for this, as one sentence; nothing where all is there.
missing_for_hosts() {
  local program
  [ "$(id -u)" -eq 0 ] || { echo "it takes root to make network namespaces"; return; }
  for program in ip nsenter unshare ssh ssh-keygen mpirun; do
    command -v "$program" >/dev/null || { echo "$program is not installed"; return; }
  done
  [ -x /usr/sbin/sshd ] || { echo "openssh-server is not installed"; return; }
  unshare --net true 2>/dev/null || echo "the kernel does not let this process make network namespaces"
}

# The namespace of host N: of this process's own, since several scripts may be at it.
host_namespace() { echo "hqnn$$h$1"; }

make_hosts() {
  local count=$1 index name switch_port
  host_files=$(mktemp -d)
  for ((index = 0; index < count; index++)); do
    host_name+=("host$index")
    host_address+=("10.99.0.$((index + 1))")
    ip netns add "$(host_namespace "$index")"
  done
  if [ "$count" -eq 2 ]; then
    ip -n "$(host_namespace 0)" link add link0 type veth peer name link0 netns "$(host_namespace 1)"
  else
    host_switch=hqnn$$switch
    ip netns add "$host_switch"
    ip -n "$host_switch" link add switch type bridge
    ip -n "$host_switch" link set switch up
    for ((index = 0; index < count; index++)); do
      switch_port=port$index
      ip -n "$host_switch" link add "$switch_port" type veth peer name link0 netns "$(host_namespace "$index")"
      ip -n "$host_switch" link set "$switch_port" master switch up
    done
  fi
  for ((index = 0; index < count; index++)); do
    name=$(host_namespace "$index")
    ip -n "$name" address add "${host_address[index]}/24" dev link0
    ip -n "$name" link set lo up
    ip -n "$name" link set link0 up
  done
  {
    echo 127.0.0.1 localhost
    for index in "${!host_name[@]}"; do echo "${host_address[index]} ${host_name[index]}"; done
  } >"$host_files/names"
  start_sshd
}

# A host name of its own, so that Open MPI takes it for another machine, and a file of names. Not `ip netns exec`: it
# hides the control groups, which slurmd wants.
at_host() (
  host=$1
  shift
  # shellcheck disable=SC2016 # for the inner shell
  exec nsenter --net="/run/netns/$(host_namespace "$host")" unshare --uts --mount \
    sh -c 'hostname "$0" && mount --bind "$1" /etc/hosts && shift && exec "$@"' "${host_name[host]}" "$host_files/names" "$@"
)

start_sshd() {
  local index
  mkdir -p /run/sshd
  ssh-keygen -q -t ed25519 -N '' -f "$host_files/key"
  for index in "${!host_name[@]}"; do
    printf '%s\n' "Port 22" "ListenAddress ${host_address[index]}" "HostKey $host_files/key" \
      "AuthorizedKeysFile $host_files/key.pub" "PidFile $host_files/sshd$index.pid" "PermitRootLogin prohibit-password" \
      "PasswordAuthentication no" "StrictModes no" "UsePAM no" >"$host_files/sshd$index.conf"
    # It goes to the background once it listens.
    at_host "$index" /usr/sbin/sshd -f "$host_files/sshd$index.conf" -E "$host_files/sshd$index.log" || {
      echo "sshd does not start: $(tail -n 1 "$host_files/sshd$index.log")" >&2
      return 69
    }
  done
}

use_hosts() {
  export OMPI_MCA_plm_rsh_agent=ssh
  export OMPI_MCA_plm_rsh_args="-i $host_files/key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
  export OMPI_MCA_oob_tcp_if_include=$host_network OMPI_MCA_btl_tcp_if_include=$host_network
  # What passes between two hosts over Ethernet; within a host, memory.
  export OMPI_MCA_btl=self,vader,tcp OMPI_MCA_pml=ob1
}

cut_host() { ip -n "$host_switch" link set "port$1" down; }
join_host() { ip -n "$host_switch" link set "port$1" up; }

# Processes of host N, by process id.
processes_of_host() { ip netns pids "$(host_namespace "$1")"; }

remove_hosts() {
  local index pid name
  for index in "${!host_name[@]}"; do
    name=$(host_namespace "$index")
    for pid in $(ip netns pids "$name" 2>/dev/null || true); do kill -KILL "$pid" 2>/dev/null || true; done
    # The link goes with its namespaces.
    ip netns del "$name" 2>/dev/null || true
  done
  [ -z "$host_switch" ] || ip netns del "$host_switch" 2>/dev/null || true
  [ -z "$host_files" ] || rm -rf "$host_files"
  host_name=() host_address=() host_switch='' host_files=''
}
