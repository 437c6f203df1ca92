#!/usr/bin/env bash
# launch.sh on one machine: placement, signals, restarts. Started by `run`.
# shellcheck source=Tests/Cluster/common.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.sh"

work=$shared/launcher
mkdir "$work"
launched='' stuck=''
# shellcheck disable=SC2317 # the trap calls it
clean_up() {
  # A second signal ends a run at once.
  for _ in 1 2; do [ -z "$launched" ] || kill -TERM "$launched" 2>/dev/null || true; done
  for _ in 1 2; do [ -z "$stuck" ] || kill -TERM "$stuck" 2>/dev/null || true; done
}
trap clean_up EXIT

# Starts launch.sh in the background, with its output in the log.
launch() {
  # Under job control, since a process that is started in the background otherwise ignores SIGINT.
  set -m
  "$root/launch.sh" --no-install "$@" >"$log" 2>&1 &
  launched=$!
  set +m
}

cores=$(lscpu -p=CORE,SOCKET | grep -v '^#' | sort -u | wc -l)
allowed=$(nproc)
if [ "$allowed" -lt "$cores" ]; then cores=$allowed; fi

check "a rank gets as many cores as it has threads, and is told so"
log=$work/placement.log
unset OMPI_MCA_hwloc_base_binding_policy
launch -n 1 train "${settings[@]}" --threads "$cores" --output "$work/placement"
wait_until "the rank" has_checkpoint "$work/placement"
taskset -cp "$(ranks_of "$work/placement" 0)" >"$work/affinity"
kill -TERM "$launched"
finish "$launched"
expect_code "$code" 75
expect_line "^launch.sh: 1 rank x $cores threads? on $(hostname) \\(.*\\), (bound to cores|not bound, since .* may not be all ours)\$"
sed -i 's/.*: //' "$work/affinity"
if has_line "$log" 'bound to cores$'; then
  bound=$(tr , '\n' <"$work/affinity" | awk -F - '{ n += (NF > 1 ? $2 - $1 : 0) + 1 } END { print n }')
  [ "$bound" -ge "$cores" ] || wrong "bound to $(cat "$work/affinity"), expected $cores cores"
  check "each of two ranks has a core of its own"
  if [ "$cores" -ge 2 ]; then
    log=$work/two.log
    launch -n 2 train "${settings[@]}" --threads 1 --output "$work/two"
    wait_until "the ranks" has_checkpoint "$work/two"
    for rank in 0 1; do taskset -cp "$(ranks_of "$work/two" "$rank")" | sed 's/.*: //'; done >"$work/affinities"
    kill -TERM "$launched"
    finish "$launched"
    expect_code "$code" 75
    [ "$(sort -u "$work/affinities" | wc -l)" -eq 2 ] || wrong "both are bound to $(head -n 1 "$work/affinities")"
  fi
fi

check "part of the machine only: no binding to the rest, and more ranks than cores are warned of"
log=$work/part.log
first=$(taskset -cp $$ | sed 's/.*: //;s/[-,].*//')
taskset -c "$first" "$root/launch.sh" --no-install -n 2 train "${settings[@]}" --epochs 1 --output "$work/part" \
  >"$log" 2>&1 || wrong "exit code $?"
if [ "$allowed" -gt 1 ]; then expect_line '^launch.sh: 2 ranks x 1 thread on .* \(1 core\), not bound$'; fi
expect_line '^launch.sh: warning: .* has 1 core for 2 ranks x 1 thread'
export OMPI_MCA_hwloc_base_binding_policy=none

check "mpirun stays though all ranks are gone (it runs beside the next ones)"
stuck_log=$work/stuck.log
log=$stuck_log
launch -n 2 --retries 1 train "${settings[@]}" --output "$work/stuck"
stuck=$launched
wait_until "a checkpoint" has_checkpoint "$work/stuck"
# Stopped, mpirun takes no note of their end, nor of a SIGTERM.
parent=$(ps -o ppid= -p "$(ranks_of "$work/stuck" 0)" | xargs)
kill -STOP "$parent"
ranks_of "$work/stuck" | xargs kill -KILL

check "a rank that dies ends the run within seconds, one line says which, and the restart ends with the same bits"
log=$work/killed.log
launch -n 2 --retries 1 train "${settings[@]}" --output "$work/killed"
wait_until "a checkpoint" has_checkpoint "$work/killed"
began=$(now)
kill_rank "$work/killed" 1
wait_until "the others' end" has_line "$log" 'restart 1 of 1'
echo "    rank killed: all ended after $(since "$began") s"
expect_line "^launch.sh: rank 1 on $(hostname) was ended by signal 9 \\(Killed\\)"
expect_line "^launch.sh: restart 1 of 1 in 3 s, from $work/killed/checkpoints/step-"
# A second death is one more than allowed in a row only where there was no checkpoint in between.
wait_until "a newer checkpoint" has_newer "$work/killed" "$(sed -n 's/.*restart 1 of 1 .* from //p' "$log")"
echo "    rank killed: next checkpoint after $(since "$began") s"
kill_rank "$work/killed" 0
finish "$launched"
expect_code "$code" 0
[ "$(grep -c 'restart 1 of 1' "$log")" -eq 2 ] || wrong "expected two restarts"
expect_no_line '^mpirun|^-----|Primary job'
expect_same_bits "$work/killed"

