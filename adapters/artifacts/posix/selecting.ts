/**
 * Shell functions that gather the names of files in `$work/picked`, one a line and each once in the end, and say what they found. `exclude` comes first,
 * then `pick` and `pick_untracked`, then `picked`, whose status says whether there is any. A name with a line break cannot be handled and is left out.
 */
export const selecting = String.raw`newline='
'
# exclude TEXT EXPRESSION
exclude() { printf '%s\n' "$1" "$2" >>"$work/excludes"; }
# sift EXPRESSION: of the paths on standard input, the wanted go to the list; prints how often they were found
sift() {
  EXPRESSION=$1 WORK=$work LC_ALL=C awk '
    BEGIN {
      everything = ENVIRON["EXPRESSION"] == ""
      wanted = "^(" ENVIRON["EXPRESSION"] ")$"
      work = ENVIRON["WORK"]
      rules = 0
      while ((getline text < (work "/excludes")) > 0) {
        getline rule < (work "/excludes")
        named[rules] = text
        excluding[rules] = "^(" rule ")$"
        rules++
      }
    }
    {
      path = $0
      sub(/^(\.\/)+/, "", path)
      # A walk begins at every match: what lies below several matches is found as often.
      hits = everything ? 1 : path ~ wanted ? 1 : 0
      if (!everything)
        for (at = 1; at < length(path); at++)
          if (substr(path, at + 1, 1) == "/" && substr(path, 1, at) ~ wanted) hits++
      if (!hits) next
      for (i = 0; i < rules; i++)
        if (path ~ excluding[i]) {
          excluded[i] += hits
          next
        }
      found += hits
      print path >> (work "/picked")
    }
    END {
      for (i = 0; i < rules; i++)
        if (excluded[i]) print excluded[i] " " named[i] >> (work "/excluded")
      print found + 0
    }'
}
# pick TEXT BASE EXPRESSION
pick() {
  found=$({ find "./$2" -name "*$newline*" -prune -o -print 2>/dev/null || :; } | sift "$3")
  if [ "$found" -eq 0 ]; then
    say warning "$1: no matching files. Ensure that the artifact path is relative to the working directory ($PWD)"
  else
    say info "$1: found $found matching artifact files and directories"
  fi
}
# outside TEXT
outside() {
  if [ -z "$1" ]; then say warning 'No matching files. Path is empty.'; else say warning "processPath: artifact path is not a subpath of project directory: $1"; fi
}
pick_untracked() {
  if ! git ls-files -o -z >"$work/untracked" 2>"$work/error"; then
    say warning "untracked: $(head -n 1 "$work/error")"
    return 0
  fi
  found=$(tr '\n\0' '\001\n' <"$work/untracked" | { grep -v "$(printf '\001')" || :; } | sift '')
  if [ "$found" -eq 0 ]; then say warning 'untracked: no files'; else say info "untracked: found $found files"; fi
}
picked() {
  touch "$work/picked" "$work/excluded"
  awk '{ count = $1; sub(/^[0-9]+ /, ""); total[$0] += count } END { for (name in total) print total[name] " " name }' "$work/excluded" |
    LC_ALL=C sort -k 2 | while read -r count name; do say info "$name: excluded $count files"; done
  LC_ALL=C sort -u "$work/picked" >"$work/list"
  rm -f "$work/picked" "$work/excluded" "$work/excludes"
  [ -s "$work/list" ]
}
`;
