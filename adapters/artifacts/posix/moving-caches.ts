/**
 * Shell functions that restore and save caches. They return 1 for what went wrong and has been said: a cache never fails its job.
 *
 * @remarks Source: peer-runner.md §2.1 (cache); golden/runner/jobs/50, 51, 54, 55.
 */
export const movingCaches = String.raw`absolute() {
  case $1 in
    /*) printf '%s' "$1" ;;
    *) printf '%s/%s' "$PWD" "$1" ;;
  esac
}
private_directory() { (umask 077 && mkdir -p "$1"); }
# storage_call CONFIG OUTPUT [OPTION]...: tries again when the storage fails
storage_call() {
  for retry in $download_waits -; do
    call "$@"
    case $status in
      000) cause=$(curl_error) ;;
      5??) cause="received: $(reason)" ;;
      *) return 0 ;;
    esac
    if [ "$retry" = - ]; then return 0; fi
    pause "$retry"
    say warning 'Retrying...' error "$cause"
  done
}
# restore FILE CONFIG SHOWN-URL; without a configuration the archive on the instance counts
restore() {
  file=$(absolute "$1")
  if [ -n "$2" ]; then
    private_directory "$(dirname "$file")"
    say info "Downloading $(basename "$file") from $3"
    where=$work
    if [ -f "$file" ]; then storage_call "$2" "$work/archive" -R -z "$file"; else storage_call "$2" "$work/archive" -R; fi
    case $status in
      200) mv -f "$work/archive" "$file" || return 1 ;;
      304) say info "$(basename "$file") is up to date" ;;
      404) say warning 'file does not exist'; return 1 ;;
      000) say warning "$cause"; return 1 ;;
      *) say warning "received: $(reason)"; return 1 ;;
    esac
  else
    say info 'No URL provided, cache will not be downloaded from shared cache server. Instead a local version of cache will be extracted.'
  fi
  if [ ! -f "$file" ]; then
    say warning 'Cache file does not exist'
    return 1
  fi
  if ! extract "$file"; then
    say fatal 'the archive could not be extracted'
    return 1
  fi
}
# changed FILE: whether anything in the list is newer
changed() {
  if [ ! -f "$1" ]; then return 0; fi
  newer=$(while read -r path; do
    if [ "$path" -nt "$1" ]; then
      echo yes
      break
    fi
  done <"$work/list")
  [ -n "$newer" ]
}
# save FILE ALTERNATE LIMIT HEAD-CONFIG UPLOAD-CONFIG SHOWN-URL: what is in the list
save() {
  file=$(absolute "$1") alternate=$(absolute "$2")
  private_directory "$(dirname "$file")"
  if [ ! -e "$file" ] && [ -f "$alternate" ] && mv "$alternate" "$file"; then say info 'Renamed alternate cache file to primary'; fi
  if changed "$file"; then
    if ! make_zip "$work/archive.zip"; then
      say fatal 'the archive could not be made'
      return 1
    fi
    mv -f "$work/archive.zip" "$file" || return 1
  else
    where=$work status=
    if [ -n "$4" ]; then call "$4" "$work/body"; fi
    if [ "$status" = 200 ]; then
      say info 'Primary cache already exists remotely, skipping upload'
      return 0
    fi
    say info 'Primary cache does not exist remotely, uploading existing archive'
  fi
  if [ -z "$5" ]; then
    say info 'No URL provided, cache will not be uploaded to shared cache server. Cache will be stored only locally.'
    return 0
  fi
  size=$(($(wc -c <"$file")))
  if [ "$3" -gt 0 ] && [ "$size" -gt "$3" ]; then
    say info "Cache archive size ($size) is too big (Limit is set to $3). Cache will be stored only locally."
    return 0
  fi
  say info "Uploading $(basename "$file") to $6"
  where=$(dirname "$file")
  storage_call "$5" "$work/body"
  case $status in
    2??) ;;
    000) say fatal "$cause"; return 1 ;;
    *) say fatal "received: $(reason)"; return 1 ;;
  esac
}
`;