check "without a checkpoint in between, it gives up"
log=$work/hopeless.log
launch -n 2 --retries 1 train "${settings[@]}" --checkpoint-steps 0 --checkpoint-epochs 0 --output "$work/hopeless"
kill_rank "$work/hopeless" 1
wait_until "the restart" has_line "$log" 'restart 1 of 1 in 3 s, from the start'
kill_rank "$work/hopeless" 0
finish "$launched"
expect_code "$code" 137
expect_line '^launch.sh: giving up: no new checkpoint in 2 attempts in a row'

check "what a restart cannot cure is not tried again"
log=$work/usage.log
code=0
"$root/launch.sh" --no-install -n 2 --retries 3 train --data "$work/nothing.h5" --output "$work/none" >"$log" 2>&1 || code=$?
expect_code "$code" 66
expect_line "^hqnn: error: .*$work/nothing.h5"
expect_no_line 'restart|rank [0-9]'
code=0
"$root/launch.sh" --no-install --retries often train >"$log" 2>&1 || code=$?
expect_code "$code" 64

check "a run of somebody else that lies at --output is not gone on with"
log=$work/other.log
before=$(newest "$work/killed")
mkdir "$work/bin"
# Fails once, before the program can say anything.
printf '#!/bin/sh\n[ -e "%s" ] || { : >"%s"; exit 1; }\nexec "%s" "$@"\n' "$work/failed" "$work/failed" \
  "$(command -v mpirun)" >"$work/bin/mpirun"
chmod +x "$work/bin/mpirun"
code=0
PATH=$work/bin:$PATH "$root/launch.sh" --no-install -n 2 --retries 2 train "${settings[@]}" --epochs 20 \
  --output "$work/killed" >"$log" 2>&1 || code=$?
expect_code "$code" 73
expect_line '^launch.sh: restart 1 of 2 in 3 s, from the start'
[ "$(newest "$work/killed")" = "$before" ] || wrong "it went on"

check "a signal at the very start stops a run too, be it before mpirun or while that starts"
for delay in 0 0.01 0.02 0.03 0.04; do
  log=$work/start-$delay.log
  launch -n 2 train "${settings[@]}" --epochs 10000 --output "$work/start-$delay"
  # From here on it heeds signals.
  until has_line "$log" '^launch.sh: 2 ranks'; do ! ended "$launched" || wrong "it ended"; done
  sleep "$delay"
  kill -USR1 "$launched"
  finish "$launched"
  expect_code "$code" 75
done

for signal in TERM INT USR1 HUP; do
  check "SIG$signal stops a run with a checkpoint and code 75, and it goes on to the same bits"
  log=$work/$signal.log
  launch -n 2 --retries 1 train "${settings[@]}" --output "$work/$signal"
  wait_until "a checkpoint" has_checkpoint "$work/$signal"
  kill "-$signal" "$launched"
  # A terminal that goes away says so twice.
  if [ "$signal" = HUP ]; then kill -HUP "$launched" 2>/dev/null || true; fi
  finish "$launched"
  expect_code "$code" 75
  expect_no_line 'restart|rank [0-9]'
done
"$root/launch.sh" --no-install -n 1 train --resume "$work/USR1" >"$log" 2>&1 || wrong "exit code $?"
expect_same_bits "$work/USR1"

check "a signal in the pause before a restart stops it too"
log=$work/paused.log
launch -n 2 --retries 5 train "${settings[@]}" --output "$work/paused"
wait_until "a checkpoint" has_checkpoint "$work/paused"
kill_rank "$work/paused" 1
wait_until "the pause" has_line "$log" 'restart 1 of 5'
kill -USR1 "$launched"
finish "$launched"
expect_code "$code" 75
expect_line '^launch.sh: asked to stop before the'
! has_rank "$work/paused" || wrong "it started again"

check "a second signal ends a run at once"
log=$work/twice.log
launch -n 2 --retries 5 train "${settings[@]}" --output "$work/twice"
wait_until "a checkpoint" has_checkpoint "$work/twice"
# Stopped, the ranks cannot heed the first.
ranks_of "$work/twice" | xargs kill -STOP
kill -TERM "$launched"
sleep 0.5
kill -TERM "$launched"
finish "$launched"
if [ "$code" -eq 0 ] || [ "$code" -eq 75 ]; then wrong "exit code $code"; fi
expect_no_line 'restart'
! has_rank "$work/twice" || wrong "ranks are left"

check "mpirun that stayed is ended, and the restart ends with the same bits"
log=$stuck_log
finish "$stuck"
expect_code "$code" 0
expect_line "^launch.sh: all ranks on $(hostname) have ended and mpirun does not: it is ended after 30 s"
expect_line "^launch.sh: restart 1 of 1 in 3 s, from $work/stuck/checkpoints/step-"
expect_same_bits "$work/stuck"
