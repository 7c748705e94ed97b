/** PowerShell functions that write to the job log and gather names of files in `$picked`. */
export const selecting = String.raw`function Notice($text) { [Console]::Out.WriteLine("$([char]27)[32;1m$text$([char]27)[0;m") }
function Warn($text) { [Console]::Out.WriteLine("$([char]27)[0;33m$text$([char]27)[0;m") }
function Say($level, $message, $fields = @()) {
  $reset = "$([char]27)[0;m"; $color = ''; $prefix = ''
  switch ($level) {
    'warning' { $color = "$([char]27)[0;33m"; $prefix = 'WARNING: ' }
    'error' { $color = "$([char]27)[31;1m"; $prefix = 'ERROR: ' }
    'fatal' { $color = "$([char]27)[31;1m"; $prefix = 'FATAL: ' }
  }
  $line = $color + ($prefix + $message).PadRight(50) + $reset + ' '
  for ($i = 0; $i + 1 -lt $fields.Count; $i += 2) { $line += " $color$($fields[$i])$reset=$($fields[$i + 1])" }
  [Console]::Error.WriteLine($line)
}
function Fatal($message) { Say 'fatal' $message; exit 1 }
$root = (Get-Location).ProviderPath
function Start-Selection { $script:picked = New-Object 'Collections.Generic.SortedSet[string]' ([StringComparer]::Ordinal); $script:excludes = @(); $script:excluded = @{} }
function Exclude($text, $expression) { $script:excludes += , @($text, "^($expression)$") }
# How often the walks that begin at every match come by the path; what is excluded is not counted.
function Add-Path($path, $expression) {
  $hits = 0
  if ($expression -eq '') { $hits = 1 } else {
    $parts = $path.Split('/')
    for ($n = 1; $n -le $parts.Count; $n++) { if (($parts[0..($n - 1)] -join '/') -cmatch "^($expression)$") { $hits++ } }
  }
  if ($hits -eq 0) { return 0 }
  foreach ($rule in $script:excludes) { if ($path -cmatch $rule[1]) { $script:excluded[$rule[0]] += $hits; return 0 } }
  [void]$script:picked.Add($path)
  return $hits
}
function Pick($text, $base, $expression) {
  $found = 0
  $start = Join-Path $root $base
  if (Test-Path -LiteralPath $start) {
    $items = @(Get-Item -LiteralPath $start -Force)
    if ($items[0].PSIsContainer) { $items += @(Get-ChildItem -LiteralPath $start -Recurse -Force) }
    foreach ($item in $items) {
      $path = $item.FullName.Substring($root.TrimEnd('\', '/').Length).Replace('\', '/').Trim('/')
      if ($path -eq '') { $path = '.' }
      $found += Add-Path $path $expression
    }
  }
  if ($found -eq 0) { Say 'warning' "$($text): no matching files. Ensure that the artifact path is relative to the working directory ($root)" }
  else { Say 'info' "$($text): found $found matching artifact files and directories" }
}
function Outside($text) {
  if ($text -eq '') { Say 'warning' 'No matching files. Path is empty.' } else { Say 'warning' "processPath: artifact path is not a subpath of project directory: $text" }
}
function Pick-Untracked {
  $found = 0
  $names = (& git -c core.quotepath=off ls-files -o -z) -join ''
  if ($LASTEXITCODE -ne 0) { Say 'warning' "untracked: exit status $LASTEXITCODE"; return }
  foreach ($name in $names.Split([char]0)) { if ($name -ne '') { $found += Add-Path $name '' } }
  if ($found -eq 0) { Say 'warning' 'untracked: no files' } else { Say 'info' "untracked: found $found files" }
}
function Test-Picked {
  foreach ($name in $script:excluded.Keys | Sort-Object) { Say 'info' "$($name): excluded $($script:excluded[$name]) files" }
  return $script:picked.Count -gt 0
}
`;
