/** What makes zip archives in Python, without single quotes: names on standard input, the archive as argument. Links stay links, modes and times are kept. */
const pythonZip = String.raw`import os, stat, sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
    for name in sys.stdin.buffer.read().decode("utf-8", "surrogateescape").split("\n")[:-1]:
        if name == ".": continue
        status = os.lstat(name)
        if stat.S_ISLNK(status.st_mode):
            entry = zipfile.ZipInfo(name)
            entry.create_system, entry.external_attr = 3, status.st_mode << 16
            archive.writestr(entry, os.readlink(name))
        elif stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode):
            archive.write(name)`;

/** Its counterpart: the archive as argument, files below the working directory. */
const pythonUnzip = String.raw`import os, stat, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    folders = []
    for entry in archive.infolist():
        mode = entry.external_attr >> 16
        if stat.S_ISLNK(mode):
            name = os.path.normpath(entry.filename)
            if os.path.isabs(name) or name.startswith(".."): raise ValueError("outside of the directory: " + entry.filename)
            os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
            if os.path.lexists(name): os.remove(name)
            os.symlink(archive.read(entry).decode(), name)
            continue
        path = archive.extract(entry)
        if stat.S_IMODE(mode) and entry.is_dir(): folders.append((path, stat.S_IMODE(mode)))
        elif stat.S_IMODE(mode): os.chmod(path, stat.S_IMODE(mode) & 0o777)
    for path, mode in reversed(folders): os.chmod(path, mode & 0o777)`;

/**
 * Shell functions that make and open archives with what there is. `zipper` and `unzipper` hold the names of the tools that were found, empty for none.
 * Git alone can make a zip archive too: empty directories are not in it, and times are those of the upload.
 */
export const packing = String.raw`has() { command -v "$1" >/dev/null 2>&1; }
python() { has python3 && python3 -c '' >/dev/null 2>&1; }
find_zipper() { if has zip; then zipper=zip; elif python; then zipper=python3; elif has git; then zipper=git; else zipper=; fi; }
find_unzipper() { if has unzip; then unzipper=unzip; elif python; then unzipper=python3; elif has bsdtar; then unzipper=bsdtar; else unzipper=; fi; }
# make_zip FILE: of what is in the list
make_zip() {
  rm -f "$1"
  maker=$zipper
  # zip does not say that names are UTF-8, and whoever opens the archive elsewhere then guesses.
  if [ "$maker" = zip ] && LC_ALL=C grep -q '[^ -~]' "$work/list"; then
    if python; then maker=python3; elif has git; then maker=git; fi
  fi
  case $maker in
    zip) grep -vx '\.' "$work/list" | zip -q -y "$1" -@ >&2 ;;
    python3) python3 -c '${pythonZip}' "$1" <"$work/list" ;;
    git) git_zip "$1" ;;
  esac
}
git_zip() {
  rm -rf "$work/git"
  git init -q --bare "$work/git" || return 1
  printf '* -text -eol -ident -filter -working-tree-encoding -export-subst -export-ignore\n' >"$work/git/info/attributes"
  grep -v -E '(^|/)\.git(/|$)' "$work/list" | while read -r path; do
    if [ -L "$path" ]; then
      printf '120000 %s\t%s\n' "$(readlink -n "$path" | git --git-dir="$work/git" hash-object -w --stdin)" "$path"
    elif [ -f "$path" ]; then
      mode=100644
      if [ -x "$path" ]; then mode=100755; fi
      printf '%s %s\t%s\n' "$mode" "$(git --git-dir="$work/git" hash-object -w --no-filters --stdin <"$path")" "$path"
    fi
  done >"$work/index-info" || return 1
  git --git-dir="$work/git" update-index --add --index-info <"$work/index-info" || return 1
  tree=$(git --git-dir="$work/git" write-tree) || return 1
  git --git-dir="$work/git" archive --format=zip -o "$1" "$tree"
}
# make_gzip FILE: one stream a file, one after the other
make_gzip() {
  : >"$1"
  while read -r path; do
    if [ -f "$path" ]; then gzip -c -- "$path" >>"$1" || return 1; fi
  done <"$work/list"
}
# make_raw FILE
make_raw() {
  while read -r path; do
    if [ -f "$path" ]; then printf '%s\n' "$path"; fi
  done <"$work/list" >"$work/files"
  if [ "$(wc -l <"$work/files")" -ne 1 ]; then
    say fatal 'only one file can be sent as raw'
    return 1
  fi
  cat -- "$(cat "$work/files")" >"$1"
}
# extract FILE
extract() {
  case $unzipper in
    unzip)
      unzip -q -o "$1" >&2
      case $? in
        0) ;;
        # A warning, except of BusyBox, which has one number for all that goes wrong.
        1) if unzip --help 2>&1 | grep -q BusyBox; then return 1; fi ;;
        # An archive of no more than its end is an empty one.
        *) [ "$(wc -c <"$1")" -eq 22 ] ;;
      esac
      ;;
    python3) python3 -c '${pythonUnzip}' "$1" ;;
    bsdtar) bsdtar -xpf "$1" >&2 ;;
  esac
}
`;
