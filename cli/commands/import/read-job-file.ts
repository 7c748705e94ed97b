import { jsonObjects } from '../../../adapters/gitlab-jobs/json-objects.ts';
import { readGitlabRecord, type GitlabRecord } from '../../../sim/workload/import/gitlab-record.ts';
import type { NameKeeper } from '../../../sim/workload/import/name-keeper.ts';

/** The parts of a job that make up most of it, and that an import has no use for. */
const unread = ['user', 'commit', 'artifacts', 'artifacts_file'];

/** Reads the jobs of a file of GitLab's JSON; one line for each that is none. */
export function readJobFile(chunks: Iterable<Buffer>, names: NameKeeper): { readonly records: readonly GitlabRecord[]; readonly problems: readonly string[] } {
  const records: GitlabRecord[] = [];
  const problems: string[] = [];
  let index = 0;
  for (const piece of jsonObjects(chunks, unread)) {
    if (piece.kind === 'object') index++;
    const read = piece.kind === 'object' ? readGitlabRecord(piece.value, names) : piece.message;
    if (typeof read !== 'string') records.push(read);
    else problems.push(piece.kind === 'object' && !read.startsWith('job ') ? `object ${String(index)}: ${read}` : read);
  }
  return { records, problems };
}
