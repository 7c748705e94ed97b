/** Shell functions that write to the job log: `notice` and `warn` as the runner's own lines, `say` in the form of gitlab-runner's log. */
export const speaking = String.raw`esc=$(printf '\033')
notice() { printf '%s[32;1m%s%s[0;m\n' "$esc" "$1" "$esc"; }
warn() { printf '%s[0;33m%s%s[0;m\n' "$esc" "$1" "$esc"; }
# say LEVEL MESSAGE [FIELD VALUE]...
say() {
  color= prefix= reset="$esc[0;m"
  case $1 in
    warning) color="$esc[0;33m" prefix='WARNING: ' ;;
    error) color="$esc[31;1m" prefix='ERROR: ' ;;
    fatal) color="$esc[31;1m" prefix='FATAL: ' ;;
  esac
  line=$(printf '%s%-50s%s .' "$color" "$prefix$2" "$reset")
  shift 2
  line=$(printf '%s' "$line" | sed 's/.$//')
  while [ $# -gt 1 ]; do
    line="$line $color$1$reset=$2"
    shift 2
  done
  printf '%s\n' "$line" >&2
}
`;
