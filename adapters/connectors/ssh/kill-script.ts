/** Between two looks at the processes. */
const napMs = 50;

/**
 * A script for any POSIX shell that ends a process and all that it started: what descends from it, is in its process group or in its session. They get
 * TERM, and KILL when the grace is over, again until none is left. Exits with 0 when none is left.
 */
export function killScript(pid: number, graceMs: number): string {
  return `root=${pid} all=' '
# pid, parent, group, session of every process that is not a zombie; ps where there is no /proc.
list() {
  if [ -r /proc/self/stat ]; then
    for file in /proc/[0-9]*/stat; do
      { read -r line <"$file"; } 2>/dev/null || continue
      pid=\${line%% *}
      set -- \${line##*) }
      case $1 in Z*|X*) ;; *) echo "$pid $2 $3 $4" ;; esac
    done
  else
    ps -A -o stat= -o pid= -o ppid= -o pgid= | while read -r state pid parent group; do
      case $state in Z*) ;; *) echo "$pid $parent $group 0" ;; esac
    done
  fi
}
find_all() {
  table=$(list) seen=$all all=' ' grew=1
  while [ -n "$grew" ]; do
    grew=
    while read -r pid parent group session; do
      case $all in *" $pid "*) continue ;; esac
      if [ "$pid" != "$root" ] && [ "$group" != "$root" ] && [ "$session" != "$root" ]; then
        # A process whose parent has gone is known from the round before.
        case $all in *" $parent "*) ;; *) case $seen in *" $pid "*) ;; *) continue ;; esac ;; esac
      fi
      all="$all$pid " grew=1
    done <<END
$table
END
  done
  [ "$all" != ' ' ]
}
# Not every sleep knows fractions.
nap() { sleep 0.05 2>/dev/null && naps=$((naps - 1)) || { sleep 1; naps=$((naps - 20)); }; }
find_all || exit 0
kill -TERM $all 2>/dev/null
naps=${Math.max(1, Math.ceil(graceMs / napMs))}
while [ "$naps" -gt 0 ]; do
  nap
  find_all || exit 0
done
naps=20
while find_all; do
  [ "$naps" -gt 0 ] || exit 1
  kill -KILL $all 2>/dev/null
  nap
done
exit 0
`;
}
