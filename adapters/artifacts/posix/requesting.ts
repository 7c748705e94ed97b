/**
 * Shell functions that call servers with curl. What is secret goes by its standard input.
 *
 * @remarks Source: peer-runner.md §1.1 (which answers are tried again, Retry-After), §2.2.
 */
export const requesting = String.raw`# header NAME: the last value of that name in the answer
header() { tr -d '\r' <"$work/headers" | awk -v name="$1:" 'tolower($1) == name { sub(/^[^:]*: */, ""); value = $0 } END { print value }'; }
# reason: the answer's status in words
reason() {
  words=$(tr -d '\r' <"$work/headers" | awk '/^HTTP\// { sub(/^[^ ]* /, ""); line = $0 } END { print line }')
  case $words in
    *\ ?*) ;;
    201*) words='201 Created' ;;
    400*) words='400 Bad Request' ;;
    401*) words='401 Unauthorized' ;;
    403*) words='403 Forbidden' ;;
    404*) words='404 Not Found' ;;
    413*) words='413 Request Entity Too Large' ;;
    500*) words='500 Internal Server Error' ;;
    502*) words='502 Bad Gateway' ;;
    503*) words='503 Service Unavailable' ;;
    504*) words='504 Gateway Timeout' ;;
  esac
  printf '%s' "$words"
}
# told METHOD URL: the same, with what the answer says of it where it says something
told() {
  case $(header content-type) in
    *json*) ;;
    *) reason; return 0 ;;
  esac
  words=$(reason)
  message=$(tr '\n' ' ' <"$work/body" | sed -n 's/.*"message" *: *"\([^"]*\)".*/\1/p')
  if [ "$message" = "$words" ] || [ -z "$message" ]; then printf '%s %s: %s' "$1" "$2" "$words"; else printf '%s %s: %s (%s)' "$1" "$2" "$words" "$message"; fi
}
# call CONFIG OUTPUT [OPTION]...: one call in the directory $where; its answer's number in $status, 000 for none
call() {
  config=$1 output=$2
  shift 2
  : >"$work/headers"
  : >"$output"
  set -- -q "$@" -sS --connect-timeout 30 --speed-limit 1 --speed-time 600 --max-time "$deadline" --proto =http,https
  if [ -n "$CI_SERVER_TLS_CA_FILE" ]; then set -- "$@" --cacert "$CI_SERVER_TLS_CA_FILE"; fi
  if [ -n "$CI_SERVER_TLS_CERT_FILE" ]; then set -- "$@" --cert "$CI_SERVER_TLS_CERT_FILE" --key "$CI_SERVER_TLS_KEY_FILE"; fi
  if status=$(cd "$where" && printf '%s\n' "$config" | curl "$@" --config - -o "$output" -D "$work/headers" -w '%{http_code}' 2>"$work/error"); then :; else
    # A refusal may come, and the connection go, before everything is sent.
    case $status in
      4?? | 5??) ;;
      *) status=000 ;;
    esac
  fi
}
# patient METHOD URL CONFIG OUTPUT [OPTION]...: tries again while the server says that it has too much to do
patient() {
  method=$1 url=$2
  shift 2
  for wait in $call_waits -; do
    call "$@"
    case $status in
      408 | 429 | 500 | 502 | 503 | 504 | 51[2-9] | 5[2-9]? | [6-9]??) ;;
      *) return 0 ;;
    esac
    if [ "$wait" = - ]; then return 0; fi
    after=$(header retry-after)
    case $after in
      '' | *[!0-9]*) ;;
      *) wait=$after ;;
    esac
    say info 'Waiting before making the next call' context ratelimit-requester-gitlab-request duration "$wait"s method "$method" url "$url"
    pause "$wait"
  done
}
# pause SECONDS: where fractions are not understood, a second
pause() { sleep "$1" 2>/dev/null || sleep 1; }
# nth NUMBER WORD...: the word with that number, counted from 0
nth() {
  if [ $# -gt $(($1 + 1)) ]; then
    shift $(($1 + 1))
    printf '%s' "$1"
  fi
}
origin() { printf '%s' "$1" | sed 's|^\([A-Za-z]*://[^/?#]*\).*|\1|' | tr 'A-Z' 'a-z'; }
correlation() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }
curl_error() { head -n 1 "$work/error"; }
`;
