'use strict';

// Node's own HTTP client knows proxies from this version on, and passes them over in silence before.
const oldest = '24.5';

/**
 * Starts the built program of that name, or says in one line why it cannot. This file is CommonJS in the syntax of Node 12, so that
 * an old Node reaches the check of its version instead of failing on the first import that it does not know.
 */
module.exports = function start(program) {
  if (isOlder(process.versions.node, oldest)) {
    console.error(`drydock needs Node ${oldest} or newer; this is ${process.version}: run it through npx from a checkout, or install Node ${oldest}`);
    process.exitCode = 1;
    return;
  }
  // Compiled code is kept between runs: a short command spends most of its time on compilation otherwise.
  require('node:module').enableCompileCache();
  import(`../../dist/cli/${program}.js`).catch((error) => {
    if (require('node:fs').existsSync(`${__dirname}/../../dist/cli/${program}.js`)) throw error;
    console.error('drydock is not built here: run npm ci, or npm run build');
    process.exitCode = 1;
  });
};

function isOlder(version, than) {
  const [major, minor] = version.split('.').map(Number);
  const [leastMajor, leastMinor] = than.split('.').map(Number);
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}
