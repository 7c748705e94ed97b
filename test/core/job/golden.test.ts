import { testGolden } from '../../golden-tests.ts';
import { JobConsole } from './job-console.ts';

testGolden({
  directory: new URL('../../golden/job/', import.meta.url).pathname,
  opener: 'job',
  open: () => {
    const console = new JobConsole();
    return (command) => console.handle(command);
  },
});
