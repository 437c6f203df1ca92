#!/usr/bin/env bash
# A compute node in a folder, as root:
#
#   node.sh make FOLDER PACKAGE...    the files of these packages, of all they depend on, and of Debian's essential ones
#   node.sh run FOLDER COMMAND...     runs a command with that folder as its whole file system
#
# The files are those of this machine, linked and not copied where that is possible. What else is installed here, such
# as a Swift toolchain or RDKit, is not to be found there.
set -euo pipefail

# The names of installed packages: those given, the essential ones, and whatever they depend on.
closure() {
  dpkg-query -W -f='${db:Status-Status}\t${Package}\t${Essential}\t${Provides}\t${Pre-Depends}, ${Depends}\n' |
    awk -F'\t' -v wanted="$*" '
      # A relation without its version and architecture.
      function name(relation) { sub(/^ */, "", relation); sub(/[ :(].*$/, "", relation); return relation }
      $1 == "installed" {
        depends[$2] = $5; provider[$2] = $2
        count = split($4, provided, ",")
        for (i = 1; i <= count; i++) if (!(name(provided[i]) in provider)) provider[name(provided[i])] = $2
        if ($3 == "yes") wanted = wanted " " $2
      }
      function visit(package,    terms, choices, i, j, n, m) {
        if (package in seen) return
        seen[package] = 1
        n = split(depends[package], terms, ",")
        for (i = 1; i <= n; i++) {
          m = split(terms[i], choices, "|")
          for (j = 1; j <= m; j++) if (name(choices[j]) in provider) { visit(provider[name(choices[j])]); break }
        }
      }
      END {
        n = split(wanted, roots, " ")
        for (i = 1; i <= n; i++) {
          if (!(roots[i] in provider)) { print "node.sh: " roots[i] " is not installed" > "/dev/stderr"; exit 1 }
          visit(provider[roots[i]])
        }
        for (package in seen) print package
      }'
}

make() {
  local folder=$1 packages link target
  shift
  mkdir -p "$folder"
  # Programs and libraries lie under /usr; the old places are links to these.
  mkdir -p "$folder"/usr/{bin,sbin,lib,lib64} "$folder"/{dev,etc,proc,root,sys,tmp,var/tmp}
  for link in bin sbin lib lib64; do ln -s "usr/$link" "$folder/$link"; done
  chmod 1777 "$folder/tmp" "$folder/var/tmp"
  packages=$(closure "$@")
  # What cannot be linked (another file system) is copied. Folders come with their files.
  # shellcheck disable=SC2086  # one word a package
  dpkg-query --listfiles $packages | LC_ALL=C sort -u | grep -v '^/usr/share/\(doc\|man\|locale\|info\)/' |
    while read -r path; do if [ -f "$path" ] || [ -L "$path" ]; then printf '%s\0' "$path"; fi; done >"$folder/.files"
  (cd / && xargs -0 cp --no-dereference --link --parents --target-directory "$folder" <"$folder/.files" 2>/dev/null) ||
    (cd / && xargs -0 cp --no-dereference --preserve --update --parents --target-directory "$folder" <"$folder/.files")
  rm "$folder/.files"
  # What installing makes beyond a package's files: accounts, and the links of update-alternatives (mpirun is one).
  cp /etc/{passwd,group,nsswitch.conf} "$folder/etc/"
  for link in /usr/bin/* /usr/sbin/*; do
    if [ ! -L "$link" ]; then continue; fi
    case "$(readlink "$link")" in /etc/alternatives/*) target=$(readlink -f "$link") ;; *) continue ;; esac
    if [ -e "$folder$target" ]; then ln -sf "$target" "$folder$link"; fi
  done
}

run() {
  local folder=$1
  shift
  # Mounts in a namespace of their own end with the command; so do processes that it left behind. Process numbers begin
  # anew too, and Open MPI names temporary files by them: each command has such folders of its own.
  # shellcheck disable=SC2016  # for the inner shell
  exec unshare --mount --pid --fork --kill-child --propagation private bash -c '
    set -e
    mount -t proc proc "$0/proc"
    mount --rbind /dev "$0/dev"
    mount --rbind /sys "$0/sys"
    mount -t tmpfs none "$0/dev/shm"
    mount -t tmpfs none "$0/tmp"
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin
    exec chroot "$0" /usr/bin/env -i PATH="$PATH" HOME=/root "$@"' "$folder" "$@"
}

command=$1
shift
case "$command" in
  make | run) "$command" "$@" ;;
  *) exit 64 ;;
esac
