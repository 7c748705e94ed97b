/** PowerShell functions that upload and download artifacts, and restore and save caches, as those of `posix/` do. */
export const moving = String.raw`function Get-Correlation { [Guid]::NewGuid().ToString('N') }
function Upload($token, $url, $label, $id, $shown, $file, $name) {
  $failed = 0; $unavailable = 0
  $content = {
    $form = New-Object Net.Http.MultipartFormDataContent
    $part = New-Object Net.Http.StreamContent([IO.File]::OpenRead($file))
    [void]$part.Headers.TryAddWithoutValidation('Content-Type', 'application/octet-stream')
    $form.Add($part, 'file', $name)
    return , $form
  }
  while ($true) {
    $correlation = Get-Correlation
    Call-Patiently 'POST' $url @{ 'JOB-TOKEN' = $token; 'X-Request-Id' = $correlation } $content ''
    $words = if ($status -eq 0) { 'error' } else { Get-Told 'POST' ($url -replace '\?.*$', '') }
    $refused = @('correlation_id', $correlation, 'http_status_code', $status, 'id', $id, 'status', $status, 'token', $shown)
    $waits = $uploadWaits; $again = $failed
    switch ($status) {
      201 { Say 'info' "$label $words" @('correlation_id', $correlation, 'http_status_code', 201, 'id', $id, 'token', $shown); return }
      403 { Say 'error' "$label $words" $refused; Fatal 'permission denied' }
      413 { Say 'error' "$label $words" $refused; Fatal 'too large' }
      503 { Say 'error' "$label $words" $refused; $reason = 'service unavailable'; $waits = $unavailableWaits; $again = $unavailable; $unavailable++ }
      307 {
        $location = New-Object Uri((New-Object Uri($url)), (Get-Header 'Location'))
        if ($location.Authority -ne ([Uri]$url).Authority -or $location.Scheme -ne ([Uri]$url).Scheme) { Say 'error' "$label $words" $refused; Fatal 'redirected to another host' }
        $url = $location.AbsoluteUri; $reason = 'request redirected'; $failed++
      }
      0 { $reason = $cause; Say 'error' "$label error" @('error', $reason, 'id', $id, 'token', $shown); $failed++ }
      default { Say 'warning' "$label $words" $refused; $reason = 'upload failed with no response from coordinator'; $failed++ }
    }
    if ($again -ge @($waits).Count) { Fatal $reason }
    Say 'warning' 'Retrying...' @('context', 'artifacts-uploader', 'error', $reason)
    Start-Sleep -Milliseconds ([int](@($waits)[$again] * 1000))
  }
}
function Fetch-Artifacts($token, $url, $id, $shown, $direct, $file) {
  $label = 'Downloading artifacts from coordinator...'
  foreach ($wait in @($downloadWaits) + -1) {
    $correlation = Get-Correlation
    $headers = @{ 'JOB-TOKEN' = $token; 'X-Request-Id' = $correlation }
    if ($direct) { Call 'GET' "$($url)?direct_download=true" $headers $null $file } else { Call-Patiently 'GET' $url $headers $null $file }
    $target = New-Object Uri($url)
    for ($hop = 0; $hop -lt 5 -and $status -in 301, 302, 303, 307, 308; $hop++) {
      $target = New-Object Uri($target, (Get-Header 'Location'))
      # The token goes nowhere but to the coordinator.
      $same = $target.Authority -eq ([Uri]$url).Authority -and $target.Scheme -eq ([Uri]$url).Scheme
      if (-not $same) { Say 'info' "Direct download from $($target.Authority)" }
      Call 'GET' $target.AbsoluteUri $(if ($same) { $headers } else { @{} }) $null $file
    }
    $known = @('correlation_id', $correlation, 'http_status_code', $status, 'id', $id)
    switch ($status) {
      200 { Say 'info' "$label ok" ($known + @('token', $shown)); return }
      401 { Say 'error' "$label unauthorized" ($known + @('status', (Get-Reason), 'token', $shown)); Fatal 'permission denied' }
      403 { Say 'error' "$label forbidden" ($known + @('status', (Get-Reason), 'token', $shown)); Fatal 'permission denied' }
      404 { Say 'error' "$label not found" ($known + @('token', $shown)); Fatal 'file does not exist' }
      0 { Say 'error' "$label error" @('correlation_id', $correlation, 'error', $cause, 'id', $id, 'token', $shown) }
      default { Say 'warning' "$label failed" ($known + @('token', $shown)) }
    }
    if ($wait -lt 0) { Fatal 'invalid argument' }
    Start-Sleep -Milliseconds ([int]($wait * 1000))
    Say 'warning' 'Retrying...' @('error', 'invalid argument')
    $direct = $false
  }
}
function Call-Storage($method, $url, $headers, $content, $output) {
  foreach ($wait in @($downloadWaits) + -1) {
    Call $method $url $headers $content $output
    if ($status -ne 0 -and $status -lt 500) { return }
    if ($status -ne 0) { $script:cause = "received: $(Get-Reason)" }
    if ($wait -lt 0) { return }
    Start-Sleep -Milliseconds ([int]($wait * 1000))
    Say 'warning' 'Retrying...' @('error', $cause)
  }
}
function Get-Absolute($file) { if ([IO.Path]::IsPathRooted($file)) { $file } else { [IO.Path]::GetFullPath((Join-Path $root $file)) } }
function Restore-Cache($file, $url, $headers, $shown, $work) {
  $file = Get-Absolute $file
  if ($url -ne '') {
    [void][IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($file))
    Say 'info' "Downloading $([IO.Path]::GetFileName($file)) from $shown"
    $asked = @{} + $headers
    if (Test-Path -LiteralPath $file) { $asked['If-Modified-Since'] = (Get-Item -LiteralPath $file).LastWriteTimeUtc.ToString('R') }
    Call-Storage 'GET' $url $asked $null (Join-Path $work 'archive')
    switch ($status) {
      200 {
        Move-Item -LiteralPath (Join-Path $work 'archive') -Destination $file -Force
        $modified = $answer.Content.Headers.LastModified
        if ($null -ne $modified) { (Get-Item -LiteralPath $file).LastWriteTimeUtc = $modified.UtcDateTime }
      }
      304 { Say 'info' "$([IO.Path]::GetFileName($file)) is up to date" }
      404 { Say 'warning' 'file does not exist'; return $false }
      0 { Say 'warning' $cause; return $false }
      default { Say 'warning' "received: $(Get-Reason)"; return $false }
    }
  } else { Say 'info' 'No URL provided, cache will not be downloaded from shared cache server. Instead a local version of cache will be extracted.' }
  if (-not (Test-Path -LiteralPath $file)) { Say 'warning' 'Cache file does not exist'; return $false }
  try { Expand-Into $file } catch { Say 'fatal' $_.Exception.GetBaseException().Message; return $false }
  return $true
}
function Save-Cache($file, $limit, $url, $headers, $shown, $work) {
  $file = Get-Absolute $file
  [void][IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($file))
  $written = if (Test-Path -LiteralPath $file) { (Get-Item -LiteralPath $file).LastWriteTimeUtc } else { [DateTime]::MinValue }
  $newer = @($script:picked | Where-Object { (Get-Item -LiteralPath (Join-Path $root $_) -Force).LastWriteTimeUtc -gt $written })
  if ($newer.Count -gt 0) {
    $made = Join-Path $work 'archive.zip'
    if (Test-Path -LiteralPath $made) { Remove-Item -LiteralPath $made }
    Make-Zip $made
    Move-Item -LiteralPath $made -Destination $file -Force
  } else { Say 'info' 'Primary cache does not exist remotely, uploading existing archive' }
  if ($url -eq '') { Say 'info' 'No URL provided, cache will not be uploaded to shared cache server. Cache will be stored only locally.'; return $true }
  $size = (Get-Item -LiteralPath $file).Length
  if ($limit -gt 0 -and $size -gt $limit) { Say 'info' "Cache archive size ($size) is too big (Limit is set to $limit). Cache will be stored only locally."; return $true }
  Say 'info' "Uploading $([IO.Path]::GetFileName($file)) to $shown"
  Call-Storage 'PUT' $url $headers { , (New-Object Net.Http.StreamContent([IO.File]::OpenRead($file))) } ''
  if ($status -ge 200 -and $status -lt 300) { return $true }
  Say 'fatal' $(if ($status -eq 0) { $cause } else { "received: $(Get-Reason)" })
  return $false
}
`;
