/**
 * PowerShell functions that call servers by .NET's client, whose trust is the system's: CI_SERVER_TLS_CA_FILE is for `gitlab-runner` alone.
 *
 * @remarks Source: peer-runner.md §1.1, §2.2.
 */
export const requesting = String.raw`[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor 3072
$handler = New-Object Net.Http.HttpClientHandler
$handler.AllowAutoRedirect = $false
$client = New-Object Net.Http.HttpClient($handler)
function Get-Header($name) {
  $values = $null
  if ($null -ne $script:answer -and ($script:answer.Headers.TryGetValues($name, [ref]$values) -or $script:answer.Content.Headers.TryGetValues($name, [ref]$values))) { return @($values)[0] }
  return ''
}
function Get-Reason { "$status $($script:answer.ReasonPhrase)".Trim() }
# One call: the answer's number in $status, 0 for none; a good answer's body in the file.
function Call($method, $url, $headers, $content, $output) {
  $script:status = 0; $script:answer = $null; $script:body = ''; $script:cause = ''
  try {
    $request = New-Object Net.Http.HttpRequestMessage($method, $url)
    if ($null -ne $content) { $request.Content = & $content }
    foreach ($name in $headers.Keys) {
      if (-not $request.Headers.TryAddWithoutValidation($name, [string]$headers[$name]) -and $null -ne $request.Content) {
        [void]$request.Content.Headers.Remove($name)
        [void]$request.Content.Headers.TryAddWithoutValidation($name, [string]$headers[$name])
      }
    }
    $script:answer = $client.SendAsync($request, [Net.Http.HttpCompletionOption]::ResponseHeadersRead).GetAwaiter().GetResult()
    if ([int]$script:answer.StatusCode -eq 200 -and $output -ne '') {
      $file = [IO.File]::Create($output)
      try { [void]$script:answer.Content.CopyToAsync($file).GetAwaiter().GetResult() } finally { $file.Dispose() }
    } else { $script:body = $script:answer.Content.ReadAsStringAsync().GetAwaiter().GetResult() }
    $script:status = [int]$script:answer.StatusCode
  } catch { $script:status = 0; $script:cause = $_.Exception.GetBaseException().Message }
  finally { if ($null -ne $request) { $request.Dispose() } }
}
function Call-Patiently($method, $url, $headers, $content, $output) {
  foreach ($wait in @($callWaits) + -1) {
    Call $method $url $headers $content $output
    if (-not ($status -in 408, 429, 500, 502, 503, 504 -or $status -ge 512) -or $wait -lt 0) { return }
    $after = 0
    if ([int]::TryParse((Get-Header 'Retry-After'), [ref]$after)) { $wait = $after }
    Say 'info' 'Waiting before making the next call' @('context', 'ratelimit-requester-gitlab-request', 'duration', "$($wait)s", 'method', $method, 'url', $url)
    Start-Sleep -Milliseconds ([int]($wait * 1000))
  }
}
function Get-Told($method, $url) {
  $words = Get-Reason
  if ((Get-Header 'Content-Type') -notmatch 'json') { return $words }
  $message = if ($body -match '"message"\s*:\s*"([^"]*)"') { $Matches[1] } else { '' }
  if ($message -eq '' -or $message -eq $words) { return "$method $($url): $words" }
  return "$method $($url): $words ($message)"
}
`;
