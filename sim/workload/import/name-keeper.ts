/** What stands for the names and ids of a history in a trace: the same for the same, and unlike for unlike ones. */
export interface NameKeeper {
  /** A number that stands for an id of this kind of thing; exact as a double. */
  id(kind: string, id: number | string): number;
  /** What stands for a kind of job: its project and its name. */
  kind(text: string): string;
  /** What stands for a job's name. */
  name(name: string): string;
}
