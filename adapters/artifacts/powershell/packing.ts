/** PowerShell functions that make and open archives by .NET, which is always there. */
export const packing = String.raw`Add-Type -AssemblyName System.Net.Http, System.IO.Compression, System.IO.Compression.FileSystem
function Make-Zip($file) {
  $archive = [IO.Compression.ZipFile]::Open($file, 'Create')
  try {
    foreach ($path in $script:picked) {
      $full = Join-Path $root $path
      if ($path -eq '.') { continue }
      if (Test-Path -LiteralPath $full -PathType Container) { [void]$archive.CreateEntry("$path/") }
      else { [void][IO.Compression.ZipFileExtensions]::CreateEntryFromFile($archive, $full, $path) }
    }
  } finally { $archive.Dispose() }
}
function Get-PickedFiles { @($script:picked | ForEach-Object { Join-Path $root $_ } | Where-Object { Test-Path -LiteralPath $_ -PathType Leaf }) }
function Make-Gzip($file) {
  $target = [IO.File]::Create($file)
  try {
    foreach ($path in Get-PickedFiles) {
      $source = [IO.File]::OpenRead($path)
      $stream = New-Object IO.Compression.GZipStream($target, [IO.Compression.CompressionMode]::Compress, $true)
      try { $source.CopyTo($stream) } finally { $stream.Dispose(); $source.Dispose() }
    }
  } finally { $target.Dispose() }
}
function Make-Raw($file) {
  $files = Get-PickedFiles
  if ($files.Count -ne 1) { Fatal 'only one file can be sent as raw' }
  Copy-Item -LiteralPath $files[0] -Destination $file
}
function Expand-Into($file) {
  $archive = [IO.Compression.ZipFile]::OpenRead($file)
  try {
    $inside = $root.TrimEnd('\', '/') + [IO.Path]::DirectorySeparatorChar
    foreach ($entry in $archive.Entries) {
      $target = [IO.Path]::GetFullPath((Join-Path $root $entry.FullName))
      if (-not ($target + [IO.Path]::DirectorySeparatorChar).StartsWith($inside)) { throw "outside of the directory: $($entry.FullName)" }
      if ($entry.FullName.EndsWith('/')) { [void][IO.Directory]::CreateDirectory($target); continue }
      [void][IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($target))
      [IO.Compression.ZipFileExtensions]::ExtractToFile($entry, $target, $true)
    }
  } finally { $archive.Dispose() }
}
`;
