/**
 * Shell functions that upload and download artifacts. Every refusal that is final ends the script with 1, as a failed upload fails its job.
 *
 * @remarks Source: peer-runner.md §2.2. Differs in that the token follows a redirect only within the coordinator's own address.
 */
export const movingArtifacts = String.raw`fatal() {
  say fatal "$1"
  exit 1
}
# upload CONFIG URL LABEL ID SHORT-TOKEN: sends what the configuration names
upload() {
  target=$2 failed=0 unavailable=0 where=$work deadline=3600
  while :; do
    correlation=$(correlation)
    settings="$1
url = \"$(printf '%s' "$target" | sed 's/[\\"]/\\&/g')\"
header = \"X-Request-Id: $correlation\""
    patient POST "$target" "$settings" "$work/body"
    words=$(told POST "$(printf '%s' "$target" | sed 's/[?].*//')")
    waits=$upload_waits again=$failed
    case $status in
      201) say info "$3 $words" correlation_id "$correlation" http_status_code 201 id "$4" token "$5"; return 0 ;;
      403) refused error "$3" "$4" "$5"; fatal 'permission denied' ;;
      413) refused error "$3" "$4" "$5"; fatal 'too large' ;;
      503) refused error "$3" "$4" "$5"; cause='service unavailable' waits=$unavailable_waits again=$unavailable unavailable=$((unavailable + 1)) ;;
      307)
        location=$(resolved "$target" "$(header location)")
        if [ "$(origin "$location")" != "$(origin "$target")" ]; then
          refused error "$3" "$4" "$5"
          fatal 'redirected to another host'
        fi
        target=$location cause='request redirected' failed=$((failed + 1))
        ;;
      000) words=error; cause=$(curl_error); say error "$3 error" error "$cause" id "$4" token "$5"; failed=$((failed + 1)) ;;
      *) refused warning "$3" "$4" "$5"; cause='upload failed with no response from coordinator' failed=$((failed + 1)) ;;
    esac
    # shellcheck disable=SC2086 # the waits are words
    wait=$(nth "$again" $waits)
    if [ -z "$wait" ]; then fatal "$cause"; fi
    say warning 'Retrying...' context artifacts-uploader error "$cause"
    pause "$wait"
  done
}
# refused LEVEL LABEL ID SHORT-TOKEN
refused() { say "$1" "$2 $words" correlation_id "$correlation" http_status_code "$status" id "$3" status "$status" token "$4"; }
# fetch_artifacts URL TOKEN-LINE ID SHORT-TOKEN DIRECT: into $work/archive
fetch_artifacts() {
  label='Downloading artifacts from coordinator...' where=$work deadline=3600 query=
  if [ "$5" = direct ]; then query='?direct_download=true'; fi
  for retry in $download_waits -; do
    correlation=$(correlation)
    named="header = \"X-Request-Id: $correlation\""
    settings="url = \"$1$query\"
$2
$named"
    if [ -n "$query" ]; then call "$settings" "$work/archive"; else patient GET "$1" "$settings" "$work/archive"; fi
    follow "$1" "$2
$named"
    case $status in
      200)
        say info "$label ok" correlation_id "$correlation" http_status_code 200 id "$3" token "$4"
        return 0
        ;;
      401) say error "$label unauthorized" correlation_id "$correlation" http_status_code 401 id "$3" status "$(reason)" token "$4"; fatal 'permission denied' ;;
      403) say error "$label forbidden" correlation_id "$correlation" http_status_code 403 id "$3" status "$(reason)" token "$4"; fatal 'permission denied' ;;
      404) say error "$label not found" correlation_id "$correlation" http_status_code 404 id "$3" token "$4"; fatal 'file does not exist' ;;
      000) say error "$label error" correlation_id "$correlation" error "$(curl_error)" id "$3" token "$4" ;;
      *) say warning "$label failed" correlation_id "$correlation" http_status_code "$status" id "$3" token "$4" ;;
    esac
    if [ "$retry" = - ]; then fatal 'invalid argument'; fi
    pause "$retry"
    say warning 'Retrying...' error 'invalid argument'
    query=
  done
}
# resolved URL LOCATION: the location from there
resolved() {
  case $2 in
    //*) printf '%s%s' "$(printf '%s' "$1" | sed 's|//.*||')" "$2" ;;
    /*) printf '%s%s' "$(origin "$1")" "$2" ;;
    *) printf '%s' "$2" ;;
  esac
}
# follow URL CONFIG: goes where the answer points, with the configuration only within the same address
follow() {
  from=$1
  for _ in 1 2 3 4 5; do
    case $status in
      301 | 302 | 303 | 307 | 308) ;;
      *) return 0 ;;
    esac
    location=$(resolved "$from" "$(header location)")
    settings="url = \"$(printf '%s' "$location" | sed 's/[\\"]/\\&/g')\""
    if [ "$(origin "$location")" = "$(origin "$1")" ]; then
      settings="$settings
$2"
    else
      say info "Direct download from $(origin "$location" | sed 's|.*//||')"
    fi
    call "$settings" "$work/archive"
    from=$location
  done
}
`;
